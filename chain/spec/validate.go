// SPDX-License-Identifier: Apache-2.0

package spec

import "fmt"

// Validate returns nil, or a FieldError that names the first field whose value
// is not allowed. It accepts anything: cost and memory do not depend on the
// numbers that a hostile specification holds.
func (s *Spec) Validate() error {
	if s != nil && len(s.ProgramDigest) == 0 {
		if err := s.ValidateDraft(); err != nil {
			return err
		}
		return &FieldError{"program_digest", "missing", fmt.Sprintf("%d bytes, the digest of the step program", DigestBytes)}
	}
	return s.ValidateDraft()
}

// ValidateDraft is Validate for a specification whose program digest may be
// missing: only chain/program can compute it, from all the other fields.
func (s *Spec) ValidateDraft() error {
	if s == nil {
		return &FieldError{"specification", "missing", "a specification"}
	}
	for i := range fields {
		if err := fields[i].check(s); err != nil {
			return err
		}
	}
	// From here on every number lies in its own range, so that none of the
	// products below overflows 64 bits.
	for _, relation := range [...]func(*Spec) error{
		checkModel, checkInit, checkDataset, checkValidation, checkBatch, checkSchedule,
		checkOuter, checkRounds, checkAudit, checkWindows,
	} {
		if err := relation(s); err != nil {
			return err
		}
	}
	return nil
}

func checkModel(s *Spec) error {
	m := &s.Model
	switch {
	case m.Heads%m.KvHeads != 0:
		return refuse("model.kv_heads", m.KvHeads, "a divisor of model.heads, which is %d", m.Heads)
	case m.HeadDim%2 != 0:
		return refuse("model.head_dim", m.HeadDim, "an even number, because rotary positions turn pairs")
	case uint64(m.Heads)*uint64(m.HeadDim) > MaxAttentionWidth:
		return refuse("model.head_dim", m.HeadDim, "at most %d with %d heads", MaxAttentionWidth/m.Heads, m.Heads)
	}
	return nil
}

func checkInit(s *Spec) error {
	switch seeded, based := len(s.Init.Seed) > 0, s.Init.Base != nil; {
	case seeded && based:
		return &FieldError{"init.base", "given beside init.seed", "exactly one of init.seed and init.base"}
	case !seeded && !based:
		return &FieldError{"init.seed", "missing", "exactly one of init.seed and init.base"}
	}
	return nil
}

func checkDataset(s *Spec) error {
	d := &s.Data
	switch {
	case d.TokenWidth == 3:
		return refuse("data.token_width", d.TokenWidth, "1, 2 or 4")
	case uint64(s.Model.Vocab) > 1<<(8*d.TokenWidth):
		return refuse("model.vocab", s.Model.Vocab, "at most %d with data.token_width %d", uint64(1)<<(8*d.TokenWidth), d.TokenWidth)
	case d.Dataset.Size_ != d.Tokens*uint64(d.TokenWidth):
		return refuse("data.dataset.size", d.Dataset.Size_, "data.tokens * data.token_width, which is %d", d.Tokens*uint64(d.TokenWidth))
	case d.DocumentMask && d.Separator >= s.Model.Vocab:
		return refuse("data.separator", d.Separator, "below model.vocab, which is %d", s.Model.Vocab)
	}
	return nil
}

// checkValidation keeps the slice at the end of the corpus, so that training
// reads one range, and both ranges long enough for one sample.
func checkValidation(s *Spec) error {
	d, sample := &s.Data, uint64(s.Inner.Context)+1
	switch {
	case d.ValidationTokens == 0 && d.ValidationStart != 0:
		return refuse("data.validation_start", d.ValidationStart, "0 without a validation slice")
	case d.ValidationTokens != 0 && d.ValidationTokens < sample:
		return refuse("data.validation_tokens", d.ValidationTokens, "0, or at least a sample of inner.context + 1 = %d", sample)
	case d.ValidationTokens != 0 && d.ValidationStart+d.ValidationTokens != d.Tokens:
		return refuse("data.validation_start", d.ValidationStart, "data.tokens - data.validation_tokens: the slice ends the corpus of %d tokens", d.Tokens)
	case s.TrainTokens() < sample:
		return refuse("data.tokens", d.Tokens, "at least a sample of inner.context + 1 = %d before the validation slice", sample)
	}
	return nil
}

