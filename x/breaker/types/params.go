// SPDX-License-Identifier: Apache-2.0

package types

// defaultMaxBlocks is three days of blocks of a second: a vote of two days, and a day to see that it is needed.
const defaultMaxBlocks = 259_200

// DefaultParams returns the parameters of a chain with blocks of one second.
func DefaultParams() Params { return Params{MaxBlocks: defaultMaxBlocks} }

// Validate checks the bounds of every parameter.
func (p Params) Validate() error {
	if p.MaxBlocks == 0 || p.MaxBlocks > MaxMaxBlocks {
		return ErrBadParams.Wrapf("max_blocks %d, allowed 1 to %d", p.MaxBlocks, MaxMaxBlocks)
	}
	return nil
}
