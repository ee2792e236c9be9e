// SPDX-License-Identifier: Apache-2.0

package types

import (
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
)

// Sizes are the lengths of the files that the commits of a job name.
type Sizes struct {
	// State is that of a state of a unit, Base that of an outer state.
	State, Base, Delta uint64
}

// SizesOf follows from a valid specification.
func SizesOf(s *spec.Spec) (Sizes, error) {
	state, err := program.NewState(s)
	if err != nil {
		return Sizes{}, ErrProgram.Wrap(err.Error())
	}
	base, err := program.NewOuterState(s)
	if err != nil {
		return Sizes{}, ErrProgram.Wrap(err.Error())
	}
	outer, err := program.OuterOf(s)
	if err != nil {
		return Sizes{}, ErrProgram.Wrap(err.Error())
	}
	return Sizes{State: state.Size(), Base: base.Size(), Delta: uint64(outer.DeltaBytes())}, nil
}
