// SPDX-License-Identifier: Apache-2.0

package attack

// staking is about seats, stakes and pay.
var staking = []Strategy{
	{
		Name: "sybil-slots", Outcome: Unpaid,
		Tries: "hold a hundred slots with one machine", Stops: "a stake for each; what is not committed in time is not paid, misses free the slot",
		Shown: []Proof{modules("job", "TestMissesFreeASlot"), modules("job", "TestMemberRefusals")},
	}, {
		Name: "slot-griefing", Outcome: Unpaid,
		Tries: "take slots and go offline", Stops: "misses free the slot at a small price; idle rounds end the job and refund it",
		Shown: []Proof{modules("job", "TestMissesFreeASlot"), modules("job", "TestIdleRoundsFailTheJob")},
	}, {
		Name: "unbond-and-run", Outcome: Slashed,
		Tries: "unbond after cheating", Stops: "the stake is locked until the late window ends, and what unbonds is still slashed",
		Shown: []Proof{modules("stake", "TestUnbondRefusals"), modules("stake", "TestSlashOrder"), modules("dispute", "TestLateWindow")},
	}, {
		Name: "pay-and-run", Outcome: Slashed,
		Tries: "take the pay before the fraud is found", Stops: "pay vests; what is not vested is taken back",
		Shown: []Proof{modules("dispute", "TestLateWindow"), modules("reward", "TestVesting")},
	}, {
		Name: "moved-shares", Outcome: Harmless,
		Tries: "move shares from wallet to wallet and claim royalties in each", Stops: "only locked shares earn, from when they are locked",
		Shown: []Proof{modules("reward", "TestSharesMovedBeforeClaiming")},
	}, {
		Name: "own-job", Outcome: Unprofitable,
		Tries: "mine the emission with jobs of one's own", Stops: "only sponsored jobs share in it; the fee is burnt",
		Shown: []Proof{modules("reward", "TestEmissionNeedsSponsorship")},
	}, {
		Name: "false-outcome", Outcome: Refused,
		Tries: "bind another model to a job at its end", Stops: "two thirds of the slots name it, anybody can compute it again",
		Shown: []Proof{modules("job", "TestOutcomeRefusals"), modules("job", "TestOutcomeWaitsForClaims")},
	},
}
