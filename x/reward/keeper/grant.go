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

// Credit promises a committed unit its pay out of what is reserved.
func (k *Keeper) Credit(ctx context.Context, g types.Grant) error {
	operator, err := k.checkGrant(g)
	if err != nil {
		return err
	}
	e, err := k.escrow(ctx, g.Job)
	if err != nil {
		return err
	}
	if e.Closed {
		return closedError(g.Job, "pays no more units")
	}
	if err := k.requireUncommitted(e, g.Amount); err != nil {
		return err
	}
	r, err := k.round(ctx, g.Job, g.Round)
	if err != nil {
		return err
	}
	if r.Final() {
		return types.ErrRoundFinal.Wrapf("%s: the round takes no more units", g.Key())
	}
	has, err := k.grants.Has(ctx, collections.Join3(g.Job, g.Round, g.Slot))
	if err != nil {
		return err
	}
	if has {
		return types.ErrGrantExists.Wrapf("%s has its pay; revoke it first", g.Key())
	}
	state := types.GrantState{
		Job: g.Job, Round: g.Round, Slot: g.Slot, Operator: operator,
		Amount: g.Amount, Paid: math.ZeroInt(), Tokens: g.Tokens, Flops: g.Flops, Minted: math.ZeroInt(),
	}
	if r.Grants == 0 {
		e.OpenRounds++
	}
	r.Grants++
	e.PendingGrants++
	e.Pending = e.Pending.Add(g.Amount)
	if r.Tokens, err = types.AddCount(r.Tokens, g.Tokens); err != nil {
		return err
	}
	intoSums(&r, state)
	if err := k.countTokens(ctx, g.Operator, state); err != nil {
		return err
	}
	err = errors.Join(
		k.escrows.Set(ctx, g.Job, e),
		k.setRound(ctx, r),
		k.setGrant(ctx, state),
		k.openGrants.Set(ctx, collections.Join4(g.Operator, g.Job, g.Round, g.Slot)),
	)
	if err != nil {
		return err
	}
	return emit(ctx, &types.EventCredited{
		Job: g.Job, Round: g.Round, Slot: g.Slot, Operator: operator, Amount: g.Amount, Tokens: g.Tokens, Flops: g.Flops,
	})
}

func (k *Keeper) checkGrant(g types.Grant) (operator string, err error) {
	if err := types.CheckAmount(g.Amount); err != nil {
		return "", types.ErrInvalidGrant.Wrapf("%s: %v", g.Key(), err)
	}
	if err := types.CheckFlops(g.Flops); err != nil {
		return "", types.ErrInvalidGrant.Wrapf("%s: %v", g.Key(), err)
	}
	operator, err = k.text(g.Operator)
	if err != nil {
		return "", types.ErrInvalidGrant.Wrapf("%s: %v", g.Key(), err)
	}
	return operator, nil
}

// Revoke takes a unit's pay away, as far as it was not claimed, and its
// tokens. What it would have earned goes back to the escrow.
func (k *Keeper) Revoke(ctx context.Context, key types.GrantKey) error {
	u, err := k.unit(ctx, key)
	if err != nil {
		return err
	}
	g, e, r := u.grant, u.escrow, u.round
	clock, epoch := g.Finality(r)
	lost, from := g.Unpaid(), types.PLACE_OWED
	if clock > 0 {
		e.Owed = e.Owed.Sub(lost)
		if err := k.uncountEmission(ctx, g, epoch); err != nil {
			return err
		}
	} else {
		from = types.PLACE_RESERVED
		e.Reserved, e.Pending = e.Reserved.Sub(lost), e.Pending.Sub(lost)
		e.PendingGrants--
		if !r.Final() {
			dropFromRound(&e, &r, g)
			if err := k.setRound(ctx, r); err != nil {
				return err
			}
		}
	}
	if err := k.countRevoked(ctx, u.operator, g); err != nil {
		return err
	}
	if r.Final() {
		if err := k.countNobodys(ctx, g); err != nil {
			return err
		}
	}
	err = giveBack(ctx, &e, types.EventMoved{
		Reason: types.REASON_REVOKE, From: from, Amount: lost, Account: g.Operator, Round: g.Round, Slot: g.Slot,
	})
	if err != nil {
		return err
	}
	if err := errors.Join(k.escrows.Set(ctx, g.Job, e), k.removeGrant(ctx, u.operator, g)); err != nil {
		return err
	}
	return emit(ctx, &types.EventRevoked{
		Job: g.Job, Round: g.Round, Slot: g.Slot, Operator: g.Operator, Lost: lost, Kept: g.Paid, Final: clock > 0,
	})
}

// Hold keeps a unit's pay back while a game or a request names it.
func (k *Keeper) Hold(ctx context.Context, key types.GrantKey) error {
	u, err := k.unit(ctx, key)
	if err != nil {
		return err
	}
	g, r := u.grant, u.round
	if g.Held {
		return types.ErrHeld.Wrapf("%s is held; count the reasons and hold it for the first", key)
	}
	g.Held = true
	if !r.Final() {
		g.Aside = true
		r.Aside++
		outOfSums(&r, g)
		if err := k.setRound(ctx, r); err != nil {
			return err
		}
	}
	if err := k.countHeld(ctx, u.operator, g); err != nil {
		return err
	}
	if err := k.setGrant(ctx, g); err != nil {
		return err
	}
	return emit(ctx, &types.EventHeld{Job: g.Job, Round: g.Round, Slot: g.Slot, Operator: g.Operator})
}

