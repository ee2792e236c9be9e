// SPDX-License-Identifier: Apache-2.0

package payout

import (
	"errors"
	"fmt"
	"math/big"

	"cosmossdk.io/math"
)

// MaxAccumulated bounds the bits of one amount given to an Accumulator.
const MaxAccumulated = 128

// ErrAmount is returned for an amount that an Accumulator cannot take.
var ErrAmount = errors.New("amount out of range")

// indexBits is the binary fraction of an Accumulator's numbers.
const indexBits = 64

// Accumulator spreads payments over units (locked shares) without visiting
// their holders (M7). A holder remembers the index at which its units came in;
// what they earned since is Earned. The zero value is not ready: use
// NewAccumulator.
type Accumulator struct {
	// Index is what one unit earned since the beginning, times 2^64.
	Index math.Int
	// Rest is what was added and is not in the index yet, times 2^64: all
	// that came while there were no units, and what did not divide evenly.
	Rest math.Int
}

// NewAccumulator returns an empty one.
func NewAccumulator() Accumulator {
	return Accumulator{Index: math.ZeroInt(), Rest: math.ZeroInt()}
}

// Add spreads an amount over units. Without units it waits for the next Add.
// Nothing is lost: the sum of amounts added is Rest plus what the index gave
// to the units of each moment.
func (a Accumulator) Add(amount math.Int, units uint64) (Accumulator, error) {
	if amount.IsNil() || amount.IsNegative() || amount.BigIntMut().BitLen() > MaxAccumulated {
		return a, fmt.Errorf("%w: %s; allowed: 0 to 2^%d − 1", ErrAmount, amount, MaxAccumulated)
	}
	waiting := new(big.Int).Lsh(amount.BigIntMut(), indexBits)
	waiting.Add(waiting, positive(a.Rest))
	index := positive(a.Index)
	if units > 0 {
		step, left := new(big.Int).QuoRem(waiting, new(big.Int).SetUint64(units), new(big.Int))
		index.Add(index, step)
		waiting = left
	}
	if index.BitLen() > maxBits || waiting.BitLen() > maxBits {
		return a, fmt.Errorf("%w: the sum of all amounts is above 2^%d", ErrAmount, maxBits-indexBits)
	}
	return Accumulator{Index: math.NewIntFromBigInt(index), Rest: math.NewIntFromBigInt(waiting)}, nil
}

// Earned is what units earned since the accumulator's index was from, rounded
// down.
func (a Accumulator) Earned(units uint64, from math.Int) math.Int {
	since := positive(a.Index)
	since.Sub(since, positive(from))
	if since.Sign() <= 0 {
		return math.ZeroInt()
	}
	since.Mul(since, new(big.Int).SetUint64(units))
	return math.NewIntFromBigInt(since.Rsh(since, indexBits))
}
