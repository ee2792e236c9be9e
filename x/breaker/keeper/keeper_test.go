// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/cosmos/cosmos-sdk/codec/address"
	"github.com/cosmos/cosmos-sdk/runtime"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	"github.com/cosmos/cosmos-sdk/testutil"
	sdk "github.com/cosmos/cosmos-sdk/types"
	moduletestutil "github.com/cosmos/cosmos-sdk/types/module/testutil"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/x/breaker"
	"github.com/weft-network/weft/x/breaker/keeper"
	"github.com/weft-network/weft/x/breaker/types"
)

const (
	send, claim, move = "/bank.MsgSend", "/reward.MsgClaim", "/dispute.MsgMove"
	blocks            = 50
)

// fixture is a keeper by itself, with two messages that can be tripped.
type fixture struct {
	*testing.T
	*keeper.Keeper
	ctx   sdk.Context
	msgs  types.MsgServer
	codec interface {
		BytesToString([]byte) (string, error)
	}
	gov string
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	enc := moduletestutil.MakeTestEncodingConfig(breaker.AppModule{})
	key := storetypes.NewKVStoreKey(types.StoreKey)
	accounts := address.NewBech32Codec("weft")
	gov, err := accounts.BytesToString(make([]byte, 20))
	require.NoError(t, err)
	f := &fixture{T: t, codec: accounts, gov: gov}
	f.Keeper = keeper.New(keeper.Deps{
		Codec: enc.Codec, StoreService: runtime.NewKVStoreService(key), AddressCodec: accounts, Authority: gov, Messages: []string{claim, send},
	})
	f.ctx = testutil.DefaultContextWithDB(t, key, storetypes.NewTransientStoreKey("t")).Ctx.WithBlockHeight(10)
	f.msgs = keeper.NewMsgServer(f.Keeper)
	g := types.DefaultGenesis()
	g.Params.MaxBlocks = blocks
	require.NoError(t, f.InitGenesis(f.ctx, *g))
	return f
}

func (f *fixture) account(i byte) string {
	f.Helper()
	a, err := f.codec.BytesToString(slices.Repeat([]byte{i}, 20))
	require.NoError(f, err)
	return a
}

func (f *fixture) grant(account string, messages ...string) error {
	_, err := f.msgs.Grant(f.ctx, &types.MsgGrant{Authority: f.gov, Account: account, Messages: messages})
	return err
}

func (f *fixture) trip(account string, messages ...string) error {
	_, err := f.msgs.Trip(f.ctx, &types.MsgTrip{Account: account, Messages: messages, Reason: "a hole"})
	return err
}

func (f *fixture) reset(account string, messages ...string) error {
	_, err := f.msgs.Reset(f.ctx, &types.MsgReset{Account: account, Messages: messages})
	return err
}

func (f *fixture) allowed(message string) error {
	f.Helper()
	ok, err := f.IsAllowed(f.ctx, message)
	require.Equal(f, err == nil, ok)
	require.NoError(f, f.CheckInvariants(f.ctx))
	return err
}

// A trip refuses what it names until its end, and a second one from then on.
func TestTrip(t *testing.T) {
	f := newFixture(t)
	alice := f.account(1)
	require.NoError(t, f.grant(alice, send))
	require.NoError(t, f.trip(alice, send))
	require.ErrorIs(t, f.allowed(send), types.ErrTripped)
	require.ErrorContains(t, f.allowed(send), alice+" at height 10: a hole; accepted again at height 60")
	require.NoError(t, f.allowed(claim))
	f.ctx = f.ctx.WithBlockHeight(59)
	require.ErrorIs(t, f.allowed(send), types.ErrTripped)
	f.ctx = f.ctx.WithBlockHeight(60)
	require.NoError(t, f.allowed(send))
	require.ErrorIs(t, f.reset(alice, send), types.ErrNotTripped)
	require.NoError(t, f.trip(alice, send))
	require.ErrorContains(t, f.allowed(send), "accepted again at height 110")
	require.NoError(t, f.reset(alice, send))
	require.NoError(t, f.allowed(send))
}

