// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"fmt"
	"slices"
	"testing"

	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/weft-network/weft/x/stake/internal/staketest"
	"github.com/weft-network/weft/x/stake/types"
)

func TestQueryParamsAndPool(t *testing.T) {
	f, _ := slashed(t)
	params, err := f.Queries.Params(f.Ctx, &types.QueryParamsRequest{})
	require.NoError(t, err)
	require.EqualValues(t, 10, params.Params.UnbondingBlocks)
	f.Provider("b", 1_000)
	pool, err := f.Queries.Pool(f.Ctx, &types.QueryPoolRequest{})
	require.NoError(t, err)
	require.Equal(t, types.Pool{Bonded: math.NewInt(1_800), Locked: math.NewInt(500), Unbonding: math.NewInt(200), Providers: 2}, pool.Pool)
}

func TestQueryPoolOfEmptyStore(t *testing.T) {
	f := staketest.Empty(t)
	pool, err := f.Queries.Pool(f.Ctx, &types.QueryPoolRequest{})
	require.NoError(t, err)
	require.Equal(t, types.Pool{Bonded: math.ZeroInt(), Locked: math.ZeroInt(), Unbonding: math.ZeroInt()}, pool.Pool)
}

func TestQueryProvider(t *testing.T) {
	f := staketest.New(t)
	a := f.Provider("a", 1_000)
	res, err := f.Queries.Provider(f.Ctx, &types.QueryProviderRequest{Operator: f.Text(a)})
	require.NoError(t, err)
	require.True(t, res.Active)
	require.Equal(t, "a", res.Provider.Profile.Moniker)
	require.NoError(t, f.Deliver(jail(f, a, 0)))
	res, err = f.Queries.Provider(f.Ctx, &types.QueryProviderRequest{Operator: f.Text(a)})
	require.NoError(t, err)
	require.False(t, res.Active)
}

func TestQueryProviders(t *testing.T) {
	f := staketest.New(t)
	var active, inactive []string
	for i := range 7 {
		a := f.Provider(fmt.Sprint(i), 1_000)
		if i%3 == 0 {
			require.NoError(t, f.Deliver(jail(f, a, 0)))
			inactive = append(inactive, f.Text(a))
		} else {
			active = append(active, f.Text(a))
		}
	}
	all := slices.Concat(active, inactive)
	for filter, want := range map[types.ActiveFilter][]string{
		types.ActiveFilterUnspecified: all, types.ActiveFilterActive: active, types.ActiveFilterInactive: inactive,
	} {
		var got []string
		page := &query.PageRequest{Limit: 2}
		for {
			res, err := f.Queries.Providers(f.Ctx, &types.QueryProvidersRequest{Active: filter, Pagination: page})
			require.NoError(t, err)
			require.LessOrEqual(t, len(res.Providers), 2)
			for _, p := range res.Providers {
				got = append(got, p.Operator)
			}
			if res.Pagination.NextKey == nil {
				break
			}
			page.Key = res.Pagination.NextKey
		}
		require.ElementsMatch(t, want, got, filter)
	}
	_, err := f.Queries.Providers(f.Ctx, &types.QueryProvidersRequest{Active: 3})
	require.Equal(t, codes.InvalidArgument, status.Code(err))
}

func TestQueryLocksAndUnbondings(t *testing.T) {
	f, a := slashed(t)
	b := f.Provider("b", 1_000)
	require.NoError(t, f.Deliver(lock(f, b, "other", 1)))
	locks, err := f.Queries.Locks(f.Ctx, &types.QueryLocksRequest{Operator: f.Text(a)})
	require.NoError(t, err)
	require.Equal(t, []types.Lock{{Operator: f.Text(a), Ref: "x", Amount: math.NewInt(400)}, {Operator: f.Text(a), Ref: "y", Amount: math.NewInt(100)}}, locks.Locks)
	page, err := f.Queries.Locks(f.Ctx, &types.QueryLocksRequest{Operator: f.Text(a), Pagination: &query.PageRequest{Limit: 1}})
	require.NoError(t, err)
	require.Len(t, page.Locks, 1)
	page, err = f.Queries.Locks(f.Ctx, &types.QueryLocksRequest{Operator: f.Text(a), Pagination: &query.PageRequest{Key: page.Pagination.NextKey}})
	require.NoError(t, err)
	require.Equal(t, locks.Locks[1:], page.Locks)

	entries, err := f.Queries.Unbondings(f.Ctx, &types.QueryUnbondingsRequest{Operator: f.Text(a)})
	require.NoError(t, err)
	require.Equal(t, []types.Unbonding{
		{Id: 1, Operator: f.Text(a), Amount: math.NewInt(50), CreatedHeight: 1, CompletionHeight: 21},
		{Id: 2, Operator: f.Text(a), Amount: math.NewInt(60), CreatedHeight: 1, CompletionHeight: 26},
		{Id: 3, Operator: f.Text(a), Amount: math.NewInt(90), CreatedHeight: 1, CompletionHeight: 11},
	}, entries.Unbondings)
}

