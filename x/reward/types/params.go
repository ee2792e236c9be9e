// SPDX-License-Identifier: Apache-2.0

package types

import (
	"cosmossdk.io/math"

	"github.com/weft-network/weft/chain/payout"
	"github.com/weft-network/weft/chain/spec"
)

// Bounds of the parameters.
const (
	MaxVestRounds  = 1_000
	MaxFee         = 2_000
	MaxEpochBlocks = 100_000_000
	MaxRatio       = 1_000_000_000
	// MaxVerifierShare leaves the trainers something of every model, whatever
	// the specification gives the submitter.
	MaxVerifierShare = (payout.BasisPoints - spec.MaxSubmitterShare) / 2
	MaxUnlockBlocks  = 100_000_000
)

// maxEmission bounds the first epoch of a schedule: 10^12 WEFT.
var maxEmission = math.NewInt(1_000_000_000_000_000_000)

// DefaultParams returns parameters for a block time of one second: 10 rounds
// of vesting, a fee of 5 %, daily epochs that start at 100 000 WEFT and halve
// in 3.8 years, 1 day in the unlock queue.
func DefaultParams() Params {
	return Params{
		VestRounds: 10,
		Fee:        500, FeeBurn: 5_000,
		EpochBlocks: 86_400, Emission: math.NewInt(100_000_000_000), EmissionNum: 9_995, EmissionDen: 10_000,
		TrainerEmission: 7_000, VerifierEmission: 2_000,
		VerifierShare: 1_000, UnlockBlocks: 86_400, MinLocked: 10_000_000,
	}
}

// Validate checks every parameter against its range.
func (p Params) Validate() error {
	if p.Emission.IsNil() || p.Emission.IsNegative() || p.Emission.GT(maxEmission) {
		return ErrInvalidParams.Wrapf("emission %s: want 0 to %s", p.Emission, maxEmission)
	}
	for _, c := range []struct {
		name             string
		value, low, high uint64
	}{
		{"vest_rounds", p.VestRounds, 1, MaxVestRounds},
		{"fee", uint64(p.Fee), 0, MaxFee},
		{"fee_burn", uint64(p.FeeBurn), 0, payout.BasisPoints},
		{"epoch_blocks", p.EpochBlocks, 1, MaxEpochBlocks},
		{"emission_den", p.EmissionDen, 1, MaxRatio},
		{"emission_num", p.EmissionNum, 0, p.EmissionDen - 1},
		{"trainer_emission + verifier_emission", uint64(p.TrainerEmission) + uint64(p.VerifierEmission), 0, payout.BasisPoints},
		{"verifier_share", uint64(p.VerifierShare), 0, MaxVerifierShare},
		{"unlock_blocks", p.UnlockBlocks, 1, MaxUnlockBlocks},
		{"min_locked", p.MinLocked, 1, payout.ModelShares},
	} {
		if c.value < c.low || c.value > c.high {
			return ErrInvalidParams.Wrapf("%s %d: want %d to %d", c.name, c.value, c.low, c.high)
		}
	}
	return nil
}
