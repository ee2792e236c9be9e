// SPDX-License-Identifier: Apache-2.0

// Package payout holds the formulas of money: vesting, fees, refunds, emission,
// model shares, slashes, bonds and the deterrence check of a new job
// (docs/spec, money M1 to M7; audit A4, A6, A8).
//
// Everything is integer arithmetic on amounts of uweft or of shares. A part is
// always rounded down for the one who is paid, so the pool that pays keeps the
// difference: parts never sum to more than the whole, and where a split names
// every recipient they sum to exactly the whole. Products are computed without
// a bound, so no argument overflows. The functions are total: an amount that
// is missing or negative counts as zero, a fraction above the whole as the
// whole.
//
// The package moves nothing and knows no account: the modules do that. It uses
// no SDK but its integer type, and is deterministic.
package payout
