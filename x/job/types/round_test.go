// SPDX-License-Identifier: Apache-2.0

package types_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/x/job/types"
)

func bits(n int, set ...int) commit.Bitmap {
	b := commit.NewBitmap(n)
	for _, i := range set {
		b.Set(i)
	}
	return b
}

func id(b byte) spec.ContentID {
	return types.WireID(commit.ID{Digest: commit.Sum([]byte{b}), Size: 1})
}

func TestBases(t *testing.T) {
	for _, c := range []struct {
		name              string
		named             []byte // the base of each slot
		retracted         []int
		majority, plural  byte
		hasMajor, hasPlur bool
	}{
		{name: "nobody"},
		{name: "all", named: []byte{1, 1, 1}, majority: 1, plural: 1, hasMajor: true, hasPlur: true},
		{name: "two of three", named: []byte{2, 1, 1}, majority: 1, plural: 1, hasMajor: true, hasPlur: true},
		{name: "three of five is less than two thirds", named: []byte{1, 1, 1, 2, 2}, plural: 1, hasPlur: true},
		{name: "of equals, the first named", named: []byte{2, 1, 1, 2}, plural: 2, hasPlur: true},
		{name: "who withdrew has no voice", named: []byte{2, 2, 1}, retracted: []int{0, 1}, majority: 1, plural: 1, hasMajor: true, hasPlur: true},
		{name: "everybody withdrew", named: []byte{1}, retracted: []int{0}},
	} {
		t.Run(c.name, func(t *testing.T) {
			const n = 5
			r := types.Round{Active: bits(n, 0, 1, 2, 3, 4), Committed: bits(n), Retracted: bits(n, c.retracted...)}
			for slot, b := range c.named {
				commit.Bitmap(r.Committed).Set(slot)
				r.NameBase(slot, id(b))
			}
			major, ok := r.MajorityBase()
			require.Equal(t, c.hasMajor, ok)
			if ok {
				require.Equal(t, id(c.majority), major.Base)
			}
			plural, ok := r.PluralityBase()
			require.Equal(t, c.hasPlur, ok)
			if ok {
				require.Equal(t, id(c.plural), plural.Base)
			}
		})
	}
}

func TestWitnessingDecided(t *testing.T) {
	const stake = 100
	for _, c := range []struct {
		name              string
		operators, posted uint32
		votes             []uint32
		weights           []uint64
		want              bool
	}{
		{"everybody has spoken", 4, 4, []uint32{0, 0}, []uint64{0, 0}, true},
		{"three hold it, with two thirds of the stake", 6, 3, []uint32{3, 3}, []uint64{400, 500}, true},
		{"three hold it, with less", 6, 3, []uint32{3, 3}, []uint64{300, 500}, false},
		{"two hold it, with much", 6, 2, []uint32{2, 3}, []uint64{500, 500}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := types.Round{Active: bits(6, 0, 1), Committed: bits(6, 0, 1), Operators: c.operators, Posted: c.posted}
			tally := types.Tally{Votes: c.votes, Weights: c.weights}
			require.Equal(t, c.want, r.WitnessingDecided(&tally, 6*stake))
		})
	}
}

func TestHeldAtTheDeadline(t *testing.T) {
	for _, c := range []struct {
		name            string
		operators       uint32
		votes           uint32
		weight, against uint64
		want            bool
	}{
		{"alone", 1, 0, 0, 0, true},
		{"nobody holds it", 2, 0, 0, 0, false},
		{"one holds it, nobody objects", 9, 1, 1, 0, true},
		{"exactly two thirds", 9, 2, 200, 100, true},
		{"less than two thirds", 9, 2, 199, 100, false},
		{"no overflow", 9, 2, 1 << 63, 1 << 62, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := types.Round{Operators: c.operators}
			tally := types.Tally{Votes: []uint32{c.votes}, Weights: []uint64{c.weight}}
			require.Equal(t, c.want, r.Held(&tally, 0, c.against))
		})
	}
}

// TestOrderOfCommitsDoesNotMatter: the base that two thirds name is the same
// whoever speaks first.
func TestOrderOfCommitsDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		named := rapid.SliceOfN(rapid.IntRange(0, 2), 1, 40).Draw(t, "named")
		order := rapid.Permutation(indices(len(named))).Draw(t, "order")
		major := func(order []int) (types.BaseVote, bool) {
			r := types.Round{Active: bits(len(named)), Committed: bits(len(named)), Retracted: bits(len(named))}
			for _, slot := range order {
				commit.Bitmap(r.Committed).Set(slot)
				r.NameBase(slot, id(byte(named[slot])))
			}
			return r.MajorityBase()
		}
		a, okA := major(indices(len(named)))
		b, okB := major(order)
		require.Equal(t, okA, okB)
		require.Equal(t, a, b)
	})
}

func indices(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

func TestParams(t *testing.T) {
	require.NoError(t, types.DefaultParams().Validate())
	for name, change := range map[string]func(*types.Params){
		"flop_price":      func(p *types.Params) { p.FlopPrice = 0 },
		"outer_bond":      func(p *types.Params) { p.OuterBond = types.MaxAmount + 1 },
		"miss_penalty":    func(p *types.Params) { p.MissPenalty = types.MaxPenalty + 1 },
		"confess_penalty": func(p *types.Params) { p.ConfessPenalty = 0 },
		"min_window":      func(p *types.Params) { p.MinWindow = 0 },
		"max_late":        func(p *types.Params) { p.MaxLate = types.MaxBlocks + 1 },
		"max_wait":        func(p *types.Params) { p.MaxWait = 0 },
		"stake_factor":    func(p *types.Params) { p.StakeFactor = 0 },
	} {
		p := types.DefaultParams()
		change(&p)
		require.ErrorIs(t, p.Validate(), types.ErrInvalidParams, name)
		require.ErrorContains(t, p.Validate(), name)
	}
}

func TestGenesisRefusals(t *testing.T) {
	for name, g := range map[string]types.GenesisState{
		"params":            {},
		"job without spec":  {Params: types.DefaultParams(), NextJob: 1, Jobs: []types.Job{{Id: 1}}},
		"slot without job":  {Params: types.DefaultParams(), Slots: []types.Slot{{Job: 1}}},
		"round without job": {Params: types.DefaultParams(), Rounds: []types.Round{{Job: 1, Number: 1}}},
		"item without job":  {Params: types.DefaultParams(), NextDue: 1, Due: []types.Due{{Job: 1}}},
		"spec without job":  {Params: types.DefaultParams(), Specs: []types.JobSpec{{Job: 1}}},
	} {
		require.Error(t, g.Validate(), name)
	}
	require.NoError(t, types.DefaultGenesis().Validate())
}
