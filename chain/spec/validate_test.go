// SPDX-License-Identifier: Apache-2.0

package spec_test

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/chain/spec/spectest"
)

// everything is a specification in which every conditional field applies. It
// has both origins of parameters, which ranges do not forbid.
func everything() *spec.Spec {
	s := spectest.Sparse()
	s.Outer.Kind, s.Outer.Momentum = spec.OuterKind_OUTER_KIND_NESTEROV, "0.9"
	s.Data.DocumentMask, s.Data.Separator = true, 10
	s.Data.Tokenizer = &spec.ContentID{Digest: bytes.Repeat([]byte{4}, 32), Size_: 9}
	s.Init.Base = &spec.ContentID{Digest: bytes.Repeat([]byte{5}, 32), Size_: 9}
	return s
}

// leaves finds every scalar field of the message by its protobuf name.
func leaves(v reflect.Value, path string, visit func(path string, v reflect.Value)) {
	for i := range v.NumField() {
		_, name, _ := strings.Cut(v.Type().Field(i).Tag.Get("protobuf"), "name=")
		name, _, _ = strings.Cut(name, ",")
		if path != "" {
			name = path + "." + name
		}
		f := v.Field(i)
		if f.Kind() == reflect.Pointer {
			f = f.Elem()
		}
		if f.Kind() == reflect.Struct {
			leaves(f, name, visit)
			continue
		}
		visit(name, f)
	}
}

// at returns the scalar field of s that path names.
func at(t *testing.T, s *spec.Spec, path string) reflect.Value {
	t.Helper()
	var found reflect.Value
	leaves(reflect.ValueOf(s).Elem(), "", func(p string, v reflect.Value) {
		if p == path {
			found = v
		}
	})
	require.True(t, found.IsValid(), "no field %s", path)
	return found
}

func requireRefused(t *testing.T, err error, field string) *spec.FieldError {
	t.Helper()
	require.ErrorIs(t, err, spec.ErrInvalid)
	refused := (*spec.FieldError)(nil)
	require.ErrorAs(t, err, &refused)
	require.Equal(t, field, refused.Field, "%v", err)
	require.NotEmpty(t, refused.Value)
	require.NotEmpty(t, refused.Allowed)
	require.Less(t, len(err.Error()), 300)
	return refused
}

func TestExamplesAreValid(t *testing.T) {
	require.NoError(t, spectest.Tiny().Validate())
	require.NoError(t, spectest.Sparse().Validate())
}

// The table of fields is the message: no field is missing, none is invented,
// and the order is the same.
func TestFieldsAreTheMessage(t *testing.T) {
	var wire, table []string
	leaves(reflect.ValueOf(everything()).Elem(), "", func(path string, _ reflect.Value) { wire = append(wire, path) })
	for _, f := range spec.Fields() {
		table = append(table, f.Path)
		require.NotEmpty(t, f.About, f.Path)
		require.NotEmpty(t, f.Allowed, f.Path)
	}
	require.Equal(t, wire, table)
}

// Every field refuses what lies outside of its range, by its own name.
func TestRangeOfEveryField(t *testing.T) {
	for _, f := range spec.Fields() {
		t.Run(f.Path, func(t *testing.T) {
			inside, outside := probes(t, f)
			for _, v := range outside {
				s := everything()
				setField(at(t, s, f.Path), v)
				requireRefused(t, s.Validate(), f.Path)
			}
			for _, v := range inside {
				s := everything()
				setField(at(t, s, f.Path), v)
				refused := (*spec.FieldError)(nil)
				if errors.As(s.Validate(), &refused) && refused.Field == f.Path {
					require.NotContains(t, refused.Allowed, f.Allowed, "%v is inside", v)
				}
			}
		})
	}
}

