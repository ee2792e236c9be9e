// SPDX-License-Identifier: Apache-2.0

package attack

// training is units that are not what they should be. Whatever a trainer did
// instead, some leaf is false; that a false leaf is drawn and noticed is shown
// with the audits, that it is lost with the games.
var training = []Strategy{
	{
		Name: "skip-all", Outcome: Slashed,
		Tries: "train nothing, commit states made up", Stops: "the first audit finds it, the chain proves it",
		Shown: []Proof{network("TestAuditsFindForgeries"), network("TestShortcutsAreProven"), modules("dispute", "TestMismatch"), simulated("TestHonestyPays")},
	}, {
		Name: "skip-half", Outcome: Slashed,
		Tries: "stop in the middle and commit the last state again and again", Stops: "an audit of that half finds it",
		Shown: []Proof{network("TestShortcutsAreProven"), simulated("TestFindsMatchTheFormula")},
	}, {
		Name: "fake-one-step", Outcome: Slashed,
		Tries: "fake one step of many", Stops: "found as often as the step is drawn; the stake is chosen for that (M4)",
		Shown: []Proof{network("TestAuditsFindForgeries"), rules("payout", "TestDeterrenceByHand"), simulated("TestFindsMatchTheFormula")},
	}, {
		Name: "smaller-batch", Outcome: Slashed,
		Tries: "train on half of the batch", Stops: "other bits",
		Shown: []Proof{network("TestShortcutsAreProven")},
	}, {
		Name: "lower-precision", Outcome: Slashed,
		Tries: "multiply in bfloat16", Stops: "other bits; there is no tolerance, one bit of one number is enough",
		Shown: []Proof{network("TestShortcutsAreProven"), network("TestFraudIsProven")},
	}, {
		Name: "infinitesimal-rate", Outcome: Slashed,
		Tries: "train with a learning rate near zero, so that every step is nearly right (Fang et al. 2022)", Stops: "nearly is not equal",
		Shown: []Proof{network("TestShortcutsAreProven")},
	}, {
		Name: "interpolation", Outcome: Slashed,
		Tries: "draw a path from the base to a model that is known (Fang et al. 2022)", Stops: "other bits at its first step",
		Shown: []Proof{network("TestShortcutsAreProven")},
	}, {
		Name: "blindfold", Outcome: Slashed,
		Tries: "be honest where updates are large, fake where they are small (Fang et al. 2022)",
		Stops: "what is drawn depends on the beacon alone, not on what was committed",
		Shown: []Proof{network("TestForgeryIsProven"), rules("sample", "TestDrawFrequencies")},
	}, {
		Name: "forged-data", Outcome: Slashed,
		Tries: "train on samples made for the purpose (Zhang et al. 2022)", Stops: "the batch is opened under the dataset's content id",
		Shown: []Proof{rules("game", "TestTokensAreReadOneByOne"), rules("game", "TestEveryOperatorIsJudged")},
	}, {
		Name: "easy-data", Outcome: Slashed,
		Tries: "train on easy samples of the dataset, or in another order", Stops: "the order is a function of job, round, slot and step",
		Shown: []Proof{network("TestShortcutsAreProven")},
	}, {
		Name: "another-slots-data", Outcome: Slashed,
		Tries: "train on the data of another slot", Stops: "the slot is part of the order",
		Shown: []Proof{network("TestShortcutsAreProven")},
	}, {
		Name: "copied-delta", Outcome: Slashed,
		Tries: "commit the delta of another trainer, byte for byte", Stops: "it is not what encode makes of the own state",
		Shown: []Proof{network("TestStolenDelta")},
	}, {
		Name: "copied-unit", Outcome: Refused,
		Tries: "commit the leaves of another trainer", Stops: "a leaf binds chain, job, round, slot and trainer; the anchors' are hashed again",
		Shown: []Proof{rules("commit", "TestLeafBindsEveryField"), modules("job", "TestCommitRefusals")},
	}, {
		Name: "false-compression", Outcome: Slashed,
		Tries: "cheat in the choice, the codes or the error feedback of the delta", Stops: "encode is a program with elements like any other",
		Shown: []Proof{network("TestForgeryIsProven"), rules("game", "TestEveryOperatorIsJudged")},
	}, {
		Name: "poisoned-delta", Outcome: Bounded,
		Tries: "steer the model by honest execution", Stops: "data is assigned, the program fixed; norms are clipped to the median",
		Shown: []Proof{{Rules, "trainer/outer", "TestClipping"}},
	}, {
		Name: "malformed-delta", Outcome: Slashed,
		Tries: "publish a delta that does not decode", Stops: "it counts as zeros and is proven by one chunk",
		Shown: []Proof{{Rules, "trainer/outer", "TestMalformedDelta"}, network("TestForgeryIsProven")},
	}, {
		Name: "bit-flip", Outcome: Unpaid,
		Tries: "(nobody's will) memory flips a bit in an honest trainer's product", Stops: "who notices before the round closes takes the unit back for nothing, later for a tenth of the stake",
		Shown: []Proof{modules("dispute", "TestRetractedUnitEndsItsGames"), network("TestConfession")},
	}, {
		Name: "not-finite", Outcome: Slashed,
		Tries: "go on from a state with an infinity or a NaN", Stops: "whoever opens the chunk shows it, without a game",
		Shown: []Proof{network("TestNonFiniteIsReported"), modules("dispute", "TestNonFiniteState")},
	}, {
		Name: "leaf-unlike-trace", Outcome: Slashed,
		Tries: "commit a false leaf and show an honest trace", Stops: "a trace that does not end in the leaf is refused, and the clock runs",
		Shown: []Proof{rules("game", "TestActors"), rules("game", "TestEveryLieIsProven")},
	}, {
		Name: "anchor-unlike-leaf", Outcome: Refused,
		Tries: "list another anchor than the leaf binds", Stops: "the chain hashes the leaf of every anchor again",
		Shown: []Proof{modules("job", "TestCommitRefusals")},
	}, {
		Name: "carried-state", Outcome: Slashed,
		Tries: "begin with other moments or feedback than the round before left", Stops: "where it comes from is a fact of the chain; begin is a step",
		Shown: []Proof{network("TestForgeryIsProven"), rules("game", "TestPoisonedPreState")},
	},
}
