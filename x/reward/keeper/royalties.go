// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/x/reward/types"
)

// spreadWaiting gives royalties that waited to the shares that are locked, if
// the notice has passed. It runs before a message changes anything, so that
// the message's own lock gets none of them.
func spreadWaiting(ctx context.Context, m *types.Model) error {
	if m.SpreadHeight == 0 || height(ctx) < m.SpreadHeight || m.Waiting.IsZero() {
		return nil
	}
	amount := m.Waiting
	m.Waiting, m.SpreadHeight = math.ZeroInt(), 0
	return spread(ctx, m, amount)
}

// spread gives an amount to the shares that are locked.
func spread(ctx context.Context, m *types.Model, amount math.Int) error {
	acc, err := m.Royalties().Add(amount, m.Locked)
	if err != nil {
		return types.ErrInvalidAmount.Wrapf("royalties of job %d: %v", m.Job, err)
	}
	m.Index, m.Remainder = acc.Index, acc.Rest
	return emit(ctx, &types.EventRoyaltiesSpread{Job: m.Job, Amount: amount, Locked: m.Locked})
}

// setModel stores a model after a message changed it, and starts or ends the
// notice: money that waits is spread no sooner than unlock_blocks after enough
// shares were locked, and only if enough stay locked.
func (k *Keeper) setModel(ctx context.Context, m types.Model) error {
	p, err := k.params.Get(ctx)
	if err != nil {
		return err
	}
	switch {
	case m.Waiting.IsZero() || m.Locked < p.MinLocked:
		m.SpreadHeight = 0
	case m.SpreadHeight == 0:
		m.SpreadHeight = height(ctx) + int64(p.UnlockBlocks)
	}
	if m.Waiting.IsPositive() {
		if err := emit(ctx, &types.EventRoyaltiesWaiting{Job: m.Job, Waiting: m.Waiting, SpreadHeight: m.SpreadHeight}); err != nil {
			return err
		}
	}
	return k.models.Set(ctx, m.Job, m)
}

// openModel reads a model and spreads what is due.
func (k *Keeper) openModel(ctx context.Context, job uint64) (types.Model, error) {
	m, err := k.model(ctx, job)
	if err != nil {
		return m, err
	}
	return m, spreadWaiting(ctx, &m)
}

// openLock reads an account's locked shares of a model and brings what they
// earned up to date.
func (k *Keeper) openLock(ctx context.Context, owner sdk.AccAddress, m types.Model) (types.Lock, error) {
	name, err := k.text(owner)
	if err != nil {
		return types.Lock{}, err
	}
	l, err := valueOr(ctx, k.locks, collections.Join(owner, m.Job), func() types.Lock {
		return types.Lock{Owner: name, Job: m.Job, Index: m.Index, Earned: math.ZeroInt()}
	})
	if err != nil {
		return l, err
	}
	l.Earned, l.Index = lockEarned(l, m), m.Index
	return l, nil
}

// lockEarned is the unclaimed royalties of an account's locked shares.
func lockEarned(l types.Lock, m types.Model) math.Int {
	return l.Earned.Add(m.Royalties().Earned(l.Shares, l.Index))
}

// setLock stores an account's locked shares, or forgets a lock without shares
// and royalties.
func (k *Keeper) setLock(ctx context.Context, owner sdk.AccAddress, l types.Lock) error {
	key := collections.Join(owner, l.Job)
	if l.Shares == 0 && l.Earned.IsZero() {
		return k.locks.Remove(ctx, key)
	}
	return k.locks.Set(ctx, key, l)
}

// lockShares moves shares into the module, where they earn royalties.
func (k *Keeper) lockShares(ctx context.Context, owner sdk.AccAddress, job, shares uint64) (uint64, error) {
	m, err := k.openModel(ctx, job)
	if err != nil {
		return 0, err
	}
	l, err := k.openLock(ctx, owner, m)
	if err != nil {
		return 0, err
	}
	if err := k.bank.SendCoinsFromAccountToModule(ctx, owner, types.ModuleName, shareCoins(job, shares)); err != nil {
		return 0, err
	}
	l.Shares += shares
	m.Locked += shares
	if err := errors.Join(k.setLock(ctx, owner, l), k.setModel(ctx, m), k.touchMember(ctx, owner, job)); err != nil {
		return 0, err
	}
	return l.Shares, emit(ctx, &types.EventSharesMoved{
		Reason: types.REASON_LOCK, From: types.PLACE_WALLET, To: types.PLACE_LOCKED, Shares: shares, Job: job, Account: l.Owner,
	})
}

// unlockShares stops shares from earning and queues their return.
func (k *Keeper) unlockShares(ctx context.Context, owner sdk.AccAddress, job, shares uint64) (int64, error) {
	m, err := k.openModel(ctx, job)
	if err != nil {
		return 0, err
	}
	l, err := k.openLock(ctx, owner, m)
	if err != nil {
		return 0, err
	}
	if l.Shares < shares {
		return 0, types.ErrLockShort.Wrapf("account %s has %d shares of the model of job %d locked, not %d; unlock fewer", l.Owner, l.Shares, job, shares)
	}
	p, err := k.params.Get(ctx)
	if err != nil {
		return 0, err
	}
	l.Shares -= shares
	m.Locked -= shares
	u := types.Unlock{Owner: l.Owner, Job: job, Height: height(ctx) + int64(p.UnlockBlocks), Shares: shares}
	if err := errors.Join(k.setLock(ctx, owner, l), k.setModel(ctx, m), k.queueUnlock(ctx, owner, u)); err != nil {
		return 0, err
	}
	return u.Height, emit(ctx, &types.EventSharesMoved{
		Reason: types.REASON_UNLOCK, From: types.PLACE_LOCKED, To: types.PLACE_UNLOCKING, Shares: shares, Job: job, Account: l.Owner,
	})
}

