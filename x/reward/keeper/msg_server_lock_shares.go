// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"

	"github.com/weft-network/weft/x/reward/types"
)

// LockShares makes shares earn royalties.
func (m msgServer) LockShares(ctx context.Context, msg *types.MsgLockShares) (*types.MsgLockSharesResponse, error) {
	owner, err := m.accAddress(msg.Owner)
	if err != nil {
		return nil, err
	}
	if err := checkShares(msg.Job, msg.Shares); err != nil {
		return nil, err
	}
	locked, err := m.lockShares(ctx, owner, msg.Job, msg.Shares)
	if err != nil {
		return nil, err
	}
	return &types.MsgLockSharesResponse{Locked: locked}, nil
}
