// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/x/bridge/internal/bridgetest"
	"github.com/weft-network/weft/x/bridge/types"
)

// crowd is a bridge of 100 validators, all of which have more signatures to send than fit.
func crowd(b *testing.B) *bridgetest.Fixture {
	b.Helper()
	f := bridgetest.Off(b)
	for i := range 96 {
		f.Add(fmt.Sprint("validator ", i))
		require.NoError(b, f.Register(f.Vals[len(f.Vals)-1]))
	}
	f.Open()
	for range 6 {
		require.NoError(b, f.List(bridgetest.Dollar))
	}
	return f
}

// BenchmarkExtend is what a validator does for its vote, without the signatures themselves.
func BenchmarkExtend(b *testing.B) {
	f := crowd(b)
	sigs := f.Votes()[0]
	silent := *f.Vals[0]
	silent.Silent = true
	for b.Loop() {
		_, err := f.Keeper.Extend(f.Ctx, &silent)
		require.NoError(b, err)
	}
	b.ReportMetric(float64(len(sigs.Extension)), "bytes")
}

// BenchmarkPreBlock takes 100 votes: with as many new signatures as they may have, with known ones, with the hash chain alone.
func BenchmarkPreBlock(b *testing.B) {
	f := crowd(b)
	full := f.Votes()
	for _, v := range f.Vals {
		v.Silent = true
	}
	quiet := f.Votes()
	b.Run("new", func(b *testing.B) {
		for b.Loop() {
			ctx, _ := f.Ctx.CacheContext()
			require.NoError(b, f.Keeper.PreBlock(ctx, full, nil))
		}
		b.ReportMetric(float64(len(full[0].Extension)), "bytes/vote")
	})
	known, _ := f.Ctx.CacheContext()
	require.NoError(b, f.Keeper.PreBlock(known, full, nil))
	b.Run("known", func(b *testing.B) {
		for b.Loop() {
			ctx, _ := known.CacheContext()
			require.NoError(b, f.Keeper.PreBlock(ctx, full, nil))
		}
	})
	b.Run("quiet", func(b *testing.B) {
		for b.Loop() {
			ctx, _ := f.Ctx.CacheContext()
			require.NoError(b, f.Keeper.PreBlock(ctx, quiet, nil))
		}
		b.ReportMetric(float64(len(quiet[0].Extension)), "bytes/vote")
	})
	res, err := f.Queries.Orders(f.Ctx, &types.QueryOrdersRequest{})
	require.NoError(b, err)
	require.Len(b, res.Orders, 8)
}

// claimants is a bridge with a bounty for a job of so many members.
func claimants(b *testing.B, n int) (*bridgetest.Fixture, []byte) {
	b.Helper()
	f := bridgetest.New(b)
	work := make(map[string]bridgetest.Work, n)
	for i := range n {
		work[fmt.Sprint(i)] = bridgetest.Work{Tokens: 1}
	}
	f.Complete(4, "spec", work)
	id := f.Fund("spec", 4, 1<<40, 30*day)
	f.Block()
	return f, id
}

// BenchmarkClaimBounty is one claim after a thousand others. The model of x/reward adds up all members, which the real one does not: its time is
// measured apart.

// BenchmarkClaimBounty is one claim after a thousand others. Its time has in it that the model of x/reward adds up all members, which the real one
// does not.
func BenchmarkClaimBounty(b *testing.B) {
	const before = 1_000
	f, id := claimants(b, before+2_000)
	for i := range before {
		_, err := f.Claim(fmt.Sprint(i), id, 4)
		require.NoError(b, err)
	}
	gas := f.Ctx.GasMeter().GasConsumed()
	n := 0
	for b.Loop() {
		if n == 2_000 {
			b.Fatal("give -benchtime 2000x at most")
		}
		_, err := f.Claim(fmt.Sprint(before+n), id, 4)
		require.NoError(b, err)
		n++
	}
	b.ReportMetric(float64(f.Ctx.GasMeter().GasConsumed()-gas)/float64(n), "gas/op")
}

// BenchmarkRenew is the end of a block in which as many bounties are due as one block takes.
func BenchmarkRenew(b *testing.B) {
	f := bridgetest.New(b)
	f.Complete(4, "spec", map[string]bridgetest.Work{"alice": {Tokens: 1}})
	ids := make([][]byte, types.DueItemsPerBlock)
	for i := range ids {
		ids[i] = f.Fund("spec", 4, 9, 3_000*day)
	}
	f.Blocks(5)
	for _, id := range ids {
		_, err := f.Claim("alice", id, 4)
		require.NoError(b, err)
	}
	f.Blocks(300)
	for _, id := range ids {
		require.True(b, f.Bounty(id).Signed)
	}
	for b.Loop() {
		b.StopTimer()
		f.Eth.Time += types.RenewDelay
		votes := f.Votes()
		require.NoError(b, f.Keeper.PreBlock(f.Ctx, votes, nil))
		b.StartTimer()
		require.NoError(b, f.Keeper.EndBlock(f.Ctx))
	}
}
