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

// amounts draws an amount of up to 256 bits; small and large ones alike.
func amounts(t *rapid.T, name string, maxBytes int) math.Int {
	b := rapid.SliceOfN(rapid.Byte(), 0, maxBytes).Draw(t, name)
	return math.NewIntFromBigInt(new(big.Int).SetBytes(b))
}

func sum(parts ...math.Int) math.Int {
	s := math.ZeroInt()
	for _, p := range parts {
		s = s.Add(p)
	}
	return s
}

func requireInt(t require.TestingT, want int64, got math.Int, what string) {
	require.Equal(t, math.NewInt(want).String(), got.String(), what)
}

func TestShare(t *testing.T) {
	for _, c := range []struct {
		name        string
		amount      int64
		part, whole uint64
		want        int64
	}{
		{"down", 10, 1, 3, 3},
		{"all", 10, 3, 3, 10},
		{"more than all", 10, 5, 3, 10},
		{"of nothing", 0, 1, 3, 0},
		{"no whole", 10, 1, 0, 0},
		{"negative", -10, 1, 3, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			requireInt(t, c.want, payout.Share(math.NewInt(c.amount), c.part, c.whole), "share")
		})
	}
	requireInt(t, 0, payout.Share(math.Int{}, 1, 1), "missing amount")
	requireInt(t, 0, payout.ShareInt(math.NewInt(5), math.Int{}, math.OneInt()), "missing part")
}

// Shares of one whole never sum to more than it, and miss less than one unit
// for each recipient.
func TestSharesConserve(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		amount := amounts(t, "amount", 32)
		parts := rapid.SliceOfN(rapid.Uint64Max(1<<40), 1, 20).Draw(t, "parts")
		var whole uint64
		for _, p := range parts {
			whole += p
		}
		total := math.ZeroInt()
		for _, p := range parts {
			total = total.Add(payout.Share(amount, p, whole))
		}
		if whole == 0 {
			require.True(t, total.IsZero())
			return
		}
		require.True(t, total.LTE(amount))
		require.True(t, amount.Sub(total).LT(math.NewInt(int64(len(parts)))))
	})
}

// Spec M3: pay vests in equal parts, and no part is ever taken back.
func TestVested(t *testing.T) {
	requireInt(t, 0, payout.Vested(math.NewInt(100), 0, 10), "at once")
	requireInt(t, 30, payout.Vested(math.NewInt(100), 3, 10), "after three rounds")
	requireInt(t, 100, payout.Vested(math.NewInt(100), 11, 10), "after all")
	requireInt(t, 100, payout.Vested(math.NewInt(100), 0, 0), "no vesting")
	requireInt(t, 2, payout.Vested(math.NewInt(9), 3, 10), "down")
	rapid.Check(t, func(t *rapid.T) {
		amount := amounts(t, "amount", 32)
		n, v := rapid.Uint64().Draw(t, "n"), rapid.Uint64().Draw(t, "v")
		now, later := payout.Vested(amount, n, v), payout.Vested(amount, max(n, n+1), v)
		require.True(t, now.LTE(later))
		require.True(t, later.LTE(amount))
		require.Equal(t, amount.String(), payout.Vested(amount, v, v).String())
	})
}

// Spec M5: a twentieth is the fee; half of it is burnt.
func TestSplitFee(t *testing.T) {
	f := payout.SplitFee(math.NewInt(1010), 500, 5000)
	requireInt(t, 959, f.Net, "net is rounded down")
	requireInt(t, 25, f.Burnt, "burnt")
	requireInt(t, 26, f.Community, "community")
	rapid.Check(t, func(t *rapid.T) {
		gross := amounts(t, "gross", 32)
		fee := payout.SplitFee(gross, rapid.Uint32().Draw(t, "fee"), rapid.Uint32().Draw(t, "burn"))
		require.Equal(t, gross.String(), sum(fee.Net, fee.Burnt, fee.Community).String())
		for _, part := range []math.Int{fee.Net, fee.Burnt, fee.Community} {
			require.False(t, part.IsNegative())
		}
	})
}

func TestBounty(t *testing.T) {
	requireInt(t, 3*(100+7), payout.RoundCost(3, 100, 7), "round")
	requireInt(t, 5*3*(100+7), payout.Bounty(5, 3, 100, 7), "job")
	const top = 1<<64 - 1
	huge := payout.Bounty(1<<32-1, 1<<32-1, top, top)
	require.Equal(t, 129, huge.BigInt().BitLen(), "does not overflow")
}

