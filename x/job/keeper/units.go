// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/x/job/types"
	rewardtypes "github.com/weft-network/weft/x/reward/types"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

// What others decide about a unit enters here: x/dispute holds and releases
// it, voids it, or has proven it false; its trainer retracts or confesses it.

// Unit returns a unit with its status as of now.
func (k *Keeper) Unit(ctx context.Context, job, round uint64, slot uint32) (types.Unit, error) {
	u, err := k.unit(ctx, job, round, slot)
	if err != nil {
		return u, err
	}
	r, err := k.Round(ctx, job, round)
	if err != nil {
		return u, err
	}
	u.Status = statusOf(&u, &r)
	return u, nil
}

// statusOf derives the status that follows from the round: only what departs
// from the round's course is stored with the unit.
func statusOf(u *types.Unit, r *types.Round) types.UnitStatus {
	switch {
	case u.Status != types.UNIT_STATUS_COMMITTED, r.Phase < types.ROUND_PHASE_AUDITING:
		return u.Status
	case !r.Paid().Has(int(u.Slot)):
		return types.UNIT_STATUS_EXCLUDED
	case r.Phase == types.ROUND_PHASE_FINAL && u.Holds == 0:
		return types.UNIT_STATUS_FINAL
	default:
		return types.UNIT_STATUS_INCLUDED
	}
}

// unit returns a unit as stored.
func (k *Keeper) unit(ctx context.Context, job, round uint64, slot uint32) (types.Unit, error) {
	u, err := k.units.Get(ctx, collections.Join3(job, round, slot))
	if errors.Is(err, collections.ErrNotFound) {
		return u, types.ErrNoUnit.Wrapf("slot %d committed nothing in round %d of job %d", slot, round, job)
	}
	return u, err
}

func grantKey(u *types.Unit) rewardtypes.GrantKey {
	return rewardtypes.GrantKey{Job: u.Job, Round: u.Round, Slot: u.Slot}
}

// paysStill says whether the unit has a grant that could be taken back.
func paysStill(status types.UnitStatus) bool {
	switch status {
	case types.UNIT_STATUS_COMMITTED, types.UNIT_STATUS_INCLUDED, types.UNIT_STATUS_FINAL:
		return true
	default:
		return false
	}
}

// HoldUnit keeps a unit from FINAL while a matter about it is open. Each hold
// needs its own release.
func (k *Keeper) HoldUnit(ctx context.Context, job, round uint64, slot uint32) error {
	u, err := k.Unit(ctx, job, round, slot)
	if err != nil {
		return err
	}
	if u.Status != types.UNIT_STATUS_COMMITTED && u.Status != types.UNIT_STATUS_INCLUDED {
		return types.ErrUnitStatus.Wrapf("unit is %s; only a committed or included unit can be held", u.Status)
	}
	if u.Holds == 0 {
		if err := k.reward.Hold(ctx, grantKey(&u)); err != nil {
			return err
		}
	}
	u.Holds++
	return k.storeUnit(ctx, u)
}

// ReleaseUnit takes one hold back. The last release of a unit whose round is
// FINAL makes the unit FINAL.
func (k *Keeper) ReleaseUnit(ctx context.Context, job, round uint64, slot uint32) error {
	u, err := k.unit(ctx, job, round, slot)
	if err != nil {
		return err
	}
	if u.Holds == 0 {
		return types.ErrNotHeld.Wrapf("slot %d in round %d of job %d", slot, round, job)
	}
	u.Holds--
	if u.Holds == 0 && u.Status == types.UNIT_STATUS_COMMITTED {
		r, err := k.Round(ctx, job, round)
		if err != nil {
			return err
		}
		if paysStill(statusOf(&u, &r)) {
			if err := k.reward.Unhold(ctx, grantKey(&u)); err != nil {
				return err
			}
		}
	}
	return k.setUnit(ctx, &u)
}

