// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"bytes"
	"context"
	"errors"
	"slices"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/x/dispute/types"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

const (
	// maxSaid is the most verdicts of one unit that a verdict of a game looks at,
	// several times what can be expected of three draws.
	maxSaid = 64
	// matchedPart is the bond of a challenge of a unit that an audit found to be
	// right, as a part of the slot stake.
	matchedPart = 10
)

// matched says whether a drawn verifier found a unit to be right.
func (k *Keeper) matched(ctx context.Context, key unit) (bool, error) {
	a, found, err := k.findAudit(ctx, key.job, key.round)
	return found && commit.Bitmap(a.Matched).Has(int(key.slot)), err
}

// said lists who gave a verdict about a unit, the first of them.
func (k *Keeper) said(ctx context.Context, a *types.Audit, slot uint32, verdict types.Verdict) ([]verdictKey, error) {
	var out []verdictKey
	rng := collections.NewSuperPrefixedQuadRange[uint64, uint32, uint32, sdk.AccAddress](a.Id, slot)
	err := k.audit.verdicts.Walk(ctx, rng, func(key verdictKey, v int32) (bool, error) {
		if types.Verdict(v) == verdict {
			out = append(out, key)
		}
		return len(out) == maxSaid, nil
	})
	return out, err
}

// auditorsPart splits the auditors' part of a slash among those whose audits
// said so before (A8). What does not divide is burnt with the rest.
func (k *Keeper) auditorsPart(ctx context.Context, v verdict, part math.Int) ([]staketypes.Payout, error) {
	a, found, err := k.findAudit(ctx, v.job, v.round)
	if err != nil || !found {
		return nil, err
	}
	auditors, err := k.said(ctx, &a, v.slot, types.VERDICT_MISMATCH)
	if err != nil || len(auditors) == 0 {
		return nil, err
	}
	// One that was drawn again takes one part.
	slices.SortFunc(auditors, func(x, y verdictKey) int { return bytes.Compare(x.K4(), y.K4()) })
	auditors = slices.CompactFunc(auditors, func(x, y verdictKey) bool { return x.K4().Equals(y.K4()) })
	each := part.QuoRaw(int64(len(auditors)))
	if !each.IsPositive() {
		return nil, nil
	}
	event := &types.EventAuditorsPaid{Job: v.job, Round: v.round, Slot: v.slot, Each: each}
	var payouts []staketypes.Payout
	for _, key := range auditors {
		name, err := k.addr.BytesToString(key.K4())
		if err != nil {
			return nil, err
		}
		event.Verifiers = append(event.Verifiers, name)
		payouts = append(payouts, staketypes.Payout{Recipient: key.K4(), Amount: each})
	}
	return payouts, emit(ctx, event)
}

// falseReceipts punishes those who found a state to be right that holds a number
// which is not finite: it was in their own replay, too. Only a fact that nobody
// can make up convicts a verifier. What a game finds does not: both of its sides
// may be false, and agree on a false trace of a step that is right.
func (k *Keeper) falseReceipts(ctx context.Context, job, round uint64, slot, step uint32) error {
	a, found, err := k.findAudit(ctx, job, round)
	if err != nil || !found {
		return err
	}
	matched, err := k.said(ctx, &a, slot, types.VERDICT_MATCH)
	if err != nil {
		return err
	}
	for _, key := range matched {
		r, err := k.audit.reports.Get(ctx, collections.Join3(a.Id, key.K3(), key.K4()))
		if err != nil {
			return err
		}
		covers := func(d types.AuditDuty) bool { return d.Slot == slot && d.First <= step && step <= d.Last }
		if !slices.ContainsFunc(r.Duties, covers) {
			continue
		}
		if err := k.falseReceipt(ctx, key.K4(), unit{job, round, slot}, nil); err != nil {
			return err
		}
	}
	return nil
}

// Drawn says whether an account is a verifier that has shown that it drew a unit,
// or what was reported of it.
func (k *Keeper) Drawn(ctx context.Context, account sdk.AccAddress, job, round uint64, slot uint32) (bool, error) {
	a, found, err := k.findAudit(ctx, job, round)
	if err != nil || !found {
		return false, err
	}
	for draw := uint32(1); draw <= types.ReauditDraw; draw++ {
		r, err := k.audit.reports.Get(ctx, collections.Join3(a.Id, draw, account))
		if errors.Is(err, collections.ErrNotFound) {
			continue
		}
		if err != nil {
			return false, err
		}
		if slices.ContainsFunc(r.Duties, func(d types.AuditDuty) bool { return d.Slot == slot }) {
			return true, nil
		}
	}
	return false, nil
}
