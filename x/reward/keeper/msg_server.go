// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"github.com/weft-network/weft/chain/payout"
	"github.com/weft-network/weft/x/reward/types"
)

type msgServer struct{ *Keeper }

var _ types.MsgServer = msgServer{}

// NewMsgServer returns the transaction service.
func NewMsgServer(k *Keeper) types.MsgServer { return msgServer{k} }

// checkShares refuses numbers of shares that cannot be.
func checkShares(job, shares uint64) error {
	if shares == 0 || shares > payout.ModelShares {
		return types.ErrInvalidShares.Wrapf("%d of %s: state 1 to %d", shares, types.ShareDenom(job), payout.ModelShares)
	}
	return nil
}
