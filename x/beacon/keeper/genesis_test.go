// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/x/beacon/internal/beacontest"
	"github.com/weft-network/weft/x/beacon/keeper"
	"github.com/weft-network/weft/x/beacon/types"
)

// copied is a second chain, at the same height and time, with the state that the first one exports.
func copied(tb beacontest.TB, f *beacontest.Fixture) (*beacontest.Fixture, error) {
	tb.Helper()
	g, err := f.Keeper.ExportGenesis(f.Ctx)
	f.NoError(err)
	text, err := f.Codec.MarshalJSON(g)
	f.NoError(err)
	var read types.GenesisState
	f.NoError(f.Codec.UnmarshalJSON(text, &read))
	c := beacontest.Empty(tb)
	c.Ctx = c.Ctx.WithBlockHeight(f.Ctx.BlockHeight()).WithBlockTime(f.Ctx.BlockTime())
	return c, c.Keeper.InitGenesis(c.Ctx, read)
}

// eventful is a chain with a bit of everything: two beacons, rounds that were posted, failed, moved and are awaited.
func eventful(t *testing.T) (f *beacontest.Fixture, failing uint64) {
	t.Helper()
	f = beacontest.New(t)
	posted := f.Await()
	f.Next(beacontest.Period)
	failing = f.Await()
	f.Next(20)
	f.Fail = func(_ context.Context, round uint64) error {
		if round == failing {
			return errHook
		}
		return nil
	}
	require.NoError(t, f.Post("a", posted))
	require.NoError(t, f.Post("a", failing))
	f.Next(1)
	f.Await()
	require.NoError(t, f.Govern(replacement()))
	f.Next(1)
	f.Await()
	f.Next(20)
	f.Await()
	sound(t, f)
	return f, failing
}

func TestGenesisRoundTrip(t *testing.T) {
	f, failing := eventful(t)
	c, err := copied(t, f)
	require.NoError(t, err)
	sound(t, c)
	want, err := f.Keeper.ExportGenesis(f.Ctx)
	require.NoError(t, err)
	require.Len(t, want.Rounds, 2)
	require.Len(t, want.Answers, 1)
	require.GreaterOrEqual(t, len(want.Awaited), 3)
	got, err := c.Keeper.ExportGenesis(c.Ctx)
	require.NoError(t, err)
	require.Equal(t, want, got)

	// The copy goes on as the original does.
	f.Fail, f.Told = nil, nil
	for _, chain := range []*beacontest.Fixture{f, c} {
		chain.Next(30)
		for _, r := range chain.Open() {
			require.NoError(t, chain.Post("b", r.Round))
		}
		chain.Next(types.RetryBlocks)
		sound(t, chain)
		require.Empty(t, chain.Open())
	}
	require.Equal(t, f.Told, c.Told)
	require.Equal(t, failing, c.Told[len(c.Told)-1].Round)
}

