// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	"github.com/weft-network/weft/chain/payout"
	"github.com/weft-network/weft/x/reward/types"
)

// kind is one kind of payment in a claim.
type kind struct {
	reason types.Reason
	from   types.Place
	gross  math.Int
}

// payClaim pays what a claim collected: pay, audit fees and emission less the
// protocol fee, refunds whole. It returns what the account received.
func (k *Keeper) payClaim(ctx context.Context, c *claim) (math.Int, error) {
	p, err := k.params.Get(ctx)
	if err != nil {
		return math.Int{}, err
	}
	sum := payout.Fee{Net: c.refund, Burnt: math.ZeroInt(), Community: math.ZeroInt()}
	for _, part := range []kind{
		{types.REASON_PAY, types.PLACE_OWED, c.pay},
		{types.REASON_AUDIT, types.PLACE_AUDITS, c.audits},
		{types.REASON_TRAINER_EMISSION, types.PLACE_MINT, c.trainerEmission},
		{types.REASON_VERIFIER_EMISSION, types.PLACE_MINT, c.verifierEmission},
	} {
		fee := payout.SplitFee(part.gross, p.Fee, p.FeeBurn)
		sum.Net, sum.Burnt, sum.Community = sum.Net.Add(fee.Net), sum.Burnt.Add(fee.Burnt), sum.Community.Add(fee.Community)
		if err := movedFee(ctx, c, part, fee); err != nil {
			return math.Int{}, err
		}
	}
	err = moved(ctx, types.EventMoved{
		Reason: types.REASON_REFUND, From: types.PLACE_REFUNDABLE, To: types.PLACE_WALLET, Amount: c.refund, Job: c.job, Account: c.name,
	})
	if err != nil {
		return math.Int{}, err
	}
	minted := c.trainerEmission.Add(c.verifierEmission)
	if err := k.transfer(ctx, c, minted, sum); err != nil {
		return math.Int{}, err
	}
	if err := k.noteReceived(ctx, c, sum.Burnt.Add(sum.Community)); err != nil {
		return math.Int{}, err
	}
	return sum.Net, k.updateTotals(ctx, func(t *types.Totals) {
		t.Paid, t.Refunded = t.Paid.Add(sum.Net).Sub(c.refund), t.Refunded.Add(c.refund)
		t.Burnt, t.Community, t.Minted = t.Burnt.Add(sum.Burnt), t.Community.Add(sum.Community), t.Minted.Add(minted)
	})
}

// transfer carries out a claim with one call per kind of transfer.
func (k *Keeper) transfer(ctx context.Context, c *claim, minted math.Int, sum payout.Fee) error {
	if err := k.mint(ctx, minted); err != nil {
		return err
	}
	if err := k.burn(ctx, sum.Burnt); err != nil {
		return err
	}
	if err := k.fund(ctx, sum.Community); err != nil {
		return err
	}
	return k.send(ctx, c.account, sum.Net)
}

// movedFee says where a payment went.
func movedFee(ctx context.Context, c *claim, part kind, fee payout.Fee) error {
	ev := types.EventMoved{Reason: part.reason, From: part.from, Job: c.job, Account: c.name}
	ev.To, ev.Amount = types.PLACE_WALLET, fee.Net
	if err := moved(ctx, ev); err != nil {
		return err
	}
	ev.To, ev.Amount = types.PLACE_BURNT, fee.Burnt
	if err := moved(ctx, ev); err != nil {
		return err
	}
	ev.To, ev.Amount = types.PLACE_COMMUNITY, fee.Community
	return moved(ctx, ev)
}

// noteReceived adds a claim to what the account was paid in the job so far.
func (k *Keeper) noteReceived(ctx context.Context, c *claim, fees math.Int) error {
	key := collections.Join(c.account, c.job)
	r, err := valueOr(ctx, k.received, key, func() types.Received { return types.NewReceived(c.name, c.job) })
	if err != nil {
		return err
	}
	r.Pay, r.Audits = r.Pay.Add(c.pay), r.Audits.Add(c.audits)
	r.TrainerEmission = r.TrainerEmission.Add(c.trainerEmission)
	r.VerifierEmission = r.VerifierEmission.Add(c.verifierEmission)
	r.Refunds, r.Fees = r.Refunds.Add(c.refund), r.Fees.Add(fees)
	return k.received.Set(ctx, key, r)
}
