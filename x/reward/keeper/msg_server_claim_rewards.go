// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"

	"github.com/weft-network/weft/x/reward/types"
)

// ClaimRewards pays the claimant what it can have of a job now.
func (m msgServer) ClaimRewards(ctx context.Context, msg *types.MsgClaimRewards) (*types.MsgClaimRewardsResponse, error) {
	claimant, err := m.accAddress(msg.Claimant)
	if err != nil {
		return nil, err
	}
	limit := msg.Limit
	if limit == 0 {
		limit = types.MaxClaims
	}
	if limit > types.MaxClaims {
		return nil, types.ErrInvalidLimit.Wrapf("%d: state 1 to %d, or 0 for the most, and claim again for the rest", limit, types.MaxClaims)
	}
	return m.claimRewards(ctx, claimant, msg.Job, int(limit))
}
