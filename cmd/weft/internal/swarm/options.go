// SPDX-License-Identifier: Apache-2.0

package swarm

import (
	"errors"
	"fmt"

	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/cmd/weft/internal/lab"
	"github.com/weft-network/weft/trainer/data"
	"github.com/weft-network/weft/trainer/data/token"
)

// ErrOptions is returned for a swarm that cannot be.
var ErrOptions = errors.New("swarm")

// Mode is what slots exchange.
type Mode string

// The modes.
const (
	// Coded exchanges deltas in the codec of the specification, as the network
	// does.
	Coded Mode = "coded"
	// Exact exchanges differences of parameters in binary32, unclipped: DiLoCo
	// without a codec. Bytes are those of a ring all-reduce in every round.
	Exact Mode = "exact"
	// Gradients is data parallel training: one optimiser, whose batch is that of
	// all slots together, without outer steps. Bytes are those of a ring
	// all-reduce in binary32 in every step.
	Gradients Mode = "gradients"
)

// Options describe a swarm.
type Options struct {
	// Spec is the job. Every mode takes from it how many slots and rounds there
	// are, and draws the same samples in each step.
	Spec *spec.Spec
	// Job is the number that the order of the samples depends on: on a chain that
	// of the job.
	Job  uint64
	Mode Mode
	// Again is the codes that are kept of every 4096 elements when the sum of a
	// round is encoded once more, with error feedback of its own, for the way
	// down; 0 means that every slot fetches the deltas of all others. Coded only;
	// the network has no such step.
	Again uint32
	Text  *data.Dataset
	// Tokenizer is that of the text.
	Tokenizer token.Tokenizer
	Machine   lab.Machine
	// EvalEvery is the rounds from one evaluation to the next, 0: only after the
	// last; EvalTokens bounds the held-out text, 0: all.
	EvalEvery  uint32
	EvalTokens int
	// Watch is told of every round; may be nil.
	Watch func(Round)
}

func (o *Options) validate() error {
	switch {
	case o.Mode != Coded && o.Mode != Exact && o.Mode != Gradients:
		return fmt.Errorf("%w: mode %q; allowed: %s, %s, %s", ErrOptions, o.Mode, Coded, Exact, Gradients)
	case o.Again > spec.MaxTopK:
		return fmt.Errorf("%w: %d codes on the way down; allowed: 0 to %d", ErrOptions, o.Again, spec.MaxTopK)
	case o.Again > 0 && o.Mode != Coded:
		return fmt.Errorf("%w: only deltas that are encoded can be encoded again; leave the codes on the way down at 0", ErrOptions)
	case o.EvalTokens < 0:
		return fmt.Errorf("%w: evaluation of %d tokens; allowed: 0 for all, or more", ErrOptions, o.EvalTokens)
	}
	if o.Watch == nil {
		o.Watch = func(Round) {}
	}
	return o.Spec.ValidateDraft()
}

// uncoded is a specification without what only deltas in a codec need.
func uncoded(s *spec.Spec) *spec.Spec {
	out := *s
	out.ProgramDigest = nil
	o := &out.Outer
	o.Codec, o.TopK, o.Feedback, o.Divisor = spec.Codec_CODEC_DENSE8, 0, "0", spec.Divisor_DIVISOR_SLOTS
	if o.Carry == spec.Carry_CARRY_FEEDBACK {
		o.Carry, out.Audit.Custodians = spec.Carry_CARRY_NONE, 0
	}
	return &out
}

// together is a specification whose step trains on the samples of all slots.
func together(s *spec.Spec) *spec.Spec {
	out := uncoded(s)
	out.Inner.Batch *= s.Rounds.Slots
	out.Inner.MicroBatches *= s.Rounds.Slots
	return out
}