func TestGenesisRefusals(t *testing.T) {
	for _, tt := range []struct {
		name string
		edit func(*types.GenesisState)
		want error
	}{
		{"as it is", func(*types.GenesisState) {}, nil},
		{"parameters", func(g *types.GenesisState) { g.Params.Period = 0 }, types.ErrBadParams},
		{"a generation beyond the numbers", func(g *types.GenesisState) { g.Generation = types.MaxGeneration + 1 }, types.ErrBadGenesis},
		{"a generation that began at no time", func(g *types.GenesisState) { g.Since = 0 }, types.ErrBadGenesis},
		{"a negative time", func(g *types.GenesisState) { g.Since = -1 }, types.ErrBadGenesis},
		{"a round of a generation to come", func(g *types.GenesisState) { g.Rounds[0].AnsweredBy = types.Number(2, 1) }, types.ErrBadGenesis},
		{"round 0", func(g *types.GenesisState) { g.Rounds[0].Round = types.Number(1, 0) }, types.ErrBadGenesis},
		{"a round twice", func(g *types.GenesisState) { g.Rounds = append(g.Rounds, g.Rounds[0]) }, types.ErrBadGenesis},
		{"a round answered by one before it", func(g *types.GenesisState) { g.Rounds[1].AnsweredBy = g.Rounds[0].Round }, types.ErrBadGenesis},
		{"no signature", func(g *types.GenesisState) { g.Rounds[0].Signature = nil }, types.ErrBadGenesis},
		{"the point at infinity", func(g *types.GenesisState) { g.Rounds[0].Signature = append([]byte{0xc0}, make([]byte, 47)...) }, types.ErrBadGenesis},
		{"forgotten before it was posted", func(g *types.GenesisState) { g.Rounds[0].ForgetHeight = g.Rounds[0].Height - 1 }, types.ErrBadGenesis},
		{"no poster", func(g *types.GenesisState) { g.Rounds[0].Poster = "" }, types.ErrBadGenesis},
		{"awaited twice", func(g *types.GenesisState) { g.Awaited = append(g.Awaited, g.Awaited[0]) }, types.ErrBadGenesis},
		{"awaited by an earlier one", func(g *types.GenesisState) { g.Awaited[1].Due = 1 }, types.ErrBadGenesis},
		{"awaited and answered", func(g *types.GenesisState) { g.Awaited[1].Round = g.Rounds[0].Round }, types.ErrBadGenesis},
		{"awaited of a generation to come", func(g *types.GenesisState) { g.Awaited[1].Due = types.Number(2, 1) }, types.ErrBadGenesis},
		{"awaited 0", func(g *types.GenesisState) { g.Awaited[1].Round = 0 }, types.ErrBadGenesis},
		{"an answer twice", func(g *types.GenesisState) { g.Answers = append(g.Answers, g.Answers[0]) }, types.ErrBadGenesis},
		{"an answer that is not queued", func(g *types.GenesisState) { g.Answers = nil }, types.ErrBadGenesis},
		{"an answer that nobody waits for", func(g *types.GenesisState) { g.Answers[0].Due = g.Rounds[0].Round }, types.ErrBadGenesis},
		{"an answer of a round to be posted", func(g *types.GenesisState) { g.Answers[0].Due = g.Awaited[1].Due }, types.ErrBadGenesis},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f, _ := eventful(t)
			g, err := f.Keeper.ExportGenesis(f.Ctx)
			require.NoError(t, err)
			tt.edit(g)
			c := beacontest.Empty(t)
			require.ErrorIs(t, c.Keeper.InitGenesis(c.Ctx, *g), tt.want)
		})
	}
}

// Every invariant can be broken, and is found to be.
func TestInvariants(t *testing.T) {
	for _, tt := range []struct {
		name string
		do   func(f *beacontest.Fixture, raw keeper.Raw) error
	}{
		{"open, and nobody waits", func(f *beacontest.Fixture, raw keeper.Raw) error { return raw.Open(f.Ctx, types.Number(1, 9), true) }},
		{"waiting, and not open", func(f *beacontest.Fixture, raw keeper.Raw) error { return raw.Open(f.Ctx, f.Open()[0].Round, false) }},
		{"waiting for two rounds", func(f *beacontest.Fixture, raw keeper.Raw) error {
			return raw.Wait(f.Ctx, types.Number(1, 1<<30), f.Open()[0].Round)
		}},
		{"answered and open", func(f *beacontest.Fixture, raw keeper.Raw) error { return raw.Answer(f.Ctx, 1, f.Open()[0].Round) }},
		{"posted for ever", func(f *beacontest.Fixture, raw keeper.Raw) error {
			return raw.SetRound(f.Ctx, types.Round{
				Round: 1, AnsweredBy: 1, Signature: f.Signature(beacontest.Key("a"), 1), Poster: f.Text(beacontest.Address("p")),
			})
		}},
		{"forgotten, and not posted", func(f *beacontest.Fixture, raw keeper.Raw) error { return raw.Forget(f.Ctx, 7, 1) }},
		{"a record that genesis refuses", func(f *beacontest.Fixture, raw keeper.Raw) error { return raw.SetRound(f.Ctx, types.Round{Round: 1}) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f, _ := eventful(t)
			require.NoError(t, tt.do(f, keeper.RawOf(f.Keeper)))
			require.ErrorIs(t, f.Keeper.CheckInvariants(f.Ctx), types.ErrInvariant)
		})
	}
}
