// SPDX-License-Identifier: Apache-2.0

package agent

import (
	"errors"
	"fmt"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/game"
)

var (
	// ErrWrong is a party whose own story says what the other side says: it
	// cannot win. A defender confesses, or lets its clock run out; a challenger
	// lets its clock run out.
	ErrWrong = errors.New("agent: this side is wrong")
	// ErrAgreed is a leaf that the own story confirms.
	ErrAgreed = errors.New("agent: the leaf is right; there is nothing to dispute")
)

// Claim is what to challenge a leaf with, given one's own result of its step;
// ErrAgreed if it is right.
func Claim(f *game.Facts, r game.Result) (game.Claim, error) {
	if says(f, r) {
		return game.Claim{}, fmt.Errorf("%w: step %d of slot %d, round %d", ErrAgreed, f.Leaf.Step, f.Leaf.Slot, f.Leaf.Round)
	}
	return game.Claim{Result: r}, nil
}

// says reports whether a result is that of the committed leaf.
func says(f *game.Facts, r game.Result) bool {
	l := f.Leaf
	l.State, l.Out = r.State, r.Out
	return l.Hash() == f.Committed
}

// Move is what a side does at a position; nil if it is not to move.
func Move(f *game.Facts, g game.Game, me game.Side, s game.Story) (game.Move, error) {
	if side, _ := g.Turn(); side != me {
		return nil, nil //nolint:nilnil // not to move is an answer, not a fault
	}
	confirms, err := stands(f, s)
	if err != nil {
		return nil, err
	}
	if confirms != (me == game.Defender) {
		return nil, fmt.Errorf("%w: the %s's own execution of step %d says %s", ErrWrong, me, f.Leaf.Step, verdict(confirms))
	}
	return f.Reply(g, s)
}

// stands reports whether a story is the defender's: its result is that of the
// committed leaf, and its trace the one that a receipt binds, if one does.
func stands(f *game.Facts, s game.Story) (bool, error) {
	if !says(f, s.Result()) || f.Binds == nil {
		return says(f, s.Result()), nil
	}
	entries, err := s.Entries()
	return err == nil && f.Binds(commit.MerkleRoot(entries)), err
}

func verdict(confirms bool) string {
	if confirms {
		return "what is committed"
	}
	return "something else than what is committed"
}

// First is the first leaf that differs from one's own: the step to challenge.
// The leaves before it are agreed on, which is what makes the state before it
// the agreed input of the game.
func First(committed, own []commit.Digest) (step int, differs bool) {
	for i := range min(len(committed), len(own)) {
		if committed[i] != own[i] {
			return i, true
		}
	}
	return 0, false
}
