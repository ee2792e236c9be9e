// SPDX-License-Identifier: Apache-2.0

package types

import (
	"bytes"

	"github.com/weft-network/weft/chain/beacon"
)

// Bounds of the parameters. A year is counted at the shortest block time in use, 0.25 s.
const (
	MinKeepBlocks = 100
	MaxKeepBlocks = 126_144_000
	// defaultKeepBlocks is a week of blocks of 1 s.
	defaultKeepBlocks = 604_800
)

// DefaultParams returns the parameters of a chain without a beacon, with blocks of one second.
func DefaultParams() Params { return Params{KeepBlocks: defaultKeepBlocks} }

// Active reports whether the chain has a beacon.
func (p Params) Active() bool { return len(p.PublicKey) > 0 }

// Schedule says when the beacon publishes its rounds.
func (p Params) Schedule() beacon.Schedule {
	return beacon.Schedule{Genesis: p.GenesisTime, Period: int64(p.Period)}
}

// SameBeacon reports whether both name the same beacon: its rounds have the same signatures at the same times.
func (p Params) SameBeacon(q Params) bool {
	return bytes.Equal(p.PublicKey, q.PublicKey) && p.Period == q.Period && p.GenesisTime == q.GenesisTime
}

// Validate checks the bounds of every parameter.
func (p Params) Validate() error {
	if p.KeepBlocks < MinKeepBlocks || p.KeepBlocks > MaxKeepBlocks {
		return ErrBadParams.Wrapf("keep_blocks %d, allowed %d to %d", p.KeepBlocks, MinKeepBlocks, MaxKeepBlocks)
	}
	if !p.Active() {
		if p.Period != 0 || p.GenesisTime != 0 {
			return ErrBadParams.Wrapf("period %d and genesis_time %d without a public_key; both are 0 then", p.Period, p.GenesisTime)
		}
		return nil
	}
	if _, err := beacon.ParseKey(p.PublicKey); err != nil {
		return ErrBadParams.Wrapf("public_key %x: %s", p.PublicKey, err)
	}
	if p.Period > beacon.MaxPeriod { // before it is a signed number
		return ErrBadParams.Wrapf("period %d, allowed 1 to %d", p.Period, beacon.MaxPeriod)
	}
	if err := p.Schedule().Validate(); err != nil {
		return ErrBadParams.Wrap(err.Error())
	}
	return nil
}
