// SPDX-License-Identifier: Apache-2.0

package payout

import (
	"math/big"

	"cosmossdk.io/math"
)

// NextEmission is the most that the epoch after one with the given emission
// may mint: floor(current · num / den) (M6). A ratio that does not lie below
// one counts as one half, so that every schedule has an end.
//
// All epochs of a schedule together mint at most EmissionBound.
func NextEmission(current math.Int, num, den uint64) math.Int {
	num, den = ratio(num, den)
	return Share(current, num, den)
}

// EmissionBound is what a schedule mints at most, if it goes on for ever:
// floor(first · den / (den − num)).
func EmissionBound(first math.Int, num, den uint64) math.Int {
	num, den = ratio(num, den)
	sum := positive(first)
	sum.Mul(sum, new(big.Int).SetUint64(den))
	sum.Quo(sum, new(big.Int).SetUint64(den-num))
	if sum.BitLen() > maxBits {
		sum.Sub(new(big.Int).Lsh(big.NewInt(1), maxBits), big.NewInt(1))
	}
	return math.NewIntFromBigInt(sum)
}

func ratio(num, den uint64) (uint64, uint64) {
	if num >= den {
		return 1, 2
	}
	return num, den
}

// Weighted is one sponsored job in an epoch.
type Weighted struct {
	Weight uint64
	// Cap is the most that the job may get.
	Cap math.Int
}

// SplitByWeight gives each job min(cap, floor(total · weight / Σ weights)).
// What a cap cuts off is not given to the others: a job's part does not depend
// on the others' caps, and is not minted at all.
func SplitByWeight(total math.Int, jobs []Weighted) []math.Int {
	sum := new(big.Int)
	for _, j := range jobs {
		sum.Add(sum, new(big.Int).SetUint64(j.Weight))
	}
	whole := math.NewIntFromBigInt(sum)
	out := make([]math.Int, len(jobs))
	for i, j := range jobs {
		part := ShareInt(total, math.NewIntFromUint64(j.Weight), whole)
		out[i] = math.MinInt(part, math.NewIntFromBigInt(positive(j.Cap)))
	}
	return out
}

// Emission is a job's emission of one epoch. Its parts sum to it.
type Emission struct{ Trainers, Verifiers, Community math.Int }

// SplitEmission splits a job's emission by basis points; the community pool
// gets the rest.
func SplitEmission(amount math.Int, trainers, verifiers uint32) Emission {
	trainers = min(trainers, BasisPoints)
	verifiers = min(verifiers, BasisPoints-trainers)
	e := Emission{Trainers: Bps(amount, trainers), Verifiers: Bps(amount, verifiers)}
	e.Community = rest(amount, e.Trainers, e.Verifiers)
	return e
}

// ModelShares is the number of shares of a finished model (M7).
const ModelShares = 1_000_000_000

// Ownership is how the shares of a model are split. Its parts sum to
// ModelShares.
type Ownership struct{ Slots, Verifiers, Submitter uint64 }

// SplitModel splits a model's shares by basis points; the slots get the rest.
// Within slots and verifiers the parts are Share by verified tokens and by
// audits.
func SplitModel(verifiers, submitter uint32) Ownership {
	const each = ModelShares / BasisPoints
	verifiers = min(verifiers, BasisPoints)
	submitter = min(submitter, BasisPoints-verifiers)
	o := Ownership{Verifiers: uint64(verifiers) * each, Submitter: uint64(submitter) * each}
	o.Slots = ModelShares - o.Verifiers - o.Submitter
	return o
}
