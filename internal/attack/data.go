// SPDX-License-Identifier: Apache-2.0

package attack

func nodes(test string) Proof { return Proof{Nodes, "trainer/blob/ipfs", test} }

// data is content that is withheld, or not what it should be.
var data = []Strategy{
	{
		Name: "withhold-all", Outcome: Unpaid,
		Tries: "commit a unit and serve nothing", Stops: "nobody witnesses it: not in the sum, not paid",
		Shown: []Proof{modules("job", "TestUnwitnessedUnitIsExcluded")},
	}, {
		Name: "withhold-when-drawn", Outcome: Slashed,
		Tries: "serve until the beacon, then withhold what it drew", Stops: "a data request on the chain: no answer is slashed like fraud",
		Shown: []Proof{network("TestDataRequests"), modules("dispute", "TestWithheldIsFraud")},
	}, {
		Name: "withhold-a-part", Outcome: Slashed,
		Tries: "serve nine tenths of a state", Stops: "whoever needs the rest requests that range on the chain",
		Shown: []Proof{modules("dispute", "TestWithheldIsFraud"), modules("dispute", "TestServedIsPaid")},
	}, {
		Name: "false-witness", Outcome: Slashed,
		Tries: "witness a delta that one does not hold, for a friend", Stops: "a witness answers for an unanswered request, too",
		Shown: []Proof{modules("dispute", "TestWithheldIsFraud"), network("TestDataRequests")},
	}, {
		Name: "refusing-witnesses", Outcome: Harmless,
		Tries: "a coalition of witnesses says that an honest trainer's delta is not to be had",
		Stops: "a 0 counts only with a data request left unanswered",
		Shown: []Proof{modules("dispute", "TestZeroCountsWithAnOpenRequest"), modules("dispute", "TestWitnessingWaitsForTheAnswer")},
	}, {
		Name: "request-flood", Outcome: Bounded,
		Tries: "request an honest trainer's data again and again", Stops: "few places at a time, deposits that double, an answer is paid by who asked",
		Shown: []Proof{modules("dispute", "TestPlacesEnd"), modules("dispute", "TestServedIsPaid")},
	}, {
		Name: "request-shield", Outcome: Harmless,
		Tries: "a cheat fills the places for requests of its unit, so that nobody else can ask", Stops: "drawn verifiers have places of their own; an answered request gives its place back",
		Shown: []Proof{modules("dispute", "TestFilledQueue")},
	}, {
		Name: "two-faces", Outcome: Refused,
		Tries: "serve different bytes to different verifiers", Stops: "every leaf is hashed against the id; who lies is cut off and remembered",
		Shown: []Proof{nodes("TestLiars"), nodes("TestSwarmLiars"), rules("commit", "TestProofIsBound")},
	}, {
		Name: "silent-peer", Outcome: Harmless,
		Tries: "promise blocks and send none, or slowly", Stops: "others are asked as well; who stalls is cut off for a while",
		Shown: []Proof{nodes("TestSilent"), nodes("TestSlowLoris"), nodes("TestSwarmStall")},
	}, {
		Name: "greedy-peer", Outcome: Bounded,
		Tries: "open streams and ask for everything on each, or for nonsense", Stops: "memory and streams are counted against the peer",
		Shown: []Proof{nodes("TestSwarmGreedy"), nodes("TestSwarmAskers")},
	}, {
		Name: "hostile-checkpoint", Outcome: Refused,
		Tries: "a model file with huge shapes, overlapping tensors, paths that lead out of the folder",
		Stops: "a strict reader with bounded memory; nothing in it is executed",
		Shown: []Proof{
			{Rules, "trainer/checkpoint/safetensors", "TestHostile"},
			{Rules, "trainer/checkpoint/pretrained", "TestIndexRefuses"},
			{Rules, "trainer/checkpoint/safetensors", "TestMemory"},
		},
	}, {
		Name: "odd-numbers", Outcome: Harmless,
		Tries: "NaN, infinities, negative zeros and subnormal numbers in weights", Stops: "one rule for every operator, with the same bits everywhere",
		Shown: []Proof{{Rules, "trainer/kernel/kerneltest", "TestReferee"}, rules("referee/softfloat", "TestStructuredOperands")},
	}, {
		Name: "other-machine", Outcome: Harmless,
		Tries: "find an operator whose bits depend on the machine", Stops: "portable code, assembly and the referee are compared exactly; vectors for every architecture",
		Shown: []Proof{
			{Rules, "trainer/kernel/kerneltest", "TestRefereeOfTraining"}, {Rules, "trainer/engine", "TestGolden"}, rules("referee", "TestGolden"),
		},
	}, {
		Name: "old-kernel", Outcome: Slashed,
		Tries: "train with an older program that saves work", Stops: "the digest of the program is in the specification; other bits are other bits",
		Shown: []Proof{modules("job", "TestSubmitRefusals"), network("TestShortcutsAreProven")},
	},
}
