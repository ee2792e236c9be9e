// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"

	"github.com/weft-network/weft/x/stake/types"
)

// Bond adds to the signer's bond. A jailed provider may bond: it needs min_bond to unjail.
func (m msgServer) Bond(ctx context.Context, msg *types.MsgBond) (*types.MsgBondResponse, error) {
	operator, err := m.operator(msg.Operator)
	if err != nil {
		return nil, err
	}
	if err := m.checkCoin(msg.Amount); err != nil {
		return nil, err
	}
	stake, err := m.Stake(ctx, operator)
	if err != nil {
		return nil, err
	}
	if err := m.takeBond(ctx, operator, &stake, deposit{msg.Amount, types.BondReasonAdded}); err != nil {
		return nil, err
	}
	return &types.MsgBondResponse{}, m.stakes.Set(ctx, operator, stake)
}
