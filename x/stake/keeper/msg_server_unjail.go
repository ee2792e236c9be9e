// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"

	"github.com/weft-network/weft/x/stake/types"
)

// Unjail makes the signer active again once its time is over and its bond suffices.
func (m msgServer) Unjail(ctx context.Context, msg *types.MsgUnjail) (*types.MsgUnjailResponse, error) {
	operator, err := m.operator(msg.Operator)
	if err != nil {
		return nil, err
	}
	stake, err := m.Stake(ctx, operator)
	if err != nil {
		return nil, err
	}
	if !stake.Jailed {
		return nil, types.ErrNotJailed.Wrap(msg.Operator)
	}
	if now := height(ctx); now < stake.JailedUntil {
		return nil, types.ErrStillJailed.Wrapf("%s until height %d, now %d", msg.Operator, stake.JailedUntil, now)
	}
	params, err := m.params.Get(ctx)
	if err != nil {
		return nil, err
	}
	if stake.Bonded.LT(params.MinBond) {
		return nil, m.belowMinBond(operator, stake.Bonded, params.MinBond)
	}
	stake.Jailed, stake.JailedUntil, stake.JailReason = false, 0, types.SlashReasonUnspecified
	if err := m.stakes.Set(ctx, operator, stake); err != nil {
		return nil, err
	}
	return &types.MsgUnjailResponse{}, emit(ctx, &types.EventUnjailed{Operator: m.text(operator)})
}
