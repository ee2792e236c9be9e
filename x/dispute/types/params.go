// SPDX-License-Identifier: Apache-2.0

package types

import "cosmossdk.io/math"

// Bounds of the parameters and of what the module keeps.
const (
	// MaxAmount bounds every amount that fits a uint64 field, in uweft.
	MaxAmount = 1 << 53
	// MaxBlocks bounds every duration, in blocks (about a year of seconds).
	MaxBlocks = 1 << 25
	// MaxSeals is the most unused seals of one account.
	MaxSeals = 16
	// MaxLost is the most lost challenges that are remembered of one account:
	// from there on the bond does not double any more.
	MaxLost = 16
	// BondFactor is a bond as a multiple of what a defence costs (A6).
	BondFactor = 3
	// MaxWitnessPenalty bounds witness_penalty: whoever promised to serve what
	// another made loses less than who made it.
	MaxWitnessPenalty = 2_000
	// MinReauditRate is the least part of the reports of a match that is looked
	// at again (A3), MaxReauditRate ten looks at each.
	MinReauditRate = Million / 10
	MaxReauditRate = 10 * Million
)

// DefaultParams returns the parameters of a new chain with blocks of a second.
func DefaultParams() Params {
	return Params{
		DefenceCost: 100_000, // 4 M gas at 0.025 uweft
		MaxBond:     100_000_000_000,
		SealBlocks:  3_600,

		VerifierStake:  100_000_000, // 100 WEFT
		ActivityBlocks: 3_600,
		HistoryBlocks:  1_209_600, // two weeks
		ReauditRate:    150_000,
		ResponseCost:   20_000, // 0.6 M gas at 0.025 uweft, and some
		MaxDeposit:     5_000_000,
		RequestNotice:  60,
		WitnessPenalty: 500,
	}
}

// Validate checks every bound.
func (p Params) Validate() error {
	for _, f := range []struct {
		name            string
		value, min, max uint64
	}{
		{"defence_cost", p.DefenceCost, 1, MaxAmount},
		{"max_bond", p.MaxBond, 1, MaxAmount},
		{"seal_blocks", p.SealBlocks, 2, MaxBlocks},
		{"verifier_stake", p.VerifierStake, 1, MaxAmount},
		{"activity_blocks", p.ActivityBlocks, 1, MaxBlocks},
		{"history_blocks", p.HistoryBlocks, 1, MaxBlocks},
		{"reaudit_rate", uint64(p.ReauditRate), MinReauditRate, MaxReauditRate},
		{"response_cost", p.ResponseCost, 1, MaxAmount},
		{"max_deposit", p.MaxDeposit, 1, MaxAmount},
		{"request_notice", p.RequestNotice, 1, MaxBlocks},
		{"witness_penalty", uint64(p.WitnessPenalty), 1, MaxWitnessPenalty},
	} {
		if f.value < f.min || f.value > f.max {
			return ErrInvalidParams.Wrapf("%s is %d, allowed %d to %d", f.name, f.value, f.min, f.max)
		}
	}
	return nil
}

// BaseBond is the bond of an account that has lost no challenge: BondFactor
// times what the defence pays for its transactions and for replaying a segment.
func (p Params) BaseBond(replay math.Int) math.Int {
	return math.NewIntFromUint64(p.DefenceCost).Add(replay).MulRaw(BondFactor)
}
