// SPDX-License-Identifier: Apache-2.0

package payout

import (
	"math/big"

	"cosmossdk.io/math"
)

// Parts of a slash for proven fraud that are paid out, in basis points; the
// rest is burnt (A8). At least half is burnt, so that nobody gains by proving
// its own fraud.
const (
	SlashChallengerBps = 3000
	SlashAuditorBps    = 2000
)

// Slash is a slash for proven fraud. Its parts sum to what was taken.
type Slash struct{ Burnt, Challenger, Auditors math.Int }

// SplitSlash splits what was taken for a proven fraud. A part without a
// recipient is the caller's to burn.
func SplitSlash(taken math.Int) Slash {
	s := Slash{Challenger: Bps(taken, SlashChallengerBps), Auditors: Bps(taken, SlashAuditorBps)}
	s.Burnt = rest(taken, s.Challenger, s.Auditors)
	return s
}

// Sum is what was taken.
func (s Slash) Sum() math.Int { return s.Burnt.Add(s.Challenger).Add(s.Auditors) }

// SplitAbsence is for a defender that never answered, about what a drawn verifier
// had found to be right: half of the stake, as far as it is still locked. The
// challenger has its costs back, at most its part of a slash, and the rest is
// burnt (A6).
func SplitAbsence(stake, locked, costs math.Int) Slash {
	taken := Share(stake, 1, 2)
	if left := math.NewIntFromBigInt(positive(locked)); taken.GT(left) {
		taken = left
	}
	challenger := SplitSlash(taken).Challenger
	if due := math.NewIntFromBigInt(positive(costs)); challenger.GT(due) {
		challenger = due
	}
	return Slash{Challenger: challenger, Auditors: math.ZeroInt(), Burnt: rest(taken, challenger)}
}

// Bond is the bond of a lost challenge. Its parts sum to the bond.
type Bond struct{ Defence, Burnt math.Int }

// SplitBond gives half of a lost bond to the defence; the rest is burnt.
func SplitBond(bond math.Int) Bond {
	defence := Share(bond, 1, 2)
	return Bond{Defence: defence, Burnt: rest(bond, defence)}
}

// Doubled is a bond or deposit that doubles with every time: base · 2^times,
// never more than most (A6, A7).
func Doubled(base math.Int, times uint64, most math.Int) math.Int {
	b, bound := positive(base), positive(most)
	// More doublings than the bound has bits exceed it from any base but 0.
	b.Lsh(b, uint(min(times, uint64(bound.BitLen()))))
	if b.Cmp(bound) > 0 {
		b = bound
	}
	return math.NewIntFromBigInt(b)
}

// petaFLOP is the operations that a price of FLOP is for.
const petaFLOP = 1_000_000_000_000_000

// UnitCost is the cost of a unit: its operations at a price for 10^15 of them,
// rounded up. A cost that no amount can hold is given as the largest amount.
func UnitCost(flop *big.Int, pricePerPetaFLOP uint64) math.Int {
	if flop == nil || flop.Sign() <= 0 {
		return math.ZeroInt()
	}
	cost := new(big.Int).Mul(flop, new(big.Int).SetUint64(pricePerPetaFLOP))
	cost = ceilQuo(cost, big.NewInt(petaFLOP))
	if cost.BitLen() > maxBits {
		cost.Sub(new(big.Int).Lsh(big.NewInt(1), maxBits), big.NewInt(1))
	}
	return math.NewIntFromBigInt(cost)
}
