// SPDX-License-Identifier: Apache-2.0

package watch

import (
	"context"
	"fmt"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/chain/spec"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// Unit names one slot's work in one round of a job.
type Unit struct {
	Job, Round uint64
	Slot       uint32
}

// String is how people and logs name a unit.
func (u Unit) String() string {
	return fmt.Sprintf("job %d, round %d, slot %d", u.Job, u.Round, u.Slot)
}

// record is what the chain knows of a unit.
type record struct {
	Unit
	chainID string
	spec    spec.Spec
	unit    jobtypes.Unit
	trainer []byte
	// carried is the state that the unit began with, zero if nothing.
	carried commit.ID
}

// read asks the chain for a unit.
func read(ctx context.Context, c *client.Client, u Unit) (*record, error) {
	job, err := c.Job().Spec(ctx, &jobtypes.QuerySpecRequest{Job: u.Job})
	if err != nil {
		return nil, err
	}
	unit, err := c.Job().Unit(ctx, &jobtypes.QueryUnitRequest{Job: u.Job, Round: u.Round, Slot: u.Slot})
	if err != nil {
		return nil, err
	}
	trainer, err := client.ParseAddress(unit.Unit.Operator)
	if err != nil {
		return nil, err
	}
	r := &record{Unit: u, chainID: c.ChainID(), spec: job.Spec, unit: unit.Unit, trainer: trainer}
	if from := r.unit.FromRound; from != 0 {
		before, err := c.Job().Unit(ctx, &jobtypes.QueryUnitRequest{Job: u.Job, Round: from, Slot: u.Slot})
		if err != nil {
			return nil, err
		}
		anchors := before.Unit.Anchors
		if len(anchors) == 0 {
			return nil, fmt.Errorf("%w: %v carries from round %d, whose unit lists no state", ErrCommit, u, from)
		}
		if r.carried, err = jobtypes.CommitID("anchors", &anchors[len(anchors)-1]); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// facts are those of a step, as the chain makes them.
func (r *record) facts(step uint32, before commit.ID, leaf commit.Digest) (*game.Facts, error) {
	x := disputetypes.StepOf{
		ChainID: r.chainID, Spec: &r.spec, Unit: &r.unit, Trainer: r.trainer, Step: step, Leaf: leaf, Before: before,
	}
	return x.Facts()
}

// steps is the number of leaves.
func (r *record) steps() uint32 { return disputetypes.Steps(&r.unit) }

// anchor is the latest published state not after a step, and its step.
func (r *record) anchor(step uint32) (at uint32, id commit.ID, err error) {
	steps := r.anchors()
	k := -1
	for i, s := range steps {
		if s <= step {
			k = i
		}
	}
	if k < 0 {
		return 0, id, fmt.Errorf("%w: %v lists %d states", ErrCommit, r.Unit, len(steps))
	}
	id, err = jobtypes.CommitID("anchors", &r.unit.Anchors[k])
	return steps[k], id, err
}

// anchors are the steps whose states the commit lists. A diverged unit ends
// with the state that is not finite.
func (r *record) anchors() []uint32 {
	steps := jobtypes.AnchorSteps(&r.spec, r.unit.Steps, r.unit.Diverged)
	return steps[:min(len(steps), len(r.unit.Anchors))]
}

func (r *record) terms() *spec.Spec { return &r.spec }
