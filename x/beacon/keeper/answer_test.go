// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/x/beacon/internal/beacontest"
	"github.com/weft-network/weft/x/beacon/types"
)

var errHook = errors.New("not now")

// One who cannot be told is told later, and is in nobody's way; a right post is taken in any case.
func TestHookFails(t *testing.T) {
	for name, fail := range map[string]func() error{
		"error": func() error { return errHook },
		"panic": func() error { panic("out of gas") },
	} {
		t.Run(name, func(t *testing.T) {
			f := beacontest.New(t)
			first := f.Await()
			f.Next(beacontest.Period)
			second := f.Await()
			f.Next(10)
			f.Fail = func(_ context.Context, round uint64) error {
				if round == first {
					return fail()
				}
				return nil
			}
			require.NoError(t, f.Post("a", first))
			require.NoError(t, f.Post("a", second))
			f.Next(1)
			failed := beacontest.Events[types.EventAnswerFailed](f)
			require.Len(t, failed, 1)
			require.Equal(t, first, failed[0].Round)
			require.Len(t, f.Told, 1)
			require.Equal(t, second, f.Told[0].Round)
			_, known, err := f.Keeper.Randomness(f.Ctx, first)
			require.NoError(t, err)
			require.True(t, known)
			sound(t, f)

			f.Next(types.RetryBlocks - 1)
			require.Len(t, f.Told, 1)
			f.Next(1)
			require.Len(t, f.Told, 1, "it fails again")
			sound(t, f)
			f.Next(beacontest.Keep)
			_, known, err = f.Keeper.Randomness(f.Ctx, first)
			require.NoError(t, err)
			require.True(t, known, "it is not forgotten while somebody waits for its answer")
			_, known, err = f.Keeper.Randomness(f.Ctx, second)
			require.NoError(t, err)
			require.False(t, known)
			sound(t, f)

			f.Fail = nil
			f.Next(types.RetryBlocks)
			require.Len(t, f.Told, 2)
			require.Equal(t, first, f.Told[1].Round)
			require.NotEmpty(t, f.Told[1].Random)
			f.Next(types.RetryBlocks)
			_, known, err = f.Keeper.Randomness(f.Ctx, first)
			require.NoError(t, err)
			require.False(t, known)
			sound(t, f)
		})
	}
}

// A failed call leaves no trace: the round that it was about is still awaited.
func TestFailedHookLeavesNoTrace(t *testing.T) {
	f := beacontest.New(t)
	round := f.Await()
	f.Next(10)
	require.NoError(t, f.Post("a", round))
	f.Fail = func(ctx context.Context, _ uint64) error {
		_, err := f.Keeper.Await(ctx, f.Ctx.BlockTime())
		require.NoError(t, err)
		return errHook
	}
	f.Next(1)
	g, err := f.Keeper.ExportGenesis(f.Ctx)
	require.NoError(t, err)
	require.Equal(t, []types.Await{{Due: round, Round: round}}, g.Awaited)
}

// A block does a bounded part of what is due, the next ones the rest.
func TestBlocksAreBounded(t *testing.T) {
	const rounds = 250
	f := beacontest.New(t)
	for range rounds {
		f.Await()
		f.Next(beacontest.Period)
	}
	other := beacontest.Params()
	other.PublicKey = beacontest.Key("b").Public()
	require.NoError(t, f.Govern(other))
	moved := func() int {
		f.Next(1)
		sound(t, f)
		return len(beacontest.Events[types.EventRoundMoved](f))
	}
	require.Equal(t, []int{100, 100, 50, 0}, []int{moved(), moved(), moved(), moved()})
	open := f.Open()
	require.Len(t, open, 1, "one round answers for all")
	f.Next(10)
	require.NoError(t, f.Post("b", open[0].Round))
	told := func() int {
		before := len(f.Told)
		f.Next(1)
		sound(t, f)
		return len(f.Told) - before
	}
	require.Equal(t, []int{100, 100, 50, 0}, []int{told(), told(), told(), told()})
	seen := map[uint64]bool{}
	for _, told := range f.Told {
		require.Equal(t, f.Told[0].Random, told.Random)
		require.False(t, seen[told.Round], "nobody is told twice")
		seen[told.Round] = true
	}
}

// Rounds that are due to be forgotten at once are not forgotten at once.
func TestForgettingIsBounded(t *testing.T) {
	const rounds = 250
	f := beacontest.Empty(t)
	g := types.GenesisState{Params: beacontest.Params()}
	for n := range uint64(rounds) {
		g.Rounds = append(g.Rounds, types.Round{
			Round: n + 1, AnsweredBy: n + 1, Signature: f.Signature(beacontest.Key("a"), 1), ForgetHeight: 5, Poster: f.Text(beacontest.Address("p")),
		})
	}
	require.NoError(t, f.Keeper.InitGenesis(f.Ctx, g))
	f.Next(4)
	for _, left := range []int{150, 50, 0, 0} {
		f.Next(1)
		require.Equal(t, left, kept(t, f))
		sound(t, f)
	}
}

func kept(t *testing.T, f *beacontest.Fixture) int {
	t.Helper()
	g, err := f.Keeper.ExportGenesis(f.Ctx)
	require.NoError(t, err)
	return len(g.Rounds)
}

// Numbers that fail again and again do not keep others of the same round waiting, however many they are.
func TestManyFailures(t *testing.T) {
	const rounds = 230
	f := beacontest.New(t)
	var numbers []uint64
	for range rounds {
		numbers = append(numbers, f.Await())
		f.Next(beacontest.Period)
	}
	other := beacontest.Params()
	other.Period++
	require.NoError(t, f.Govern(other))
	f.Next(20)
	f.Fail = func(_ context.Context, round uint64) error {
		if round < numbers[150] {
			return errHook
		}
		return nil
	}
	require.NoError(t, f.Post("a", f.Open()[0].Round))
	f.Next(3)
	require.Len(t, f.Told, rounds-150)
	sound(t, f)
	f.Fail = nil
	f.Next(types.RetryBlocks + 3)
	require.Len(t, f.Told, rounds)
	sound(t, f)
}