// Spec M1: whatever the order and the moments of the claims, depositors get
// their part of what became refundable, and together never more than it.
func TestRefundsConserve(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		deposits := rapid.SliceOfN(rapid.Uint64Range(1, 1<<60), 1, 8).Draw(t, "deposits")
		all := math.ZeroInt()
		for _, d := range deposits {
			all = all.Add(math.NewIntFromUint64(d))
		}
		taken := make([]math.Int, len(deposits))
		for i := range taken {
			taken[i] = math.ZeroInt()
		}
		refundable := math.ZeroInt()
		claim := func(i int) {
			deposit := math.NewIntFromUint64(deposits[i])
			taken[i] = taken[i].Add(payout.Refund(refundable, deposit, all, taken[i]))
			require.True(t, taken[i].LTE(deposit))
		}
		for range rapid.IntRange(1, 30).Draw(t, "events") {
			if left := all.Sub(refundable); rapid.Bool().Draw(t, "more") {
				refundable = refundable.Add(payout.Share(left, rapid.Uint64Max(4).Draw(t, "part"), 4))
			}
			claim(rapid.IntRange(0, len(deposits)-1).Draw(t, "who"))
			require.True(t, sum(taken...).LTE(refundable))
		}
		for i := range deposits {
			claim(i)
			require.Equal(t, payout.ShareInt(refundable, math.NewIntFromUint64(deposits[i]), all).String(), taken[i].String())
		}
		require.True(t, refundable.Sub(sum(taken...)).LT(math.NewInt(int64(len(deposits)))))
	})
	requireInt(t, 0, payout.Refund(math.NewInt(10), math.NewInt(1), math.NewInt(2), math.NewInt(9)), "took more before")
}

// Spec M1: audits share the pool by steps replayed; no audit gets more than
// its fee.
func TestAuditFee(t *testing.T) {
	requireInt(t, 40, payout.AuditFee(math.NewInt(120), math.NewInt(50), 1, 3), "its part")
	requireInt(t, 30, payout.AuditFee(math.NewInt(120), math.NewInt(30), 1, 3), "at most the fee")
	requireInt(t, 0, payout.AuditFee(math.NewInt(120), math.NewInt(30), 0, 0), "no steps")
	requireInt(t, 0, payout.AuditFee(math.NewInt(120), math.Int{}, 1, 3), "no fee")
	rapid.Check(t, func(t *rapid.T) {
		pool, most := amounts(t, "pool", 16), amounts(t, "most", 16)
		steps := rapid.SliceOfN(rapid.Uint64Max(1<<20), 1, 10).Draw(t, "steps")
		var total uint64
		for _, s := range steps {
			total += s
		}
		paid := math.ZeroInt()
		for _, s := range steps {
			fee := payout.AuditFee(pool, most, s, total)
			require.True(t, fee.LTE(most))
			paid = paid.Add(fee)
		}
		require.True(t, paid.LTE(pool))
	})
}

// Spec A8: half of a slash is burnt.
func TestSplitSlash(t *testing.T) {
	s := payout.SplitSlash(math.NewInt(101))
	requireInt(t, 30, s.Challenger, "challenger")
	requireInt(t, 20, s.Auditors, "auditors")
	requireInt(t, 51, s.Burnt, "burnt")
	rapid.Check(t, func(t *rapid.T) {
		taken := amounts(t, "taken", 32)
		s, b := payout.SplitSlash(taken), payout.SplitBond(taken)
		require.Equal(t, taken.String(), sum(s.Burnt, s.Challenger, s.Auditors).String())
		require.True(t, s.Burnt.GTE(s.Challenger.Add(s.Auditors)), "a cheat that proves its own fraud loses at least half")
		require.Equal(t, taken.String(), sum(b.Defence, b.Burnt).String())
		require.True(t, b.Burnt.GTE(b.Defence))
	})
}

// Spec A6: silence about what an audit found right costs half of the stake, and
// the challenger has its costs back.
func TestSplitAbsence(t *testing.T) {
	amount := math.NewInt
	s := payout.SplitAbsence(amount(101), amount(101), amount(7))
	requireInt(t, 50, s.Sum(), "half")
	requireInt(t, 7, s.Challenger, "costs")
	requireInt(t, 43, s.Burnt, "burnt")
	requireInt(t, 15, payout.SplitAbsence(amount(101), amount(101), amount(99)).Challenger, "at most its part of a slash")
	requireInt(t, 20, payout.SplitAbsence(amount(101), amount(20), amount(7)).Sum(), "no more than is locked")
	rapid.Check(t, func(t *rapid.T) {
		stake, locked, costs := amounts(t, "stake", 32), amounts(t, "locked", 32), amounts(t, "costs", 32)
		s := payout.SplitAbsence(stake, locked, costs)
		require.True(t, s.Sum().LTE(locked))
		require.True(t, s.Sum().LTE(payout.SplitSlash(stake).Burnt), "never more than what fraud has burnt")
		require.True(t, s.Challenger.LTE(costs))
		require.True(t, s.Auditors.IsZero())
		require.False(t, s.Burnt.IsNegative())
	})
}

// Spec A6, A7: bonds and deposits double, up to a bound.
func TestDoubled(t *testing.T) {
	base, most := math.NewInt(3), math.NewInt(100)
	for times, want := range []int64{3, 6, 12, 24, 48, 96, 100, 100} {
		requireInt(t, want, payout.Doubled(base, uint64(times), most), "doubled")
	}
	requireInt(t, 100, payout.Doubled(base, 1<<63, most), "any number of times")
	requireInt(t, 0, payout.Doubled(math.ZeroInt(), 1<<63, most), "of nothing")
	requireInt(t, 0, payout.Doubled(base, 1, math.ZeroInt()), "bound of nothing")
	requireInt(t, 100, payout.Doubled(math.NewInt(500), 0, most), "base above the bound")
}
