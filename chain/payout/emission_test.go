// SPDX-License-Identifier: Apache-2.0

package payout_test

import (
	"testing"

	"cosmossdk.io/math"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/weft-network/weft/chain/payout"
)

// Spec M6: each epoch mints less than the one before, and all of them together
// less than the bound.
func TestEmissionIsGeometricAndBounded(t *testing.T) {
	epoch := math.NewInt(1_000_000)
	for _, want := range []int64{900_000, 810_000, 729_000, 656_100, 590_490, 531_441, 478_296} {
		epoch = payout.NextEmission(epoch, 9, 10)
		requireInt(t, want, epoch, "next epoch")
	}
	requireInt(t, 10_000_000, payout.EmissionBound(math.NewInt(1_000_000), 9, 10), "bound")
	requireInt(t, 500, payout.NextEmission(math.NewInt(1000), 3, 2), "a ratio above one halves")
	requireInt(t, 500, payout.NextEmission(math.NewInt(1000), 0, 0), "a ratio without value halves")
	requireInt(t, 0, payout.NextEmission(math.NewInt(1000), 0, 5), "a ratio of zero ends it")

	rapid.Check(t, func(t *rapid.T) {
		den := rapid.Uint64Range(1, 1000).Draw(t, "den")
		num := rapid.Uint64Max(den).Draw(t, "num")
		first := amounts(t, "first", 12)
		minted, epoch := math.ZeroInt(), first
		for range 200 {
			minted = minted.Add(epoch)
			next := payout.NextEmission(epoch, num, den)
			require.True(t, epoch.IsZero() || next.LT(epoch), "falls")
			epoch = next
		}
		require.True(t, minted.LTE(payout.EmissionBound(first, num, den)))
	})
	huge := math.NewIntFromBigInt(payout.EmissionBound(amountOfBits(256), 1<<63, 1<<63+1).BigInt())
	require.Equal(t, 256, huge.BigInt().BitLen(), "a bound that no amount can hold")
}

func amountOfBits(n int) math.Int {
	a := math.OneInt()
	for range n - 1 {
		a = a.MulRaw(2)
	}
	return a
}

func TestSplitByWeight(t *testing.T) {
	parts := payout.SplitByWeight(math.NewInt(1000), []payout.Weighted{
		{Weight: 1, Cap: math.NewInt(1000)},
		{Weight: 2, Cap: math.NewInt(100)},
		{Weight: 0, Cap: math.NewInt(1000)},
		{Weight: 3},
	})
	for i, want := range []int64{166, 100, 0, 0} {
		requireInt(t, want, parts[i], "job")
	}
	require.Empty(t, payout.SplitByWeight(math.NewInt(1000), nil))

	rapid.Check(t, func(t *rapid.T) {
		total := amounts(t, "total", 32)
		n := rapid.IntRange(0, 10).Draw(t, "n")
		jobs := make([]payout.Weighted, n)
		for i := range jobs {
			jobs[i] = payout.Weighted{Weight: rapid.Uint64().Draw(t, "weight"), Cap: amounts(t, "cap", 32)}
		}
		parts := payout.SplitByWeight(total, jobs)
		require.True(t, sum(parts...).LTE(total))
		for i, p := range parts {
			require.True(t, p.LTE(jobs[i].Cap))
		}
		if n > 0 {
			more := append([]payout.Weighted(nil), jobs...)
			more[0].Cap = more[0].Cap.QuoRaw(2)
			for i, p := range payout.SplitByWeight(total, more)[1:] {
				require.Equal(t, parts[i+1].String(), p.String(), "a cap concerns its own job only")
			}
		}
	})
}

func TestSplitEmission(t *testing.T) {
	e := payout.SplitEmission(math.NewInt(1009), 7000, 2000)
	requireInt(t, 706, e.Trainers, "trainers")
	requireInt(t, 201, e.Verifiers, "verifiers")
	requireInt(t, 102, e.Community, "community")
	rapid.Check(t, func(t *rapid.T) {
		amount := amounts(t, "amount", 32)
		e := payout.SplitEmission(amount, rapid.Uint32().Draw(t, "trainers"), rapid.Uint32().Draw(t, "verifiers"))
		require.Equal(t, amount.String(), sum(e.Trainers, e.Verifiers, e.Community).String())
		require.False(t, e.Community.IsNegative())
	})
}

