// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/x/job/types"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

// take gives the lowest free slot to an operator and locks its stake.
func (k *Keeper) take(ctx context.Context, j *types.Job, s *spec.Spec, operator sdk.AccAddress) (types.Slot, error) {
	index, ok := lowestFree(j.Members, int(s.Rounds.Slots))
	if !ok {
		return types.Slot{}, types.ErrJobFull.Wrapf("job %d has %d slots; wait for one to be given back", j.Id, s.Rounds.Slots)
	}
	name, err := k.addr.BytesToString(operator)
	if err != nil {
		return types.Slot{}, err
	}
	slot := types.Slot{Job: j.Id, Index: index, Operator: name, JoinedHeight: height(ctx), FirstRound: j.Round + 1}
	lock := types.SlotLock(j.Id, index, slot.FirstRound)
	if err := k.stake.Lock(ctx, operator, lock, math.NewIntFromUint64(s.Price.SlotStake)); err != nil {
		return types.Slot{}, err
	}
	others, err := k.countSlots(ctx, name, j.Id)
	if err != nil {
		return types.Slot{}, err
	}
	if others == 0 {
		j.Operators++
	}
	commit.Bitmap(j.Members).Set(int(index))
	clearMisses(j, int(index))
	if err := k.slots.Set(ctx, collections.Join(j.Id, index), slot); err != nil {
		return types.Slot{}, err
	}
	if err := k.slotsOf.Set(ctx, collections.Join3(name, j.Id, index)); err != nil {
		return types.Slot{}, err
	}
	return slot, emit(ctx, &types.EventSlotJoined{Job: j.Id, Slot: index, Operator: name, FirstRound: slot.FirstRound})
}

// free takes a slot from its holder; the stake stays locked until the late
// window of its last unit has ended. The caller stores the job.
func (k *Keeper) free(ctx context.Context, j *types.Job, index uint32, reason types.FreedReason) error {
	slot, err := k.slot(ctx, j.Id, index)
	if err != nil {
		return err
	}
	if err := k.slots.Remove(ctx, collections.Join(j.Id, index)); err != nil {
		return err
	}
	if err := k.slotsOf.Remove(ctx, collections.Join3(slot.Operator, j.Id, index)); err != nil {
		return err
	}
	commit.Bitmap(j.Members).Clear(int(index))
	commit.Bitmap(j.Leaving).Clear(int(index))
	clearMisses(j, int(index))
	others, err := k.countSlots(ctx, slot.Operator, j.Id)
	if err != nil {
		return err
	}
	if others == 0 {
		j.Operators--
	}
	at, err := k.scheduleUnlock(ctx, &slot)
	if err != nil {
		return err
	}
	return emit(ctx, &types.EventSlotFreed{Job: j.Id, Slot: index, Operator: slot.Operator, Reason: reason, UnlockHeight: at})
}

// scheduleUnlock releases the stake of a freed slot: at once if it never
// committed, else when the late window of its last unit has ended.
func (k *Keeper) scheduleUnlock(ctx context.Context, slot *types.Slot) (int64, error) {
	due := types.Due{
		Height: height(ctx), Kind: types.DUE_KIND_UNLOCK, Job: slot.Job, Round: slot.LastCommit,
		Operator: slot.Operator, Lock: types.SlotLock(slot.Job, slot.Index, slot.FirstRound),
	}
	if slot.LastCommit == 0 {
		return due.Height, k.unlock(ctx, due)
	}
	at, err := k.LateEnd(ctx, slot.Job, slot.LastCommit)
	if err != nil {
		return 0, err
	}
	// A slot freed in the middle of a round still waits for that round to
	// close; unlock puts itself off until then.
	due.Height = max(at, height(ctx)+1)
	return due.Height, k.enqueue(ctx, due)
}

// LateEnd is the height at which nothing of a round can be slashed any more,
// or 0 while the round has not closed.
func (k *Keeper) LateEnd(ctx context.Context, job, round uint64) (int64, error) {
	r, err := k.Round(ctx, job, round)
	if err != nil || r.FinalHeight == 0 {
		return 0, err
	}
	s, err := k.Spec(ctx, job)
	if err != nil {
		return 0, err
	}
	return r.FinalHeight + int64(s.Windows.Late), nil
}

// ClaimEnd is the height at which nothing about the outer state after a round
// can be challenged any more, or 0 while that is open: the end of the late
// window of the round that starts from it, or a late window after the job's end.
func (k *Keeper) ClaimEnd(ctx context.Context, job, round uint64) (int64, error) {
	j, err := k.Job(ctx, job)
	if err != nil {
		return 0, err
	}
	if round < j.Round {
		return k.LateEnd(ctx, job, round+1)
	}
	if round > j.Round {
		return 0, types.ErrNoRound.Wrapf("round %d of job %d, which has opened %d", round, job, j.Round)
	}
	if j.EndedHeight == 0 {
		return 0, nil
	}
	s, err := k.Spec(ctx, job)
	return j.EndedHeight + int64(s.Windows.Late), err
}

