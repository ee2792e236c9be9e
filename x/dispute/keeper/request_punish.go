// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"encoding/binary"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/payout"
	"github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

// How many are punished by one queue item: witnesses by a small slash, slots by a
// verdict on a unit.
const (
	punishWitnesses = 20
	punishSlots     = 4
	// punishBlocks is more than the most slots of a job take.
	punishBlocks = 300
)

// withheld ends a request that nobody answered. Whoever answers for the blob is
// punished as for fraud, or silence would be what a cheat chooses.
func (k *Keeper) withheld(ctx context.Context, r *types.DataRequest) error {
	e := types.EventDataWithheld{
		Request: r.Id, Kind: r.Blob.Kind, Job: r.Blob.Job, Round: r.Blob.Round, Slot: r.Blob.Slot, Operator: r.Operator, Requester: r.Requester,
		Reward: math.ZeroInt(),
	}
	var err error
	switch {
	case r.Blob.OfUnit():
		e.Reward, err = k.withheldUnit(ctx, r)
	case r.Blob.Kind == types.BLOB_KIND_CLAIM:
		e.Reward, err = k.withheldClaim(ctx, r)
	case r.Blob.Kind == types.BLOB_KIND_BASE:
		err = k.punishNext(ctx, r)
	default:
		err = k.job.DataMissing(ctx, r.Blob.Job)
	}
	if err != nil {
		return err
	}
	if e.Returned, err = k.giveBack(ctx, r, r.Deposit); err != nil {
		return err
	}
	if err := k.forgive(ctx, r); err != nil {
		return err
	}
	if err := k.endRequest(ctx, r, types.REQUEST_STATUS_WITHHELD); err != nil {
		return err
	}
	return emit(ctx, &e)
}

// withheldUnit proves a unit false: its trainer loses the whole slot stake. Of it
// the requester takes no more than it had risked, so that nobody makes a living
// of knocking trainers off the net, and a cheat gets nothing back through a
// friend; the rest is burnt.
func (k *Keeper) withheldUnit(ctx context.Context, r *types.DataRequest) (math.Int, error) {
	u, err := k.job.Unit(ctx, r.Blob.Job, r.Blob.Round, r.Blob.Slot)
	if err != nil {
		return math.Int{}, err
	}
	operator, err := k.account(r.Operator)
	if err != nil {
		return math.Int{}, err
	}
	requester, err := k.account(r.Requester)
	if err != nil {
		return math.Int{}, err
	}
	locked, err := k.stake.LockedAmount(ctx, operator, r.Lock)
	if err != nil {
		return math.Int{}, err
	}
	reward := math.MinInt(payout.SplitSlash(locked).Challenger, r.Cost)
	v := jobtypes.Verdict{Job: u.Job, Round: u.Round, Slot: u.Slot, Reason: staketypes.SlashReasonUnavailable}
	if reward.IsPositive() {
		v.Payouts = []staketypes.Payout{{Recipient: requester, Amount: reward}}
	}
	if err := k.job.ProveFalse(ctx, v); err != nil {
		return math.Int{}, err
	}
	if keptLate(&r.Blob, &u) {
		return reward, k.punishNext(ctx, r)
	}
	return reward, nil
}

// withheldClaim ends a claim as one that its claimant lost by the clock.
func (k *Keeper) withheldClaim(ctx context.Context, r *types.DataRequest) (math.Int, error) {
	requester, err := k.account(r.Requester)
	if err != nil {
		return math.Int{}, err
	}
	return k.job.EndClaim(ctx, jobtypes.ClaimVerdict{
		Job: r.Blob.Job, Round: r.Blob.Round, Operator: r.Operator, Late: true, Reason: staketypes.SlashReasonUnavailable,
		Rewarded: requester, MaxReward: r.Cost,
	})
}

// punishNext has more of those punished who answer for a blob together.
func (k *Keeper) punishNext(ctx context.Context, r *types.DataRequest) error {
	return k.due.Set(ctx, collections.Join3(height(ctx)+1, int32(types.DUE_KIND_PUNISH), r.Id))
}

