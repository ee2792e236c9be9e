// SPDX-License-Identifier: Apache-2.0

package types

// Bounds of the parameters.
const (
	// BasisPoints is the whole of a fraction in basis points.
	BasisPoints = 10_000
	// MaxPenalty bounds miss_penalty: missing work costs little, never more.
	MaxPenalty = 500
	// MaxConfessPenalty bounds confess_penalty; a confession must stay cheaper
	// than being proven false.
	MaxConfessPenalty = 5_000
	// MaxAmount bounds every amount that fits a uint64 field, in uweft.
	MaxAmount = 1 << 53
	// MaxBlocks bounds every duration, in blocks (about a year of seconds).
	MaxBlocks = 1 << 25
	// MaxStakeFactor bounds stake_factor.
	MaxStakeFactor = 10_000
)

// DefaultParams returns the parameters of a new chain with blocks of a second.
func DefaultParams() Params {
	return Params{
		FlopPrice:      250, // uweft per 10^15 FLOP: about 1 WEFT for an hour of 10^15 FLOP/s
		OuterBond:      1_000_000,
		MissPenalty:    100,
		ConfessPenalty: 1_000,
		MinWindow:      2,
		MaxLate:        3 * 86_400,
		MaxWait:        30 * 86_400,
		StakeFactor:    50,
	}
}

// Validate checks every bound.
func (p Params) Validate() error {
	for _, f := range []struct {
		name            string
		value, min, max uint64
	}{
		{"flop_price", p.FlopPrice, 1, MaxAmount},
		{"outer_bond", p.OuterBond, 1, MaxAmount},
		{"miss_penalty", uint64(p.MissPenalty), 0, MaxPenalty},
		{"confess_penalty", uint64(p.ConfessPenalty), 1, MaxConfessPenalty},
		{"min_window", p.MinWindow, 1, MaxBlocks},
		{"max_late", p.MaxLate, 1, MaxBlocks},
		{"max_wait", p.MaxWait, 1, MaxBlocks},
		{"stake_factor", uint64(p.StakeFactor), 1, MaxStakeFactor},
	} {
		if f.value < f.min || f.value > f.max {
			return ErrInvalidParams.Wrapf("%s is %d, allowed %d to %d", f.name, f.value, f.min, f.max)
		}
	}
	return nil
}
