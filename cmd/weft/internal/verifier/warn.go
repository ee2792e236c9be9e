// SPDX-License-Identifier: Apache-2.0

package verifier

import (
	"context"

	"cosmossdk.io/math"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	"github.com/weft-network/weft/cmd/weft/internal/money"
	beacontypes "github.com/weft-network/weft/x/beacon/types"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
)

// warn tells what will keep this verifier from its work or its pay, and is no
// fault of what it was given.
func (v *Verifier) warn(ctx context.Context) error {
	c := v.cfg.Client
	b, err := c.Beacon().Params(ctx, &beacontypes.QueryParamsRequest{})
	if err != nil {
		return err
	}
	if !b.Params.Active() {
		v.Log().Warn("this chain has no beacon: nothing is drawn until governance names one")
	}
	params, err := c.Dispute().Params(ctx, &disputetypes.QueryParamsRequest{})
	if err != nil {
		return err
	}
	wallet, err := c.Bank().Balance(ctx, &banktypes.QueryBalanceRequest{Address: v.Operator(), Denom: money.Denom})
	if err != nil {
		return err
	}
	if least := params.Params.BaseBond(math.ZeroInt()); wallet.Balance.Amount.LT(least) {
		v.Log().Warn("the operator's account cannot pay the bond of a challenge: a report with a mismatch will be refused; have somebody send it WEFT",
			"has", money.Format(wallet.Balance.Amount), "least_bond", money.Format(least))
	}
	return nil
}
