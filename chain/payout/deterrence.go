// SPDX-License-Identifier: Apache-2.0

package payout

import (
	"math/big"

	"cosmossdk.io/math"
)

// Deterrence is a job as its trainers may see it who think of cheating (M4).
// It deters if
//
//	λ · (1 − q) · (b·S + R) ≥ c
//
// that is, if what a cheat may lose, times the chance that an honest verifier
// replays the one step it faked, is at least what a whole unit costs. The
// binding cheat fakes one step: detection grows faster than savings as more
// steps are faked. Pay that is not vested yet is not counted.
type Deterrence struct {
	// Cost is c, the cost of a unit.
	Cost math.Int
	// SlotStake is S, UnitPrice is R.
	SlotStake, UnitPrice math.Int
	// Rate is the expected audits of a unit, in parts per million.
	Rate uint64
	// Segments is the number of parts of a unit from which an audit draws one.
	Segments uint64
}

// The constants of M4 as fractions: q, the share of verifier stake that may be
// corrupt, and b, the share of a slash that is burnt and so cannot come back
// to the cheat by an accomplice.
var (
	corruptShare = big.NewRat(1, 3)
	burntShare   = big.NewRat(BasisPoints-SlashChallengerBps-SlashAuditorBps, BasisPoints)
)

const million = 1_000_000

// ReplayChance is λ, a lower bound of the probability that a given step is
// replayed at least once: x / (1 + x), with x = rate / (10^6 · segments).
//
// A verifier with the fraction v of the stake audits a unit with probability
// rate·v/10^6 and replays one of its segments, each as likely as any other. A
// given step lies in one segment, so x is the expected number of its replays.
// With verifiers v_1, v_2, … it is missed by all with probability
// Π(1 − x·v_i) ≤ e^−x ≤ 1/(1 + x), however the stake is divided. So the bound
// needs no cap: it is below x and below 1, and close to x at the rates in use.
func ReplayChance(rate, segments uint64) *big.Rat {
	den := new(big.Int).SetUint64(max(segments, 1))
	den.Mul(den, big.NewInt(million))
	r := new(big.Int).SetUint64(rate)
	return new(big.Rat).SetFrac(r, den.Add(den, r))
}

// Shortfall is what would make a job pass that does not deter. Either change
// alone suffices.
type Shortfall struct {
	// LeastStake is the least slot stake; nil if no stake suffices.
	LeastStake *math.Int
	// LeastRate is the least audit rate, in parts per million; 0 if no rate up
	// to the caller's bound suffices.
	LeastRate uint64
}

// Check reports whether the job deters; if not, what would. maxRate bounds the
// audit rate that it may suggest.
func (d Deterrence) Check(maxRate uint64) (Shortfall, bool) {
	cost := new(big.Rat).SetInt(positive(d.Cost))
	honest := new(big.Rat).Sub(big.NewRat(1, 1), corruptShare)
	loss := new(big.Rat).Mul(burntShare, new(big.Rat).SetInt(positive(d.SlotStake)))
	loss.Add(loss, new(big.Rat).SetInt(positive(d.UnitPrice)))
	loss.Mul(loss, honest)

	chance := ReplayChance(d.Rate, d.Segments)
	if new(big.Rat).Mul(chance, loss).Cmp(cost) >= 0 {
		return Shortfall{}, true
	}
	return Shortfall{LeastStake: d.leastStake(cost, honest), LeastRate: d.leastRate(cost, loss, maxRate)}, false
}

// leastStake solves the inequality for S.
func (d Deterrence) leastStake(cost, honest *big.Rat) *math.Int {
	if d.Rate == 0 {
		return nil
	}
	need := new(big.Rat).Mul(ReplayChance(d.Rate, d.Segments), honest)
	need.Quo(cost, need)
	need.Sub(need, new(big.Rat).SetInt(positive(d.UnitPrice)))
	need.Quo(need, burntShare)
	stake := ceilQuo(need.Num(), need.Denom())
	if stake.BitLen() > maxBits {
		return nil
	}
	out := math.NewIntFromBigInt(stake)
	return &out
}

// leastRate solves the inequality for the rate. With y = cost / loss it wants
// x/(1 + x) ≥ y, so x ≥ y/(1 − y), which exists for y < 1 only.
func (d Deterrence) leastRate(cost, loss *big.Rat, maxRate uint64) uint64 {
	if loss.Cmp(cost) <= 0 {
		return 0
	}
	x := new(big.Rat).Quo(cost, new(big.Rat).Sub(loss, cost))
	x.Mul(x, new(big.Rat).SetInt(new(big.Int).SetUint64(max(d.Segments, 1))))
	x.Mul(x, big.NewRat(million, 1))
	rate := ceilQuo(x.Num(), x.Denom())
	if !rate.IsUint64() || rate.Uint64() > maxRate {
		return 0
	}
	return rate.Uint64()
}
