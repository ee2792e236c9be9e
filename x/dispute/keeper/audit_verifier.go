// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/chain/payout"
	"github.com/weft-network/weft/x/dispute/types"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

const (
	// maxMissed is how many draws a verifier may miss (A1).
	maxMissed = 3
	// checkDraws bounds the draws that one look at a verifier takes.
	checkDraws = 50
)

// inactive takes a verifier out of the draws from this height on. The caller
// stores it.
func (k *Keeper) inactive(ctx context.Context, operator sdk.AccAddress, v *types.Verifier, reason types.InactiveReason) error {
	v.Reason = reason
	if !v.Active {
		return nil
	}
	v.Active = false
	if err := k.setPoint(ctx, operator, v.Operator, nil, math.ZeroInt()); err != nil {
		return err
	}
	return emit(ctx, &types.EventVerifierInactive{Operator: v.Operator, Reason: reason})
}

// settleVerifier stores a verifier, or releases its stake and forgets it if it
// leaves and nothing that it reported can be shown to be false any more.
func (k *Keeper) settleVerifier(ctx context.Context, operator sdk.AccAddress, v *types.Verifier) (released bool, err error) {
	if !v.Leaving || v.Reports > 0 {
		return false, k.audit.verifiers.Set(ctx, operator, *v)
	}
	if v.Stake.IsPositive() {
		if err := k.stake.Unlock(ctx, operator, types.AuditLock); err != nil {
			return false, err
		}
	}
	if err := errors.Join(k.audit.verifiers.Remove(ctx, operator), k.audit.verifierIDs.Remove(ctx, v.Id)); err != nil {
		return false, err
	}
	if err := k.audit.points.Clear(ctx, collections.NewPrefixedPairRange[sdk.AccAddress, int64](operator)); err != nil {
		return false, err
	}
	return true, emit(ctx, &types.EventVerifierReleased{Operator: v.Operator, Stake: v.Stake})
}

// holdToReports looks at the draws that have ended since the last look: whoever
// was active when keys and stakes were fixed owes a report. It comes again for
// as long as there is the verifier.
func (k *Keeper) holdToReports(ctx context.Context, id uint64) error {
	operator, err := k.audit.verifierIDs.Get(ctx, id)
	if errors.Is(err, collections.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	v, err := k.Verifier(ctx, operator)
	if err != nil {
		return err
	}
	params, err := k.params.Get(ctx)
	if err != nil {
		return err
	}
	next := height(ctx) + int64(params.ActivityBlocks)
	if v.Active {
		more, err := k.countMissed(ctx, operator, &v)
		if err != nil {
			return err
		}
		if more {
			next = height(ctx) + 1
		}
		if v.Missed >= maxMissed {
			if err := k.inactive(ctx, operator, &v, types.INACTIVE_REASON_MISSED); err != nil {
				return err
			}
		}
		if err := k.audit.verifiers.Set(ctx, operator, v); err != nil {
			return err
		}
	}
	return k.enqueueAudit(ctx, types.DUE_KIND_ACTIVITY, next, id)
}

// countMissed takes the next ended draws into account, more if some are left.
func (k *Keeper) countMissed(ctx context.Context, operator sdk.AccAddress, v *types.Verifier) (more bool, err error) {
	var draws []types.EndedDraw
	rng := new(collections.Range[uint64]).StartExclusive(v.Checked)
	err = k.audit.ended.Walk(ctx, rng, func(_ uint64, e types.EndedDraw) (bool, error) {
		draws = append(draws, e)
		return len(draws) == checkDraws, nil
	})
	if err != nil {
		return false, err
	}
	for _, e := range draws {
		v.Checked = e.Number
		if e.Height < v.ActiveHeight {
			continue
		}
		r, err := k.audit.reports.Get(ctx, collections.Join3(e.Audit, e.Draw, operator))
		switch {
		case errors.Is(err, collections.ErrNotFound):
			v.Missed++
		case err != nil:
			return false, err
		case len(r.Duties) > 0 && len(r.Results) == 0:
			v.Missed++
		case v.Missed > 0:
			v.Missed--
		}
		if v.Missed >= maxMissed {
			return false, nil
		}
	}
	return len(draws) == checkDraws, nil
}

// AfterVRFKeyChanged implements the hooks of x/stake: draws of earlier heights
// keep the key that they were fixed with.
func (h Hooks) AfterVRFKeyChanged(ctx context.Context, operator sdk.AccAddress, key []byte) error {
	v, err := h.k.audit.verifiers.Get(ctx, operator)
	if errors.Is(err, collections.ErrNotFound) || (err == nil && !v.Active) {
		return nil
	}
	if err != nil {
		return err
	}
	if len(key) > 0 {
		return h.k.setPoint(ctx, operator, v.Operator, key, v.Stake)
	}
	if err := h.k.inactive(ctx, operator, &v, types.INACTIVE_REASON_KEY); err != nil {
		return err
	}
	return h.k.audit.verifiers.Set(ctx, operator, v)
}

// AfterJailed implements the hooks of x/stake.
func (h Hooks) AfterJailed(ctx context.Context, operator sdk.AccAddress) error {
	v, err := h.k.audit.verifiers.Get(ctx, operator)
	if errors.Is(err, collections.ErrNotFound) || (err == nil && !v.Active) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := h.k.inactive(ctx, operator, &v, types.INACTIVE_REASON_JAILED); err != nil {
		return err
	}
	return h.k.audit.verifiers.Set(ctx, operator, v)
}

// falseReceipt takes the audit stake of a verifier whose receipt was proven
// false. Who proved it in a game, if anybody did, takes the challengers' part,
// the rest is burnt.
func (k *Keeper) falseReceipt(ctx context.Context, operator sdk.AccAddress, u unit, winner sdk.AccAddress) error {
	v, err := k.Verifier(ctx, operator)
	if err != nil || !v.Stake.IsPositive() {
		return err
	}
	slash := staketypes.Slash{Operator: operator, Ref: types.AuditLock, Amount: v.Stake, Reason: staketypes.SlashReasonFalseAudit}
	if part := payout.SplitSlash(v.Stake).Challenger; winner != nil && part.IsPositive() {
		slash.Payouts = []staketypes.Payout{{Recipient: winner, Amount: part}}
	}
	taken, err := k.stake.Slash(ctx, slash)
	if err != nil {
		return err
	}
	if err := k.inactive(ctx, operator, &v, types.INACTIVE_REASON_SLASHED); err != nil {
		return err
	}
	v.Stake, v.Leaving = math.ZeroInt(), true
	if err := k.audit.verifiers.Set(ctx, operator, v); err != nil {
		return err
	}
	return emit(ctx, &types.EventReceiptFalse{Job: u.job, Round: u.round, Slot: u.slot, Verifier: v.Operator, Taken: taken})
}
