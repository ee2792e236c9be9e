// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"testing"

	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/x/bridge/internal/bridgetest"
	"github.com/weft-network/weft/x/bridge/types"
)

// Vouchers that Ethereum does not back halt the bridge at the end of the block, and so does a missing coin (Gravity 2026; Evmos' double
// supply).
func TestGravity2026SupplyIsCheckedEveryBlock(t *testing.T) {
	t.Run("vouchers from nowhere", func(t *testing.T) {
		f := bridgetest.New(t)
		require.NoError(t, f.Bank.MintCoins(f.Ctx, types.ModuleName, sdk.NewCoins(sdk.NewInt64Coin(voucher, 1))))
		require.NoError(t, f.Bank.SendCoinsFromModuleToAccount(f.Ctx, types.ModuleName, bridgetest.Address("mallory"), sdk.NewCoins(sdk.NewInt64Coin(voucher, 1))))
		f.Block()
		require.Contains(t, f.State().Halted, "Ethereum holds 0")
		require.Error(t, f.Keeper.CheckInvariants(f.Ctx))
	})
	t.Run("coins gone", func(t *testing.T) {
		f := bridgetest.New(t)
		f.Give("alice", 100)
		require.NoError(t, f.Withdraw("alice", bridgetest.Denom, 50, 0))
		require.NoError(t, f.Bank.SendCoinsFromModuleToAccount(f.Ctx, types.ModuleName, bridgetest.Address("mallory"), sdk.NewCoins(sdk.NewInt64Coin(bridgetest.Denom, 1))))
		f.Block()
		require.Contains(t, f.State().Halted, "owes 50")
		require.Len(t, bridgetest.Events[types.EventHalted](f), 1)
		f.Blocks(20)
		require.Empty(t, f.Batches(), "nothing moves")
	})
	t.Run("a gift halts nothing", func(t *testing.T) {
		f := bridgetest.New(t)
		f.Give("alice", 100)
		require.NoError(t, f.Bank.SendCoinsFromAccountToModule(f.Ctx, bridgetest.Address("alice"), types.ModuleName, sdk.NewCoins(sdk.NewInt64Coin(bridgetest.Denom, 100))))
		f.Block()
		well(t, f)
	})
}

// Only governance changes anything, and what is locked in a contract keeps it the contract.
func TestGovernance(t *testing.T) {
	f := bridgetest.New(t)
	mallory := f.Text(bridgetest.Address("mallory"))
	require.Error(t, f.Deliver(func(ctx sdk.Context) error {
		_, err := f.Msgs.UpdateParams(ctx, &types.MsgUpdateParams{Authority: mallory, Params: types.DefaultParams()})
		return err
	}))
	require.Error(t, f.Deliver(func(ctx sdk.Context) error {
		_, err := f.Msgs.ListToken(ctx, &types.MsgListToken{Authority: mallory, Token: bridgetest.Dollar})
		return err
	}))
	require.Error(t, f.Deliver(func(ctx sdk.Context) error {
		_, err := f.Msgs.Resume(ctx, &types.MsgResume{Authority: mallory})
		return err
	}))
	require.ErrorIs(t, f.Deliver(func(ctx sdk.Context) error {
		_, err := f.Msgs.Resume(ctx, &types.MsgResume{Authority: f.Authority})
		return err
	}), types.ErrNotHalted)
	moved := bridgetest.Params()
	moved.Contract = bridgetest.Outsider(3)
	require.ErrorIs(t, f.Govern(moved), types.ErrFixed)
	require.ErrorIs(t, f.Govern(types.DefaultParams()), types.ErrFixed)
	off := bridgetest.Params()
	off.Enabled = false
	require.NoError(t, f.Govern(off))
	require.NoError(t, f.Deposit(bridgetest.Dollar, "alice", 0, 5))
	f.Blocks(5)
	require.EqualValues(t, 1, f.State().Nonce)
	require.NoError(t, f.Govern(bridgetest.Params()))
	f.Block()
	require.EqualValues(t, 5, f.Has("alice", voucher), "what came while it was off comes in now")
	well(t, f)
}

// A token keeps its denomination and its address keeps its token; caps can change. Every listing is signed.
func TestGravity2026TokensAreListedOneToOne(t *testing.T) {
	f := bridgetest.New(t)
	f.Blocks(2)
	orders, err := f.Queries.Orders(f.Ctx, &types.QueryOrdersRequest{})
	require.NoError(t, err)
	require.Len(t, orders.Orders, 2, "those listed before the contract was there are signed when it is")
	for _, o := range orders.Orders {
		require.Equal(t, types.ORDER_KIND_LISTING, o.Kind)
		require.True(t, f.Order(o.Id).Enough)
	}
	other := bridgetest.Weft
	other.Contract = bridgetest.Outsider(4)
	require.ErrorIs(t, f.List(other), types.ErrFixed, "the coin of the chain has its token")
	taken := bridgetest.Dollar
	taken.Kind, taken.Denom = types.TOKEN_KIND_MINT, bridgetest.Denom
	require.ErrorIs(t, f.List(taken), types.ErrFixed)
	bad := bridgetest.Dollar
	bad.InCap = math.NewInt(-1)
	require.ErrorIs(t, f.List(bad), types.ErrBadToken)
	more := bridgetest.Dollar
	more.InCap = math.NewInt(7)
	require.NoError(t, f.List(more))
	again := func(nonce uint64) error {
		return f.Deliver(func(ctx sdk.Context) error {
			_, err := f.Msgs.ListToken(ctx, &types.MsgListToken{Authority: f.Authority, Token: more, Nonce: nonce})
			return err
		})
	}
	require.NoError(t, again(2), "one that was never relayed")
	require.ErrorIs(t, again(4), types.ErrBadToken)
	require.EqualValues(t, 3, f.State().LastListing)
	for i := range byte(types.MaxTokens) {
		token := bridgetest.Dollar
		token.Contract = bridgetest.Outsider(100 + i)
		token.Denom = types.VoucherDenom(token.Contract)
		if err := f.List(token); i >= types.MaxTokens-2 {
			require.ErrorIs(t, err, types.ErrBadToken)
		} else {
			require.NoError(t, err)
		}
	}
	well(t, f)
}

