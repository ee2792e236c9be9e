// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"errors"

	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// located is a blob that the chain knows: what it is and who answers for it.
type located struct {
	blob    types.Blob
	spec    spec.Spec
	content *spec.ContentID
	// operator answers before all others, with the stake behind lock.
	operator, lock string
	// ready says that nothing keeps a request from being opened now.
	ready error
}

// locate finds a blob by its name, in a constant number of steps. A blob that is
// there but cannot be asked for any more is found, with the reason in ready.
func (k *Keeper) locate(ctx context.Context, b *types.Blob) (*located, error) {
	if err := b.Validate(); err != nil {
		return nil, err
	}
	l := &located{blob: *b}
	var err error
	if l.spec, err = k.job.Spec(ctx, b.Job); err != nil {
		return nil, err
	}
	switch b.Kind {
	case types.BLOB_KIND_DELTA, types.BLOB_KIND_STATE:
		err = k.ofUnit(ctx, l)
	case types.BLOB_KIND_CLAIM:
		err = k.ofClaim(ctx, l)
	case types.BLOB_KIND_BASE:
		err = k.ofBase(ctx, l)
	default:
		err = k.ofJob(ctx, l)
	}
	if err == nil && l.content == nil {
		err = types.ErrInvalidBlob.Wrapf("there is none: %s", b.String())
	}
	return l, err
}

// ofUnit: a unit's blobs are its trainer's to serve: states inside it until its
// round is FINAL, delta and end state until the late window has ended (K8).
func (k *Keeper) ofUnit(ctx context.Context, l *located) error {
	b := &l.blob
	u, err := k.job.Unit(ctx, b.Job, b.Round, b.Slot)
	if err != nil {
		return err
	}
	l.operator, l.lock = u.Operator, jobtypes.SlotLock(u.Job, u.Slot, u.Tenancy)
	if b.Kind == types.BLOB_KIND_DELTA {
		l.content = u.Delta
	} else if int(b.Index) < len(u.Anchors) {
		l.content = &u.Anchors[b.Index]
	}
	if !disputable(u.Status) {
		l.ready = types.ErrUnitStatus.Wrapf("unit is %s; nobody needs its files", u.Status)
		return nil
	}
	end, err := k.job.LateEnd(ctx, b.Job, b.Round)
	if err != nil {
		return err
	}
	if end != 0 && height(ctx) > end {
		l.ready = types.ErrTooLate.Wrapf("the late window of round %d ended at height %d", b.Round, end)
		return nil
	}
	if !keptLate(b, &u) {
		r, err := k.job.Round(ctx, b.Job, b.Round)
		if err != nil {
			return err
		}
		if r.Phase == jobtypes.ROUND_PHASE_FINAL {
			l.ready = types.ErrTooLate.Wrapf("round %d is FINAL; of its units deltas and end states are kept", b.Round)
		}
	}
	return nil
}

// disputable reports whether somebody may still rest on what a unit says.
func disputable(s jobtypes.UnitStatus) bool {
	switch s {
	case jobtypes.UNIT_STATUS_COMMITTED, jobtypes.UNIT_STATUS_INCLUDED, jobtypes.UNIT_STATUS_EXCLUDED, jobtypes.UNIT_STATUS_FINAL:
		return true
	default:
		return false
	}
}

// keptLate reports whether a unit's blob is kept until the late window ends: its
// delta, or the state that the next unit carries on from. These are what
// witnesses speak of.
func keptLate(b *types.Blob, u *jobtypes.Unit) bool {
	return b.Kind == types.BLOB_KIND_DELTA || (!u.Diverged && int(b.Index) == len(u.Anchors)-1)
}

// ofClaim: a claimed state is its claimant's to serve while the claim lives.
func (k *Keeper) ofClaim(ctx context.Context, l *located) error {
	b := &l.blob
	c, err := k.job.Claim(ctx, b.Job, b.Round, b.Operator)
	if err != nil {
		return err
	}
	l.operator, l.lock = c.Operator, jobtypes.OuterLock(b.Job, b.Round)
	if states := append(c.Folded, c.Id); int(b.Index) < len(states) {
		l.content = &states[b.Index]
	}
	end, err := k.job.ClaimEnd(ctx, b.Job, b.Round)
	if err == nil && end != 0 && height(ctx) > end {
		l.ready = types.ErrTooLate.Wrapf("claims about round %d could be asked for until height %d", b.Round, end)
	}
	return err
}

// ofBase: the base of a round is everybody's to serve who named it. As nobody's
// stake is kept locked for it, the window of a request ends within the late one,
// with time to punish all.
func (k *Keeper) ofBase(ctx context.Context, l *located) error {
	b := &l.blob
	r, err := k.job.Round(ctx, b.Job, b.Round)
	if err != nil {
		return err
	}
	l.content = r.Base
	end, err := k.job.LateEnd(ctx, b.Job, b.Round)
	last := end - int64(l.spec.Windows.DataRequest) - int64(l.spec.Rounds.Slots)/punishSlots - 2
	if err == nil && height(ctx) > last {
		l.ready = types.ErrTooLate.Wrapf("the base of round %d could be asked for until height %d", b.Round, last)
	}
	return err
}

// ofJob: the files of a specification are the submitter's to serve while the job
// lasts.
func (k *Keeper) ofJob(ctx context.Context, l *located) error {
	j, err := k.job.Job(ctx, l.blob.Job)
	if err != nil {
		return err
	}
	l.operator = j.Submitter
	switch l.blob.Kind {
	case types.BLOB_KIND_DATASET:
		l.content = &l.spec.Data.Dataset
	case types.BLOB_KIND_CHECKPOINT:
		l.content = l.spec.Init.Base
	default:
		l.content = l.spec.Data.Tokenizer
	}
	if j.EndedHeight != 0 {
		l.ready = types.ErrTooLate.Wrapf("job %d is %s", j.Id, j.Status)
	}
	return nil
}

// stands reports whether what an open request is about is still asked for.
func (k *Keeper) stands(ctx context.Context, r *types.DataRequest) (bool, error) {
	b := &r.Blob
	switch {
	case b.OfUnit():
		u, err := k.job.Unit(ctx, b.Job, b.Round, b.Slot)
		return err == nil && disputable(u.Status), err
	case b.Kind == types.BLOB_KIND_CLAIM:
		c, err := k.job.Claim(ctx, b.Job, b.Round, b.Operator)
		if errors.Is(err, jobtypes.ErrClaimStatus) {
			return false, nil
		}
		// A claim that was dropped makes room for another of the same operator.
		states := append(c.Folded, c.Id)
		return err == nil && int(b.Index) < len(states) && states[b.Index].Equal(&r.Content), err
	case b.Kind == types.BLOB_KIND_BASE:
		x, err := k.job.Round(ctx, b.Job, b.Round)
		return err == nil && !x.Void && x.Base.Equal(&r.Content), err
	}
	j, err := k.job.Job(ctx, b.Job)
	return err == nil && j.EndedHeight == 0, err
}

// answeredUntil is the last height at which a request about a blob may matter to
// anybody, 0 while that is open.
func (k *Keeper) answeredUntil(ctx context.Context, b *types.Blob) (int64, error) {
	switch {
	case b.Kind == types.BLOB_KIND_CLAIM:
		return k.job.ClaimEnd(ctx, b.Job, b.Round)
	case !b.OfJob():
		return k.job.LateEnd(ctx, b.Job, b.Round)
	}
	j, err := k.job.Job(ctx, b.Job)
	return j.EndedHeight, err
}
