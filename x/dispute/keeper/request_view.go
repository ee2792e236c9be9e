// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/x/dispute/types"
)

// ChallengeOpen says whether a game about the unit is open, or a data request, or
// its round is being audited: a trainer that is asked for what it does not have,
// or that sees from the proofs of verifiers that its unit was drawn, must not get
// away with a confession. Who confesses what is drawn and nothing else would be
// paid for the rest (docs/guides/economy.md).
func (v View) ChallengeOpen(ctx context.Context, job, round uint64, slot uint32) (bool, error) {
	if open, err := v.k.openUnits.Has(ctx, collections.Join3(job, round, slot)); err != nil || open {
		return open, err
	}
	a, found, err := v.k.findAudit(ctx, job, round)
	if err != nil || found && (a.Status == types.AUDIT_STATUS_COMMIT || a.Status == types.AUDIT_STATUS_REVEAL) {
		return true, err
	}
	open, err := v.k.openAbout(ctx, types.UnitSubject(job, round, slot))
	return len(open) > 0, err
}

// ZeroCounts says whether a request for the delta of a slot is open that could
// have been answered: nobody did in the blocks that an answer takes (R4).
func (v View) ZeroCounts(ctx context.Context, job, round uint64, slot uint32) (bool, error) {
	s, err := v.k.job.Spec(ctx, job)
	if err != nil {
		return false, err
	}
	notice, err := v.k.notice(ctx, &s)
	if err != nil {
		return false, err
	}
	return v.deltaOpenSince(ctx, job, round, slot, height(ctx)-notice)
}

// DeltaRequested says whether a request for the delta of a slot is open.
func (v View) DeltaRequested(ctx context.Context, job, round uint64, slot uint32) (bool, error) {
	return v.deltaOpenSince(ctx, job, round, slot, height(ctx))
}

func (v View) deltaOpenSince(ctx context.Context, job, round uint64, slot uint32, opened int64) (bool, error) {
	open, err := v.k.openAbout(ctx, types.UnitSubject(job, round, slot))
	if err != nil {
		return false, err
	}
	for i := range open {
		if open[i].Blob.Kind == types.BLOB_KIND_DELTA && open[i].OpenedHeight <= opened {
			return true, nil
		}
	}
	return false, nil
}

// notice is how many blocks a request must have been open before what follows
// from its not being answered: the parameter, or half of a job's WITNESSING if
// that is less.
func (k *Keeper) notice(ctx context.Context, s *spec.Spec) (int64, error) {
	p, err := k.params.Get(ctx)
	return int64(min(p.RequestNotice, max(1, s.Windows.Witness/2))), err
}

// Excused are the slots whose holders asked in vain for what the round is made
// from (R3).
func (v View) Excused(ctx context.Context, job, round uint64) ([]byte, error) {
	asked, err := v.k.vainOf(ctx, job, round)
	if err != nil || len(asked) == 0 {
		return nil, err
	}
	s, err := v.k.job.Spec(ctx, job)
	if err != nil {
		return nil, err
	}
	notice, err := v.k.notice(ctx, &s)
	if err != nil {
		return nil, err
	}
	out := commit.NewBitmap(int(s.Rounds.Slots))
	for _, key := range asked {
		vain, err := v.k.inVain(ctx, key, notice)
		if err != nil {
			return nil, err
		}
		if !vain {
			continue
		}
		name, err := v.k.addr.BytesToString(key.K3())
		if err != nil {
			return nil, err
		}
		held, err := v.k.job.HeldBy(ctx, name, job)
		if err != nil {
			return nil, err
		}
		for _, slot := range held {
			out.Set(int(slot))
		}
	}
	return out, nil
}

// inVain reports whether nobody answered what was asked for, in the blocks that an
// answer takes.
func (k *Keeper) inVain(ctx context.Context, key vainKey, notice int64) (bool, error) {
	id, err := k.requests.vain.Get(ctx, key)
	if err != nil {
		return false, err
	}
	r, err := k.requests.all.Get(ctx, id)
	if errors.Is(err, collections.ErrNotFound) {
		return false, nil // so old that nobody needs it
	}
	until := r.EndedHeight
	if r.Open() {
		until = height(ctx)
	}
	return err == nil && r.Status != types.REQUEST_STATUS_SERVED && until-r.OpenedHeight >= notice, err
}

// AwaitsData says whether an open request waits for this answer, from the operator
// that answers before all others. It reads little, and is asked by proposers.
func (k *Keeper) AwaitsData(ctx context.Context, msg *types.MsgRespondData) bool {
	r, err := k.Request(ctx, msg.Request)
	if err != nil || !r.Open() || r.Operator != msg.Responder || height(ctx) > r.Deadline {
		return false
	}
	cost, err := r.OpeningCost()
	return err == nil && uint64(len(msg.Proof)) == cost.Bytes
}

// vainOf lists who asked for what a round is made from: operators that held a
// slot, once each.
func (k *Keeper) vainOf(ctx context.Context, job, round uint64) ([]vainKey, error) {
	var out []vainKey
	err := k.requests.vain.Walk(ctx, collections.NewSuperPrefixedTripleRange[uint64, uint64, sdk.AccAddress](job, round),
		func(key vainKey, _ uint64) (bool, error) {
			out = append(out, key)
			return false, nil
		})
	return out, err
}

// forgetNeeds removes what was noted for a round that has closed.
func (k *Keeper) forgetNeeds(ctx context.Context, job, round uint64) error {
	asked, err := k.vainOf(ctx, job, round)
	if err != nil {
		return err
	}
	for _, key := range asked {
		if err := k.requests.vain.Remove(ctx, key); err != nil {
			return err
		}
	}
	return nil
}

// forgetNeedsOf removes what was noted of a request for rounds that never came:
// the job has ended.
func (k *Keeper) forgetNeedsOf(ctx context.Context, r *types.DataRequest) error {
	j, err := k.job.Job(ctx, r.Blob.Job)
	if err != nil || j.EndedHeight == 0 {
		return err
	}
	var gone []vainKey
	err = k.requests.vain.Walk(ctx, collections.NewPrefixedTripleRange[uint64, uint64, sdk.AccAddress](j.Id), func(key vainKey, id uint64) (bool, error) {
		if id == r.Id {
			gone = append(gone, key)
		}
		return false, nil
	})
	if err != nil {
		return err
	}
	for _, key := range gone {
		if err := k.requests.vain.Remove(ctx, key); err != nil {
			return err
		}
	}
	return nil
}