// unlock releases a stake lock, or puts it off while something still names it.
func (k *Keeper) unlock(ctx context.Context, d types.Due) error {
	operator, err := k.operator(d.Operator)
	if err != nil {
		return err
	}
	wait, err := k.lockWaits(ctx, operator, d)
	if err != nil {
		return err
	}
	if wait > 0 {
		d.Height = wait
		return k.enqueue(ctx, d)
	}
	locked, err := k.stake.LockedAmount(ctx, operator, d.Lock)
	if err != nil {
		return err
	}
	if locked.IsZero() {
		return nil // the whole of it was slashed
	}
	return k.stake.Unlock(ctx, operator, d.Lock)
}

// lockWaits returns the height at which to look at a lock again, or 0 if it
// can be released now.
func (k *Keeper) lockWaits(ctx context.Context, operator sdk.AccAddress, d types.Due) (int64, error) {
	if d.Round > 0 {
		r, err := k.Round(ctx, d.Job, d.Round)
		if errors.Is(err, types.ErrNoRound) { // the lock of a claim after the last round
			return k.claimWaits(ctx, operator, d)
		}
		if err != nil {
			return 0, err
		}
		end, err := k.LateEnd(ctx, d.Job, d.Round)
		if err != nil {
			return 0, err
		}
		if end > height(ctx) {
			return end, nil
		}
		if r.Phase != types.ROUND_PHASE_FINAL {
			return height(ctx) + retryBlocks, nil
		}
	}
	return k.namedWaits(ctx, operator, d)
}

// claimWaits is lockWaits for a claim that no round starts from.
func (k *Keeper) claimWaits(ctx context.Context, operator sdk.AccAddress, d types.Due) (int64, error) {
	end, err := k.ClaimEnd(ctx, d.Job, d.Round-1)
	switch {
	case err != nil:
		return 0, err
	case end == 0:
		return height(ctx) + retryBlocks, nil
	case end > height(ctx):
		return end, nil
	}
	return k.namedWaits(ctx, operator, d)
}

func (k *Keeper) namedWaits(ctx context.Context, operator sdk.AccAddress, d types.Due) (int64, error) {
	named, err := k.disputes.LockNamed(ctx, operator, d.Lock)
	if err != nil || !named {
		return 0, err
	}
	return height(ctx) + retryBlocks, nil
}

// penaliseMisses burns the small part of a slot stake that missed work costs.
func (k *Keeper) penaliseMisses(ctx context.Context, j *types.Job, index uint32) error {
	p, err := k.params.Get(ctx)
	if err != nil {
		return err
	}
	slot, err := k.slot(ctx, j.Id, index)
	if err != nil {
		return err
	}
	lock := types.SlotLock(j.Id, index, slot.FirstRound)
	return k.burnStake(ctx, slot.Operator, lock, p.MissPenalty, staketypes.SlashReasonDowntime)
}

// burnStake burns a fraction, in basis points and rounded down, of a lock.
func (k *Keeper) burnStake(ctx context.Context, operator, lock string, points uint32, reason staketypes.SlashReason) error {
	addr, err := k.operator(operator)
	if err != nil {
		return err
	}
	locked, err := k.stake.LockedAmount(ctx, addr, lock)
	if err != nil {
		return err
	}
	amount := locked.MulRaw(int64(points)).QuoRaw(types.BasisPoints)
	if amount.IsZero() {
		return nil
	}
	_, err = k.stake.Slash(ctx, staketypes.Slash{Operator: addr, Ref: lock, Amount: amount, Reason: reason})
	return err
}

// countSlots is the number of slots an operator holds in a job.
func (k *Keeper) countSlots(ctx context.Context, operator string, job uint64) (int, error) {
	held, err := k.heldBy(ctx, operator, job)
	return len(held), err
}

// heldBy lists the slots of an operator in a job, at most 1024.
func (k *Keeper) heldBy(ctx context.Context, operator string, job uint64) ([]uint32, error) {
	it, err := k.slotsOf.Iterate(ctx, collections.NewSuperPrefixedTripleRange[string, uint64, uint32](operator, job))
	if err != nil {
		return nil, err
	}
	defer it.Close()
	var out []uint32
	for ; it.Valid(); it.Next() {
		key, err := it.Key()
		if err != nil {
			return nil, err
		}
		out = append(out, key.K3())
	}
	return out, nil
}

// clearMisses forgets what an earlier holder of a slot missed.
func clearMisses(j *types.Job, index int) {
	for _, m := range j.Missed {
		commit.Bitmap(m).Clear(index)
	}
}

func lowestFree(members commit.Bitmap, n int) (uint32, bool) {
	for i := range n {
		if !members.Has(i) {
			return uint32(i), true
		}
	}
	return 0, false
}
