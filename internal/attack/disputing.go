// SPDX-License-Identifier: Apache-2.0

package attack

// disputing is games played otherwise than to find the truth.
var disputing = []Strategy{
	{
		Name: "self-challenge", Outcome: Slashed,
		Tries: "challenge one's own false unit to save the stake", Stops: "at least half of it is burnt",
		Shown: []Proof{modules("dispute", "TestSilentDefenderIsSlashed"), rules("payout", "TestSplitSlash")},
	}, {
		Name: "shill", Outcome: Harmless,
		Tries: "a friend challenges and loses on purpose, to acquit", Stops: "a game settles nothing for others",
		Shown: []Proof{modules("dispute", "TestAbandonedShillSettlesNothing"), network("TestFalseOuterState")},
	}, {
		Name: "confess-late", Outcome: Refused,
		Tries: "train nothing and confess what the proofs of verifiers show to be drawn",
		Stops: "no confession while the round is being audited, or the unit is challenged or requested",
		Shown: []Proof{
			modules("dispute", "TestAuditsOfARound"), modules("dispute", "TestChallengedUnitCannotBeConfessed"), simulated("TestConfessingWhatIsDrawnPays"),
		},
	}, {
		Name: "stalling-defender", Outcome: Bounded,
		Tries: "take all the time for every move", Stops: "one clock for all moves of a side; other units go on",
		Shown: []Proof{rules("game", "TestClocks"), rules("game", "TestActors")},
	}, {
		Name: "silent-defender", Outcome: Slashed,
		Tries: "do not answer at all", Stops: "out of time loses",
		Shown: []Proof{modules("dispute", "TestSilentDefenderIsSlashed")},
	}, {
		Name: "knocked-off-the-net", Outcome: Bounded,
		Tries: "keep an honest trainer from answering, and challenge what an audit found right", Stops: "it takes a tenth of the stake as a bond, and gains nothing",
		Shown: []Proof{modules("dispute", "TestAbsence"), modules("dispute", "TestBondOfMatchedUnit"), rules("payout", "TestSplitAbsence")},
	}, {
		Name: "silent-for-half", Outcome: Slashed,
		Tries: "have a friend challenge a matched unit and end before an honest dispute of it", Stops: "the whole stake while that is open",
		Shown: []Proof{modules("dispute", "TestAbsenceIsNoWayOut")},
	}, {
		Name: "silent-challenger", Outcome: Slashed,
		Tries: "open a game and abandon it", Stops: "the bond is lost; another takes over where the board stands",
		Shown: []Proof{modules("dispute", "TestSilentChallengerLosesItsBond"), modules("dispute", "TestPostsServeEveryGame")},
	}, {
		Name: "many-challengers", Outcome: Bounded,
		Tries: "a hundred identities challenge the same step", Stops: "a post answers all of them; every one loses a bond, the next of the same is twice as much",
		Shown: []Proof{modules("dispute", "TestPostsServeEveryGame"), modules("dispute", "TestManyGamesEndTogether")},
	}, {
		Name: "copied-challenge", Outcome: Harmless,
		Tries: "copy a challenge from the mempool to take its reward", Stops: "the first seal takes it",
		Shown: []Proof{modules("dispute", "TestFirstSealedIsRewarded")},
	}, {
		Name: "bad-children", Outcome: Refused,
		Tries: "post digests that lead nowhere", Stops: "they must hash to their parent; the clock runs on",
		Shown: []Proof{rules("game", "TestActors"), rules("game", "TestAnyGame")},
	}, {
		Name: "other-story", Outcome: Slashed,
		Tries: "go on with another, consistent trace in the middle of a game", Stops: "what was posted binds; the first that differs is false",
		Shown: []Proof{rules("game", "TestActors"), modules("dispute", "TestOneTracePerStep")},
	}, {
		Name: "wrong-input", Outcome: Refused,
		Tries: "prove with bytes of another tensor, step or place", Stops: "every input has an agreed root and a position",
		Shown: []Proof{rules("game", "TestActors"), rules("commit", "TestProofIsBound")},
	}, {
		Name: "referee-split", Outcome: Harmless,
		Tries: "an element on which validators disagree", Stops: "integers only, no floating point instruction in consensus code",
		Shown: []Proof{rules("referee", "TestGolden"), {Rules, "internal/lint", "TestRepository"}, rules("referee/softfloat", "TestRandomOperands")},
	}, {
		Name: "slow-element", Outcome: Bounded,
		Tries: "a proof that takes a validator long", Stops: "gas before work; at most 5 ms at the largest shapes",
		Shown: []Proof{rules("game", "TestHashingBound"), rules("game", "TestLargeShapes")},
	}, {
		Name: "fee-spam", Outcome: Harmless,
		Tries: "fill blocks until a clock has run out", Stops: "a quarter of each block is for disputes",
		Shown: []Proof{{Chain, "test/dispute", "TestFloodDoesNotDelayDisputes"}},
	}, {
		Name: "replayed-message", Outcome: Refused,
		Tries: "show a commit, a seal or evidence of another chain, job or round", Stops: "domains and every field are bound",
		Shown: []Proof{
			rules("commit", "TestLeafBindsEveryField"), modules("dispute", "TestSealRefusals"), modules("dispute", "TestEquivocationRefusals"),
		},
	}, {
		Name: "equivocation", Outcome: Slashed,
		Tries: "sign two commits of one unit", Stops: "verifiers find both in the blocks, and show them",
		Shown: []Proof{modules("dispute", "TestEquivocation"), {Network, "cmd/weft/internal/local", "TestEquivocator"}},
	},
}
