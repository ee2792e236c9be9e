// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"testing"
	"time"

	"github.com/cosmos/cosmos-sdk/types/query"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/beacon"
	"github.com/weft-network/weft/x/beacon/internal/beacontest"
	"github.com/weft-network/weft/x/beacon/types"
)

func TestQueries(t *testing.T) {
	f := beacontest.New(t)
	_, err := f.Queries.Latest(f.Ctx, &types.QueryLatestRequest{})
	require.ErrorIs(t, err, types.ErrNoRound)
	first := f.Await()
	_, err = f.Queries.Round(f.Ctx, &types.QueryRoundRequest{Round: first})
	require.ErrorIs(t, err, types.ErrNoRound)
	f.Next(10)
	second := f.Await()
	f.Next(10)
	require.NoError(t, f.Post("a", second))
	require.NoError(t, f.Post("a", first))

	latest, err := f.Queries.Latest(f.Ctx, &types.QueryLatestRequest{})
	require.NoError(t, err)
	require.Equal(t, second, latest.Round.Round, "the highest number, not the last post")
	round, err := f.Queries.Round(f.Ctx, &types.QueryRoundRequest{Round: first})
	require.NoError(t, err)
	require.Equal(t, first, round.BeaconRound)
	require.Equal(t, first, round.Round.AnsweredBy)
	require.Equal(t, f.Ctx.BlockHeight(), round.Round.Height)
	require.Equal(t, f.Ctx.BlockHeight()+beacontest.Keep, round.Round.ForgetHeight)
	require.Equal(t, f.Text(beacontest.Address("poster")), round.Round.Poster)

	// Whoever asks can verify the round by itself.
	params, err := f.Queries.Params(f.Ctx, &types.QueryParamsRequest{})
	require.NoError(t, err)
	require.Zero(t, params.Generation)
	key, err := beacon.ParseKey(params.Params.PublicKey)
	require.NoError(t, err)
	require.NoError(t, key.Verify(round.BeaconRound, round.Round.Signature))
	random := beacon.Randomness(round.Round.Signature)
	require.Equal(t, random[:], round.Randomness)
}

func TestQueryAwaitedPages(t *testing.T) {
	f := beacontest.New(t)
	var want []uint64
	for range 7 {
		want = append(want, f.Await())
		f.Next(beacontest.Period)
	}
	var got []uint64
	page := &query.PageRequest{Limit: 3}
	for {
		res, err := f.Queries.Awaited(f.Ctx, &types.QueryAwaitedRequest{Pagination: page})
		require.NoError(t, err)
		require.LessOrEqual(t, len(res.Rounds), 3)
		for _, r := range res.Rounds {
			require.Equal(t, r.Round, r.BeaconRound)
			require.Equal(t, beacontest.Start.Add(time.Duration(int64(r.Round)-11)*beacontest.Period*time.Second), r.PublicationTime)
			got = append(got, r.Round)
		}
		if len(res.Pagination.NextKey) == 0 {
			break
		}
		page = &query.PageRequest{Limit: 3, Key: res.Pagination.NextKey}
	}
	require.Equal(t, want, got)
}
