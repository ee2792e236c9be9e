// SPDX-License-Identifier: Apache-2.0

package lab

import (
	"context"
	"iter"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/trainer/engine"
)

// Made is a step, as two machines compare it.
type Made struct {
	Step  uint64
	State commit.ID
	Loss  float32
}

// Digests makes steps for as long as it is asked for more. An error is the
// last thing that it yields.
func Digests(ctx context.Context, s *spec.Spec, b Batches, m Machine) iter.Seq2[Made, error] {
	return func(yield func(Made, error) bool) {
		t, err := NewTrainer(s, b, engine.Config{Kernel: m.Kernel, Workers: m.Threads, Memory: m.Memory})
		if err != nil {
			yield(Made{}, err)
			return
		}
		defer t.Close()
		defer context.AfterFunc(ctx, t.Stop)()
		for {
			made := Made{}
			made.Loss, err = t.Step()
			if err == nil {
				made.Step = t.Done()
				made.State, err = t.ID()
			}
			if !yield(made, err) || err != nil {
				return
			}
		}
	}
}
