// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"

	"github.com/weft-network/weft/x/reward/types"
)

// PayModel pays the owners of a model's locked shares.
func (m msgServer) PayModel(ctx context.Context, msg *types.MsgPayModel) (*types.MsgPayModelResponse, error) {
	payer, err := m.accAddress(msg.Payer)
	if err != nil {
		return nil, err
	}
	if err := types.CheckPositive(msg.Amount); err != nil {
		return nil, err
	}
	spread, err := m.payModel(ctx, payer, msg.Job, msg.Amount)
	if err != nil {
		return nil, err
	}
	return &types.MsgPayModelResponse{Spread: spread}, nil
}
