// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/x/reward/types"
)

// SponsorJob sets a job's part of the emission; only governance may. Weight 0
// ends it.
func (m msgServer) SponsorJob(ctx context.Context, msg *types.MsgSponsorJob) (*types.MsgSponsorJobResponse, error) {
	if err := sdk.ValidateAuthority(sdk.UnwrapSDKContext(ctx), m.authority, msg.Authority); err != nil {
		return nil, err
	}
	if msg.Weight == 0 {
		return &types.MsgSponsorJobResponse{}, m.endSponsor(ctx, msg.Job)
	}
	if msg.Weight > types.MaxWeight {
		return nil, types.ErrInvalidWeight.Wrapf("%d: state 1 to %d, or 0 to end the sponsorship", msg.Weight, types.MaxWeight)
	}
	if err := types.CheckPositive(msg.Cap); err != nil {
		return nil, err
	}
	return &types.MsgSponsorJobResponse{}, m.sponsor(ctx, types.Sponsor{Job: msg.Job, Weight: msg.Weight, Cap: msg.Cap})
}

// sponsor lets a job earn emission from now on.
func (k *Keeper) sponsor(ctx context.Context, s types.Sponsor) error {
	e, err := k.escrow(ctx, s.Job)
	if err != nil {
		return err
	}
	if e.Closed {
		return closedError(s.Job, "ended and cannot be sponsored")
	}
	has, err := k.sponsors.Has(ctx, s.Job)
	if err != nil {
		return err
	}
	if !has {
		all, err := k.allSponsors(ctx)
		if err != nil {
			return err
		}
		if len(all) >= types.MaxSponsors {
			return types.ErrTooManySponsors.Wrapf("%d of %d; end one first", len(all), types.MaxSponsors)
		}
	}
	if err := k.sponsors.Set(ctx, s.Job, s); err != nil {
		return err
	}
	return emit(ctx, &types.EventSponsored{Job: s.Job, Weight: s.Weight, Cap: s.Cap})
}

// endSponsor ends a sponsorship. Work of the running epoch earns nothing then.
func (k *Keeper) endSponsor(ctx context.Context, job uint64) error {
	has, err := k.sponsors.Has(ctx, job)
	if err != nil {
		return err
	}
	if !has {
		return types.ErrSponsorNotFound.Wrapf("job %d is not sponsored; give a weight above 0 to sponsor it", job)
	}
	if err := k.sponsors.Remove(ctx, job); err != nil {
		return err
	}
	return emit(ctx, &types.EventSponsorEnded{Job: job})
}
