// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"fmt"

	"cosmossdk.io/math"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	"github.com/weft-network/weft/chain/payout"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/x/reward/types"
)

// CloseJob ends a job: it takes no more deposits, and what is free now or
// becomes free later goes back to its depositors. A completed job fixes the
// shares of its model.
func (k *Keeper) CloseJob(ctx context.Context, c types.Close) error {
	e, err := k.escrowOr(ctx, c.Job)
	if err != nil {
		return err
	}
	if e.Closed {
		return closedError(c.Job, "ended before")
	}
	if now := height(ctx); c.SettleHeight < now {
		return types.ErrInvalidClose.Wrapf("job %d settles at height %d, which is past; name %d or later", c.Job, c.SettleHeight, now)
	}
	free := e.Free
	e.Closed, e.SettleHeight, e.Free = true, c.SettleHeight, math.ZeroInt()
	if err := giveBack(ctx, &e, types.EventMoved{Reason: types.REASON_CLOSE, From: types.PLACE_FREE, Amount: free}); err != nil {
		return err
	}
	if err := k.escrows.Set(ctx, c.Job, e); err != nil {
		return err
	}
	if err := emit(ctx, &types.EventJobClosed{Job: c.Job, Completed: c.Completed, SettleHeight: c.SettleHeight}); err != nil {
		return err
	}
	if !c.Completed {
		return nil
	}
	return k.fixShares(ctx, c)
}

// fixShares records whose the model of a completed job is.
func (k *Keeper) fixShares(ctx context.Context, c types.Close) error {
	if c.SubmitterShare > spec.MaxSubmitterShare {
		return types.ErrInvalidClose.Wrapf("job %d: the submitter's share is %d basis points; at most %d", c.Job, c.SubmitterShare, spec.MaxSubmitterShare)
	}
	p, err := k.params.Get(ctx)
	if err != nil {
		return err
	}
	submitter, err := k.text(c.Submitter)
	if err != nil {
		return types.ErrInvalidClose.Wrapf("job %d: submitter: %v", c.Job, err)
	}
	m := types.NewModel(c, submitter, p.VerifierShare)
	if err := k.models.Set(ctx, c.Job, m); err != nil {
		return err
	}
	if err := k.touchMember(ctx, c.Submitter, c.Job); err != nil {
		return err
	}
	denom, name := types.ShareDenom(c.Job), fmt.Sprintf("weft model %d share", c.Job)
	k.bank.SetDenomMetaData(ctx, banktypes.Metadata{
		Description: fmt.Sprintf("One of %d shares of the model of job %d", payout.ModelShares, c.Job),
		DenomUnits:  []*banktypes.DenomUnit{{Denom: denom}},
		Base:        denom, Display: denom, Name: name, Symbol: fmt.Sprintf("MODEL%d", c.Job),
	})
	parts := m.Parts()
	return emit(ctx, &types.EventModelFixed{
		Job: c.Job, Submitter: submitter, Denom: denom,
		TrainerShares: parts.Slots, VerifierShares: parts.Verifiers, SubmitterShares: parts.Submitter,
	})
}