// Unhold lets a held unit go on. If its round was finalised in the meantime
// the unit becomes final now: it vests and earns emission from here.
func (k *Keeper) Unhold(ctx context.Context, key types.GrantKey) error {
	u, err := k.unit(ctx, key)
	if err != nil {
		return err
	}
	g, e, r := u.grant, u.escrow, u.round
	if !g.Held {
		return types.ErrNotHeld.Wrapf("%s is not held", key)
	}
	g.Held = false
	switch {
	case !r.Final():
		g.Aside = false
		r.Aside--
		intoSums(&r, g)
		err = k.setRound(ctx, r)
	case g.Aside && g.FinalClock == 0:
		err = k.finalizeLate(ctx, &e, &g)
	}
	if err != nil {
		return err
	}
	if err := k.countHeld(ctx, u.operator, g); err != nil {
		return err
	}
	if err := k.setGrant(ctx, g); err != nil {
		return err
	}
	clock, _ := g.Finality(r)
	return emit(ctx, &types.EventUnheld{Job: g.Job, Round: g.Round, Slot: g.Slot, Operator: g.Operator, Final: clock > 0})
}

// unit is a grant with what it belongs to, as it is stored.
type unit struct {
	grant    types.GrantState
	escrow   types.Escrow
	round    types.RoundState
	operator sdk.AccAddress
}

func (k *Keeper) unit(ctx context.Context, key types.GrantKey) (*unit, error) {
	var (
		u   unit
		err error
	)
	if u.grant, err = k.grant(ctx, key); err != nil {
		return nil, err
	}
	if u.escrow, err = k.escrow(ctx, key.Job); err != nil {
		return nil, err
	}
	if u.round, err = k.round(ctx, key.Job, key.Round); err != nil {
		return nil, err
	}
	u.operator, err = k.accAddress(u.grant.Operator)
	return &u, err
}

// removeGrant deletes a grant and its index entry.
func (k *Keeper) removeGrant(ctx context.Context, operator sdk.AccAddress, g types.GrantState) error {
	owned := collections.Join4(operator, g.Job, g.Round, g.Slot)
	return errors.Join(
		k.grants.Remove(ctx, collections.Join3(g.Job, g.Round, g.Slot)),
		k.openGrants.Remove(ctx, owned),
		k.paidGrants.Remove(ctx, owned),
	)
}

// countTokens adds a new grant's tokens to what its operator earns shares for.
func (k *Keeper) countTokens(ctx context.Context, operator sdk.AccAddress, g types.GrantState) error {
	m, err := k.member(ctx, operator, g.Job)
	if err != nil {
		return err
	}
	if m.Tokens, err = types.AddCount(m.Tokens, g.Tokens); err != nil {
		return err
	}
	return k.setMember(ctx, operator, m)
}

// countHeld counts a grant that is now held, or let go, with its operator:
// tokens count for shares while they are not held.
func (k *Keeper) countHeld(ctx context.Context, operator sdk.AccAddress, g types.GrantState) error {
	m, err := k.member(ctx, operator, g.Job)
	if err != nil {
		return err
	}
	if g.Held {
		m.Held++
		m.Tokens -= g.Tokens
	} else {
		m.Held--
		if m.Tokens, err = types.AddCount(m.Tokens, g.Tokens); err != nil {
			return err
		}
	}
	return k.setMember(ctx, operator, m)
}

// countRevoked takes a grant from what its operator has.
func (k *Keeper) countRevoked(ctx context.Context, operator sdk.AccAddress, g types.GrantState) error {
	m, err := k.member(ctx, operator, g.Job)
	if err != nil {
		return err
	}
	if g.Held {
		m.Held--
	} else {
		m.Tokens -= g.Tokens
	}
	return k.setMember(ctx, operator, m)
}

// countNobodys notes that a unit which counts in the whole is nobody's.
func (k *Keeper) countNobodys(ctx context.Context, g types.GrantState) error {
	w, err := k.work(ctx, g.Job)
	if err != nil {
		return err
	}
	w.Revoked += g.Tokens
	return k.works.Set(ctx, g.Job, w)
}

// intoSums adds a grant to the sums that FinalizeRound moves; outOfSums takes
// it out. Invariant: the sums are those of live grants that are not aside.
func intoSums(r *types.RoundState, g types.GrantState) {
	r.Amount, r.Flops = r.Amount.Add(g.Amount), r.Flops.Add(g.Flops)
}

func outOfSums(r *types.RoundState, g types.GrantState) {
	r.Amount, r.Flops = r.Amount.Sub(g.Amount), r.Flops.Sub(g.Flops)
}

// dropFromRound forgets a grant of a round that is not finalised.
func dropFromRound(e *types.Escrow, r *types.RoundState, g types.GrantState) {
	if g.Aside {
		r.Aside--
	} else {
		outOfSums(r, g)
	}
	r.Tokens -= g.Tokens
	r.Grants--
	if r.Grants == 0 {
		e.OpenRounds--
	}
}