// VoidUnit leaves a unit unpaid without blame.
func (k *Keeper) VoidUnit(ctx context.Context, job, round uint64, slot uint32) error {
	u, err := k.Unit(ctx, job, round, slot)
	if err != nil {
		return err
	}
	if !paysStill(u.Status) {
		return types.ErrUnitStatus.Wrapf("unit is %s", u.Status)
	}
	return k.withdraw(ctx, u, types.UNIT_STATUS_VOID)
}

// ProveFalse punishes proven fraud (A8): the slot stake is slashed, all of it or
// what the verdict names, and split as the payouts say, the slot is freed, its units that are not FINAL
// are void, and the delta leaves the sum. It returns to x/dispute only errors
// that mean the call itself was wrong.
func (k *Keeper) ProveFalse(ctx context.Context, v types.Verdict) error {
	u, err := k.Unit(ctx, v.Job, v.Round, v.Slot)
	if err != nil {
		return err
	}
	if u.Status == types.UNIT_STATUS_FALSE {
		return types.ErrUnitStatus.Wrap("unit has already been proven false")
	}
	j, err := k.Job(ctx, v.Job)
	if err != nil {
		return err
	}
	if err := k.slashSlot(ctx, &u, v); err != nil {
		return err
	}
	if err := k.retire(ctx, &j, &u); err != nil {
		return err
	}
	if paysStill(u.Status) {
		if err := k.withdraw(ctx, u, types.UNIT_STATUS_FALSE); err != nil {
			return err
		}
	} else {
		u.Status = types.UNIT_STATUS_FALSE
		if err := k.storeUnit(ctx, u); err != nil {
			return err
		}
		if err := k.withdrawn(ctx, &u); err != nil {
			return err
		}
	}
	if err := k.voidLaterUnits(ctx, &u); err != nil {
		return err
	}
	return k.vacate(ctx, u.Job, u.Slot, u.Operator)
}

// slashSlot takes all that is left of the lock behind a unit, or what the verdict
// names of it.
func (k *Keeper) slashSlot(ctx context.Context, u *types.Unit, v types.Verdict) error {
	operator, err := k.operator(u.Operator)
	if err != nil {
		return err
	}
	lock := types.SlotLock(u.Job, u.Slot, u.Tenancy)
	locked, err := k.stake.LockedAmount(ctx, operator, lock)
	if err != nil {
		return err
	}
	amount := locked
	if !v.Amount.IsNil() {
		amount = math.MinInt(amount, v.Amount)
	}
	if amount.IsZero() {
		return nil
	}
	_, err = k.stake.Slash(ctx, staketypes.Slash{
		Operator: operator, Ref: lock, Amount: amount, Reason: v.Reason, Payouts: v.Payouts,
	})
	return err
}

// retire frees the slot if the unit's trainer still holds it, and lists the
// delta for retraction if it is in a sum.
func (k *Keeper) retire(ctx context.Context, j *types.Job, u *types.Unit) error {
	s, err := k.slots.Get(ctx, collections.Join(u.Job, u.Slot))
	if err != nil && !errors.Is(err, collections.ErrNotFound) {
		return err
	}
	if err == nil && s.FirstRound == u.Tenancy && s.Operator == u.Operator {
		if err := k.free(ctx, j, u.Slot, types.FREED_REASON_FALSE); err != nil {
			return err
		}
	}
	if err := k.listRetraction(ctx, j, u); err != nil {
		return err
	}
	return k.setJob(ctx, j)
}

// listRetraction notes that a delta leaves the sum of a closed round while its
// late window is open (R10).
func (k *Keeper) listRetraction(ctx context.Context, j *types.Job, u *types.Unit) error {
	r, err := k.Round(ctx, u.Job, u.Round)
	if err != nil {
		return err
	}
	if r.Phase < types.ROUND_PHASE_AUDITING || !commit.Bitmap(r.Included).Has(int(u.Slot)) || j.EndedHeight != 0 {
		return nil
	}
	end, err := k.LateEnd(ctx, u.Job, u.Round)
	if err != nil || height(ctx) > end {
		return err
	}
	j.Retractions = append(j.Retractions, types.Retraction{Round: u.Round, Slot: u.Slot})
	// The state after the last round is another one now.
	return k.dropClaims(ctx, j.Id, j.Round)
}

