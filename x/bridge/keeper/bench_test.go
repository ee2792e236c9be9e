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