// Export and import keep everything, what is being signed included (CertiK on gonka: signing state lost on export).
func TestGenesisRoundTrip(t *testing.T) {
	f := bridgetest.New(t)
	f.Give("alice", 1_000)
	require.NoError(t, f.Withdraw("alice", bridgetest.Denom, 100, 5))
	b := batch(t, f)
	require.NoError(t, f.Withdraw("alice", bridgetest.Denom, 100, 5)) // waits in the queue
	require.NoError(t, f.Deposit(bridgetest.Dollar, "bob", 3, 9_000)) // is delayed
	f.Vals[0].SetPower(200)
	f.Block()
	g, err := f.Keeper.ExportGenesis(f.Ctx)
	require.NoError(t, err)
	text, err := f.Codec.MarshalJSON(g)
	require.NoError(t, err)
	var back types.GenesisState
	require.NoError(t, f.Codec.UnmarshalJSON(text, &back))
	fresh := bridgetest.Empty(t)
	require.NoError(t, fresh.Keeper.InitGenesis(fresh.Ctx, back))
	again, err := fresh.Keeper.ExportGenesis(fresh.Ctx)
	require.NoError(t, err)
	require.Equal(t, g, again)
	res, err := fresh.Queries.Order(fresh.Ctx, &types.QueryOrderRequest{Id: b.Order})
	require.NoError(t, err)
	require.True(t, res.Enough)
	require.Equal(t, f.Order(b.Order).Digest, res.Digest)
}

// A genesis that contradicts itself is refused.
func TestBadGenesis(t *testing.T) {
	f := bridgetest.New(t)
	f.Give("alice", 1_000)
	require.NoError(t, f.Withdraw("alice", bridgetest.Denom, 100, 5))
	batch(t, f)
	g, err := f.Keeper.ExportGenesis(f.Ctx)
	require.NoError(t, err)
	require.NoError(t, g.Validate(bridgetest.Denom))
	for name, spoil := range map[string]func(*types.GenesisState){
		"params":               func(g *types.GenesisState) { g.Params.SetBlocks = 0 },
		"no contract":          func(g *types.GenesisState) { g.Params = types.DefaultParams() },
		"no hash chain":        func(g *types.GenesisState) { g.State.Chain = nil },
		"no set":               func(g *types.GenesisState) { g.Sets = nil },
		"set without majority": func(g *types.GenesisState) { g.Sets[0].Members = g.Sets[0].Members[:2] },
		"ledger missing":       func(g *types.GenesisState) { g.Ledgers = g.Ledgers[:1] },
		"ledger wrong":         func(g *types.GenesisState) { g.Ledgers[1].Pending = math.NewInt(1) },
		"ledger negative":      func(g *types.GenesisState) { g.Ledgers[1].Outside = math.NewInt(-1) },
		"withdrawal missing":   func(g *types.GenesisState) { g.Withdrawals = nil },
		"withdrawal twice":     func(g *types.GenesisState) { g.Withdrawals = append(g.Withdrawals, g.Withdrawals[0]) },
		"order missing":        func(g *types.GenesisState) { g.Orders, g.Signatures = g.Orders[:2], nil },
		"order ahead":          func(g *types.GenesisState) { g.State.LastOrder = 1 },
		"signature of nothing": func(g *types.GenesisState) { g.Signatures[0].Order = 77 },
		"key twice":            func(g *types.GenesisState) { g.Keys[1].Address = g.Keys[0].Address },
		"two keys of now":      func(g *types.GenesisState) { g.Keys[1].Operator = g.Keys[0].Operator },
		"token twice":          func(g *types.GenesisState) { g.Tokens[1].Contract = g.Tokens[0].Contract },
		"short digest":         func(g *types.GenesisState) { g.Ordered[0].Digest = []byte{1} },
		"bounty":               func(g *types.GenesisState) { g.Bounties = []types.Bounty{{}} },
		"delayed of nothing":   func(g *types.GenesisState) { g.Delayed = []types.Delayed{{Denom: "x", Amount: math.OneInt()}} },
	} {
		text, err := f.Codec.MarshalJSON(g)
		require.NoError(t, err)
		var bad types.GenesisState
		require.NoError(t, f.Codec.UnmarshalJSON(text, &bad))
		spoil(&bad)
		require.Error(t, bad.Validate(bridgetest.Denom), name)
	}
}
