// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"io"
	"testing"

	"cosmossdk.io/math"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/verifier/beacon"
	"github.com/weft-network/weft/verifier/watch"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
)

// TestVerifyView: what a verifier shows where there is no terminal, in words and
// as JSON; steps are shown in JSON alone.
func TestVerifyView(t *testing.T) {
	show := func(output string) (text, total string) {
		var out bytes.Buffer
		p := newProgram(streams{nil, &out, io.Discard})
		p.Output = output
		v := p.verifyView()
		for _, n := range []watch.News{
			{Kind: watch.NewsDrawn, Slot: 3},
			{Kind: watch.NewsDrawn, Slot: 5},
			{Kind: watch.NewsStep, Slot: 3, Step: 2, Last: 4},
			{Kind: watch.NewsAudited, Slot: 3, Verdict: disputetypes.VERDICT_MATCH, Steps: 4},
			{Kind: watch.NewsAudited, Slot: 5, Verdict: disputetypes.VERDICT_MISMATCH, Steps: 1},
			{Kind: watch.NewsCommitted},
			{Kind: watch.NewsRevealed, Fee: math.NewInt(1_500_000), Games: []uint64{7, 8}},
			{Kind: watch.NewsMissed},
		} {
			n.Job, n.Round, n.Draw = 1, 2, 1
			v.report(n)
		}
		v.posted(beacon.Posted{BeaconRound: 9, Height: 4, TxHash: "AB"})
		v.game(watch.Report{Game: 7, Side: game.Challenger, Unit: watch.Unit{Job: 1, Round: 2, Slot: 5}, Outcome: disputetypes.OUTCOME_FRAUD})
		v.close()
		return out.String(), v.total()
	}
	text, total := show("text")
	require.Equal(t, `job 1  round 2  slot 3  drawn
job 1  round 2  slot 5  drawn
job 1  round 2  slot 3  match, 4 steps executed
job 1  round 2  slot 5  mismatch, 1 step executed
job 1  round 2  committed
job 1  round 2  revealed, paid 1.5 WEFT, games opened: 7 8
job 1  round 2  missed: its window passed without this verifier's report
beacon round 9 posted
game 7  won: the chain found the defender's bytes to be wrong: what it said is false, its stake is slashed
`, text)
	require.Equal(t, "2 drawn, 2 audited, 1 committed, 1 revealed, 1 missed, 2 games, 1.5 WEFT earned", total)
	text, _ = show("json")
	require.Equal(t, `{"event":"drawn","job":1,"round":2,"draw":1,"slot":3}
{"event":"drawn","job":1,"round":2,"draw":1,"slot":5}
{"event":"step","job":1,"round":2,"draw":1,"slot":3,"step":2,"last":4}
{"event":"audited","job":1,"round":2,"draw":1,"slot":3,"verdict":"match","steps":4}
{"event":"audited","job":1,"round":2,"draw":1,"slot":5,"verdict":"mismatch","steps":1}
{"event":"committed","job":1,"round":2,"draw":1}
{"event":"revealed","job":1,"round":2,"draw":1,"fee_uweft":"1500000","games":[7,8]}
{"event":"missed","job":1,"round":2,"draw":1}
{"event":"beacon","beacon_round":9,"height":4,"tx":"AB"}
{"event":"game","game":7,"job":1,"round":2,"slot":5,"step":0,"side":"challenger","status":"fraud","won":true}
`, text)
}
