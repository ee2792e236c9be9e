// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/x/dispute/types"
)

// ActivateVerifier implements types.MsgServer. What counts in draws is what is
// locked for audits and nothing else: stake that backs a slot, or that may be
// unbonded, cannot answer for a receipt.
func (m msgServer) ActivateVerifier(ctx context.Context, msg *types.MsgActivateVerifier) (*types.MsgActivateVerifierResponse, error) {
	k := m.k
	operator, err := k.account(msg.Operator)
	if err != nil {
		return nil, err
	}
	if err := k.checkAuditStake(ctx, msg.Stake); err != nil {
		return nil, err
	}
	if err := k.stake.RequireActive(ctx, operator); err != nil {
		return nil, err
	}
	provider, err := k.stake.Provider(ctx, operator)
	if err != nil {
		return nil, err
	}
	if len(provider.Profile.VrfKey) == 0 {
		return nil, types.ErrNoKey.Wrapf("%s: name one with weftd tx stake update --vrf-key", msg.Operator)
	}
	v, err := k.verifierOr(ctx, operator, msg.Operator)
	if err != nil {
		return nil, err
	}
	if err := k.lockAudit(ctx, operator, &v, msg.Stake.Amount); err != nil {
		return nil, err
	}
	if !v.Active {
		v.Active, v.ActiveHeight, v.Missed = true, height(ctx), 0
		if v.Checked, err = k.audit.endedSeq.Peek(ctx); err != nil {
			return nil, err
		}
	}
	v.Reason, v.Leaving = types.INACTIVE_REASON_UNSPECIFIED, false
	if err := k.setPoint(ctx, operator, msg.Operator, provider.Profile.VrfKey, v.Stake); err != nil {
		return nil, err
	}
	if err := k.audit.verifiers.Set(ctx, operator, v); err != nil {
		return nil, err
	}
	return &types.MsgActivateVerifierResponse{}, emit(ctx, &types.EventVerifierActive{Operator: v.Operator, Stake: v.Stake})
}

func (k *Keeper) checkAuditStake(ctx context.Context, stake sdk.Coin) error {
	params, err := k.params.Get(ctx)
	if err != nil {
		return err
	}
	if stake.Denom != k.bondDenom {
		return types.ErrInvalidStake.Wrapf("it is in %q; name an amount of %s", stake.Denom, k.bondDenom)
	}
	if stake.Amount.IsNil() || stake.Amount.LT(math.NewIntFromUint64(params.VerifierStake)) {
		return types.ErrInvalidStake.Wrapf("%s, at least %d%s", stake.Amount, params.VerifierStake, k.bondDenom)
	}
	return nil
}

// verifierOr returns a verifier, a new one if there is none.
func (k *Keeper) verifierOr(ctx context.Context, operator sdk.AccAddress, name string) (types.Verifier, error) {
	v, err := k.audit.verifiers.Get(ctx, operator)
	if !errors.Is(err, collections.ErrNotFound) {
		return v, err
	}
	n, err := k.audit.verifierSeq.Next(ctx)
	if err != nil {
		return v, err
	}
	v = types.Verifier{Id: n + 1, Operator: name, Stake: math.ZeroInt()}
	if err := k.audit.verifierIDs.Set(ctx, v.Id, operator); err != nil {
		return v, err
	}
	params, err := k.params.Get(ctx)
	if err != nil {
		return v, err
	}
	return v, k.enqueueAudit(ctx, types.DUE_KIND_ACTIVITY, height(ctx)+int64(params.ActivityBlocks), v.Id)
}

// lockAudit locks what is missing to an amount. Less than is locked would take
// stake away from receipts that it answers for.
func (k *Keeper) lockAudit(ctx context.Context, operator sdk.AccAddress, v *types.Verifier, amount math.Int) error {
	switch {
	case amount.LT(v.Stake):
		return types.ErrInvalidStake.Wrapf("%s, and %s%s are locked; to have less, deactivate it, and activate it when its stake is released",
			amount, v.Stake, k.bondDenom)
	case amount.Equal(v.Stake):
		return nil
	}
	if v.Stake.IsPositive() {
		if err := k.stake.Unlock(ctx, operator, types.AuditLock); err != nil {
			return err
		}
	}
	v.Stake = amount
	return k.stake.Lock(ctx, operator, types.AuditLock, amount)
}

// DeactivateVerifier implements types.MsgServer.
func (m msgServer) DeactivateVerifier(ctx context.Context, msg *types.MsgDeactivateVerifier) (*types.MsgDeactivateVerifierResponse, error) {
	k := m.k
	operator, err := k.account(msg.Operator)
	if err != nil {
		return nil, err
	}
	v, err := k.Verifier(ctx, operator)
	if err != nil {
		return nil, err
	}
	if v.Leaving {
		return nil, types.ErrInactive.Wrapf("%s leaves already; its stake is released when the %d reports that are kept are forgotten", msg.Operator, v.Reports)
	}
	if err := k.inactive(ctx, operator, &v, types.INACTIVE_REASON_OPERATOR); err != nil {
		return nil, err
	}
	v.Leaving = true
	released, err := k.settleVerifier(ctx, operator, &v)
	return &types.MsgDeactivateVerifierResponse{Released: released}, err
}
