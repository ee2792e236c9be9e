// SPDX-License-Identifier: Apache-2.0

package replay

import (
	"context"
	"math"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/trainer/engine"
)

// Losses executes evaluations that differ only in their tokens, one after the
// other: the state is read once, and no trace is made. of gives the facts of
// batch 0, 1, … and nil after the last; told learns what each comes to, and
// stops the work by false.
func Losses(ctx context.Context, cfg Config, files Files, of func(batch uint32) (*game.Facts, error), told func(batch uint32, out []byte) bool) error {
	s := &Story{ctx: ctx, files: files, cfg: cfg}
	var x *execution
	for batch := uint32(0); ; batch++ {
		f, err := of(batch)
		if err != nil || f == nil {
			return err
		}
		if err := f.Validate(); err != nil {
			return err
		}
		s.facts = f
		if x == nil {
			if x, err = s.execute(); err != nil {
				return err
			}
			defer x.Close()
		} else if err := s.again(x); err != nil {
			return err
		}
		outputs := f.Program.Outputs()
		if !told(batch, commit.LossOut(math.Float32bits(x.Output(len(outputs) - 1).F32()[0]))) {
			return nil
		}
	}
}

// again runs an execution on the tokens of other facts.
func (s *Story) again(x *execution) error {
	if err := s.tokens(x.Engine); err != nil {
		return err
	}
	return s.compute(x)
}

// tokens fills the inputs that are other ones in every batch.
func (s *Story) tokens(e *engine.Engine) error {
	for i := range s.facts.Program.NumInputs() {
		in, err := s.facts.Program.Input(i)
		if err != nil {
			return err
		}
		if in.Class != program.ClassTokens {
			continue
		}
		if err := s.fill(&in, e.Input(i)); err != nil {
			return err
		}
	}
	return nil
}
