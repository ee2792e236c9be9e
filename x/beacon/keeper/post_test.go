// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"testing"
	"time"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/beacon"
	"github.com/weft-network/weft/x/beacon/internal/beacontest"
	"github.com/weft-network/weft/x/beacon/types"
)

// sound checks the invariants.
func sound(t *testing.T, f *beacontest.Fixture) {
	t.Helper()
	require.NoError(t, f.Keeper.CheckInvariants(f.Ctx))
}

// Design A1: the first round published at least two periods after the time, and nobody's choice.
func TestAwait(t *testing.T) {
	f := beacontest.New(t) // round 11 is published at Start
	for _, tt := range []struct {
		name string
		at   time.Duration
		want uint64
	}{
		{"at a publication", 0, 13},
		{"a nanosecond later", 1, 14},
		{"a second later", time.Second, 14},
		{"at the next", 3 * time.Second, 14},
		{"in the past", -time.Minute, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			round := f.AwaitAt(beacontest.Start.Add(tt.at))
			require.Equal(t, tt.want, round)
			random, known, err := f.Keeper.Randomness(f.Ctx, round)
			require.NoError(t, err)
			require.False(t, known)
			require.Nil(t, random)
		})
	}
	sound(t, f)
	open := f.Open()
	require.Len(t, open, 3, "asking twice costs nothing")
	require.EqualValues(t, 1, open[0].Round)
	require.EqualValues(t, 13, open[1].BeaconRound)
	require.Equal(t, beacontest.Start.Add(6*time.Second), open[1].PublicationTime)

	_, err := f.Keeper.Await(f.Ctx, time.Unix(beacon.MaxTime+2*beacon.MaxPeriod, 0))
	require.ErrorIs(t, err, types.ErrBadTime)
}

func TestPostRound(t *testing.T) {
	f := beacontest.New(t)
	round := f.Await()
	require.ErrorIs(t, f.Post("a", round), types.ErrTooEarly)
	f.Next(5)
	require.ErrorIs(t, f.Post("a", round), types.ErrTooEarly, "a second too early, by the time of the block")
	f.Next(1)
	require.NoError(t, f.Post("a", round))
	posted := beacontest.Events[types.EventRoundPosted](f)
	require.Len(t, posted, 1)
	want := beacon.Randomness(f.Signature(beacontest.Key("a"), round))
	require.Equal(t, want[:], posted[0].Randomness)
	random, known, err := f.Keeper.Randomness(f.Ctx, round)
	require.NoError(t, err)
	require.True(t, known)
	require.Equal(t, want[:], random)
	sound(t, f)

	require.Empty(t, f.Told, "those who wait are told when the block ends")
	f.Next(1)
	require.Equal(t, []beacontest.Told{{Round: round, Random: want[:]}}, f.Told)
	require.Len(t, beacontest.Events[types.EventRoundAnswered](f), 1)
	require.Empty(t, f.Open())
	f.Next(3)
	require.Len(t, f.Told, 1)
	require.ErrorIs(t, f.Post("a", round), types.ErrPosted)
	sound(t, f)
}

func TestPostRoundRefusals(t *testing.T) {
	f := beacontest.New(t)
	f.Next(1)
	round := f.Await()
	f.Next(20)
	good := f.Signature(beacontest.Key("a"), round)
	poster := f.Text(beacontest.Address("poster"))
	for _, tt := range []struct {
		name string
		msg  types.MsgPostRound
		want error
	}{
		{"no poster", types.MsgPostRound{Round: round, Signature: good}, types.ErrBadPoster},
		{"a poster of another chain", types.MsgPostRound{Poster: beacontest.Address("x").String(), Round: round, Signature: good}, types.ErrBadPoster},
		{"a round that nobody awaits", types.MsgPostRound{Poster: poster, Round: round - 1, Signature: f.Signature(beacontest.Key("a"), round-1)}, types.ErrNotAwaited},
		{"round 0", types.MsgPostRound{Poster: poster, Signature: good}, types.ErrNotAwaited},
		{"a round of a generation to come", types.MsgPostRound{Poster: poster, Round: types.Number(1, round), Signature: good}, types.ErrNotAwaited},
		{"no signature", types.MsgPostRound{Poster: poster, Round: round}, types.ErrBadSignature},
		{"a signature of another round", types.MsgPostRound{Poster: poster, Round: round, Signature: f.Signature(beacontest.Key("a"), round+1)}, types.ErrBadSignature},
		{"a signature of another beacon", types.MsgPostRound{Poster: poster, Round: round, Signature: f.Signature(beacontest.Key("b"), round)}, types.ErrBadSignature},
		{"more than a signature", types.MsgPostRound{Poster: poster, Round: round, Signature: append(good, 0)}, types.ErrBadSignature},
	} {
		t.Run(tt.name, func(t *testing.T) {
			before, err := f.Keeper.ExportGenesis(f.Ctx)
			require.NoError(t, err)
			require.ErrorIs(t, f.Deliver(func(ctx sdk.Context) error {
				_, err := f.Msgs.PostRound(ctx, &tt.msg)
				return err
			}), tt.want)
			after, err := f.Keeper.ExportGenesis(f.Ctx)
			require.NoError(t, err)
			require.Equal(t, before, after)
		})
	}
	require.NoError(t, f.Post("a", round))
}

