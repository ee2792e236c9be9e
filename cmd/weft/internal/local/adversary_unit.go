// SPDX-License-Identifier: Apache-2.0

package local

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"time"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/program"
	specs "github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/trainer/outer"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// loot keeps what an adversary publishes that is not of its own making.
const loot = "adversary"

// badDelta changes one byte of the delta, and the norm with it, so that all but
// the encoding is as it should be: a witness notices nothing.
func badDelta(ctx context.Context, k *cheat, u *jobtypes.UnitResult) error {
	o, err := program.OuterOf(k.spec)
	if err != nil {
		return err
	}
	delta, err := k.read(ctx, u.Delta)
	if err != nil {
		return err
	}
	x := outer.New(o, 1)
	for i := range delta {
		delta[i] ^= 1
		if x.Check(delta) == nil {
			if u.Norm, err = x.Norm(delta); err != nil {
				return err
			}
			u.Delta, err = k.store.Put(ctx, bytes.NewReader(delta), blob.PutOptions{Pins: []blob.Pin{{Name: loot}}})
			return err
		}
		delta[i] ^= 1
	}
	return fmt.Errorf("no byte of %s can be another one", u.Delta)
}

func (k *cheat) read(ctx context.Context, id commit.ID) ([]byte, error) {
	b, err := k.store.Open(ctx, id)
	if err != nil {
		return nil, err
	}
	defer b.Close()
	out := make([]byte, id.Size)
	_, err = io.ReadFull(io.NewSectionReader(b, 0, int64(id.Size)), out)
	return out, err
}

// withhold lets go of the delta: whoever asks for it, asks in vain.
func withhold(ctx context.Context, k *cheat, u *jobtypes.UnitResult) error {
	if err := k.store.Unpin(ctx, u.Delta, fmt.Sprintf("job/%d/delta", u.Job)); err != nil {
		return err
	}
	head := k.client.Head()
	_, err := k.store.GC(ctx, blob.Now{Height: head.Height, Time: head.Time})
	return err
}

// copyUnit waits until another trainer has committed, and takes over what that
// published: the states after which it made its anchors, and the delta.
func copyUnit(ctx context.Context, k *cheat, u *jobtypes.UnitResult) error {
	victim, err := k.another(ctx, u)
	if err != nil || victim == nil {
		return err // nobody was faster: there is nothing to copy
	}
	take := func(field string, id *specs.ContentID) (commit.ID, error) {
		taken, err := jobtypes.CommitID(field, id)
		if err == nil {
			err = k.store.Fetch(ctx, taken, blob.FetchOptions{From: k.roster.Of(victim.Operator), Pins: []blob.Pin{{Name: loot}}})
		}
		return taken, err
	}
	for i, step := range k.spec.Anchors() {
		if u.States[step], err = take("anchor", &victim.Anchors[i]); err != nil {
			return err
		}
	}
	if u.Delta, err = take("delta", victim.Delta); err != nil {
		return err
	}
	u.Norm = commit.Norm{Hi: binary.BigEndian.Uint64(victim.Norm), Lo: binary.BigEndian.Uint64(victim.Norm[8:])}
	return nil
}

// another is a unit of somebody else in the same round, nil if the round takes no
// more commits before there is one.
func (k *cheat) another(ctx context.Context, u *jobtypes.UnitResult) (*jobtypes.Unit, error) {
	for {
		units, err := k.client.Job().Units(ctx, &jobtypes.QueryUnitsRequest{Job: u.Job, Round: u.Round})
		if err != nil {
			return nil, err
		}
		for i := range units.Units {
			if x := &units.Units[i]; x.Operator != u.Operator && x.Delta != nil && len(x.Anchors) == len(k.spec.Anchors()) {
				return x, nil
			}
		}
		round, err := k.client.Job().Round(ctx, &jobtypes.QueryRoundRequest{Job: u.Job, Round: u.Round})
		if err != nil || round.Round.Phase != jobtypes.ROUND_PHASE_TRAINING {
			return nil, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(lookEvery):
		}
	}
}

// lookEvery is how often an adversary looks at the chain.
const lookEvery = 100 * time.Millisecond
