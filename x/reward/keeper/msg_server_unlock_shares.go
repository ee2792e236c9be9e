// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"

	"github.com/weft-network/weft/x/reward/types"
)

// UnlockShares stops shares from earning and queues their return.
func (m msgServer) UnlockShares(ctx context.Context, msg *types.MsgUnlockShares) (*types.MsgUnlockSharesResponse, error) {
	owner, err := m.accAddress(msg.Owner)
	if err != nil {
		return nil, err
	}
	if err := checkShares(msg.Job, msg.Shares); err != nil {
		return nil, err
	}
	height, err := m.unlockShares(ctx, owner, msg.Job, msg.Shares)
	if err != nil {
		return nil, err
	}
	return &types.MsgUnlockSharesResponse{Height: height}, nil
}
