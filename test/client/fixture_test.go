// SPDX-License-Identifier: Apache-2.0

package client_test

import (
	"context"
	"log/slog"
	"os"
	"testing"
	"time"

	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/app"
	"github.com/weft-network/weft/app/devnet"
	"github.com/weft-network/weft/chain/client"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

// start starts a network of one validator for a test; nothing in a test takes longer than a minute.
func start(t *testing.T, o devnet.Options) (context.Context, *devnet.Network) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	o.Dir = t.TempDir()
	if o.BlockTime == 0 {
		o.BlockTime = 100 * time.Millisecond
	}
	for _, name := range []string{"alice", "bob", "carol"} {
		o.Accounts = append(o.Accounts, devnet.Account{Name: name})
	}
	net, err := devnet.Start(ctx, o)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, net.Close()) })
	require.NoError(t, net.WaitHeight(ctx, 2))
	return ctx, net
}

// open connects a client that signs with a named key; edit changes its configuration.
func open(ctx context.Context, t *testing.T, net *devnet.Network, key string, edit ...func(*client.Config)) *client.Client {
	t.Helper()
	cfg := client.Config{
		ChainID:      net.ChainID,
		Node:         net.Node(0).RPC,
		Identity:     client.Identity{Key: key},
		Keyring:      net.Keyring,
		GasPrices:    "0.001" + app.Denom,
		PollInterval: 50 * time.Millisecond,
	}
	if os.Getenv("WEFT_TEST_LOG") != "" {
		cfg.Logger = slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelDebug}))
	}
	for _, e := range edit {
		e(&cfg)
	}
	c, err := client.New(ctx, cfg)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, c.Close()) })
	return c
}

func coins(amount int64) sdk.Coins { return sdk.NewCoins(coin(amount)) }

func coin(amount int64) sdk.Coin { return sdk.NewCoin(app.Denom, math.NewInt(amount)) }

func pay(from, to string, amount int64) sdk.Msg {
	return banktypes.NewMsgSend(devnet.Address(from), devnet.Address(to), coins(amount))
}

func balance(ctx context.Context, t *testing.T, c *client.Client, name string) int64 {
	t.Helper()
	res, err := c.Bank().Balance(ctx, &banktypes.QueryBalanceRequest{Address: client.FormatAddress(devnet.Address(name)), Denom: app.Denom})
	require.NoError(t, err)
	return res.Balance.Amount.Int64()
}

func supply(ctx context.Context, c *client.Client, page *query.PageRequest) ([]sdk.Coin, *query.PageResponse, error) {
	res, err := c.Bank().TotalSupply(ctx, &banktypes.QueryTotalSupplyRequest{Pagination: page})
	if err != nil {
		return nil, nil, err
	}
	return res.Supply, res.Pagination, nil
}

// minBond is the bond that a provider needs.
func minBond(ctx context.Context, t *testing.T, c *client.Client) sdk.Coin {
	t.Helper()
	res, err := c.Stake().Params(ctx, &staketypes.QueryParamsRequest{})
	require.NoError(t, err)
	return sdk.NewCoin(app.Denom, res.Params.MinBond)
}

func register(ctx context.Context, t *testing.T, c *client.Client, operator string) *staketypes.MsgRegisterProvider {
	t.Helper()
	return &staketypes.MsgRegisterProvider{
		Operator: client.FormatAddress(devnet.Address(operator)), Bond: minBond(ctx, t, c), Moniker: operator,
	}
}