// Spec M7: 80, 10 and 10 hundredths by default; whatever the fields, all
// shares and no more.
func TestSplitModel(t *testing.T) {
	require.Equal(t, payout.Ownership{Slots: 800_000_000, Verifiers: 100_000_000, Submitter: 100_000_000}, payout.SplitModel(1000, 1000))
	rapid.Check(t, func(t *rapid.T) {
		o := payout.SplitModel(rapid.Uint32().Draw(t, "verifiers"), rapid.Uint32().Draw(t, "submitter"))
		require.LessOrEqual(t, o.Verifiers, uint64(payout.ModelShares))
		require.LessOrEqual(t, o.Submitter, uint64(payout.ModelShares))
		require.Equal(t, uint64(payout.ModelShares), o.Slots+o.Verifiers+o.Submitter)
	})
}

// Spec M7: a payment reaches those whose shares are locked when it comes; with
// none locked it waits.
func TestAccumulator(t *testing.T) {
	a, err := payout.NewAccumulator().Add(math.NewInt(100), 0)
	require.NoError(t, err)
	requireInt(t, 0, a.Earned(5, math.ZeroInt()), "no units yet")
	a, err = a.Add(math.ZeroInt(), 4)
	require.NoError(t, err)
	requireInt(t, 25, a.Earned(1, math.ZeroInt()), "what waited is spread")
	requireInt(t, 0, a.Earned(1, a.Index), "a later unit has no part")
	requireInt(t, 0, a.Earned(1, a.Index.AddRaw(1)), "an index of the future")

	_, err = a.Add(math.NewInt(-1), 1)
	require.ErrorIs(t, err, payout.ErrAmount)
	_, err = a.Add(math.Int{}, 1)
	require.ErrorIs(t, err, payout.ErrAmount)
	_, err = a.Add(amountOfBits(payout.MaxAccumulated+1), 1)
	require.ErrorIs(t, err, payout.ErrAmount)
	full := payout.Accumulator{Index: amountOfBits(256), Rest: amountOfBits(256)}
	_, err = full.Add(math.OneInt(), 1)
	require.ErrorIs(t, err, payout.ErrAmount)
}

// Holders come and go; what they earn together is at most what was paid in,
// and misses less than one unit for each claim.
func TestAccumulatorConserves(t *testing.T) {
	type holder struct {
		units uint64
		from  math.Int
	}
	rapid.Check(t, func(t *rapid.T) {
		a := payout.NewAccumulator()
		holders := make([]holder, 4)
		for i := range holders {
			holders[i].from = math.ZeroInt()
		}
		paid, earned, waiting := math.ZeroInt(), math.ZeroInt(), math.ZeroInt()
		claims := int64(0)
		units := func() (n uint64) {
			for _, h := range holders {
				n += h.units
			}
			return n
		}
		claim := func(h *holder) {
			earned = earned.Add(a.Earned(h.units, h.from))
			h.from = a.Index
			claims++
		}
		for range rapid.IntRange(1, 60).Draw(t, "events") {
			h := &holders[rapid.IntRange(0, 3).Draw(t, "who")]
			switch rapid.IntRange(0, 2).Draw(t, "what") {
			case 0:
				amount := amounts(t, "amount", 12)
				var err error
				a, err = a.Add(amount, units())
				require.NoError(t, err)
				paid, waiting = paid.Add(amount), waiting.Add(amount)
				if units() > 0 {
					waiting = math.ZeroInt()
				}
			case 1:
				claim(h)
			case 2:
				claim(h)
				h.units = rapid.Uint64Max(payout.ModelShares/4).Draw(t, "units")
			}
			require.True(t, earned.LTE(paid))
		}
		for i := range holders {
			claim(&holders[i])
		}
		lost := paid.Sub(waiting).Sub(earned)
		require.False(t, lost.IsNegative())
		require.True(t, lost.LTE(math.NewInt(claims+1)), "lost %s in %d claims", lost, claims)
	})
}
