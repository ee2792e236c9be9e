// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"

	"github.com/weft-network/weft/x/reward/types"
)

// ClaimRoyalties pays the claimant what its locked shares earned.
func (m msgServer) ClaimRoyalties(ctx context.Context, msg *types.MsgClaimRoyalties) (*types.MsgClaimRoyaltiesResponse, error) {
	claimant, err := m.accAddress(msg.Claimant)
	if err != nil {
		return nil, err
	}
	amount, err := m.claimRoyalties(ctx, claimant, msg.Job)
	if err != nil {
		return nil, err
	}
	return &types.MsgClaimRoyaltiesResponse{Amount: amount}, nil
}
