// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/x/stake/types"
)

type msgServer struct{ Keeper }

// NewMsgServer returns the transaction service.
func NewMsgServer(k Keeper) types.MsgServer { return msgServer{k} }

var _ types.MsgServer = msgServer{}

// operator decodes the signer of a message.
func (m msgServer) operator(text string) (sdk.AccAddress, error) {
	bz, err := m.AddressCodec.StringToBytes(text)
	if err != nil {
		return nil, types.ErrBadOperator.Wrapf("%q: %s", text, err)
	}
	return bz, nil
}

// checkCoin accepts a positive amount of the bond denomination.
func (m msgServer) checkCoin(coin sdk.Coin) error {
	if coin.Denom != m.BondDenom {
		return types.ErrWrongDenom.Wrapf("%q, stake is in %s", coin.Denom, m.BondDenom)
	}
	return types.ValidateAmount(coin.Amount)
}

// takeBond moves money from the operator's wallet into its bond. The caller stores stake.
func (m msgServer) takeBond(ctx context.Context, operator sdk.AccAddress, stake *types.Stake, bond deposit) error {
	if err := m.Bank.SendCoinsFromAccountToModule(ctx, operator, types.ModuleName, m.coins(bond.coin.Amount)); err != nil {
		return err
	}
	stake.Bonded = stake.Bonded.Add(bond.coin.Amount)
	if err := add(ctx, m.poolBonded, bond.coin.Amount); err != nil {
		return err
	}
	return emit(ctx, &types.EventBonded{Operator: m.text(operator), Amount: bond.coin.Amount, Reason: bond.reason})
}

// deposit is money on its way into a bond.
type deposit struct {
	coin   sdk.Coin
	reason types.BondReason
}
