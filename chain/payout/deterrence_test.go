// SPDX-License-Identifier: Apache-2.0

package payout_test

import (
	"math/big"
	"testing"

	"cosmossdk.io/math"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/weft-network/weft/chain/payout"
)

const maxRate = 10_000_000

func TestUnitCost(t *testing.T) {
	peta := big.NewInt(1_000_000_000_000_000)
	requireInt(t, 7, payout.UnitCost(peta, 7), "one price")
	requireInt(t, 1, payout.UnitCost(big.NewInt(1), 7), "rounded up")
	requireInt(t, 0, payout.UnitCost(new(big.Int), 7), "no work")
	requireInt(t, 0, payout.UnitCost(nil, 7), "missing")
	requireInt(t, 0, payout.UnitCost(big.NewInt(-1), 7), "negative")
	requireInt(t, 0, payout.UnitCost(peta, 0), "no price")
	huge := payout.UnitCost(new(big.Int).Lsh(peta, 300), 7)
	require.Equal(t, 256, huge.BigInt().BitLen(), "a cost that no amount can hold")
}

// λ is x/(1+x): 0.25 audits of a unit of 10 segments give x = 1/40.
func TestReplayChance(t *testing.T) {
	require.Equal(t, "1/41", payout.ReplayChance(250_000, 10).String())
	require.Equal(t, "0/1", payout.ReplayChance(0, 10).String())
	require.Equal(t, "1/2", payout.ReplayChance(1_000_000, 0).String(), "no segments count as one")
	require.Negative(t, payout.ReplayChance(1<<64-1, 1).Cmp(big.NewRat(1, 1)), "never certain")
}

// λ bounds the true probability from below however the stake is divided, and
// misses at most x² of it.
func TestReplayChanceIsALowerBound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rate := rapid.Uint64Range(1, 1_000_000).Draw(t, "rate")
		segments := rapid.Uint64Range(1, 20).Draw(t, "segments")
		stakes := rapid.SliceOfN(rapid.Int64Range(1, 1000), 1, 12).Draw(t, "stakes")
		var all int64
		for _, v := range stakes {
			all += v
		}
		x := new(big.Rat).SetFrac(new(big.Int).SetUint64(rate), new(big.Int).SetUint64(1_000_000*segments))
		one := big.NewRat(1, 1)
		missed := big.NewRat(1, 1)
		for _, v := range stakes {
			hit := new(big.Rat).Mul(x, big.NewRat(v, all))
			missed.Mul(missed, hit.Sub(one, hit))
		}
		truth := new(big.Rat).Sub(one, missed)
		chance := payout.ReplayChance(rate, segments)
		require.LessOrEqual(t, chance.Cmp(truth), 0)
		require.LessOrEqual(t, truth.Cmp(x), 0)
		gap := new(big.Rat).Sub(x, chance)
		require.LessOrEqual(t, gap.Cmp(new(big.Rat).Mul(x, x)), 0)
	})
}

// M4 by hand: λ = 1/41, (1−q) = 2/3, b = 1/2. With c = 100 and R = 130 the
// stake must be at least 2·(100·41·3/2 − 130) = 12040.
func TestDeterrenceByHand(t *testing.T) {
	d := payout.Deterrence{
		Cost: math.NewInt(100), UnitPrice: math.NewInt(130), SlotStake: math.NewInt(12040),
		Rate: 250_000, Segments: 10,
	}
	_, ok := d.Check(maxRate)
	require.True(t, ok)

	d.SlotStake = math.NewInt(12039)
	short, ok := d.Check(maxRate)
	require.False(t, ok)
	requireInt(t, 12040, *short.LeastStake, "least stake")
	require.Equal(t, uint64(250_021), short.LeastRate)

	short, ok = d.Check(250_020)
	require.False(t, ok)
	require.Zero(t, short.LeastRate, "the rate is above the bound")

	d.Rate = 0
	short, ok = d.Check(maxRate)
	require.False(t, ok)
	require.Nil(t, short.LeastStake, "no stake deters without audits")
	require.NotZero(t, short.LeastRate)

	d.Rate, d.SlotStake = 250_000, math.NewInt(40)
	short, ok = d.Check(1<<64 - 1)
	require.False(t, ok)
	require.Zero(t, short.LeastRate, "even certain detection costs the cheat less than the work")

	free, ok := payout.Deterrence{}.Check(maxRate)
	require.True(t, ok, "work without cost needs no stake")
	require.Equal(t, payout.Shortfall{}, free)

	d.Cost = amountOfBits(256)
	short, ok = d.Check(maxRate)
	require.False(t, ok)
	require.Nil(t, short.LeastStake, "no amount holds that stake")
}

// What a refusal suggests passes, and nothing less does; more stake, more
// audits or less cost never hurt.
func TestDeterrenceSuggestsTheLeast(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := payout.Deterrence{
			Cost:      math.NewIntFromUint64(rapid.Uint64Range(1, 1<<50).Draw(t, "cost")),
			UnitPrice: math.NewIntFromUint64(rapid.Uint64Max(1<<50).Draw(t, "price")),
			SlotStake: math.NewIntFromUint64(rapid.Uint64Max(1<<60).Draw(t, "stake")),
			Rate:      rapid.Uint64Max(maxRate).Draw(t, "rate"),
			Segments:  rapid.Uint64Range(1, 70).Draw(t, "segments"),
		}
		passes := func(change func(*payout.Deterrence)) bool {
			e := d
			change(&e)
			_, ok := e.Check(maxRate)
			return ok
		}
		short, ok := d.Check(maxRate)
		if ok {
			require.True(t, passes(func(e *payout.Deterrence) { e.SlotStake = e.SlotStake.AddRaw(1) }))
			require.True(t, passes(func(e *payout.Deterrence) { e.Rate++ }))
			require.True(t, passes(func(e *payout.Deterrence) { e.Cost = e.Cost.SubRaw(1) }))
			return
		}
		if short.LeastStake != nil {
			require.True(t, passes(func(e *payout.Deterrence) { e.SlotStake = *short.LeastStake }))
			require.False(t, passes(func(e *payout.Deterrence) { e.SlotStake = short.LeastStake.SubRaw(1) }))
		} else {
			require.Zero(t, d.Rate)
		}
		if short.LeastRate > 0 {
			require.True(t, passes(func(e *payout.Deterrence) { e.Rate = short.LeastRate }))
			require.False(t, passes(func(e *payout.Deterrence) { e.Rate = short.LeastRate - 1 }))
		} else {
			require.False(t, passes(func(e *payout.Deterrence) { e.Rate = maxRate }))
		}
	})
}
