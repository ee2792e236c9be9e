// SPDX-License-Identifier: Apache-2.0

package types

import (
	"fmt"
	"math/bits"
	"strconv"
	"strings"

	"cosmossdk.io/math"
)

const (
	// MaxClaims bounds the units and epochs one MsgClaimRewards looks at.
	MaxClaims = 100
	// MaxDue bounds the unlock queue's work per block.
	MaxDue = 100
	// MaxSponsors bounds the work at the end of an epoch.
	MaxSponsors = 64
	// MaxWeight bounds a sponsor's weight, so that a sum of them is exact.
	MaxWeight = 1_000_000
	// ClaimGas is charged for every unit and epoch a claim looks at, before it
	// is looked at; reads and writes are metered by the store on top.
	ClaimGas = 500

	// maxAmountBits bounds every amount that enters the module, so that no
	// product in it comes near the 256 bits of math.Int.
	maxAmountBits = 100
	// maxFlopsBits bounds the FLOP of one unit: 7.9e28.
	maxFlopsBits = 96

	denomPrefix = "weft/model/"
)

// ShareDenom is the denomination of a model's shares.
func ShareDenom(job uint64) string { return denomPrefix + strconv.FormatUint(job, 10) }

// ShareDenomJob is the job whose shares have this denomination.
func ShareDenomJob(denom string) (uint64, bool) {
	number, ok := strings.CutPrefix(denom, denomPrefix)
	if !ok {
		return 0, false
	}
	job, err := strconv.ParseUint(number, 10, 64)
	return job, err == nil && ShareDenom(job) == denom
}

// CheckAmount refuses amounts that are missing, negative or absurdly large.
func CheckAmount(x math.Int) error {
	switch {
	case x.IsNil():
		return ErrInvalidAmount.Wrap("no amount given; state one in the bond denom")
	case x.IsNegative():
		return ErrInvalidAmount.Wrapf("%s is negative; state at least 0", x)
	case x.BigInt().BitLen() > maxAmountBits:
		return ErrInvalidAmount.Wrapf("%s has more than %d bits; state less", x, maxAmountBits)
	}
	return nil
}

// CheckPositive is CheckAmount for amounts that must not be zero.
func CheckPositive(x math.Int) error {
	if err := CheckAmount(x); err != nil {
		return err
	}
	if x.IsZero() {
		return ErrInvalidAmount.Wrap("0 moves nothing; state at least 1")
	}
	return nil
}

// CheckFlops refuses FLOP counts of a unit that are missing, negative or too
// large.
func CheckFlops(x math.Int) error {
	if x.IsNil() || x.IsNegative() || x.BigInt().BitLen() > maxFlopsBits {
		return fmt.Errorf("flops %s: want 0 to 2^%d-1", x, maxFlopsBits)
	}
	return nil
}

// AddCount adds counts of tokens or audits, which must never wrap around.
func AddCount(a, b uint64) (uint64, error) {
	sum, carry := bits.Add64(a, b, 0)
	if carry != 0 {
		return 0, ErrInvalidGrant.Wrapf("%d + %d exceeds 64 bits; credit fewer tokens", a, b)
	}
	return sum, nil
}