// probes are values at the ends of a range, and just outside of it.
func probes(t *testing.T, f spec.Field) (inside, outside []any) {
	t.Helper()
	lo, hi, found := strings.Cut(f.Allowed, " to ")
	if !found {
		hi = lo
	}
	switch f.Type {
	case "integer":
		least, err := strconv.ParseInt(lo, 10, 64)
		require.NoError(t, err)
		most, err := strconv.ParseInt(hi, 10, 64)
		require.NoError(t, err)
		inside, outside = []any{least, most}, []any{most + 1}
		if least != 0 {
			outside = append(outside, least-1)
		}
	case "decimal":
		inside = []any{lo, hi}
		outside = []any{
			"-1", hi + "1", hi + ".0", "", "0" + hi, "1e3", "+1", ".5", "5.", "0.50", " 1", "-0", "x", "NaN",
			strings.Repeat("9", 33), strings.Repeat("9", 1<<20), hi + "\x00", "1.2.3", "1_0",
		}
		if !strings.Contains(hi, ".") {
			outside = append(outside, hi+".1")
		}
		if lo != "0" {
			outside = append(outside, "0")
		}
	case "word":
		n := strings.Count(f.Allowed, ",") + 1
		inside = []any{int64(1), int64(n)}
		outside = []any{int64(0), int64(-1), int64(n + 1), int64(math.MaxInt32)}
	case "bytes":
		outside = []any{make([]byte, 31), make([]byte, 33), make([]byte, 1<<20)}
		inside = []any{make([]byte, 32)}
	case "boolean":
		inside = []any{true, false}
	default:
		t.Fatalf("type %q", f.Type)
	}
	return inside, outside
}

func setField(v reflect.Value, x any) {
	switch x := x.(type) {
	case int64:
		if v.CanUint() {
			v.SetUint(uint64(x))
		} else {
			v.SetInt(x)
		}
	case string:
		v.SetString(x)
	case []byte:
		v.SetBytes(x)
	case bool:
		v.SetBool(x)
	}
}

// A field that does not apply must be absent: a specification has one form.
func TestFieldsOnlyWhereTheyApply(t *testing.T) {
	for _, c := range []struct {
		field string
		set   func(*spec.Spec)
	}{
		{"outer.top_k", func(s *spec.Spec) { s.Outer.TopK = 64 }},
		{"outer.momentum", func(s *spec.Spec) { s.Outer.Kind = spec.OuterKind_OUTER_KIND_SGD }},
		{"inner.schedule.final", func(s *spec.Spec) {
			s.Inner.Schedule.Kind, s.Inner.Schedule.DecaySteps = spec.ScheduleKind_SCHEDULE_KIND_CONSTANT, 0
		}},
		{"inner.schedule.decay_steps", func(s *spec.Spec) {
			s.Inner.Schedule.Kind, s.Inner.Schedule.Final = spec.ScheduleKind_SCHEDULE_KIND_CONSTANT, ""
		}},
		{"data.separator", func(s *spec.Spec) { s.Data.Separator = 10 }},
		{"audit.custodians", func(s *spec.Spec) { s.Outer.Carry = spec.Carry_CARRY_NONE }},
	} {
		t.Run(c.field, func(t *testing.T) {
			s := spectest.Tiny()
			c.set(s)
			require.Contains(t, requireRefused(t, s.Validate(), c.field).Allowed, "only with")
			v := at(t, s, c.field)
			v.SetZero()
			require.NoError(t, s.Validate())
		})
	}
	var conditional int
	for _, f := range spec.Fields() {
		if f.When != "" {
			conditional++
		}
	}
	require.Equal(t, 6, conditional, "each is in the table above")
}