// Rounds come late after a stall, in any order: all count.
func TestLateRounds(t *testing.T) {
	f := beacontest.New(t)
	var rounds []uint64
	for range 5 {
		rounds = append(rounds, f.Await())
		f.Next(beacontest.Period)
	}
	f.Next(10_000)
	require.Len(t, f.Open(), len(rounds))
	for _, i := range []int{3, 0, 4, 1, 2} {
		require.NoError(t, f.Post("a", rounds[i]))
	}
	f.Next(1)
	require.Len(t, f.Told, len(rounds))
	sound(t, f)
}

// A round that was posted before somebody asks answers at the end of the block all the same.
func TestAwaitPosted(t *testing.T) {
	f := beacontest.New(t)
	asked := f.Ctx.BlockTime()
	round := f.Await()
	f.Next(10)
	require.NoError(t, f.Post("a", round))
	require.Equal(t, round, f.AwaitAt(asked), "in the same block")
	f.Next(1)
	require.Len(t, f.Told, 1)
	require.Equal(t, round, f.AwaitAt(asked))
	sound(t, f)
	require.Empty(t, f.Open())
	f.Next(1)
	require.Len(t, f.Told, 2)
	sound(t, f)
}

// What is forgotten can be asked for and posted again; it gives the same.
func TestForget(t *testing.T) {
	f := beacontest.New(t)
	asked := f.Ctx.BlockTime()
	round := f.Await()
	f.Next(10)
	require.NoError(t, f.Post("a", round))
	f.Next(beacontest.Keep)
	_, known, err := f.Keeper.Randomness(f.Ctx, round)
	require.NoError(t, err)
	require.True(t, known)
	f.Next(1)
	_, known, err = f.Keeper.Randomness(f.Ctx, round)
	require.NoError(t, err)
	require.False(t, known)
	require.ErrorIs(t, f.Post("a", round), types.ErrNotAwaited)
	sound(t, f)
	require.Equal(t, round, f.AwaitAt(asked))
	require.NoError(t, f.Post("a", round))
	f.Next(1)
	require.Len(t, f.Told, 2)
	require.Equal(t, f.Told[0], f.Told[1])
	sound(t, f)
}

func TestNoBeacon(t *testing.T) {
	f := beacontest.Empty(t)
	require.NoError(t, f.Keeper.InitGenesis(f.Ctx, *types.DefaultGenesis()))
	active, err := f.Keeper.Active(f.Ctx)
	require.NoError(t, err)
	require.False(t, active)
	_, err = f.Keeper.Await(f.Ctx, f.Ctx.BlockTime())
	require.ErrorIs(t, err, types.ErrNoBeacon)
	require.ErrorIs(t, f.Post("a", 1), types.ErrNoBeacon)
	f.Next(3)
	sound(t, f)

	require.NoError(t, f.Govern(beacontest.Params()))
	active, err = f.Keeper.Active(f.Ctx)
	require.NoError(t, err)
	require.True(t, active)
	generation, n := types.Split(f.Await())
	require.Zero(t, generation, "the numbers are the beacon's as long as it replaced none")
	require.EqualValues(t, 14, n)
}
