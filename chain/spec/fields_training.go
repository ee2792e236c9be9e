// SPDX-License-Identifier: Apache-2.0

package spec

var (
	withDecay = &condition{`inner.schedule.kind "linear", "wsd" or "cosine"`, func(s *Spec) bool {
		return s.Inner.Schedule.Kind != ScheduleKind_SCHEDULE_KIND_CONSTANT
	}}
	withSparse = &condition{`outer.codec "sparse"`, func(s *Spec) bool {
		return s.Outer.Codec == Codec_CODEC_SPARSE
	}}
	withNesterov = &condition{`outer.kind "nesterov"`, func(s *Spec) bool {
		return s.Outer.Kind == OuterKind_OUTER_KIND_NESTEROV
	}}
)

var storageWords = []string{"f32", "bf16"}

var innerFields = []field{
	{
		path: "inner.kind", kind: word[InnerKind]{func(s *Spec) *InnerKind { return &s.Inner.Kind }, []string{"adamw"}},
		def: `"adamw"`, about: "inner optimiser",
	},
	{
		path: "inner.beta1", kind: decimal{func(s *Spec) *string { return &s.Inner.Beta1 }, "0", "0.9999"},
		def: "0.9", about: "decay of the first moment",
	},
	{
		path: "inner.beta2", kind: decimal{func(s *Spec) *string { return &s.Inner.Beta2 }, "0", "0.999999"},
		def: "0.95", about: "decay of the second moment",
	},
	{
		path: "inner.eps", kind: decimal{func(s *Spec) *string { return &s.Inner.Eps }, "0.0000000000000001", "0.01"},
		def: "0.00000001", about: "epsilon of the optimiser's division",
	},
	{
		path: "inner.weight_decay", kind: decimal{func(s *Spec) *string { return &s.Inner.WeightDecay }, "0", "1"},
		def: "0.1", about: "decoupled weight decay of the matrices, embeddings excepted",
	},
	{
		path: "inner.clip", kind: decimal{func(s *Spec) *string { return &s.Inner.Clip }, "0", "1000000"},
		def: "1", about: "bound on the gradient norm; 0 means none",
	},
	{
		path: "inner.schedule.kind", kind: word[ScheduleKind]{
			func(s *Spec) *ScheduleKind { return &s.Inner.Schedule.Kind },
			[]string{"constant", "linear", "wsd", "cosine"},
		},
		def: `"cosine"`, about: "shape of the learning rate after the warm-up",
	},
	{
		path: "inner.schedule.peak", kind: decimal{func(s *Spec) *string { return &s.Inner.Schedule.Peak }, "0.000000000001", "1"},
		about: "learning rate at the end of the warm-up",
	},
	{
		path: "inner.schedule.final", kind: decimal{func(s *Spec) *string { return &s.Inner.Schedule.Final }, "0", "1"},
		def: "0", when: withDecay, about: "learning rate at the end of the decay; at most the peak",
	},
	{
		path: "inner.schedule.warmup_steps", kind: integer[uint64]{
			ref: func(s *Spec) *uint64 { return &s.Inner.Schedule.WarmupSteps }, max: MaxRounds * MaxSteps,
		},
		def: "0", about: "inner steps of the linear warm-up, over the whole job",
	},
	{
		path: "inner.schedule.decay_steps", kind: integer[uint64]{
			ref: func(s *Spec) *uint64 { return &s.Inner.Schedule.DecaySteps }, min: 1, max: MaxRounds * MaxSteps,
		},
		derive: deriveDecay, derived: "all steps after the warm-up; with \"wsd\" a fifth of them",
		when: withDecay, about: "inner steps of the decay; with \"wsd\" the last ones of the job, else the ones after the warm-up",
	},
	{
		path: "inner.steps", kind: integer[uint32]{ref: func(s *Spec) *uint32 { return &s.Inner.Steps }, min: 1, max: MaxSteps},
		about: "H, the inner steps of a unit",
	},
	{
		path: "inner.batch", kind: integer[uint32]{ref: func(s *Spec) *uint32 { return &s.Inner.Batch }, min: 1, max: MaxBatch},
		about: "samples of one step",
	},
	{
		path: "inner.micro_batches", kind: integer[uint32]{ref: func(s *Spec) *uint32 { return &s.Inner.MicroBatches }, min: 1, max: MaxMicroBatches},
		derive: deriveMicroBatches, derived: "the fewest that keep a micro-batch within its bound",
		about: "parts that a step's batch is cut into; divides `inner.batch`",
	},
	{
		path: "inner.context", kind: integer[uint32]{ref: func(s *Spec) *uint32 { return &s.Inner.Context }, min: 1, max: MaxContext},
		about: "tokens of a sample",
	},
	{
		path: "inner.moments", kind: word[Storage]{func(s *Spec) *Storage { return &s.Inner.Moments }, storageWords},
		def: `"f32"`, about: "storage of the optimiser's moments",
	},
	{
		path: "inner.activations", kind: word[Storage]{func(s *Spec) *Storage { return &s.Inner.Activations }, storageWords},
		def: `"f32"`, about: "storage of the activations that the backward pass reads",
	},
}

