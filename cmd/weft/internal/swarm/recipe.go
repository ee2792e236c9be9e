// SPDX-License-Identifier: Apache-2.0

package swarm

import (
	"fmt"

	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/cmd/weft/internal/lab"
	"github.com/weft-network/weft/trainer/data"
)

// Small trains in seconds, and has matrices of whole sparse blocks.
var Small = lab.Size{Name: "100k", Width: 64, Layers: 2, Heads: 4, FFN: 192, Context: 64, Batch: 4, Peak: "0.01"}

// Sizes are Small and those of the lab.
func Sizes() []lab.Size { return append([]lab.Size{Small}, lab.Sizes...) }

// SizeNames lists the sizes for messages.
func SizeNames() string { return Small.Name + ", " + lab.SizeNames() }

// SizeNamed finds a size.
func SizeNamed(name string) (lab.Size, error) {
	for _, z := range Sizes() {
		if z.Name == name {
			return z, nil
		}
	}
	return lab.Size{}, fmt.Errorf("%w: %q; allowed: %s", lab.ErrSize, name, SizeNames())
}

// Uncoded is the codec of a recipe whose deltas are binary32 numbers.
const Uncoded = "none"

// Recipe is what a swarm changes in a specification; zero values leave things
// as they are.
type Recipe struct {
	Slots, Steps, Rounds, Batch uint32
	// Tokens of all slots together give the rounds, rounded down.
	Tokens uint64
	// Peak is the inner learning rate.
	Peak string
	// Codec is dense8, sparse or Uncoded. With one comes its outer optimiser,
	// error feedback and divisor, as far as they are not given.
	Codec    string
	TopK     uint32
	Feedback string
	// Rate and Momentum are those of the outer optimiser; "0" as momentum means
	// none.
	Rate, Momentum string
	Divisor, Carry string
}

// Start is the specification of a size, before a recipe.
func Start(z lab.Size, m data.Manifest, seed uint64) (*spec.Spec, error) {
	return z.Spec(m, 1, seed)
}

// Apply changes a specification and binds it to its programs.
func (r *Recipe) Apply(s *spec.Spec) error {
	plain, err := r.plain()
	if err != nil {
		return err
	}
	return plain.apply(s)
}

// plain is a recipe whose numbers are written as specifications have them:
// 1e-3 is 0.001.
func (r *Recipe) plain() (Recipe, error) {
	out := *r
	for field, text := range map[string]*string{
		"peak": &out.Peak, "feedback": &out.Feedback, "outer rate": &out.Rate, "outer momentum": &out.Momentum,
	} {
		if *text == "" {
			continue
		}
		d, err := spec.ReadDecimal(*text)
		if err != nil {
			return out, fmt.Errorf("%w: %s %q: %w", ErrOptions, field, *text, err)
		}
		*text = d.String()
	}
	return out, nil
}

func (r *Recipe) apply(s *spec.Spec) error {
	if err := r.shape(s); err != nil {
		return err
	}
	if err := r.codec(&s.Outer); err != nil {
		return err
	}
	if err := r.optimiser(&s.Outer); err != nil {
		return err
	}
	if s.Outer.Carry == spec.Carry_CARRY_NONE {
		s.Audit.Custodians = 0 // of nothing
	}
	s.ProgramDigest = nil
	return program.Bind(s)
}

// Shares of a schedule: a tenth to warm up, but no more steps than that.
const (
	warmupPart = 10
	mostWarmup = 100
)

