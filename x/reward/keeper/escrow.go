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

// Deposit moves money of an account into a job's escrow, which it opens on
// first use.
func (k *Keeper) Deposit(ctx context.Context, job uint64, from sdk.AccAddress, amount math.Int) error {
	if err := types.CheckPositive(amount); err != nil {
		return err
	}
	account, err := k.text(from)
	if err != nil {
		return err
	}
	e, err := k.escrowOr(ctx, job)
	if err != nil {
		return err
	}
	if e.Closed {
		return closedError(job, "takes no more deposits")
	}
	if err := k.receive(ctx, from, amount); err != nil {
		return err
	}
	d, err := valueOr(ctx, k.deposits, collections.Join(job, from), func() types.Deposit {
		return types.Deposit{Job: job, Depositor: account, Amount: math.ZeroInt(), Refunded: math.ZeroInt()}
	})
	if err != nil {
		return err
	}
	d.Amount = d.Amount.Add(amount)
	e.Deposited, e.Free = e.Deposited.Add(amount), e.Free.Add(amount)
	if err := k.touchMember(ctx, from, job); err != nil {
		return err
	}
	err = errors.Join(
		k.deposits.Set(ctx, collections.Join(job, from), d),
		k.escrows.Set(ctx, job, e),
		k.updateTotals(ctx, func(t *types.Totals) { t.Deposited = t.Deposited.Add(amount) }),
	)
	if err != nil {
		return err
	}
	return moved(ctx, types.EventMoved{
		Reason: types.REASON_DEPOSIT, From: types.PLACE_WALLET, To: types.PLACE_FREE, Amount: amount, Job: job, Account: account,
	})
}

// Free is what a job's next round can be paid from; zero for a job that was
// never funded.
func (k *Keeper) Free(ctx context.Context, job uint64) (math.Int, error) {
	e, err := k.escrows.Get(ctx, job)
	if errors.Is(err, collections.ErrNotFound) {
		return math.ZeroInt(), nil
	}
	return e.Free, err
}

// Reserve sets money aside for a round that opens.
func (k *Keeper) Reserve(ctx context.Context, job uint64, amount math.Int) error {
	if err := types.CheckAmount(amount); err != nil {
		return err
	}
	e, err := k.escrow(ctx, job)
	if err != nil {
		return err
	}
	if e.Closed {
		return closedError(job, "opens no more rounds")
	}
	if e.Free.LT(amount) {
		return types.ErrEscrowShort.Wrapf("job %d has %s%s free, needs %s, lacks %s; fund the job",
			job, e.Free, k.bondDenom, amount, amount.Sub(e.Free))
	}
	e.Free, e.Reserved = e.Free.Sub(amount), e.Reserved.Add(amount)
	if err := k.escrows.Set(ctx, job, e); err != nil {
		return err
	}
	return moved(ctx, types.EventMoved{
		Reason: types.REASON_RESERVE, From: types.PLACE_FREE, To: types.PLACE_RESERVED, Amount: amount, Job: job,
	})
}

// Release gives back money that was set aside and is not needed. What grants
// count on cannot be released.
func (k *Keeper) Release(ctx context.Context, job uint64, amount math.Int) error {
	if err := types.CheckAmount(amount); err != nil {
		return err
	}
	e, err := k.escrow(ctx, job)
	if err != nil {
		return err
	}
	if err := k.requireUncommitted(e, amount); err != nil {
		return err
	}
	e.Reserved = e.Reserved.Sub(amount)
	if err := giveBack(ctx, &e, types.EventMoved{Reason: types.REASON_RELEASE, From: types.PLACE_RESERVED, Amount: amount}); err != nil {
		return err
	}
	return k.escrows.Set(ctx, job, e)
}

// requireUncommitted refuses an amount that open grants count on.
func (k *Keeper) requireUncommitted(e types.Escrow, amount math.Int) error {
	if left := e.Uncommitted(); left.LT(amount) {
		return types.ErrReserveShort.Wrapf("job %d has %s%s reserved that no grant counts on, needs %s, lacks %s; reserve more",
			e.Job, left, k.bondDenom, amount, amount.Sub(left))
	}
	return nil
}

// giveBack moves money into the free part of an escrow, or, once the job is
// closed, into the part that depositors take back. The caller has taken it
// from where the event says and stores the escrow.
func giveBack(ctx context.Context, e *types.Escrow, ev types.EventMoved) error {
	ev.Job = e.Job
	if e.Closed {
		ev.To = types.PLACE_REFUNDABLE
		e.Refundable = e.Refundable.Add(ev.Amount)
	} else {
		ev.To = types.PLACE_FREE
		e.Free = e.Free.Add(ev.Amount)
	}
	return moved(ctx, ev)
}

func closedError(job uint64, what string) error {
	return types.ErrJobClosed.Wrapf("job %d %s; fund or join another one", job, what)
}