var outerFields = []field{
	{
		path: "outer.codec", kind: word[Codec]{func(s *Spec) *Codec { return &s.Outer.Codec }, []string{"dense8", "sparse"}},
		def: `"sparse"`, about: "encoding of a delta",
	},
	{
		path: "outer.top_k", kind: integer[uint32]{ref: func(s *Spec) *uint32 { return &s.Outer.TopK }, min: 1, max: MaxTopK},
		derive: deriveTopK, derived: "64; below 300 rounds 128, below 100 rounds 256",
		when: withSparse, about: "codes kept of every 4096 elements",
	},
	{
		path: "outer.feedback", kind: decimal{func(s *Spec) *string { return &s.Outer.Feedback }, "0", "1"},
		derive: deriveFeedback, derived: "0.95 with \"sparse\", below 200 rounds 0.999; 0 with \"dense8\"",
		about: "decay of the error feedback, which adds what a delta left out to the next one; 0 means no error feedback",
	},
	{
		path: "outer.exponent_min", kind: integer[int32]{ref: func(s *Spec) *int32 { return &s.Outer.ExponentMin }, min: MinExponent, max: MaxExponent},
		derive: deriveExponent, derived: "-28 with \"sparse\", -34 with \"dense8\"",
		about: "Emin, the lowest scale of a delta's codes as a power of two; the highest is 24 above",
	},
	{
		path: "outer.kind", kind: word[OuterKind]{func(s *Spec) *OuterKind { return &s.Outer.Kind }, []string{"sgd", "nesterov"}},
		derive: deriveOuterKind, derived: "\"sgd\" with \"sparse\", \"nesterov\" with \"dense8\"",
		about: "outer optimiser",
	},
	{
		path: "outer.learning_rate", kind: decimal{func(s *Spec) *string { return &s.Outer.LearningRate }, "0.000001", "10"},
		derive: deriveOuterRate, derived: "1 with \"sgd\", 0.7 with \"nesterov\"",
		about: "outer learning rate",
	},
	{
		path: "outer.momentum", kind: decimal{func(s *Spec) *string { return &s.Outer.Momentum }, "0", "0.9999"},
		def: "0.9", when: withNesterov, about: "outer momentum",
	},
	{
		path: "outer.divisor", kind: word[Divisor]{func(s *Spec) *Divisor { return &s.Outer.Divisor }, []string{"slots", "senders"}},
		derive: deriveDivisor, derived: "\"senders\" with \"sparse\", \"slots\" with \"dense8\"",
		about: "what an element's sum is divided by: the included slots, or those that sent the element; \"senders\" needs \"sparse\"",
	},
	{
		path: "outer.carry", kind: word[Carry]{func(s *Spec) *Carry { return &s.Outer.Carry }, []string{"all", "feedback", "none"}},
		def: `"all"`, about: "what a slot carries from round to round: moments and error feedback, error feedback only, or nothing",
	},
}

func deriveDecay(s *Spec) {
	total, warmup := s.totalSteps(), s.Inner.Schedule.WarmupSteps
	if warmup >= total {
		return
	}
	s.Inner.Schedule.DecaySteps = total - warmup
	if s.Inner.Schedule.Kind == ScheduleKind_SCHEDULE_KIND_WSD {
		s.Inner.Schedule.DecaySteps = max(1, (total-warmup)/5)
	}
}

// deriveMicroBatches leaves 0, which validation names, if no number fits.
func deriveMicroBatches(s *Spec) {
	batch, context := uint64(s.Inner.Batch), uint64(s.Inner.Context)
	for m := uint64(1); m <= min(batch, MaxMicroBatches); m++ {
		if batch%m == 0 && batch/m*context <= MaxMicroBatchTokens {
			s.Inner.MicroBatches = uint32(m)
			return
		}
	}
}

func deriveTopK(s *Spec) {
	switch {
	case s.Rounds.Rounds < 100:
		s.Outer.TopK = 256
	case s.Rounds.Rounds < 300:
		s.Outer.TopK = 128
	default:
		s.Outer.TopK = 64
	}
}

func deriveFeedback(s *Spec) {
	switch {
	case s.Outer.Codec == Codec_CODEC_DENSE8:
		s.Outer.Feedback = "0"
	case s.Rounds.Rounds < 200:
		s.Outer.Feedback = "0.999"
	default:
		s.Outer.Feedback = "0.95"
	}
}

// deriveExponent makes room for the largest change that a round makes to an
// element, about 0.15: three of the highest scale, or 127.
func deriveExponent(s *Spec) {
	s.Outer.ExponentMin = -34
	if s.Outer.Codec == Codec_CODEC_SPARSE {
		s.Outer.ExponentMin = -28
	}
}

func deriveOuterKind(s *Spec) {
	s.Outer.Kind = OuterKind_OUTER_KIND_SGD
	if s.Outer.Codec == Codec_CODEC_DENSE8 {
		s.Outer.Kind = OuterKind_OUTER_KIND_NESTEROV
	}
}

func deriveOuterRate(s *Spec) {
	s.Outer.LearningRate = "1"
	if s.Outer.Kind == OuterKind_OUTER_KIND_NESTEROV {
		s.Outer.LearningRate = "0.7"
	}
}

func deriveDivisor(s *Spec) {
	s.Outer.Divisor = Divisor_DIVISOR_SENDERS
	if s.Outer.Codec == Codec_CODEC_DENSE8 {
		s.Outer.Divisor = Divisor_DIVISOR_SLOTS
	}
}