// shape sets slots, steps and rounds, and fits the schedule to them.
func (r *Recipe) shape(s *spec.Spec) error {
	before := lab.Steps(s)
	set(&s.Rounds.Slots, r.Slots)
	set(&s.Inner.Steps, r.Steps)
	set(&s.Rounds.Rounds, r.Rounds)
	if r.Batch > 0 {
		s.Inner.Batch, s.Inner.MicroBatches = r.Batch, 1
	}
	if s.Rounds.Slots > spec.MaxSlots || s.Inner.Steps > spec.MaxSteps || s.Inner.Batch > spec.MaxBatch {
		return fmt.Errorf("%w: %d slots, %d steps, batches of %d; allowed: at most %d, %d, %d",
			ErrOptions, s.Rounds.Slots, s.Inner.Steps, s.Inner.Batch, spec.MaxSlots, spec.MaxSteps, spec.MaxBatch)
	}
	if r.Tokens > 0 {
		round := uint64(s.Rounds.Slots) * uint64(s.Inner.Steps) * uint64(s.Inner.Batch) * uint64(s.Inner.Context)
		n := r.Tokens / round
		if n < 1 || n > spec.MaxRounds {
			return fmt.Errorf("%w: %d tokens are %d rounds of %d; allowed: 1 to %d rounds", ErrOptions, r.Tokens, n, round, spec.MaxRounds)
		}
		s.Rounds.Rounds = uint32(n)
	}
	s.Rounds.Quorum = min(max(s.Rounds.Quorum, 1), s.Rounds.Slots)
	s.Rounds.EvalEvery = 0
	s.Audit.AnchorEvery = max(1, s.Inner.Steps/spec.DefaultAnchors)
	in := &s.Inner.Schedule
	if after := lab.Steps(s); after != before {
		in.WarmupSteps = min(after/warmupPart, mostWarmup)
		if in.Kind != spec.ScheduleKind_SCHEDULE_KIND_CONSTANT {
			in.DecaySteps = after - in.WarmupSteps
		}
	}
	if r.Peak == "" {
		return nil
	}
	in.Peak = r.Peak
	if in.Kind == spec.ScheduleKind_SCHEDULE_KIND_CONSTANT {
		return nil
	}
	final, err := spec.ReadDecimal(r.Peak + "e-1")
	in.Final = final.String()
	return err
}

func set(to *uint32, v uint32) {
	if v > 0 {
		*to = v
	}
}

// codec sets the codec with what suits it.
func (r *Recipe) codec(o *spec.Outer) error {
	switch r.Codec {
	case "":
	case "dense8", Uncoded:
		o.Codec, o.TopK, o.Feedback, o.ExponentMin = spec.Codec_CODEC_DENSE8, 0, "0", -34
		o.Kind, o.LearningRate, o.Momentum = spec.OuterKind_OUTER_KIND_NESTEROV, "0.7", "0.9"
		o.Divisor = spec.Divisor_DIVISOR_SLOTS
	case "sparse":
		o.Codec, o.TopK, o.Feedback, o.ExponentMin = spec.Codec_CODEC_SPARSE, 64, "0.95", -28
		o.Kind, o.LearningRate, o.Momentum = spec.OuterKind_OUTER_KIND_SGD, "1", ""
		o.Divisor = spec.Divisor_DIVISOR_SENDERS
	default:
		return fmt.Errorf("%w: codec %q; allowed: dense8, sparse, %s", ErrOptions, r.Codec, Uncoded)
	}
	if r.TopK > 0 {
		if o.Codec != spec.Codec_CODEC_SPARSE {
			return fmt.Errorf("%w: %d codes kept of a block; only the codec sparse leaves any out", ErrOptions, r.TopK)
		}
		o.TopK = r.TopK
	}
	if r.Feedback != "" {
		o.Feedback = r.Feedback
	}
	return nil
}

// optimiser sets the outer step and what is carried.
func (r *Recipe) optimiser(o *spec.Outer) error {
	if r.Rate != "" {
		o.LearningRate = r.Rate
	}
	switch r.Momentum {
	case "":
	case "0":
		o.Kind, o.Momentum = spec.OuterKind_OUTER_KIND_SGD, ""
	default:
		o.Kind, o.Momentum = spec.OuterKind_OUTER_KIND_NESTEROV, r.Momentum
	}
	switch r.Divisor {
	case "":
	case "slots":
		o.Divisor = spec.Divisor_DIVISOR_SLOTS
	case "senders":
		o.Divisor = spec.Divisor_DIVISOR_SENDERS
	default:
		return fmt.Errorf("%w: divisor %q; allowed: slots, senders", ErrOptions, r.Divisor)
	}
	switch r.Carry {
	case "":
	case "all":
		o.Carry = spec.Carry_CARRY_ALL
	case "feedback":
		o.Carry = spec.Carry_CARRY_FEEDBACK
	case "none":
		o.Carry = spec.Carry_CARRY_NONE
	default:
		return fmt.Errorf("%w: carry %q; allowed: all, feedback, none", ErrOptions, r.Carry)
	}
	return nil
}