// punishMore punishes some of those who answer for a withheld blob together, and
// comes again while there are more.
func (k *Keeper) punishMore(ctx context.Context, id uint64) error {
	r, err := k.Request(ctx, id)
	if err != nil {
		return err
	}
	more := false
	if r.Blob.Kind == types.BLOB_KIND_BASE {
		more, err = k.punishNamers(ctx, &r)
	} else {
		more, err = k.punishWitnesses(ctx, &r)
	}
	if err != nil {
		return err
	}
	if more {
		if err := k.punishNext(ctx, &r); err != nil {
			return err
		}
	}
	return k.requests.all.Set(ctx, r.Id, r)
}

// punishWitnesses burns the small part of a slot stake that a broken promise
// costs: a witness said that it holds the blob, and serves it until the late
// window ends (R4). The trainer's own word counts neither way.
func (k *Keeper) punishWitnesses(ctx context.Context, r *types.DataRequest) (more bool, err error) {
	b := &r.Blob
	p, err := k.params.Get(ctx)
	if err != nil {
		return false, err
	}
	s, err := k.job.Spec(ctx, b.Job)
	if err != nil {
		return false, err
	}
	penalty := payout.Bps(math.NewIntFromUint64(s.Price.SlotStake), p.WitnessPenalty)
	said, err := k.job.WitnessesAfter(ctx, b.Job, b.Round, r.Punished, punishWitnesses)
	if err != nil || penalty.IsZero() {
		return false, err
	}
	for i := range said {
		w := &said[i]
		operator, err := k.account(w.Operator)
		if err != nil {
			return false, err
		}
		r.Punished = operator
		named := commit.Bitmap(w.Deltas)
		if b.Kind == types.BLOB_KIND_STATE {
			named = w.EndStates
		}
		if w.Operator == r.Operator || !named.Has(int(b.Slot)) {
			continue
		}
		burnt, err := k.stake.Slash(ctx, staketypes.Slash{
			Operator: operator, Ref: jobtypes.SlotLock(b.Job, w.Slot, w.Tenancy), Amount: penalty, Reason: staketypes.SlashReasonUnavailable,
		})
		if err != nil {
			return false, err
		}
		err = emit(ctx, &types.EventPromiseBroken{Request: r.Id, Job: b.Job, Round: b.Round, Slot: w.Slot, Operator: w.Operator, Burnt: burnt})
		if err != nil {
			return false, err
		}
	}
	return len(said) == punishWitnesses, nil
}

// punishNamers proves the units false that started from a base which everybody
// who named it withholds: each of them had it, and one answer would have saved
// all.
func (k *Keeper) punishNamers(ctx context.Context, r *types.DataRequest) (more bool, err error) {
	b := &r.Blob
	x, err := k.job.Round(ctx, b.Job, b.Round)
	if err != nil {
		return false, err
	}
	slots := x.VoteFor(r.Content).Slots
	next := uint32(0)
	if len(r.Punished) == 4 {
		next = binary.BigEndian.Uint32(r.Punished)
	}
	for n := 0; int(next) < 8*len(slots); next++ {
		if !commit.Bitmap(slots).Has(int(next)) {
			continue
		}
		if n++; n > punishSlots {
			r.Punished = binary.BigEndian.AppendUint32(nil, next)
			return true, nil
		}
		if err := k.punishNamer(ctx, r, next); err != nil {
			return false, err
		}
	}
	return false, nil
}

func (k *Keeper) punishNamer(ctx context.Context, r *types.DataRequest, slot uint32) error {
	u, err := k.job.Unit(ctx, r.Blob.Job, r.Blob.Round, slot)
	if err != nil || !disputable(u.Status) {
		return err
	}
	operator, err := k.account(u.Operator)
	if err != nil {
		return err
	}
	locked, err := k.stake.LockedAmount(ctx, operator, jobtypes.SlotLock(u.Job, u.Slot, u.Tenancy))
	if err != nil {
		return err
	}
	err = k.job.ProveFalse(ctx, jobtypes.Verdict{Job: u.Job, Round: u.Round, Slot: u.Slot, Reason: staketypes.SlashReasonUnavailable})
	if err != nil {
		return err
	}
	return emit(ctx, &types.EventPromiseBroken{Request: r.Id, Job: u.Job, Round: u.Round, Slot: u.Slot, Operator: u.Operator, Burnt: locked})
}
