// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"context"
	"testing"
	"time"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/beacon"
	"github.com/weft-network/weft/x/beacon/internal/beacontest"
	"github.com/weft-network/weft/x/beacon/types"
)

// replacement is the beacon "b", which began long before the chain and is slower.
func replacement() types.Params {
	p := beacontest.Params()
	p.PublicKey, p.Period, p.GenesisTime = beacontest.Key("b").Public(), 10, beacontest.Start.Unix()-1_000_000
	return p
}

// What is awaited when a beacon is replaced is answered by the new one, by a round that nobody could know when it took over.
func TestReplace(t *testing.T) {
	f := beacontest.New(t)
	asked := f.Ctx.BlockTime()
	posted := f.Await()
	f.Next(10)
	require.NoError(t, f.Post("a", posted))
	old := f.Await()
	f.Next(30) // "a" has stalled, or nobody posts
	at := f.Ctx.BlockTime()
	require.NoError(t, f.Govern(replacement()))
	require.Len(t, beacontest.Events[types.EventBeaconReplaced](f), 1)
	sound(t, f)
	require.ErrorIs(t, f.Post("a", old), types.ErrReplaced)
	require.Empty(t, f.Open(), "nothing to post before it was moved")
	f.Next(1)
	moved := beacontest.Events[types.EventRoundMoved](f)
	require.Len(t, moved, 1)
	require.Equal(t, old, moved[0].Round)
	sound(t, f)

	open := f.Open()
	require.Len(t, open, 1)
	require.Equal(t, moved[0].Due, open[0].Round)
	generation, n := types.Split(open[0].Round)
	require.EqualValues(t, 1, generation)
	require.Equal(t, n, open[0].BeaconRound)
	require.False(t, open[0].PublicationTime.Before(at.Add(20*time.Second)))
	require.True(t, open[0].PublicationTime.Before(at.Add(30*time.Second)))
	require.ErrorIs(t, f.Post("a", old), types.ErrReplaced)

	f.Next(30)
	require.ErrorIs(t, f.Post("a", open[0].Round), types.ErrBadSignature, "the old beacon cannot answer for the new one")
	require.NoError(t, f.Post("b", open[0].Round))
	f.Next(1)
	want := beacon.Randomness(f.Signature(beacontest.Key("b"), open[0].Round))
	require.Equal(t, beacontest.Told{Round: old, Random: want[:]}, f.Told[1])
	random, known, err := f.Keeper.Randomness(f.Ctx, old)
	require.NoError(t, err)
	require.True(t, known)
	require.Equal(t, want[:], random)
	require.ErrorIs(t, f.Post("a", old), types.ErrPosted)

	// What was posted before stays, under its number.
	random, known, err = f.Keeper.Randomness(f.Ctx, posted)
	require.NoError(t, err)
	require.True(t, known)
	want = beacon.Randomness(f.Signature(beacontest.Key("a"), posted))
	require.Equal(t, want[:], random)
	// A time before the replacement gets a round after it: those of before may have been known to who proposed the beacon.
	late := f.AwaitAt(asked)
	require.Equal(t, open[0].Round, late)
	sound(t, f)
}

// Numbers of two beacons never meet, even if the beacons count alike.
func TestReplaceSameSchedule(t *testing.T) {
	f := beacontest.New(t)
	p := beacontest.Params()
	p.PublicKey = beacontest.Key("b").Public()
	before := f.Await()
	require.NoError(t, f.Govern(p))
	after := f.Await()
	require.NotEqual(t, before, after)
	_, x := types.Split(before)
	_, y := types.Split(after)
	require.Equal(t, x, y)
	require.NoError(t, f.Govern(beacontest.Params()))
	require.EqualValues(t, types.Number(2, x), f.Await(), "also if the first one comes back")
	f.Next(10)
	require.Len(t, f.Open(), 1)
	require.NoError(t, f.Post("a", types.Number(2, x)))
	f.Next(1)
	require.Len(t, f.Told, 3)
	sound(t, f)
}

// A change of what is kept is no other beacon.
func TestKeepIsNoReplacement(t *testing.T) {
	f := beacontest.New(t)
	round := f.Await()
	p := beacontest.Params()
	p.KeepBlocks = types.MaxKeepBlocks
	require.NoError(t, f.Govern(p))
	require.Empty(t, beacontest.Events[types.EventBeaconReplaced](f))
	f.Next(10)
	require.NoError(t, f.Post("a", round))
	f.Next(2 * beacontest.Keep)
	_, known, err := f.Keeper.Randomness(f.Ctx, round)
	require.NoError(t, err)
	require.True(t, known)
}