// Who may not is refused, and so is what cannot be tripped, by governance too.
func TestRights(t *testing.T) {
	f := newFixture(t)
	alice, bob := f.account(1), f.account(2)
	require.NoError(t, f.grant(alice, send))
	for _, c := range []struct {
		name      string
		err, want error
	}{
		{"no grant", f.trip(bob, send), types.ErrNotGranted},
		{"another message", f.trip(alice, claim), types.ErrNotGranted},
		{"one of two", f.trip(alice, send, claim), types.ErrNotGranted},
		{"what clocks wait for", f.trip(alice, move), types.ErrNoTrip},
		{"what clocks wait for, by governance", f.trip(f.gov, move), types.ErrNoTrip},
		{"a grant for it", f.grant(bob, move), types.ErrNoTrip},
		{"nothing", f.trip(alice), types.ErrBadMessages},
		{"twice", f.trip(alice, send, send), types.ErrBadMessages},
		{"not in order", f.trip(f.gov, claim, send), types.ErrBadMessages},
		{"no account", f.trip("weft1nobody", send), types.ErrBadAccount},
		{"a grant for no account", f.grant("weft1nobody", send), types.ErrBadAccount},
		{"not tripped", f.reset(alice, send), types.ErrNotTripped},
	} {
		require.ErrorIs(t, c.err, c.want, c.name)
	}
	for _, reason := range []string{"", "two\nlines", strings.Repeat("x", types.MaxReasonBytes+1)} {
		_, err := f.msgs.Trip(f.ctx, &types.MsgTrip{Account: alice, Messages: []string{send}, Reason: reason})
		require.ErrorIs(t, err, types.ErrBadReason, "%q", reason)
	}
	_, err := f.msgs.Grant(f.ctx, &types.MsgGrant{Authority: alice, Account: alice, Messages: []string{send}})
	require.ErrorContains(t, err, f.gov)
	_, err = f.msgs.UpdateParams(f.ctx, &types.MsgUpdateParams{Authority: alice, Params: types.DefaultParams()})
	require.ErrorContains(t, err, f.gov)
	_, err = f.msgs.UpdateParams(f.ctx, &types.MsgUpdateParams{Authority: f.gov, Params: types.Params{MaxBlocks: types.MaxMaxBlocks + 1}})
	require.ErrorIs(t, err, types.ErrBadParams)
	require.NoError(t, f.allowed(send))

	// What governance trips it alone resets; a right taken away is gone, and what it tripped is not.
	require.NoError(t, f.trip(f.gov, send))
	require.ErrorIs(t, f.reset(alice, send), types.ErrNotGranted)
	require.NoError(t, f.reset(f.gov, send))
	require.NoError(t, f.trip(alice, send))
	require.NoError(t, f.grant(alice))
	require.ErrorIs(t, f.allowed(send), types.ErrTripped)
	require.ErrorIs(t, f.reset(alice, send), types.ErrNotGranted)
	require.NoError(t, f.reset(f.gov, send))
}

// The number of those who hold the right is bounded; one of them can still be given another.
func TestManyGrants(t *testing.T) {
	f := newFixture(t)
	for i := range byte(types.MaxGrants) {
		require.NoError(t, f.grant(f.account(i+1), send))
	}
	require.ErrorIs(t, f.grant(f.account(200), send), types.ErrTooMany)
	require.NoError(t, f.grant(f.account(1), claim))
	require.NoError(t, f.grant(f.account(1)))
	require.NoError(t, f.grant(f.account(200), send))
}

// Export and import give the same state; what contradicts itself, or names what cannot be tripped, is refused.
func TestGenesis(t *testing.T) {
	f := newFixture(t)
	alice := f.account(1)
	require.NoError(t, f.grant(alice, send))
	require.NoError(t, f.trip(alice, send))
	require.NoError(t, f.trip(f.gov, claim))
	g, err := f.ExportGenesis(f.ctx)
	require.NoError(t, err)
	require.Len(t, g.Trips, 2)
	next := newFixture(t)
	require.NoError(t, next.InitGenesis(next.ctx, *g))
	again, err := next.ExportGenesis(next.ctx)
	require.NoError(t, err)
	require.Equal(t, g, again)
	require.ErrorIs(t, next.allowed(send), types.ErrTripped)

	for i, c := range []struct {
		edit func(*types.GenesisState)
		want error
	}{
		{func(g *types.GenesisState) { g.Params.MaxBlocks = 0 }, types.ErrBadParams},
		{func(g *types.GenesisState) { g.Grants = append(g.Grants, g.Grants[0]) }, types.ErrBadGenesis},
		{func(g *types.GenesisState) { g.Grants[0].Messages = []string{move} }, types.ErrNoTrip},
		{func(g *types.GenesisState) { g.Trips[0].Message = "/a" }, types.ErrNoTrip},
		{func(g *types.GenesisState) { g.Trips[1] = g.Trips[0] }, types.ErrBadGenesis},
		{func(g *types.GenesisState) { g.Trips[0].Until = g.Trips[0].Height }, types.ErrBadGenesis},
		{func(g *types.GenesisState) { g.Trips[0].Reason = "" }, types.ErrBadReason},
		{func(g *types.GenesisState) { g.Trips[0].Account = "x" }, types.ErrBadGenesis},
	} {
		bad, err := f.ExportGenesis(f.ctx)
		require.NoError(t, err)
		c.edit(bad)
		fresh := newFixture(t)
		require.ErrorIs(t, fresh.InitGenesis(fresh.ctx, *bad), c.want, fmt.Sprint(i))
	}
}

// The queries show what is so now.
func TestQueries(t *testing.T) {
	f := newFixture(t)
	q := keeper.NewQueryServer(f.Keeper)
	require.NoError(t, f.trip(f.gov, send))
	tripped, err := q.Tripped(f.ctx, &types.QueryTrippedRequest{})
	require.NoError(t, err)
	require.Equal(t, []types.Trip{{Message: send, Account: f.gov, Reason: "a hole", Height: 10, Until: 60}}, tripped.Trips)
	tripped, err = q.Tripped(f.ctx.WithBlockHeight(60), &types.QueryTrippedRequest{})
	require.NoError(t, err)
	require.Empty(t, tripped.Trips)
	messages, err := q.Messages(f.ctx, &types.QueryMessagesRequest{})
	require.NoError(t, err)
	require.Equal(t, []string{send, claim}, messages.Messages)
	params, err := q.Params(f.ctx, &types.QueryParamsRequest{})
	require.NoError(t, err)
	require.EqualValues(t, blocks, params.Params.MaxBlocks)
}