func checkBatch(s *Spec) error {
	in := &s.Inner
	if in.Batch%in.MicroBatches != 0 {
		return refuse("inner.micro_batches", in.MicroBatches, "a divisor of inner.batch, which is %d", in.Batch)
	}
	if samples := in.Batch / in.MicroBatches; uint64(samples)*uint64(in.Context) > MaxMicroBatchTokens {
		return refuse("inner.micro_batches", in.MicroBatches, "enough that a micro-batch, now %d samples of %d tokens, has at most %d tokens",
			samples, in.Context, MaxMicroBatchTokens)
	}
	if uint64(in.MicroBatches)*uint64(s.Model.Layers) > MaxLayerPasses {
		return refuse("inner.micro_batches", in.MicroBatches, "at most %d with %d layers", MaxLayerPasses/s.Model.Layers, s.Model.Layers)
	}
	return nil
}

func checkSchedule(s *Spec) error {
	sch, total := &s.Inner.Schedule, s.totalSteps()
	switch {
	case withDecay.holds(s) && compareDecimals(sch.Final, sch.Peak) > 0:
		return refuse("inner.schedule.final", sch.Final, "at most inner.schedule.peak, which is %s", sch.Peak)
	case sch.WarmupSteps > total:
		return refuse("inner.schedule.warmup_steps", sch.WarmupSteps, "at most rounds.rounds * inner.steps, which is %d", total)
	case sch.WarmupSteps+sch.DecaySteps > total:
		return refuse("inner.schedule.decay_steps", sch.DecaySteps, "at most rounds.rounds * inner.steps - warmup_steps, which is %d", total-sch.WarmupSteps)
	}
	return nil
}

func checkOuter(s *Spec) error {
	o := &s.Outer
	switch {
	case o.Divisor == Divisor_DIVISOR_SENDERS && o.Codec != Codec_CODEC_SPARSE:
		return &FieldError{"outer.divisor", `"senders"`, `"slots" unless outer.codec is "sparse": every slot sends every element`}
	case o.Carry == Carry_CARRY_FEEDBACK && o.Feedback == "0":
		return &FieldError{"outer.carry", `"feedback"`, `"all" or "none" when outer.feedback is 0: there is no error feedback to carry`}
	}
	return nil
}

func checkRounds(s *Spec) error {
	r := &s.Rounds
	switch {
	case r.Quorum > r.Slots:
		return refuse("rounds.quorum", r.Quorum, "at most rounds.slots, which is %d", r.Slots)
	case r.EvalEvery > r.Rounds:
		return refuse("rounds.eval_every", r.EvalEvery, "at most rounds.rounds, which is %d", r.Rounds)
	case r.EvalEvery > 0 && s.Data.ValidationTokens == 0:
		return refuse("rounds.eval_every", r.EvalEvery, "0 without a validation slice")
	}
	return nil
}

func checkAudit(s *Spec) error {
	j, h := s.Audit.AnchorEvery, s.Inner.Steps
	if least := (h + MaxAnchors - 1) / MaxAnchors; j > h || j < least {
		return refuse("audit.anchor_every", j, "%s with inner.steps %d", between(fmt.Sprint(least), fmt.Sprint(h)), h)
	}
	return nil
}

func checkWindows(s *Spec) error {
	w := &s.Windows
	if w.Enrol > w.MaxWait {
		return refuse("windows.enrol", w.Enrol, "at most windows.max_wait, which is %d", w.MaxWait)
	}
	if w.GameExtension > w.GameClock {
		return refuse("windows.game_extension", w.GameExtension, "at most windows.game_clock, which is %d", w.GameClock)
	}
	for _, audit := range [...]struct {
		field  string
		blocks uint64
	}{
		{"windows.audit_commit", w.AuditCommit},
		{"windows.audit_reveal", w.AuditReveal},
		{"windows.challenge", w.Challenge},
	} {
		if audit.blocks < w.GameExtension {
			return refuse(audit.field, audit.blocks, "at least windows.game_extension, which is %d", w.GameExtension)
		}
	}
	return nil
}

// refuse makes the FieldError of a relation between fields.
func refuse(field string, value any, allowed string, args ...any) error {
	return &FieldError{field, fmt.Sprint(value), fmt.Sprintf(allowed, args...)}
}
