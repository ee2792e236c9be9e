// SPDX-License-Identifier: Apache-2.0

package types

import (
	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/sample"
	"github.com/weft-network/weft/chain/spec"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// What a game about a step needs follows from records of the chain alone. The
// functions here are pure, so that the parties of a game play by the same facts
// as the chain.

// StepOf is one step of a committed unit.
type StepOf struct {
	ChainID string
	Spec    *spec.Spec
	Unit    *jobtypes.Unit
	// Trainer is the unit's operator, as bytes.
	Trainer []byte
	Step    uint32
	// Leaf is the committed leaf of the step.
	Leaf commit.Digest
	// Before is the state before the step; for step 0 the state that the unit
	// carries, zero if none.
	Before commit.ID
}

// Steps is the number of leaves of a unit: a diverged unit has no step H+1.
func Steps(u *jobtypes.Unit) uint32 {
	if u.Diverged {
		return u.Steps + 1
	}
	return u.Steps + 2
}

// MayDiverge says whether a number in the state after a step that is not finite
// is no fraud: in the last state of a unit that is committed as diverged it is
// what was to be shown, and step 0 copies what others made, the base and what is
// carried. Whoever copies something else is proven false by the copy.
func MayDiverge(u *jobtypes.Unit, step uint32) bool {
	return step == 0 || (u.Diverged && step == u.Steps)
}

// Facts are those of a game about the step.
func (x *StepOf) Facts() (*game.Facts, error) {
	if x.Step >= Steps(x.Unit) {
		return nil, ErrInvalidStep.Wrapf("step %d, the unit has %d", x.Step, Steps(x.Unit))
	}
	base, err := ContentID("base", &x.Unit.Base)
	if err != nil {
		return nil, err
	}
	layout, err := program.NewState(x.Spec)
	if err != nil {
		return nil, ErrFacts.Wrap(err.Error())
	}
	f := &game.Facts{
		New: layout, Finite: !MayDiverge(x.Unit, x.Step),
		Leaf:      commit.Leaf{ChainID: x.ChainID, Job: x.Unit.Job, Round: x.Unit.Round, Slot: x.Unit.Slot, Trainer: x.Trainer, Step: x.Step},
		Committed: x.Leaf,
	}
	if x.Before != (commit.ID{}) {
		f.State = game.File{ID: x.Before, Layout: layout}
	}
	switch h := x.Spec.Inner.Steps; {
	case x.Step == 0:
		f.Program, err = program.BuildBegin(x.Spec)
	case x.Step <= h:
		f.Program, err = program.Build(unbound(x.Spec))
		f.Clock = program.Clock{Age: x.Unit.Age + uint64(x.Step), Step: (x.Unit.Round-1)*uint64(h) + uint64(x.Step)}
		f.Tokens = x.tokens()
	default:
		if f.Exchange, err = program.OuterOf(x.Spec); err == nil {
			f.Program, err = program.BuildEncode(x.Spec)
		}
	}
	if err != nil {
		return nil, ErrFacts.Wrap(err.Error())
	}
	if x.Step == 0 || f.Exchange != nil {
		if f.Base.Layout, err = program.NewOuterState(x.Spec); err != nil {
			return nil, ErrFacts.Wrap(err.Error())
		}
		f.Base.ID = base
	}
	return f, nil
}

// unbound is the specification without the program's digest, which was checked
// when the job was submitted and costs more than the program.
func unbound(s *spec.Spec) *spec.Spec {
	free := *s
	free.ProgramDigest = nil
	return &free
}

// tokens says where the rows of the step's batch lie in the dataset.
func (x *StepOf) tokens() game.Tokens {
	d, in := &x.Spec.Data, &x.Spec.Inner
	return game.Tokens{
		Dataset: commit.ID{Digest: commit.Digest(d.Dataset.Digest), Size: d.Dataset.Size_}, Width: int(d.TokenWidth),
		Rows: sample.Batch{
			Order: sample.Order{
				Job: x.Unit.Job, Samples: (x.Spec.TrainTokens() - 1) / uint64(in.Context),
				Slots: x.Spec.Rounds.Slots, Steps: in.Steps, Batch: in.Batch,
			},
			Round: x.Unit.Round, Slot: x.Unit.Slot, Step: x.Step, Context: uint64(in.Context),
		},
	}
}

// ContentID checks a content id of a record or message.
func ContentID(field string, id *spec.ContentID) (commit.ID, error) {
	if id == nil {
		return commit.ID{}, ErrInvalidID.Wrapf("%s is missing; name the blob's content id", field)
	}
	out, err := commit.NewID(id.Digest, id.Size_)
	if err != nil {
		return commit.ID{}, ErrInvalidID.Wrapf("%s: %s", field, err)
	}
	return out, nil
}
