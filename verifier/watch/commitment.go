// SPDX-License-Identifier: Apache-2.0

package watch

import (
	"bytes"
	"context"
	"fmt"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/game"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// commitment is what only the transaction that committed a unit says.
type commitment struct {
	leaves []commit.Digest
	losses []byte // of steps 1, 2, …: 4 bytes each
}

// commitment reads the transaction that committed a unit: the chain's state
// keeps no more of it than a root.
func (r *record) commitment(ctx context.Context, c *client.Client) (*commitment, error) {
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
			return r.committed(msg)
		}
	}
	return nil, fmt.Errorf("%w: %v, in block %d; use a node that keeps its blocks", ErrCommit, r.Unit, r.unit.Height)
}

func (r *record) committed(msg *jobtypes.MsgCommitUnit) (*commitment, error) {
	c := &commitment{losses: msg.Losses}
	for b := msg.Leaves; len(b) >= commit.DigestSize; b = b[commit.DigestSize:] {
		c.leaves = append(c.leaves, commit.Digest(b[:commit.DigestSize]))
	}
	if root := commit.MerkleRoot(c.leaves); !bytes.Equal(root[:], r.unit.LeavesRoot) || len(c.leaves) != int(r.steps()) {
		return nil, fmt.Errorf("%w: the %d leaves of %v have the root %v, the chain keeps %x of %d", ErrCommit, len(c.leaves), r.Unit, root,
			r.unit.LeavesRoot, r.steps())
	}
	return c, nil
}

// out is what the commit says beside the state of a step.
func (r *record) out(c *commitment, step uint32) ([]byte, error) {
	switch {
	case step == 0:
		return nil, nil
	case step <= r.unit.Steps:
		if at := 4 * int(step-1); at+4 <= len(c.losses) {
			return c.losses[at : at+4], nil
		}
	case r.unit.Delta != nil:
		delta, err := jobtypes.CommitID("delta", r.unit.Delta)
		if err != nil {
			return nil, err
		}
		norm, err := normOf(&r.unit)
		return commit.DeltaOut(delta, norm), err
	}
	return nil, fmt.Errorf("%w: %v says nothing of step %d", ErrCommit, r.Unit, step)
}

// result is what a unit is committed to have come to after a step whose state
// is an anchor.
func (r *record) result(c *commitment, step uint32) (game.Result, error) {
	at, id, err := r.anchor(step)
	if err != nil {
		return game.Result{}, err
	}
	if at != step {
		return game.Result{}, fmt.Errorf("%w: %v names no state after step %d", ErrCommit, r.Unit, step)
	}
	out, err := r.out(c, step)
	return game.Result{State: id, Out: out}, err
}
