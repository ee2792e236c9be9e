// SPDX-License-Identifier: Apache-2.0

package types

import (
	"slices"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/spec"
)

// Fold says how the outer state before a round follows from what the chain
// knows: the latest base that still holds, and the outer steps from there on.
type Fold struct {
	// Base is the state to start from; nil if it is the first parameters, which
	// are then a step of their own.
	Base *spec.ContentID
	// Rounds are those whose deltas are summed, oldest first. Rounds without any
	// leave the state as it is and are not among them.
	Rounds []FoldRound
}

// FoldRound is one outer step: the slots whose deltas it sums, ascending.
type FoldRound struct {
	Round uint64
	Slots []uint32
}

// Steps is the number of steps that a claim of the state rests on; without any
// the state is Base, and there is nothing to claim.
func (f *Fold) Steps() int {
	if f.Base == nil {
		return len(f.Rounds) + 1
	}
	return len(f.Rounds)
}

// FoldBefore returns the fold of the outer state from which round n starts.
// listed are the retractions that round n lists, round returns an earlier
// round. A base does not hold for later rounds once a unit was retracted from
// the sums before it (R10), nor does that of a void round (R9).
func FoldBefore(n uint64, listed []Retraction, round func(uint64) (Round, error)) (Fold, error) {
	gone := make(map[Retraction]bool)
	oldest := n // the oldest round that a retraction listed so far is about
	list := func(rs []Retraction) {
		for _, r := range rs {
			gone[r] = true
			oldest = min(oldest, r.Round)
		}
	}
	list(listed)
	var f Fold
	var back []Round
	for q := n; q > 1 && f.Base == nil; {
		q--
		r, err := round(q)
		if err != nil {
			return Fold{}, err
		}
		back = append(back, r)
		if r.Base != nil && !r.Void && oldest >= q {
			f.Base = r.Base
		}
		list(r.Retractions)
	}
	for _, r := range slices.Backward(back) {
		x := FoldRound{Round: r.Number}
		for slot := range uint32(8 * len(r.Included)) {
			if commit.Bitmap(r.Included).Has(int(slot)) && !gone[Retraction{Round: x.Round, Slot: slot}] {
				x.Slots = append(x.Slots, slot)
			}
		}
		if len(x.Slots) > 0 {
			f.Rounds = append(f.Rounds, x)
		}
	}
	return f, nil
}
