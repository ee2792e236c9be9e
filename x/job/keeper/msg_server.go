// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"slices"

	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/x/job/types"
)

type msgServer struct{ k *Keeper }

var _ types.MsgServer = msgServer{}

// NewMsgServer returns the module's message server.
func NewMsgServer(k *Keeper) types.MsgServer { return msgServer{k} }

// amount checks a coin of a message.
func (k *Keeper) amount(field string, c sdk.Coin) (math.Int, error) {
	switch {
	case c.Denom != k.bondDenom:
		return math.Int{}, types.ErrInvalidAmount.Wrapf("%s is in %q; pay in %s", field, c.Denom, k.bondDenom)
	case c.Amount.IsNil() || !c.Amount.IsPositive():
		return math.Int{}, types.ErrInvalidAmount.Wrapf("%s must be positive", field)
	}
	return c.Amount, nil
}

// jobOf returns a job that its submitter wants to change.
func (k *Keeper) jobOf(ctx context.Context, submitter string, id uint64) (types.Job, error) {
	j, err := k.Job(ctx, id)
	if err != nil {
		return j, err
	}
	if j.Submitter != submitter {
		return j, types.ErrNotSubmitter.Wrapf("job %d belongs to %s", id, j.Submitter)
	}
	return j, nil
}

// require refuses a job in any other state.
func require(j *types.Job, allowed ...types.JobStatus) error {
	if slices.Contains(allowed, j.Status) {
		return nil
	}
	return types.ErrJobStatus.Wrapf("job %d is %s; allowed are %v", j.Id, j.Status, allowed)
}

// UpdateParams implements types.MsgServer.
func (m msgServer) UpdateParams(ctx context.Context, msg *types.MsgUpdateParams) (*types.MsgUpdateParamsResponse, error) {
	if err := sdk.ValidateAuthority(sdk.UnwrapSDKContext(ctx), m.k.authority, msg.Authority); err != nil {
		return nil, err
	}
	if err := msg.Params.Validate(); err != nil {
		return nil, err
	}
	return &types.MsgUpdateParamsResponse{}, m.k.params.Set(ctx, msg.Params)
}
