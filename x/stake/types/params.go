// SPDX-License-Identifier: Apache-2.0

package types

import "cosmossdk.io/math"

// Bounds of the parameters. A year is counted at the shortest block time in use, 0.25 s.
const (
	MaxBlocks         = 126_144_000
	MaxMaxUnbondings  = 64
	defaultMinBond    = 100_000_000 // 100 WEFT
	defaultDay        = 86_400      // blocks of 1 s
	defaultJailBlocks = 3_600
)

// maxMinBond is a bound against a slip of the pen: 10^12 WEFT.
var maxMinBond = math.NewIntWithDecimal(1, 18)

// DefaultParams returns the parameters of a chain with blocks of one second.
func DefaultParams() Params {
	return Params{
		MinBond:            math.NewInt(defaultMinBond),
		UnbondingBlocks:    7 * defaultDay,
		MinUnbondingBlocks: 4 * defaultDay,
		MaxUnbondings:      16,
		JailBlocks:         defaultJailBlocks,
	}
}

// Validate checks the bounds of every parameter.
func (p Params) Validate() error {
	if p.MinBond.IsNil() || !p.MinBond.IsPositive() || p.MinBond.GT(maxMinBond) {
		return ErrBadParams.Wrapf("min_bond %s, allowed 1 to %s", p.MinBond, maxMinBond)
	}
	if p.MinUnbondingBlocks == 0 || p.MinUnbondingBlocks > MaxBlocks {
		return ErrBadParams.Wrapf("min_unbonding_blocks %d, allowed 1 to %d", p.MinUnbondingBlocks, MaxBlocks)
	}
	if p.UnbondingBlocks < p.MinUnbondingBlocks || p.UnbondingBlocks > MaxBlocks {
		return ErrBadParams.Wrapf("unbonding_blocks %d, allowed min_unbonding_blocks %d to %d: stake must stay slashable past the longest late window and game",
			p.UnbondingBlocks, p.MinUnbondingBlocks, MaxBlocks)
	}
	if p.MaxUnbondings == 0 || p.MaxUnbondings > MaxMaxUnbondings {
		return ErrBadParams.Wrapf("max_unbondings %d, allowed 1 to %d", p.MaxUnbondings, MaxMaxUnbondings)
	}
	if p.JailBlocks == 0 || p.JailBlocks > MaxBlocks {
		return ErrBadParams.Wrapf("jail_blocks %d, allowed 1 to %d", p.JailBlocks, MaxBlocks)
	}
	return nil
}