func TestQueriesOfUnknownOperators(t *testing.T) {
	f := staketest.New(t)
	stranger := f.Text(staketest.Address("stranger"))
	queries := map[string]func(operator string) error{
		"provider": func(o string) error {
			_, err := f.Queries.Provider(f.Ctx, &types.QueryProviderRequest{Operator: o})
			return err
		},
		"locks": func(o string) error {
			_, err := f.Queries.Locks(f.Ctx, &types.QueryLocksRequest{Operator: o})
			return err
		},
		"unbondings": func(o string) error {
			_, err := f.Queries.Unbondings(f.Ctx, &types.QueryUnbondingsRequest{Operator: o})
			return err
		},
	}
	for name, ask := range queries {
		require.Equal(t, codes.NotFound, status.Code(ask(stranger)), name)
		require.Equal(t, codes.InvalidArgument, status.Code(ask("nobody")), name)
		require.Equal(t, codes.InvalidArgument, status.Code(ask("")), name)
	}
	_, err := f.Queries.Checklist(f.Ctx, &types.QueryChecklistRequest{Operator: "nobody"})
	require.Equal(t, codes.InvalidArgument, status.Code(err))
}

func TestQueryChecklist(t *testing.T) {
	f := staketest.New(t)
	a := staketest.Address("a")
	ask := func() (map[string]types.Condition, bool) {
		res, err := f.Queries.Checklist(f.Ctx, &types.QueryChecklistRequest{Operator: f.Text(a)})
		require.NoError(t, err)
		byName := make(map[string]types.Condition)
		for _, c := range res.Conditions {
			byName[c.Name] = c
			require.NotEmpty(t, c.Detail, c.Name)
			require.Equal(t, c.Met, c.Fix == "", "%s: a fix is given exactly when it is needed", c.Name)
		}
		require.Len(t, byName, len(res.Conditions))
		return byName, res.Active
	}
	unmet := func(list map[string]types.Condition) (names []string) {
		for name, c := range list {
			if !c.Met {
				names = append(names, name)
			}
		}
		return names
	}

	list, active := ask()
	require.False(t, active)
	require.Len(t, unmet(list), len(list), "nothing is met by a stranger")
	require.Equal(t, "weftd tx stake register 1000uweft MONIKER", list["registered"].Fix)
	names := len(list)

	f.Provider("a", 1_000)
	list, active = ask()
	require.True(t, active)
	require.Len(t, list, names)
	require.ElementsMatch(t, []string{"vrf_key", "peer_id", "addresses", "defence_keys"}, unmet(list))
	require.Equal(t, "weftd tx stake update --vrf-key ...", list["vrf_key"].Fix)

	require.NoError(t, f.Deliver(update(f, &types.MsgUpdateProvider{
		Operator: f.Text(a), VrfKey: staketest.VRFKey("a"), PeerId: "12D3Koo", Addresses: []string{"/a"}, DefenceKeys: []string{f.Text(staketest.Address("d"))},
	})))
	list, active = ask()
	require.True(t, active)
	require.Empty(t, unmet(list))

	require.NoError(t, f.Deliver(unbond(f, a, staketest.Coin(300))))
	require.NoError(t, f.Deliver(lock(f, a, "x", 700)))
	require.NoError(t, f.Deliver(jail(f, a, 0)))
	list, active = ask()
	require.False(t, active)
	require.ElementsMatch(t, []string{"bonded", "not_jailed", "free_stake"}, unmet(list))
	require.Equal(t, "weftd tx stake bond 300uweft", list["bonded"].Fix)
	require.Equal(t, "wait 5 blocks, then weftd tx stake unjail", list["not_jailed"].Fix)
	f.Next(5)
	list, _ = ask()
	require.Equal(t, "weftd tx stake unjail", list["not_jailed"].Fix)

	// Whoever does what the list says becomes active.
	f.Fund(a, 300)
	require.NoError(t, f.Deliver(bond(f, a, staketest.Coin(300))))
	require.NoError(t, f.Deliver(unjail(f, a)))
	list, active = ask()
	require.True(t, active)
	require.Empty(t, unmet(list))
	require.NoError(t, f.Keeper.RequireActive(f.Ctx, a))
}

// Active in a checklist, in a query and in RequireActive is the same thing.
func TestActiveEverywhere(t *testing.T) {
	f := staketest.New(t)
	a := f.Provider("a", 1_000)
	steps := []func(sdk.Context) error{jail(f, a, 0), unbond(f, a, staketest.Coin(1)), cancel(f, a, 1, staketest.Coin(1)), unjail(f, a)}
	for i, step := range steps {
		require.NoError(t, f.Deliver(step))
		want := f.Keeper.RequireActive(f.Ctx, a) == nil
		require.Equal(t, i == len(steps)-1, want)
		provider, err := f.Queries.Provider(f.Ctx, &types.QueryProviderRequest{Operator: f.Text(a)})
		require.NoError(t, err)
		require.Equal(t, want, provider.Active)
		list, err := f.Queries.Checklist(f.Ctx, &types.QueryChecklistRequest{Operator: f.Text(a)})
		require.NoError(t, err)
		require.Equal(t, want, list.Active)
		f.Next(5)
	}
}
