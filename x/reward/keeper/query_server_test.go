// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"fmt"
	"testing"

	"cosmossdk.io/math"
	"github.com/cosmos/cosmos-sdk/types/query"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/weft-network/weft/x/reward/internal/rewardtest"
	"github.com/weft-network/weft/x/reward/types"
)

func TestQueriesRefuse(t *testing.T) {
	f := rewardtest.New(t)
	f.Fund(1, "alice", 10)
	q := f.Queries
	for name, c := range map[string]struct {
		ask  func() error
		want codes.Code
	}{
		"escrow":   {func() error { _, err := q.Escrow(f.Ctx, &types.QueryEscrowRequest{Job: 9}); return err }, codes.NotFound},
		"deposits": {func() error { _, err := q.Deposits(f.Ctx, &types.QueryDepositsRequest{Job: 9}); return err }, codes.NotFound},
		"model":    {func() error { _, err := q.Model(f.Ctx, &types.QueryModelRequest{Job: 1}); return err }, codes.NotFound},
		"grants":   {func() error { _, err := q.Grants(f.Ctx, &types.QueryGrantsRequest{}); return err }, codes.InvalidArgument},
		"grants of nobody": {func() error {
			_, err := q.Grants(f.Ctx, &types.QueryGrantsRequest{Operator: "x"})
			return err
		}, codes.InvalidArgument},
		"earnings": {func() error {
			_, err := q.Earnings(f.Ctx, &types.QueryEarningsRequest{Account: f.Account("alice"), Job: 9})
			return err
		}, codes.NotFound},
		"earnings of nobody": {func() error {
			_, err := q.Earnings(f.Ctx, &types.QueryEarningsRequest{Account: "x"})
			return err
		}, codes.InvalidArgument},
		"royalties of nobody": {func() error {
			_, err := q.Royalties(f.Ctx, &types.QueryRoyaltiesRequest{Account: "x"})
			return err
		}, codes.InvalidArgument},
	} {
		t.Run(name, func(t *testing.T) { require.Equal(t, c.want, status.Code(c.ask())) })
	}
}

func TestQueryPages(t *testing.T) {
	f := rewardtest.New(t)
	for i := range 7 {
		f.Fund(1, fmt.Sprint("depositor ", i), 1_000)
	}
	for job := uint64(1); job <= 3; job++ {
		f.Fund(job, "alice", 10_000)
		f.Sponsor(job, 1, 100)
		for slot := range uint32(5) {
			f.Credit(rewardtest.Grant(job, 1, slot, "bob", 100))
			f.Credit(rewardtest.Grant(job, 2, slot, "carol", 100))
		}
		f.Finalize(job, 1)
	}
	f.Next(10)
	pages := func(read func(*query.PageRequest) (int, *query.PageResponse)) int {
		var sum int
		page := &query.PageRequest{Limit: 2}
		for {
			n, next := read(page)
			require.LessOrEqual(t, n, 2)
			sum += n
			if len(next.NextKey) == 0 {
				return sum
			}
			page = &query.PageRequest{Limit: 2, Key: next.NextKey}
		}
	}
	require.Equal(t, 8, pages(func(p *query.PageRequest) (int, *query.PageResponse) {
		r, err := f.Queries.Deposits(f.Ctx, &types.QueryDepositsRequest{Job: 1, Pagination: p})
		require.NoError(t, err)
		return len(r.Deposits), r.Pagination
	}))
	grants := func(req types.QueryGrantsRequest) int {
		return pages(func(p *query.PageRequest) (int, *query.PageResponse) {
			req.Pagination = p
			r, err := f.Queries.Grants(f.Ctx, &req)
			require.NoError(t, err)
			for _, g := range r.Grants {
				require.True(t, req.Job == 0 || g.Grant.Job == req.Job)
				require.True(t, req.Operator == "" || g.Grant.Operator == req.Operator)
				require.Equal(t, g.Grant.Round == 1, g.Final)
			}
			return len(r.Grants), r.Pagination
		})
	}
	require.Equal(t, 10, grants(types.QueryGrantsRequest{Job: 2}))
	require.Equal(t, 15, grants(types.QueryGrantsRequest{Operator: f.Account("bob")}))
	require.Equal(t, 5, grants(types.QueryGrantsRequest{Operator: f.Account("carol"), Job: 3}))
	require.Equal(t, 0, grants(types.QueryGrantsRequest{Operator: f.Account("bob"), Paid: true}))
	require.Equal(t, 3, pages(func(p *query.PageRequest) (int, *query.PageResponse) {
		r, err := f.Queries.Earnings(f.Ctx, &types.QueryEarningsRequest{Account: f.Account("bob"), Pagination: p})
		require.NoError(t, err)
		return len(r.Jobs), r.Pagination
	}))
	require.Equal(t, 1, pages(func(p *query.PageRequest) (int, *query.PageResponse) {
		r, err := f.Queries.EpochPools(f.Ctx, &types.QueryEpochPoolsRequest{Job: 2, Pagination: p})
		require.NoError(t, err)
		return len(r.Pools), r.Pagination
	}))
}

// What a grant's view says is what a claim pays.
func TestGrantView(t *testing.T) {
	f := rewardtest.New(t)
	f.Fund(1, "alice", 10_000)
	f.Sponsor(1, 1, 10_000)
	f.Credit(rewardtest.Grant(1, 1, 0, "bob", 1_001))
	f.Credit(rewardtest.Grant(1, 1, 1, "bob", 1_000))
	f.Finalize(1, 1)
	require.NoError(t, hold(f, key(1, 1, 1)))
	f.Finalize(1, 2)
	f.Next(10)
	views := func() []types.GrantView {
		r, err := f.Queries.Grants(f.Ctx, &types.QueryGrantsRequest{Operator: f.Account("bob")})
		require.NoError(t, err)
		return r.Grants
	}
	v := views()
	require.Equal(t, []string{"250", "751", "350"}, []string{v[0].Claimable.String(), v[0].Vesting.String(), v[0].Emission.String()})
	require.Equal(t, []string{"0", "750", "349"}, []string{v[1].Claimable.String(), v[1].Vesting.String(), v[1].Emission.String()})
	r, err := f.Claim("bob", 1, 0)
	require.NoError(t, err)
	require.Equal(t, math.NewInt(250+87), r.Gross) // a quarter of pay and emission
	require.Equal(t, "0", views()[0].Claimable.String())
}

func TestParamsAndTotals(t *testing.T) {
	f := busy(t)
	p, err := f.Queries.Params(f.Ctx, &types.QueryParamsRequest{})
	require.NoError(t, err)
	require.Equal(t, rewardtest.Params(), p.Params)
	r, err := f.Queries.Totals(f.Ctx, &types.QueryTotalsRequest{})
	require.NoError(t, err)
	require.Equal(t, "20500", r.Totals.Deposited.String())
	require.Equal(t, f.Ledger.Minted, r.Totals.Minted)
	d, err := f.Queries.Deposits(f.Ctx, &types.QueryDepositsRequest{Job: 1})
	require.NoError(t, err)
	require.Equal(t, "0", d.Deposits[0].Claimable.String(), "claimed")
	require.Equal(t, "9700", d.Deposits[0].Deposit.Refunded.String())
}