func TestRelations(t *testing.T) {
	for _, c := range []struct {
		name, field, allowed string
		set                  func(*spec.Spec)
	}{
		{"heads not in groups", "model.kv_heads", "divisor of model.heads, which is 4", func(s *spec.Spec) { s.Model.KvHeads = 3 }},
		{"more kv heads than heads", "model.kv_heads", "divisor", func(s *spec.Spec) { s.Model.KvHeads = 8 }},
		{"odd head", "model.head_dim", "even", func(s *spec.Spec) { s.Model.HeadDim = 7 }},
		{"attention too wide", "model.head_dim", "at most 32 with 512 heads", func(s *spec.Spec) { s.Model.Heads, s.Model.HeadDim = 512, 34 }},
		{"two origins", "init.base", "exactly one", func(s *spec.Spec) { s.Init.Base = &spec.ContentID{Digest: make([]byte, 32), Size_: 1} }},
		{"no origin", "init.seed", "exactly one", func(s *spec.Spec) { s.Init.Seed = nil }},
		{"empty origin", "init.base.digest", "32 bytes", func(s *spec.Spec) { s.Init.Seed, s.Init.Base = nil, &spec.ContentID{} }},
		{"three bytes a token", "data.token_width", "1, 2 or 4", func(s *spec.Spec) { s.Data.TokenWidth = 3 }},
		{"ids that do not fit", "model.vocab", "at most 256 with data.token_width 1", func(s *spec.Spec) { s.Model.Vocab = 257 }},
		{"dataset of another length", "data.dataset.size", "which is 65536", func(s *spec.Spec) { s.Data.Dataset.Size_++ }},
		{"separator outside", "data.separator", "below model.vocab", func(s *spec.Spec) { s.Data.DocumentMask, s.Data.Separator = true, 256 }},
		{"a start without a slice", "data.validation_start", "0 without", func(s *spec.Spec) { s.Data.ValidationTokens = 0 }},
		{"slice shorter than a sample", "data.validation_tokens", "1 = 17", func(s *spec.Spec) { s.Data.ValidationTokens, s.Data.ValidationStart = 16, 1<<16-16 }},
		{"slice inside", "data.validation_start", "ends the corpus", func(s *spec.Spec) { s.Data.ValidationStart-- }},
		{"slice outside", "data.validation_start", "ends the corpus", func(s *spec.Spec) { s.Data.ValidationStart = spec.MaxTokens }},
		{"nothing to train on", "data.tokens", "1 = 17", func(s *spec.Spec) { s.Data.ValidationTokens, s.Data.ValidationStart = 1<<16-16, 16 }},
		{"uneven micro-batches", "inner.micro_batches", "divisor of inner.batch, which is 4", func(s *spec.Spec) { s.Inner.MicroBatches = 3 }},
		{"micro-batch too large", "inner.micro_batches", "at most 16384", func(s *spec.Spec) { s.Inner.Batch, s.Inner.MicroBatches = 1025, 1 }},
		{"program too long", "inner.micro_batches", "at most 16 with 256 layers", func(s *spec.Spec) {
			s.Model.Layers, s.Inner.Batch, s.Inner.MicroBatches = 256, 17, 17
		}},
		{"learning rate that rises", "inner.schedule.final", "at most inner.schedule.peak, which is 0.001", func(s *spec.Spec) { s.Inner.Schedule.Final = "0.0011" }},
		{"warm-up beyond the end", "inner.schedule.warmup_steps", "which is 32", func(s *spec.Spec) { s.Inner.Schedule.WarmupSteps = 33 }},
		{"decay beyond the end", "inner.schedule.decay_steps", "which is 28", func(s *spec.Spec) { s.Inner.Schedule.DecaySteps = 29 }},
		{"senders of dense deltas", "outer.divisor", "sparse", func(s *spec.Spec) { s.Outer.Divisor = spec.Divisor_DIVISOR_SENDERS }},
		{"no feedback to carry", "outer.carry", "no error feedback", func(s *spec.Spec) { s.Outer.Carry = spec.Carry_CARRY_FEEDBACK }},
		{"quorum above slots", "rounds.quorum", "which is 3", func(s *spec.Spec) { s.Rounds.Quorum = 4 }},
		{"evaluation after the end", "rounds.eval_every", "which is 4", func(s *spec.Spec) { s.Rounds.EvalEvery = 5 }},
		{"evaluation on nothing", "rounds.eval_every", "0 without", func(s *spec.Spec) { s.Data.ValidationTokens, s.Data.ValidationStart = 0, 0 }},
		{"anchors beyond the end", "audit.anchor_every", "1 to 8 with inner.steps 8", func(s *spec.Spec) { s.Audit.AnchorEvery = 9 }},
		{"too many anchors", "audit.anchor_every", "16 to 1024 with inner.steps 1024", func(s *spec.Spec) { s.Inner.Steps, s.Audit.AnchorEvery = 1024, 15 }},
		{"enrols too long", "windows.enrol", "max_wait, which is 100", func(s *spec.Spec) { s.Windows.Enrol = 101 }},
		{"extension above clock", "windows.game_extension", "game_clock, which is 20", func(s *spec.Spec) { s.Windows.GameExtension = 21 }},
		{"short commit window", "windows.audit_commit", "which is 5", func(s *spec.Spec) { s.Windows.AuditCommit = 4 }},
		{"short reveal window", "windows.audit_reveal", "which is 5", func(s *spec.Spec) { s.Windows.AuditReveal = 4 }},
		{"short challenge window", "windows.challenge", "which is 5", func(s *spec.Spec) { s.Windows.Challenge = 4 }},
		{"no program", "program_digest", "32 bytes", func(s *spec.Spec) { s.ProgramDigest = nil }},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := spectest.Tiny()
			c.set(s)
			require.Contains(t, requireRefused(t, s.Validate(), c.field).Allowed, c.allowed)
		})
	}
}

