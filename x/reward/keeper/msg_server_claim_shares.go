// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"

	"github.com/weft-network/weft/x/reward/types"
)

// ClaimShares gives the claimant its shares of a finished model.
func (m msgServer) ClaimShares(ctx context.Context, msg *types.MsgClaimShares) (*types.MsgClaimSharesResponse, error) {
	claimant, err := m.accAddress(msg.Claimant)
	if err != nil {
		return nil, err
	}
	shares, err := m.claimShares(ctx, claimant, msg.Job)
	if err != nil {
		return nil, err
	}
	return &types.MsgClaimSharesResponse{Shares: shares}, nil
}
