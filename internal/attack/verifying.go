// SPDX-License-Identifier: Apache-2.0

package attack

// verifying is audits that are avoided, bought or not done.
var verifying = []Strategy{
	{
		Name: "grinding", Outcome: Refused,
		Tries: "prepare many commits and publish the one whose audit is lucky", Stops: "one commit a unit, and the beacon comes after it",
		Shown: []Proof{modules("job", "TestCommitRefusals")},
	}, {
		Name: "biased-beacon", Outcome: Refused,
		Tries: "withhold or choose the randomness", Stops: "a threshold signature has one value, and is public before it is posted; a stalled beacon makes audits wait",
		Shown: []Proof{rules("beacon", "TestQuicknet"), modules("beacon", "TestPostRoundRefusals"), modules("dispute", "TestAuditsOfARound")},
	}, {
		Name: "late-key", Outcome: Refused,
		Tries: "change the VRF key or the stake after the beacon", Stops: "keys and stakes are those of the opening of the round",
		Shown: []Proof{modules("dispute", "TestFrozenAtOpen")},
	}, {
		Name: "lazy-verifier", Outcome: Slashed,
		Tries: "report a match without replaying", Stops: "a receipt binds the trace root of a step; whoever is drawn to look again has the right one, and no trace opens another",
		Shown: []Proof{modules("dispute", "TestLazyVerifierIsSlashed"), rules("game", "TestBoundTrace"), simulated("TestHonestyPays")},
	}, {
		Name: "lazy-second-look", Outcome: Slashed,
		Tries: "look again at a report without replaying", Stops: "a match is taken only with the root that the receipt binds; who disputes a right one loses its stake in the game",
		Shown: []Proof{
			modules("dispute", "TestReauditRefusals"), modules("dispute", "TestFalseSecondLook"), rules("game", "TestNoAccusationSticks"),
		},
	}, {
		Name: "copied-report", Outcome: Refused,
		Tries: "copy the report of another verifier", Stops: "reports are committed first, receipts are salted by who makes them",
		Shown: []Proof{{Rules, "x/dispute/types", "TestCommitmentBindsResults"}},
	}, {
		Name: "copied-replica", Outcome: Slashed,
		Tries: "pass off the replay of a friend as one's own", Stops: "receipts are salted by who makes them, and everybody draws another segment and step; a friend who executes one's own saves nothing",
		Shown: []Proof{modules("dispute", "TestLazyVerifierIsSlashed"), {Rules, "x/dispute/types", "TestReceiptIsBound"}},
	}, {
		Name: "false-accuser", Outcome: Slashed,
		Tries: "challenge an honest unit", Stops: "the chain computes the element and the bond is lost, half to the defence",
		Shown: []Proof{network("TestFraudIsProven"), rules("game", "TestNoAccusationSticks"), {Chain, "test/dispute", "TestGamesByTransactions"}},
	}, {
		Name: "collusion-of-a-third", Outcome: Unprofitable,
		Tries: "a trainer with a third of the verifiers' stake behind it", Stops: "two thirds of the audits are others'; the stake is chosen for that (M4)",
		Shown: []Proof{rules("payout", "TestReplayChanceIsALowerBound"), rules("payout", "TestDeterrenceByHand")},
	}, {
		Name: "collusion-of-all-drawn", Outcome: Slashed,
		Tries: "a trainer and every verifier that was drawn", Stops: "anybody may challenge until the late window ends",
		Shown: []Proof{network("TestFraudIsProven"), modules("dispute", "TestLateWindow")},
	}, {
		Name: "bribe", Outcome: Unprofitable,
		Tries: "buy a false match, with the right trace of the drawn step", Stops: "who reports a match answers for every leaf of the segment: at reaudit_rate it loses its whole stake, and other audits find the unit",
		Shown: []Proof{modules("dispute", "TestBribedVerifierIsSlashed"), simulated("TestHonestyPays")},
	}, {
		Name: "bribed-pair", Outcome: Bounded,
		Tries: "a made-up receipt that one's own other verifier confirms", Stops: "it is drawn for that by its part of the stake alone, and keeps nobody else from looking",
		Shown: []Proof{modules("dispute", "TestConfirmedIsNotAcquitted")},
	}, {
		Name: "slow-unit", Outcome: Harmless,
		Tries: "make a segment that takes a verifier long", Stops: "what a step costs does not depend on the data",
		Shown: []Proof{rules("program", "TestStructure")},
	}, {
		Name: "long-con", Outcome: Unprofitable,
		Tries: "be honest for long, then cheat where it pays most", Stops: "no rate falls below the base; past pay buys nothing",
		Shown: []Proof{simulated("TestHonestyPays")},
	},
}