// queueUnlock adds shares to the unlock queue; entries of one owner, job and
// height are one.
func (k *Keeper) queueUnlock(ctx context.Context, owner sdk.AccAddress, u types.Unlock) error {
	key := collections.Join3(owner, u.Job, u.Height)
	had, err := valueOr(ctx, k.unlocks, key, func() types.Unlock { return types.Unlock{} })
	if err != nil {
		return err
	}
	u.Shares += had.Shares
	return errors.Join(k.unlocks.Set(ctx, key, u), k.unlockQueue.Set(ctx, collections.Join3(u.Height, owner, u.Job)))
}

// takeUnlock removes an entry from the unlock queue.
func (k *Keeper) takeUnlock(ctx context.Context, key dueKey) (types.Unlock, error) {
	at := collections.Join3(key.K2(), key.K3(), key.K1())
	u, err := k.unlocks.Get(ctx, at)
	if err != nil {
		return u, err
	}
	return u, errors.Join(k.unlocks.Remove(ctx, at), k.unlockQueue.Remove(ctx, key))
}

// returnEntry gives the shares of a queue entry back to their owner.
func (k *Keeper) returnEntry(ctx context.Context, key dueKey) error {
	u, err := k.takeUnlock(ctx, key)
	if err != nil {
		return err
	}
	if err := k.bank.SendCoinsFromModuleToAccount(ctx, types.ModuleName, key.K2(), shareCoins(u.Job, u.Shares)); err != nil {
		return err
	}
	return emit(ctx, &types.EventSharesMoved{
		Reason: types.REASON_UNLOCKED, From: types.PLACE_UNLOCKING, To: types.PLACE_WALLET, Shares: u.Shares, Job: u.Job, Account: u.Owner,
	})
}

// payModel takes a payment to a model's owners. It is spread at once over the
// locked shares if enough are locked and nothing waits; else it waits.
func (k *Keeper) payModel(ctx context.Context, payer sdk.AccAddress, job uint64, amount math.Int) (bool, error) {
	name, err := k.text(payer)
	if err != nil {
		return false, err
	}
	m, err := k.openModel(ctx, job)
	if err != nil {
		return false, err
	}
	p, err := k.params.Get(ctx)
	if err != nil {
		return false, err
	}
	if err := k.receive(ctx, payer, amount); err != nil {
		return false, err
	}
	err = moved(ctx, types.EventMoved{
		Reason: types.REASON_MODEL_PAYMENT, From: types.PLACE_WALLET, To: types.PLACE_ROYALTIES, Amount: amount, Job: job, Account: name,
	})
	if err != nil {
		return false, err
	}
	m.Received = m.Received.Add(amount)
	now := m.Waiting.IsZero() && m.Locked >= p.MinLocked
	if now {
		err = spread(ctx, &m, amount)
	} else {
		m.Waiting = m.Waiting.Add(amount)
	}
	if err != nil {
		return false, err
	}
	if err := k.setModel(ctx, m); err != nil {
		return false, err
	}
	return now, k.updateTotals(ctx, func(t *types.Totals) { t.ModelPayments = t.ModelPayments.Add(amount) })
}

// claimRoyalties pays what an account's locked shares earned.
func (k *Keeper) claimRoyalties(ctx context.Context, owner sdk.AccAddress, job uint64) (math.Int, error) {
	m, err := k.openModel(ctx, job)
	if err != nil {
		return math.Int{}, err
	}
	l, err := k.openLock(ctx, owner, m)
	if err != nil {
		return math.Int{}, err
	}
	amount := l.Earned
	if amount.IsZero() {
		return math.Int{}, types.ErrNothingToClaim.Wrapf("account %s earned no royalties of the model of job %d since its last claim; lock shares to earn", l.Owner, job)
	}
	l.Earned = math.ZeroInt()
	m.Claimed = m.Claimed.Add(amount)
	if err := errors.Join(k.setLock(ctx, owner, l), k.setModel(ctx, m)); err != nil {
		return math.Int{}, err
	}
	key := collections.Join(owner, job)
	r, err := valueOr(ctx, k.received, key, func() types.Received { return types.NewReceived(l.Owner, job) })
	if err != nil {
		return math.Int{}, err
	}
	r.Royalties = r.Royalties.Add(amount)
	if err := k.received.Set(ctx, key, r); err != nil {
		return math.Int{}, err
	}
	if err := k.send(ctx, owner, amount); err != nil {
		return math.Int{}, err
	}
	err = k.updateTotals(ctx, func(t *types.Totals) { t.Royalties = t.Royalties.Add(amount) })
	if err != nil {
		return math.Int{}, err
	}
	return amount, moved(ctx, types.EventMoved{
		Reason: types.REASON_ROYALTY, From: types.PLACE_ROYALTIES, To: types.PLACE_WALLET, Amount: amount, Job: job, Account: l.Owner,
	})
}
