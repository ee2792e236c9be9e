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

// PayAudit gives a verifier the fee of a completed audit out of what the round
// set aside. It does not vest. A fee of zero, a full pool's rounding, is fine.
func (k *Keeper) PayAudit(ctx context.Context, job, round uint64, verifier sdk.AccAddress, amount math.Int) error {
	if err := types.CheckAmount(amount); err != nil {
		return err
	}
	account, err := k.text(verifier)
	if err != nil {
		return err
	}
	e, err := k.escrow(ctx, job)
	if err != nil {
		return err
	}
	if err := k.requireUncommitted(e, amount); err != nil {
		return err
	}
	fee, err := valueOr(ctx, k.auditFees, collections.Join(verifier, job), func() types.AuditFee {
		return types.AuditFee{Verifier: account, Job: job, Amount: math.ZeroInt()}
	})
	if err != nil {
		return err
	}
	fee.Amount = fee.Amount.Add(amount)
	e.Reserved, e.Audited = e.Reserved.Sub(amount), e.Audited.Add(amount)
	if err := k.touchMember(ctx, verifier, job); err != nil {
		return err
	}
	if err := errors.Join(k.escrows.Set(ctx, job, e), k.auditFees.Set(ctx, collections.Join(verifier, job), fee)); err != nil {
		return err
	}
	return moved(ctx, types.EventMoved{
		Reason: types.REASON_AUDIT_FEE, From: types.PLACE_RESERVED, To: types.PLACE_AUDITS, Amount: amount,
		Job: job, Account: account, Round: round,
	})
}

// RecordAudit counts a completed audit for the verifier's part of the model
// and of the emission. Once shares can be claimed it is refused: the parts of
// others are fixed then.
func (k *Keeper) RecordAudit(ctx context.Context, job uint64, verifier sdk.AccAddress) error {
	e, err := k.escrow(ctx, job)
	if err != nil {
		return err
	}
	if e.SharesSettled(height(ctx)) {
		return types.ErrSettled.Wrapf("job %d settled at height %d; its audits are counted", job, e.SettleHeight)
	}
	m, err := k.member(ctx, verifier, job)
	if err != nil {
		return err
	}
	w, err := k.work(ctx, job)
	if err != nil {
		return err
	}
	m.Audits++
	w.Audits++
	epoch, err := k.sponsoredEpoch(ctx, job)
	if err != nil {
		return err
	}
	if epoch > 0 {
		enterEpoch(&w, epoch)
		w.EpochAudits++
		key := collections.Join3(verifier, job, epoch)
		a, err := valueOr(ctx, k.epochAudits, key, func() types.EpochAudits {
			return types.EpochAudits{Verifier: m.Account, Job: job, Epoch: epoch}
		})
		if err != nil {
			return err
		}
		a.Audits++
		if err := k.epochAudits.Set(ctx, key, a); err != nil {
			return err
		}
	}
	if err := errors.Join(k.works.Set(ctx, job, w), k.setMember(ctx, verifier, m)); err != nil {
		return err
	}
	return emit(ctx, &types.EventAuditRecorded{Job: job, Verifier: m.Account, Epoch: epoch})
}
