// SPDX-License-Identifier: Apache-2.0

package types

import (
	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
)

// ClaimOf is one outer step that a claim rests on (R9). All that it reads was
// written on its board when the first game about it opened.
type ClaimOf struct {
	ChainID string
	Spec    *spec.Spec
	Board   *Board
	// Claimant is the board's defender, as bytes.
	Claimant []byte
}

// Leaf is the leaf that the claim makes of its step: nobody committed it, so
// the chain does.
func (x *ClaimOf) Leaf() (commit.Leaf, error) {
	state, err := ContentID("claimed", x.Board.Claimed)
	return commit.Leaf{
		ChainID: x.ChainID, Job: x.Board.Job, Round: x.Board.Round, Slot: x.Board.Slot, Trainer: x.Claimant, Step: x.Board.Step, State: state,
	}, err
}

// Facts are those of a game about the step.
func (x *ClaimOf) Facts() (*game.Facts, error) {
	layout, err := program.NewOuterState(x.Spec)
	if err != nil {
		return nil, ErrFacts.Wrap(err.Error())
	}
	f := &game.Facts{New: layout}
	if f.Leaf, err = x.Leaf(); err != nil {
		return nil, err
	}
	f.Committed = f.Leaf.Hash()
	if x.Board.Folds == 0 {
		f.Program, err = program.BuildInit(unbound(x.Spec))
		if err != nil {
			return nil, ErrFacts.Wrap(err.Error())
		}
		return f, nil
	}
	before, err := ContentID("before", x.Board.Before)
	if err != nil {
		return nil, err
	}
	f.State = game.File{ID: before, Layout: layout}
	f.Factors = x.Board.Factors
	for i := range x.Board.Deltas {
		d, err := ContentID("deltas", &x.Board.Deltas[i])
		if err != nil {
			return nil, err
		}
		f.Deltas = append(f.Deltas, d)
	}
	if f.Program, err = program.BuildOuter(unbound(x.Spec), len(f.Deltas)); err != nil {
		return nil, ErrFacts.Wrap(err.Error())
	}
	return f, nil
}