// The largest shapes that design P3 names are accepted, one at a time.
func TestLargestShapes(t *testing.T) {
	for name, set := range map[string]func(*spec.Spec){
		"width":  func(s *spec.Spec) { s.Model.Width = spec.MaxWidth },
		"ffn":    func(s *spec.Spec) { s.Model.Ffn = spec.MaxFFN },
		"layers": func(s *spec.Spec) { s.Model.Layers = spec.MaxLayers },
		"heads":  func(s *spec.Spec) { s.Model.Heads, s.Model.KvHeads, s.Model.HeadDim = 512, 8, 32 },
		"rounds": func(s *spec.Spec) { s.Rounds.Rounds = spec.MaxRounds },
		"slots":  func(s *spec.Spec) { s.Rounds.Slots = spec.MaxSlots },
		"steps":  func(s *spec.Spec) { s.Inner.Steps, s.Audit.AnchorEvery = 1024, 16 },
		"context": func(s *spec.Spec) {
			s.Inner.Context, s.Inner.MicroBatches, s.Data.ValidationStart, s.Data.ValidationTokens, s.Rounds.EvalEvery = spec.MaxContext, 4, 0, 0, 0
		},
		"vocab": func(s *spec.Spec) {
			s.Model.Vocab, s.Data.TokenWidth, s.Data.Dataset.Size_ = spec.MaxVocab, 4, 4*s.Data.Tokens
		},
		"tokens": func(s *spec.Spec) {
			s.Data.Tokens, s.Data.Dataset.Size_ = spec.MaxTokens, spec.MaxTokens
			s.Data.ValidationStart = spec.MaxTokens - s.Data.ValidationTokens
		},
		"price": func(s *spec.Spec) { s.Price.Unit, s.Price.SlotStake, s.Price.VerifierFee = 1<<53, 1<<53, 1<<53 },
	} {
		t.Run(name, func(t *testing.T) {
			s := spectest.Tiny()
			set(s)
			require.NoError(t, s.Validate())
		})
	}
}

func TestDraftNeedsNoProgramDigest(t *testing.T) {
	s := spectest.Tiny()
	s.ProgramDigest = nil
	require.NoError(t, s.ValidateDraft())
	s.ProgramDigest = []byte{1}
	requireRefused(t, s.ValidateDraft(), "program_digest")
	requireRefused(t, (*spec.Spec)(nil).Validate(), "specification")
	requireRefused(t, (&spec.Spec{ProgramDigest: make([]byte, 32)}).Validate(), "rules")
	requireRefused(t, new(spec.Spec).Validate(), "rules")
}

// hostile specifications hold the largest numbers their types have, one valid
// prefix of the table longer each time.
func hostile() map[string]*spec.Spec {
	all := new(spec.Spec)
	leaves(reflect.ValueOf(all).Elem(), "", maximise)
	out := map[string]*spec.Spec{"all": all}
	for _, f := range spec.Fields() {
		s := everything()
		leaves(reflect.ValueOf(s).Elem(), "", func(path string, v reflect.Value) {
			if path == f.Path {
				maximise(path, v)
			}
		})
		out[f.Path] = s
	}
	return out
}

func maximise(_ string, v reflect.Value) {
	switch v.Kind() {
	case reflect.Uint32:
		v.SetUint(math.MaxUint32)
	case reflect.Uint64:
		v.SetUint(math.MaxUint64)
	case reflect.Int32:
		v.SetInt(math.MaxInt32)
	case reflect.String:
		v.SetString(strings.Repeat("9", 1<<20))
	case reflect.Slice:
		v.SetBytes(make([]byte, 1<<20))
	}
}

// verdict keeps the compiler from dropping a measured call.
var verdict error

// Design P7: refusing costs no memory that depends on the numbers; accepting
// costs none at all.
func TestValidateDoesNotAllocate(t *testing.T) {
	valid := spectest.Tiny()
	require.Zero(t, testing.AllocsPerRun(100, func() { verdict = valid.Validate() }))
	require.NoError(t, verdict)
	for name, s := range hostile() {
		allocs := testing.AllocsPerRun(10, func() { verdict = s.Validate() })
		require.LessOrEqual(t, allocs, 16.0, name)
		if verdict != nil {
			require.Less(t, len(verdict.Error()), 300, name)
		}
	}
}

func BenchmarkValidate(b *testing.B) {
	run := func(name string, s *spec.Spec) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				verdict = s.Validate()
			}
		})
	}
	run("valid", spectest.Tiny())
	all := hostile()
	for _, path := range []string{"all", "model.layers", "model.norm_eps", "windows.data_request", "program_digest"} {
		run(fmt.Sprintf("hostile %s", path), all[path])
	}
}
