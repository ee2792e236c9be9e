// SPDX-License-Identifier: Apache-2.0

package types

import (
	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// ClaimOf is one step of a claim: an outer step that a claimed outer state rests
// on (R9), or a batch of an evaluation (R13). All that it reads was written on
// its board when the first game about it opened.
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
	l := commit.Leaf{
		ChainID: x.ChainID, Job: x.Board.Job, Round: x.Board.Round, Slot: x.Board.Slot, Trainer: x.Claimant, Step: x.Board.Step, Out: x.Board.Out,
	}
	if x.Board.Kind == KIND_EVALUATION {
		return l, nil
	}
	var err error
	l.State, err = ContentID("claimed", x.Board.Claimed)
	return l, err
}

// Facts are those of a game about the step.
func (x *ClaimOf) Facts() (*game.Facts, error) {
	layout, err := program.NewOuterState(x.Spec)
	if err != nil {
		return nil, ErrFacts.Wrap(err.Error())
	}
	f := &game.Facts{}
	if f.Leaf, err = x.Leaf(); err != nil {
		return nil, err
	}
	f.Committed = f.Leaf.Hash()
	if x.Board.Kind == KIND_EVALUATION {
		return x.evaluation(f, layout)
	}
	f.New = layout
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

// evaluation completes the facts of a batch of an evaluation.
func (x *ClaimOf) evaluation(f *game.Facts, layout *program.State) (*game.Facts, error) {
	state, err := ContentID("before", x.Board.Before)
	if err != nil {
		return nil, err
	}
	f.State = game.File{ID: state, Layout: layout}
	d := &x.Spec.Data
	f.Tokens = game.Tokens{
		Dataset: commit.ID{Digest: commit.Digest(d.Dataset.Digest), Size: d.Dataset.Size_}, Width: int(d.TokenWidth),
		Rows: jobtypes.EvaluationRows(x.Spec, x.Board.Step),
	}
	if f.Program, err = program.BuildEval(unbound(x.Spec)); err != nil {
		return nil, ErrFacts.Wrap(err.Error())
	}
	return f, nil
}
