// SPDX-License-Identifier: Apache-2.0

package attack

// outer is about the state that all slots share.
var outer = []Strategy{
	{
		Name: "false-outer-state", Outcome: Slashed,
		Tries: "name and claim another state after a round", Stops: "the outer step is a program; the claimant loses bond and slot stake",
		Shown: []Proof{network("TestFalseOuterState"), network("TestFalseBase")},
	}, {
		Name: "state-nobody-can-open", Outcome: Slashed,
		Tries: "claim an id without a preimage", Stops: "who does not open it loses by the clock; what stands is the other",
		Shown: []Proof{network("TestClaimWithoutState"), modules("job", "TestUndefendedBase")},
	}, {
		Name: "late-discovery", Outcome: Slashed,
		Tries: "be found out only after the delta was summed", Stops: "slashed within the late window; the rounds since are folded again without it",
		Shown: []Proof{
			modules("job", "TestProvenFalseAfterFinal"), {Rules, "trainer/outer", "TestRetraction"}, network("TestConfession"),
		},
	}, {
		Name: "lost-claim", Outcome: Harmless,
		Tries: "claim what is right and lose on purpose, to talk it down", Stops: "a claim lost by the clock says nothing about the state",
		Shown: []Proof{modules("job", "TestLateClaimSaysNothing")},
	}, {
		Name: "endless-claims", Outcome: Bounded,
		Tries: "claim and challenge so that a round never closes", Stops: "it waits for three of the longest games, then numbers decide",
		Shown: []Proof{modules("job", "TestRoundDoesNotWaitForEver")},
	}, {
		Name: "false-evaluation", Outcome: Slashed,
		Tries: "state a better validation loss", Stops: "every batch can be disputed",
		Shown: []Proof{network("TestFalseEvaluation")},
	},
}
