// SPDX-License-Identifier: Apache-2.0

package types_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/x/job/types"
)

func base(n int) *spec.ContentID {
	id := types.WireID(commit.ID{Digest: commit.Sum(fmt.Append(nil, n)), Size: 9})
	return &id
}

// history is rounds that have closed; entry 0 is round 1.
type history []types.Round

func (h history) round(n uint64) (types.Round, error) {
	if n == 0 || n > uint64(len(h)) {
		return types.Round{}, types.ErrNoRound
	}
	return h[n-1], nil
}

// rounds of three slots that all summed everything.
func rounds(n int) history {
	h := make(history, n)
	for i := range h {
		h[i] = types.Round{Number: uint64(i + 1), Base: base(i + 1), Included: []byte{0b111}}
	}
	return h
}

func TestFoldBefore(t *testing.T) {
	all := []uint32{0, 1, 2}
	for _, c := range []struct {
		name   string
		change func(h history)
		listed []types.Retraction
		base   *spec.ContentID
		rounds []types.FoldRound
	}{
		{name: "one outer step from the base before", base: base(4), rounds: []types.FoldRound{{4, all}}},
		{
			name: "a retraction is folded again from its round on", listed: []types.Retraction{{Round: 3, Slot: 1}},
			base: base(3), rounds: []types.FoldRound{{3, []uint32{0, 2}}, {4, all}},
		},
		{
			name: "one of the last round is no detour", listed: []types.Retraction{{Round: 4, Slot: 2}},
			base: base(4), rounds: []types.FoldRound{{4, []uint32{0, 1}}},
		},
		{
			name:   "one that an earlier round listed is in its base already",
			change: func(h history) { h[3].Retractions = []types.Retraction{{Round: 2, Slot: 0}} },
			base:   base(4), rounds: []types.FoldRound{{4, all}},
		},
		{
			name: "listed by a round that is folded again too", listed: []types.Retraction{{Round: 2, Slot: 1}},
			change: func(h history) { h[3].Retractions = []types.Retraction{{Round: 3, Slot: 0}} },
			base:   base(2), rounds: []types.FoldRound{{2, []uint32{0, 2}}, {3, []uint32{1, 2}}, {4, all}},
		},
		{
			name:   "void rounds are skipped",
			change: func(h history) { void(&h[2]); void(&h[3]) },
			base:   base(2), rounds: []types.FoldRound{{2, all}},
		},
		{
			name:   "nothing was summed",
			change: func(h history) { h[3].Included = []byte{0} },
			base:   base(4),
		},
		{
			name:   "an idle round has no base",
			change: func(h history) { h[3].Included, h[3].Base = []byte{0}, nil },
			base:   base(3), rounds: []types.FoldRound{{3, all}},
		},
		{
			name:   "back to the first parameters",
			change: func(h history) { void(&h[0]); void(&h[1]); void(&h[2]); void(&h[3]) },
		},
		{
			name: "a retraction of all that round 1 summed", listed: []types.Retraction{{1, 0}, {1, 1}, {1, 2}},
			base: base(1), rounds: []types.FoldRound{{2, all}, {3, all}, {4, all}},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := rounds(4)
			if c.change != nil {
				c.change(h)
			}
			f, err := types.FoldBefore(5, c.listed, h.round)
			require.NoError(t, err)
			require.Equal(t, types.Fold{Base: c.base, Rounds: c.rounds}, f)
		})
	}
	f, err := types.FoldBefore(1, nil, history(nil).round)
	require.NoError(t, err)
	require.Equal(t, 1, f.Steps(), "the first parameters are a step of their own")
	_, err = types.FoldBefore(5, nil, rounds(3).round)
	require.ErrorIs(t, err, types.ErrNoRound)
}

func void(r *types.Round) { r.Void, r.Base, r.Included = true, nil, []byte{0} }

func TestContest(t *testing.T) {
	claim := func(id int, status types.ClaimStatus, height int64) types.OuterClaim {
		return types.OuterClaim{Id: *base(id), Status: status, Height: height}
	}
	const live, late, wrong = types.CLAIM_STATUS_LIVE, types.CLAIM_STATUS_LATE, types.CLAIM_STATUS_FALSE
	onTheWay := claim(1, wrong, 3)
	onTheWay.Folded = []spec.ContentID{*base(3)}
	for _, c := range []struct {
		name                   string
		claims                 []types.OuterClaim
		winner                 *spec.ContentID
		openEarly, refutedLate bool
		refutedEarly           bool
	}{
		{name: "nobody claims"},
		{name: "the base alone", claims: []types.OuterClaim{claim(1, live, 3)}, winner: base(1)},
		{name: "a rival alone", claims: []types.OuterClaim{claim(2, live, 3)}, winner: base(2), openEarly: true, refutedLate: true},
		{name: "both", claims: []types.OuterClaim{claim(1, live, 3), claim(2, live, 4)}, openEarly: true},
		{name: "the base was not defended", claims: []types.OuterClaim{claim(1, late, 3), claim(2, live, 4)}, winner: base(2), openEarly: true, refutedLate: true},
		{name: "undefended once and claimed again", claims: []types.OuterClaim{claim(1, late, 3), claim(1, live, 9), claim(2, live, 4)}, openEarly: true},
		{name: "undefended, and nobody says otherwise", claims: []types.OuterClaim{claim(1, late, 3)}},
		{name: "proven false", claims: []types.OuterClaim{claim(1, wrong, 3)}, refutedEarly: true, refutedLate: true},
		{name: "a state on the way to it proven false", claims: []types.OuterClaim{onTheWay}},
		{
			name: "one way to it proven false, another claimed", claims: []types.OuterClaim{claim(1, wrong, 3), claim(1, live, 3)}, winner: base(1),
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := types.NewContest(c.claims, base(1))
			require.Equal(t, c.winner, x.Winner)
			require.Equal(t, c.openEarly, x.Open(false), "open early")
			require.False(t, x.Open(true), "open late")
			require.Equal(t, c.refutedEarly, x.Refuted(false), "refuted early")
			require.Equal(t, c.refutedLate, x.Refuted(true), "refuted late")
		})
	}
}
