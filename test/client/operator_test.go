// SPDX-License-Identifier: Apache-2.0

package client_test

import (
	"testing"
	"time"

	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/x/authz"
	"github.com/cosmos/cosmos-sdk/x/feegrant"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/app/devnet"
	"github.com/weft-network/weft/chain/client"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

// TestOperator lets a key that is a provider's hot key sign for it, the provider paying the fees.
func TestOperator(t *testing.T) {
	ctx, nw := start(t, devnet.Options{})
	owner := open(ctx, t, nw, "alice")
	_, err := owner.Submit(ctx, register(ctx, t, owner, "alice"))
	require.NoError(t, err)

	alice := owner.Sender().Address()
	hot := open(ctx, t, nw, "bob", func(c *client.Config) {
		c.Identity.Operator, c.Identity.FeeGranter = alice, alice
	})
	require.Equal(t, alice, hot.Sender().Operator())
	bond := func(amount int64) sdk.Msg { return &staketypes.MsgBond{Operator: alice, Amount: coin(amount)} }

	_, err = hot.Submit(ctx, bond(1))
	require.ErrorIs(t, err, client.ErrRefused, "nothing was granted yet")
	_, err = owner.Submit(ctx, grantFees(t, "alice", "bob"), grant(t, "alice", "bob", &staketypes.MsgBond{}))
	require.NoError(t, err)
	_, err = hot.Submit(ctx, bond(1), &staketypes.MsgUnjail{Operator: alice})
	requireRefused(t, err, authz.ErrNoAuthorizationFound)
	_, err = owner.Submit(ctx, grant(t, "alice", "bob", &staketypes.MsgUnbond{}))
	require.NoError(t, err)

	before := balance(ctx, t, hot, "bob")
	res, err := hot.Submit(ctx, bond(3), pay("bob", "carol", 1), bond(4), &staketypes.MsgUnbond{Operator: alice, Amount: coin(5)})
	require.NoError(t, err)
	require.Len(t, res.Responses, 4, "answers are unwrapped")
	unbond, err := client.Response[*staketypes.MsgUnbondResponse](res)
	require.NoError(t, err)
	require.Greater(t, unbond.CompletionHeight, res.Height)
	bonded := client.EventsOf[*staketypes.EventBonded](res.Events)
	require.Len(t, bonded, 2)
	require.EqualValues(t, 4, bonded[1].Amount.Int64())
	require.EqualValues(t, 1, before-balance(ctx, t, hot, "bob"), "the operator pays the fees")

	_, err = hot.Send(ctx, client.Tx{Messages: []sdk.Msg{&staketypes.MsgUnbond{Operator: alice, Amount: coin(1 << 50)}}, Gas: 300_000})
	requireRefused(t, err, staketypes.ErrFreeStakeShort)
	require.Positive(t, refusal(t, err).Height)
}

func grant(t *testing.T, from, to string, msg sdk.Msg) sdk.Msg {
	t.Helper()
	in := time.Now().Add(time.Hour)
	m, err := authz.NewMsgGrant(devnet.Address(from), devnet.Address(to), authz.NewGenericAuthorization(sdk.MsgTypeURL(msg)), &in)
	require.NoError(t, err)
	return m
}

func grantFees(t *testing.T, from, to string) sdk.Msg {
	t.Helper()
	allowance, err := codectypes.NewAnyWithValue(&feegrant.BasicAllowance{})
	require.NoError(t, err)
	return &feegrant.MsgGrantAllowance{
		Granter: client.FormatAddress(devnet.Address(from)), Grantee: client.FormatAddress(devnet.Address(to)), Allowance: allowance,
	}
}