// Who waits when the beacon is given up is told that nothing will come.
func TestGiveUp(t *testing.T) {
	f := beacontest.New(t)
	posted := f.Await()
	f.Next(10)
	open := f.Await()
	require.NoError(t, f.Post("a", posted))
	require.NoError(t, f.Govern(types.Params{KeepBlocks: beacontest.Keep}))
	sound(t, f)
	require.ErrorIs(t, f.Post("a", open), types.ErrNoBeacon)
	_, err := f.Keeper.Await(f.Ctx, f.Ctx.BlockTime())
	require.ErrorIs(t, err, types.ErrNoBeacon)
	f.Fail = func(_ context.Context, round uint64) error {
		if round == open {
			return errHook
		}
		return nil
	}
	f.Next(1)
	require.Len(t, f.Told, 1, "what was posted counts")
	require.Equal(t, posted, f.Told[0].Round)
	require.NotEmpty(t, f.Told[0].Random)
	sound(t, f)
	f.Fail = nil
	f.Next(types.RetryBlocks)
	require.Equal(t, beacontest.Told{Round: open}, f.Told[1])
	require.Len(t, beacontest.Events[types.EventRoundDropped](f), 1)
	_, known, err := f.Keeper.Randomness(f.Ctx, open)
	require.NoError(t, err)
	require.False(t, known)
	sound(t, f)

	require.NoError(t, f.Govern(beacontest.Params()))
	generation, _ := types.Split(f.Await())
	require.EqualValues(t, 1, generation, "numbers of the first beacon are not given out again")
	f.Next(1)
	sound(t, f)
}

// A beacon that takes over in the block in which another is given up answers for it.
func TestGiveUpAndReplace(t *testing.T) {
	f := beacontest.New(t)
	round := f.Await()
	require.NoError(t, f.Govern(types.Params{KeepBlocks: beacontest.Keep}))
	require.NoError(t, f.Govern(replacement()))
	f.Next(40)
	require.Empty(t, f.Told)
	require.NoError(t, f.Post("b", f.Open()[0].Round))
	f.Next(1)
	require.Len(t, f.Told, 1)
	require.Equal(t, round, f.Told[0].Round)
	require.NotEmpty(t, f.Told[0].Random)
}

func TestUpdateParamsRefusals(t *testing.T) {
	f := beacontest.New(t)
	edit := func(change func(*types.Params)) types.Params {
		p := beacontest.Params()
		change(&p)
		return p
	}
	for _, tt := range []struct {
		name string
		p    types.Params
	}{
		{"no key, but a period", edit(func(p *types.Params) { p.PublicKey, p.GenesisTime = nil, 0 })},
		{"no key, but a genesis time", edit(func(p *types.Params) { p.PublicKey, p.Period = nil, 0 })},
		{"a key that is too short", edit(func(p *types.Params) { p.PublicKey = p.PublicKey[:95] })},
		{"a key that is no point", edit(func(p *types.Params) { p.PublicKey[95] ^= 1 })},
		{"the point at infinity", edit(func(p *types.Params) { p.PublicKey = append([]byte{0xc0}, make([]byte, 95)...) })},
		{"no period", edit(func(p *types.Params) { p.Period = 0 })},
		{"a period of more than a day", edit(func(p *types.Params) { p.Period = beacon.MaxPeriod + 1 })},
		{"a period that is negative in 64 bits", edit(func(p *types.Params) { p.Period = 1<<63 + 3 })},
		{"a negative genesis time", edit(func(p *types.Params) { p.GenesisTime = -1 })},
		{"a genesis time beyond all blocks", edit(func(p *types.Params) { p.GenesisTime = beacon.MaxTime + 1 })},
		{"rounds are not kept", edit(func(p *types.Params) { p.KeepBlocks = types.MinKeepBlocks - 1 })},
		{"rounds are kept for ever", edit(func(p *types.Params) { p.KeepBlocks = types.MaxKeepBlocks + 1 })},
	} {
		t.Run(tt.name, func(t *testing.T) { require.ErrorIs(t, f.Govern(tt.p), types.ErrBadParams) })
	}
	require.Error(t, f.Deliver(func(ctx sdk.Context) error {
		_, err := f.Msgs.UpdateParams(ctx, &types.MsgUpdateParams{Authority: f.Text(beacontest.Address("x")), Params: replacement()})
		return err
	}))
	params, err := f.Keeper.Params(f.Ctx)
	require.NoError(t, err)
	require.Equal(t, beacontest.Params(), params)
}
