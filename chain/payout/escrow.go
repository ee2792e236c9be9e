// SPDX-License-Identifier: Apache-2.0

package payout

import "cosmossdk.io/math"

// RoundCost is what an open round sets aside: slots · (unit + fee).
func RoundCost(slots uint32, unit, fee uint64) math.Int {
	each := math.NewIntFromUint64(unit).Add(math.NewIntFromUint64(fee))
	return each.Mul(math.NewIntFromUint64(uint64(slots)))
}

// Bounty is what a whole job may cost: rounds · slots · (unit + fee).
func Bounty(rounds, slots uint32, unit, fee uint64) math.Int {
	return RoundCost(slots, unit, fee).Mul(math.NewIntFromUint64(uint64(rounds)))
}

// Vested is the vested part of a unit's pay n finalised rounds after its own,
// with vesting over v rounds: floor(amount · min(n, v) / v); all of it if v is
// 0 (M3).
func Vested(amount math.Int, n, v uint64) math.Int {
	if v == 0 {
		n, v = 1, 1
	}
	return Share(amount, n, v)
}

// Fee is a payout after the protocol fee. Its parts sum to the payout.
type Fee struct{ Net, Burnt, Community math.Int }

// SplitFee takes the protocol fee of fee basis points from a payout; burn
// basis points of it are burnt, the rest goes to the community pool (M5). The
// payee's part and the burnt part are rounded down.
func SplitFee(gross math.Int, fee, burn uint32) Fee {
	net := Bps(gross, BasisPoints-min(fee, BasisPoints))
	taken := rest(gross, net)
	burnt := Bps(taken, burn)
	return Fee{Net: net, Burnt: burnt, Community: rest(taken, burnt)}
}

// Refund is what a depositor may still take of a closed job: its part of all
// that ever became refundable, less what it took before (M1). Both sums only
// grow, so the order and the number of the claims do not matter.
func Refund(refundable, deposit, deposits, taken math.Int) math.Int {
	due := ShareInt(refundable, deposit, deposits)
	if before := math.NewIntFromBigInt(positive(taken)); due.GT(before) {
		return due.Sub(before)
	}
	return math.ZeroInt()
}

// AuditFee is what one completed audit earns: the audit's part, by steps
// replayed, of the round's pool, and never more than most (M1). What audits
// leave of the pool is refunded.
func AuditFee(pool, most math.Int, steps, total uint64) math.Int {
	part := Share(pool, steps, total)
	if bound := math.NewIntFromBigInt(positive(most)); part.GT(bound) {
		return bound
	}
	return part
}