// voidLaterUnits voids the units of the same tenancy that are not FINAL.
func (k *Keeper) voidLaterUnits(ctx context.Context, proven *types.Unit) error {
	j, err := k.Job(ctx, proven.Job)
	if err != nil {
		return err
	}
	for n := j.Round; n > 0; n-- {
		r, err := k.Round(ctx, j.Id, n)
		if err != nil {
			return err
		}
		if r.Phase == types.ROUND_PHASE_FINAL {
			return nil
		}
		u, err := k.Unit(ctx, j.Id, n, proven.Slot)
		if errors.Is(err, types.ErrNoUnit) {
			continue
		}
		if err != nil {
			return err
		}
		if u.Tenancy == proven.Tenancy && u.Operator == proven.Operator && paysStill(u.Status) {
			if err := k.withdraw(ctx, u, types.UNIT_STATUS_VOID); err != nil {
				return err
			}
		}
	}
	return nil
}

// withdraw takes a unit's pay back, removes it from a sum that is still open,
// and stores why.
//
// Pay that is not there was paid in full and forgotten, which x/reward does
// when a job has settled: a game that outlasts it still has its verdict.
func (k *Keeper) withdraw(ctx context.Context, u types.Unit, status types.UnitStatus) error {
	if err := k.reward.Revoke(ctx, grantKey(&u)); err != nil && !errors.Is(err, rewardtypes.ErrGrantNotFound) {
		return err
	}
	u.Status = status
	if err := k.setUnit(ctx, &u); err != nil {
		return err
	}
	r, err := k.Round(ctx, u.Job, u.Round)
	if err != nil {
		return err
	}
	if r.Phase < types.ROUND_PHASE_AUDITING {
		commit.Bitmap(r.Retracted).Set(int(u.Slot))
		r.Loss -= u.Loss
		if err := k.setRound(ctx, &r); err != nil {
			return err
		}
	}
	return k.withdrawn(ctx, &u)
}

// withdrawn says that a unit has left its round's course.
func (k *Keeper) withdrawn(ctx context.Context, u *types.Unit) error {
	err := emit(ctx, &types.EventUnitChanged{Job: u.Job, Round: u.Round, Slot: u.Slot, Operator: u.Operator, Status: u.Status})
	if err != nil || k.hooks == nil {
		return err
	}
	return k.hooks.AfterUnitWithdrawn(ctx, u.Job, u.Round, u.Slot)
}

// storeUnit stores a unit whose status may be derived.
func (k *Keeper) storeUnit(ctx context.Context, u types.Unit) error {
	switch u.Status {
	case types.UNIT_STATUS_INCLUDED, types.UNIT_STATUS_EXCLUDED, types.UNIT_STATUS_FINAL:
		u.Status = types.UNIT_STATUS_COMMITTED
	default: // stored as it is
	}
	return k.setUnit(ctx, &u)
}

// carried returns R7's values for the next unit of a slot: the round it
// carries from (0 for none) and the inner steps since the carried state began.
func (k *Keeper) carried(ctx context.Context, slot *types.Slot, s *spec.Spec) (from, age uint64, err error) {
	if slot.LastCommit == 0 || s.Outer.Carry == spec.Carry_CARRY_NONE {
		return 0, 0, nil
	}
	var u types.Unit
	for from = slot.LastCommit; from > 0; from = u.FromRound {
		if u, err = k.Unit(ctx, slot.Job, from, slot.Index); err != nil {
			return 0, 0, err
		}
		r, err := k.Round(ctx, slot.Job, from)
		if err != nil {
			return 0, 0, err
		}
		age = u.Age + uint64(s.Inner.Steps)
		if commit.Bitmap(r.Included).Has(int(slot.Index)) && (u.Status == types.UNIT_STATUS_INCLUDED || u.Status == types.UNIT_STATUS_FINAL) {
			break
		}
	}
	if from == 0 {
		return 0, 0, nil
	}
	if s.Outer.Carry == spec.Carry_CARRY_FEEDBACK {
		age = 0 // the moments start again every round
	}
	return from, age, nil
}
