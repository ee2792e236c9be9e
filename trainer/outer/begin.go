// SPDX-License-Identifier: Apache-2.0

package outer

import (
	"fmt"

	"github.com/weft-network/weft/trainer/tensor"
)

// State is the tensors of the state of a unit, by class. Feedback is nil in a
// job without error feedback.
type State struct{ Params, Moment1, Moment2, Feedback []tensor.Tensor }

// Begin is step 0: it writes the state that the inner steps start from.
// Parameters are the base. Moments and error feedback are those of from, where
// the job carries them, else zero; from is the state after the latest unit of
// the slot's holder that was included and not proven false, or nil if there is
// none (R7). from may be the memory of to.
func (x *Exchange) Begin(to State, base []tensor.Tensor, from *State) error {
	if from == nil {
		from = &State{}
	}
	if len(to.Moment1) == 0 || (to.Feedback != nil) != x.o.Dims.Feedback {
		return fmt.Errorf("%w: a state with %d moments; error feedback given: %t, in the specification: %t",
			ErrShape, len(to.Moment1), to.Feedback != nil, x.o.Dims.Feedback)
	}
	moments := tensor.Type(x.o.Dims.Moments)
	for _, c := range []struct {
		what     string
		to, from []tensor.Tensor
		format   tensor.Type
		carried  bool
	}{
		{"parameters", to.Params, base, tensor.F32, true},
		{"first moments", to.Moment1, from.Moment1, moments, x.o.CarryMoments},
		{"second moments", to.Moment2, from.Moment2, moments, x.o.CarryMoments},
		{"error feedback", to.Feedback, from.Feedback, tensor.F32, true},
	} {
		if c.to == nil {
			continue
		}
		if err := x.fits(c.what, c.to, c.format); err != nil {
			return err
		}
		if c.from == nil || !c.carried {
			for i := range c.to {
				clear(c.to[i].Data)
			}
			continue
		}
		if err := x.fits("carried "+c.what, c.from, c.format); err != nil {
			return err
		}
		for i := range c.to {
			copy(c.to[i].Data, c.from[i].Data)
		}
	}
	return nil
}
