// SPDX-License-Identifier: Apache-2.0

package watch

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/verifier/replay"
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

// commitment reads the leaves of a unit from the transaction that committed
// them: the chain's state keeps their root alone.
func (r *record) commitment(ctx context.Context, c *client.Client) (leaves []commit.Digest, err error) {
	block, err := c.Block(ctx, r.unit.Height)
	if err != nil {
		return nil, err
	}
	for _, e := range block.Events {
		committed, ok := e.Value.(*jobtypes.EventUnitCommitted)
		if !ok || e.Tx < 0 || (Unit{committed.Job, committed.Round, committed.Slot}) != r.Unit {
			continue
		}
		msgs, err := c.Messages(ctx, e.Height, e.Tx)
		if err != nil {
			return nil, err
		}
		for _, m := range msgs {
			msg, ok := m.(*jobtypes.MsgCommitUnit)
			if !ok || (Unit{msg.Job, msg.Round, msg.Slot}) != r.Unit {
				continue
			}
			return r.leavesOf(msg)
		}
	}
	return nil, fmt.Errorf("%w: %v, in block %d; use a node that keeps its blocks", ErrCommit, r.Unit, r.unit.Height)
}

func (r *record) leavesOf(msg *jobtypes.MsgCommitUnit) ([]commit.Digest, error) {
	var leaves []commit.Digest
	for b := msg.Leaves; len(b) >= commit.DigestSize; b = b[commit.DigestSize:] {
		leaves = append(leaves, commit.Digest(b[:commit.DigestSize]))
	}
	if root := commit.MerkleRoot(leaves); !bytes.Equal(root[:], r.unit.LeavesRoot) {
		return nil, fmt.Errorf("%w: the leaves of %v have the root %v, the chain keeps %x", ErrCommit, r.Unit, root, r.unit.LeavesRoot)
	}
	return leaves, nil
}

func (r *record) terms() *spec.Spec { return &r.spec }

// story implements subject: from the last published state before the step.
func (r *record) story(ctx context.Context, b *disputetypes.Board, cfg replay.Config, files replay.Files) (*game.Facts, *replay.Story, error) {
	x, err := r.from(b.Step, cfg, files)
	if err != nil {
		return nil, nil, err
	}
	return x.until(ctx, b.Step, commit.Digest(b.Leaf))
}

// row executes steps of a unit one after another. Each reads the state that the
// one before it left.
type row struct {
	*record
	cfg    replay.Config
	files  replay.Files
	before commit.ID
	next   uint32
}

// from begins a row at a step: at the last published state before it.
func (r *record) from(step uint32, cfg replay.Config, files replay.Files) (*row, error) {
	x := &row{record: r, cfg: cfg, files: files, before: r.carried}
	if step == 0 {
		return x, nil
	}
	at, id, err := r.anchor(step - 1)
	x.before, x.next = id, at+1
	return x, err
}

// step executes the next step. A leaf, if it is known, is what it is compared
// with.
func (x *row) step(ctx context.Context, leaf commit.Digest) (*game.Facts, *replay.Story, error) {
	f, err := x.facts(x.next, x.before, leaf)
	if err != nil {
		return nil, nil, err
	}
	s, err := replay.Run(ctx, f, x.files, x.cfg)
	if err != nil {
		return nil, nil, fmt.Errorf("step %d of %v: %w", x.next, x.Unit, err)
	}
	x.next, x.before, x.files = x.next+1, s.Result().State, s.Files()
	return f, s, nil
}

// errNoStep ends a row that has no more steps.
var errNoStep = errors.New("the unit has no such step")

// until executes the steps up to one, and gives that one's story.
func (x *row) until(ctx context.Context, step uint32, leaf commit.Digest) (*game.Facts, *replay.Story, error) {
	if step >= x.steps() || step < x.next {
		return nil, nil, fmt.Errorf("%w: %d; the next is %d of %d", errNoStep, step, x.next, x.steps())
	}
	for x.next < step {
		if _, _, err := x.step(ctx, commit.Digest{}); err != nil {
			return nil, nil, err
		}
	}
	return x.step(ctx, leaf)
}
