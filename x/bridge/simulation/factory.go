// SPDX-License-Identifier: Apache-2.0

package simulation

import (
	"context"

	"cosmossdk.io/math"
	"github.com/cosmos/cosmos-sdk/testutil/simsx"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/decred/dcrd/dcrec/secp256k1/v4/ecdsa"

	"github.com/weft-network/weft/x/bridge/keeper"
	"github.com/weft-network/weft/x/bridge/types"
)

// Factory makes the messages of x/bridge.
type Factory struct {
	keeper *keeper.Keeper
	server types.MsgServer
}

// New returns a factory.
func New(k *keeper.Keeper) Factory { return Factory{keeper: k, server: keeper.NewMsgServer(k)} }

// sent returns a message and its signer if the module accepts it now.
func sent[M sdk.Msg](ctx context.Context, reporter simsx.SimulationReporter, from simsx.SimAccount, msg M, handle func(context.Context, M) error) ([]simsx.SimAccount, M) {
	var none M
	cached, _ := sdk.UnwrapSDKContext(ctx).CacheContext()
	if err := handle(cached, msg); err != nil {
		reporter.Skip(err.Error())
		return nil, none
	}
	return []simsx.SimAccount{from}, msg
}

// Withdraw sends the coin of the chain to Ethereum.
func (f Factory) Withdraw() simsx.SimMsgFactoryFn[*types.MsgWithdraw] {
	return func(ctx context.Context, data *simsx.ChainDataSource, reporter simsx.SimulationReporter) ([]simsx.SimAccount, *types.MsgWithdraw) {
		r := data.Rand()
		from := data.AnyAccount(reporter, simsx.WithDenomBalance(f.keeper.BondDenom))
		if reporter.IsSkipped() {
			return nil, nil
		}
		coin := func(most int64) sdk.Coin {
			return sdk.NewCoin(f.keeper.BondDenom, math.MinInt(math.NewInt(1+r.Int63n(most)), from.LiquidBalance().AmountOf(f.keeper.BondDenom)))
		}
		amount, fee := coin(1_000_000), coin(1_000)
		if !from.LiquidBalance().BlockAmount(amount.Add(fee)) {
			reporter.Skip("not enough")
			return nil, nil
		}
		recipient := make([]byte, types.AddressSize)
		r.Read(recipient)
		msg := &types.MsgWithdraw{Sender: from.AddressBech32, Recipient: recipient, Amount: amount, Fee: fee}
		return sent(ctx, reporter, from, msg, func(ctx context.Context, m *types.MsgWithdraw) error {
			_, err := f.server.Withdraw(ctx, m)
			return err
		})
	}
}

// CancelWithdrawal takes a withdrawal back that is in no batch.
func (f Factory) CancelWithdrawal() simsx.SimMsgFactoryFn[*types.MsgCancelWithdrawal] {
	return func(ctx context.Context, data *simsx.ChainDataSource, reporter simsx.SimulationReporter) ([]simsx.SimAccount, *types.MsgCancelWithdrawal) {
		state, err := f.keeper.ExportGenesis(ctx)
		if err != nil {
			reporter.Fail(err)
			return nil, nil
		}
		for _, w := range state.Withdrawals {
			if w.Batch != 0 || !data.HasAccount(w.Sender) {
				continue
			}
			msg := &types.MsgCancelWithdrawal{Sender: w.Sender, Id: w.Id}
			return sent(ctx, reporter, data.GetAccount(reporter, w.Sender), msg, func(ctx context.Context, m *types.MsgCancelWithdrawal) error {
				_, err := f.server.CancelWithdrawal(ctx, m)
				return err
			})
		}
		reporter.Skip("no withdrawal waits")
		return nil, nil
	}
}

// RegisterKey gives a validator its first key, or another one.
func (f Factory) RegisterKey() simsx.SimMsgFactoryFn[*types.MsgRegisterKey] {
	return func(ctx context.Context, data *simsx.ChainDataSource, reporter simsx.SimulationReporter) ([]simsx.SimAccount, *types.MsgRegisterKey) {
		from := data.AnyAccount(reporter)
		if reporter.IsSkipped() {
			return nil, nil
		}
		key := keyOf(sdk.ValAddress(from.Address).String(), byte(1+data.Rand().Intn(255)))
		digest := types.KeyDigest(sdk.UnwrapSDKContext(ctx).ChainID(), from.Address)
		compact := ecdsa.SignCompact(key, digest[:], false)
		msg := &types.MsgRegisterKey{
			Operator: from.AddressBech32, Address: types.AddressOf(key.PubKey()), Proof: append(append([]byte{}, compact[1:]...), compact[0]),
		}
		return sent(ctx, reporter, from, msg, func(ctx context.Context, m *types.MsgRegisterKey) error {
			_, err := f.server.RegisterKey(ctx, m)
			return err
		})
	}
}

// ListToken proposes other caps of the coin.
func (f Factory) ListToken() simsx.SimMsgFactoryFn[*types.MsgListToken] {
	return func(ctx context.Context, data *simsx.ChainDataSource, reporter simsx.SimulationReporter) ([]simsx.SimAccount, *types.MsgListToken) {
		msg := &types.MsgListToken{Authority: f.keeper.Authority, Token: randomToken(data.Rand().Rand, f.keeper.BondDenom)}
		_, proposal := sent(ctx, reporter, simsx.SimAccount{}, msg, func(ctx context.Context, m *types.MsgListToken) error {
			_, err := f.server.ListToken(ctx, m)
			return err
		})
		return nil, proposal
	}
}

// UpdateParams proposes other parameters for the same contract.
func (f Factory) UpdateParams() simsx.SimMsgFactoryFn[*types.MsgUpdateParams] {
	return func(ctx context.Context, data *simsx.ChainDataSource, reporter simsx.SimulationReporter) ([]simsx.SimAccount, *types.MsgUpdateParams) {
		msg := &types.MsgUpdateParams{Authority: f.keeper.Authority, Params: randomParams(data.Rand().Rand)}
		_, proposal := sent(ctx, reporter, simsx.SimAccount{}, msg, func(ctx context.Context, m *types.MsgUpdateParams) error {
			_, err := f.server.UpdateParams(ctx, m)
			return err
		})
		return nil, proposal
	}
}
