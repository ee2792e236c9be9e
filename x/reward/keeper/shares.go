// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/chain/payout"
	"github.com/weft-network/weft/x/reward/types"
)

// model reads the ownership of a completed job's model.
func (k *Keeper) model(ctx context.Context, job uint64) (types.Model, error) {
	m, err := k.models.Get(ctx, job)
	if errors.Is(err, collections.ErrNotFound) {
		return types.Model{}, types.ErrModelNotFound.Wrapf("job %d has no model with shares; only completed jobs have", job)
	}
	return m, err
}

// settledModel is model once its shares can be claimed.
func (k *Keeper) settledModel(ctx context.Context, job uint64) (types.Model, error) {
	m, err := k.model(ctx, job)
	if err != nil {
		return m, err
	}
	e, err := k.escrow(ctx, job)
	if err != nil {
		return m, err
	}
	if !e.SharesSettled(height(ctx)) {
		return m, types.ErrNotSettled.Wrapf("job %d: shares can be claimed from height %d, when no round is open; %d are",
			job, e.SettleHeight, e.OpenRounds)
	}
	return m, nil
}

// Part is what an account's work earned of a completed job, once that is
// fixed: no unit of the account is held any more.
func (k *Keeper) Part(ctx context.Context, job uint64, account sdk.AccAddress) (types.Part, error) {
	m, err := k.settledModel(ctx, job)
	if err != nil {
		return types.Part{}, err
	}
	member, err := k.member(ctx, account, job)
	if err != nil {
		return types.Part{}, err
	}
	if member.Held > 0 {
		return types.Part{}, types.ErrHeld.Wrapf("%d units of %s in job %d; wait until what they are held for is decided", member.Held, member.Account, job)
	}
	w, err := k.work(ctx, job)
	if err != nil {
		return types.Part{}, err
	}
	parts := m.Parts()
	return types.Part{
		Shares: shareOf(parts.Slots, member.Tokens, w.Tokens) + shareOf(parts.Verifiers, member.Audits, w.Audits),
		Whole:  parts.Slots + parts.Verifiers,
		Tokens: member.Tokens, Audits: member.Audits, AllTokens: w.Tokens - w.Revoked, AllAudits: w.Audits,
	}, nil
}

// claimShares mints the account's shares of a finished model that it has not
// claimed.
func (k *Keeper) claimShares(ctx context.Context, account sdk.AccAddress, job uint64) (uint64, error) {
	m, err := k.settledModel(ctx, job)
	if err != nil {
		return 0, err
	}
	member, err := k.member(ctx, account, job)
	if err != nil {
		return 0, err
	}
	due, err := k.sharesDue(ctx, m, member)
	if err != nil {
		return 0, err
	}
	shares := due.Slots + due.Verifiers + due.Submitter
	if shares == 0 {
		return 0, types.ErrNothingToClaim.Wrapf("account %s has no unclaimed shares of the model of job %d", member.Account, job)
	}
	member.TrainerShares += due.Slots
	member.VerifierShares += due.Verifiers
	member.SubmitterShares += due.Submitter
	m.Issued += shares
	if err := errors.Join(k.models.Set(ctx, job, m), k.setMember(ctx, account, member)); err != nil {
		return 0, err
	}
	if err := k.bank.MintCoins(ctx, types.ModuleName, shareCoins(job, shares)); err != nil {
		return 0, err
	}
	if err := k.bank.SendCoinsFromModuleToAccount(ctx, types.ModuleName, account, shareCoins(job, shares)); err != nil {
		return 0, err
	}
	return shares, emit(ctx, &types.EventSharesMoved{
		Reason: types.REASON_SHARES, From: types.PLACE_MINT, To: types.PLACE_WALLET, Shares: shares, Job: job, Account: member.Account,
	})
}

// sharesDue is what an account can claim of a model now, by part: its tokens'
// part of the trainers' shares, its audits' part of the verifiers', and the
// submitter's. Tokens of revoked units count in the whole and for nobody, so
// their shares never come to be; nor do the verifiers' without any audit.
func (k *Keeper) sharesDue(ctx context.Context, m types.Model, member types.Member) (payout.Ownership, error) {
	w, err := k.work(ctx, m.Job)
	if err != nil {
		return payout.Ownership{}, err
	}
	parts := m.Parts()
	due := payout.Ownership{
		Slots:     unclaimed(shareOf(parts.Slots, member.Tokens, w.Tokens), member.TrainerShares),
		Verifiers: unclaimed(shareOf(parts.Verifiers, member.Audits, w.Audits), member.VerifierShares),
	}
	if member.Account == m.Submitter {
		due.Submitter = unclaimed(parts.Submitter, member.SubmitterShares)
	}
	return due, nil
}

func shareOf(shares, part, whole uint64) uint64 {
	return payout.Share(math.NewIntFromUint64(shares), part, whole).Uint64()
}

// unclaimed is what is left of a claim; a unit revoked after the claim leaves
// nothing.
func unclaimed(due, claimed uint64) uint64 {
	if due <= claimed {
		return 0
	}
	return due - claimed
}
