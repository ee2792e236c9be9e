// SPDX-License-Identifier: Apache-2.0

package spec_test

import (
	"bytes"
	"fmt"
	"math"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/chain/spec/spectest"
)

// short is a specification with every field omitted that may be.
const short = `
[model]
vocab = 65_536
width = 0x200
layers = 6
heads = 8
ffn = 1408

[init]
seed = "0101010101010101010101010101010101010101010101010101010101010101"

[data]
dataset = { digest = "0202020202020202020202020202020202020202020202020202020202020202", size = 2000000 }
token_width = 2

[inner]
schedule.peak = 3e-4
steps = 100
batch = 64
context = 1024

[rounds]
rounds = 500
slots = 8

[price]
unit = 1000
`

func parse(t testing.TB, text string) *spec.Spec {
	t.Helper()
	s, err := spec.ParseTOML(strings.NewReader(text))
	require.NoError(t, err)
	return s
}

func TestDefaults(t *testing.T) {
	s := parse(t, short)
	require.Equal(t, uint32(65536), s.Model.Vocab)
	require.Equal(t, uint32(512), s.Model.Width)
	require.Equal(t, uint32(8), s.Model.KvHeads)
	require.Equal(t, uint32(64), s.Model.HeadDim)
	require.Equal(t, "10000", s.Model.RopeTheta)
	require.Equal(t, uint64(1_000_000), s.Data.Tokens)
	require.Nil(t, s.Data.Tokenizer)
	require.Equal(t, spec.Inner{
		Kind: spec.InnerKind_INNER_KIND_ADAMW, Beta1: "0.9", Beta2: "0.95", Eps: "0.00000001", WeightDecay: "0.1", Clip: "1",
		Schedule: spec.Schedule{Kind: spec.ScheduleKind_SCHEDULE_KIND_COSINE, Peak: "0.0003", Final: "0", DecaySteps: 50000},
		Steps:    100, Batch: 64, MicroBatches: 4, Context: 1024,
		Moments: spec.Storage_STORAGE_F32, Activations: spec.Storage_STORAGE_F32,
	}, s.Inner)
	require.Equal(t, spec.Outer{
		Codec: spec.Codec_CODEC_SPARSE, TopK: 64, Feedback: "0.95", ExponentMin: -28, Kind: spec.OuterKind_OUTER_KIND_SGD,
		LearningRate: "1", Divisor: spec.Divisor_DIVISOR_SENDERS, Carry: spec.Carry_CARRY_ALL,
	}, s.Outer)
	require.Equal(t, spec.Rounds{Rounds: 500, Slots: 8, Quorum: 6, MaxMisses: 3, MaxIdleRounds: 3}, s.Rounds)
	require.Equal(t, spec.Price{Unit: 1000, SlotStake: 200_000, VerifierFee: 200, SubmitterShare: 1000}, s.Price)
	require.Equal(t, spec.Audit{AnchorEvery: 13, Rate: 250_000, Custodians: 2}, s.Audit)
	require.Len(t, s.Anchors(), spec.DefaultAnchors+2)
	require.Equal(t, uint64(21600), s.Windows.GameClock)
}

func TestDerivedDefaults(t *testing.T) {
	dense := parse(t, short+"[outer]\ncodec = \"dense8\"\n")
	require.Equal(t, spec.Outer{
		Codec: spec.Codec_CODEC_DENSE8, Feedback: "0", ExponentMin: -34, Kind: spec.OuterKind_OUTER_KIND_NESTEROV,
		LearningRate: "0.7", Momentum: "0.9", Divisor: spec.Divisor_DIVISOR_SLOTS, Carry: spec.Carry_CARRY_ALL,
	}, dense.Outer)
	for rounds, want := range map[string]string{"99": "256 0.999", "100": "128 0.999", "199": "128 0.999", "299": "128 0.95", "300": "64 0.95"} {
		s := parse(t, strings.Replace(short, "rounds = 500", "rounds = "+rounds, 1))
		require.Equal(t, want, fmt.Sprint(s.Outer.TopK, " ", s.Outer.Feedback), rounds)
	}
	for steps, want := range map[string]uint32{"1": 1, "5": 5, "8": 8, "64": 8, "65": 9, "1024": 128} {
		s := parse(t, strings.Replace(short, "steps = 100", "steps = "+steps, 1))
		require.Equal(t, want, s.Audit.AnchorEvery, steps)
	}
	sliced := parse(t, strings.Replace(short, "token_width = 2", "token_width = 2\nvalidation_tokens = 4096", 1))
	require.Equal(t, uint64(1_000_000-4096), sliced.Data.ValidationStart)
	require.Equal(t, uint32(1), sliced.Rounds.EvalEvery)
	wsd := parse(t, strings.Replace(short, "schedule.peak", "schedule.warmup_steps = 1000\nschedule.kind = \"wsd\"\nschedule.peak", 1))
	require.Equal(t, uint64(9800), wsd.Inner.Schedule.DecaySteps)
	constant := parse(t, strings.Replace(short, "schedule.peak", "schedule.kind = \"constant\"\nschedule.peak", 1))
	require.Equal(t, spec.Schedule{Kind: spec.ScheduleKind_SCHEDULE_KIND_CONSTANT, Peak: "0.0003"}, constant.Inner.Schedule)
	none := parse(t, short+"[outer]\ncarry = \"none\"\n")
	require.Zero(t, none.Audit.Custodians)
	masked := parse(t, strings.Replace(short, "token_width = 2", "token_width = 2\ndocument_mask = true\nseparator = 3", 1))
	require.Equal(t, uint32(3), masked.Data.Separator)
	rich := parse(t, strings.Replace(short, "unit = 1000", "unit = 9007199254740992", 1))
	require.Equal(t, uint64(spec.MaxAmount), rich.Price.SlotStake)
}

// Default holds exactly the constant defaults, and each of them is allowed.
func TestDefault(t *testing.T) {
	def := spec.Default()
	constant := regexp.MustCompile(`^(-?[0-9.]+|"[a-z0-9]+"|true|false)$`)
	tested := 0
	for _, f := range spec.Fields() {
		if f.When == "" && constant.MatchString(f.Default) {
			requireDefault(t, f, at(t, def, f.Path))
			tested++
		}
	}
	require.Greater(t, tested, 30)
	require.ErrorIs(t, def.ValidateDraft(), spec.ErrInvalid)
}

func requireDefault(t *testing.T, f spec.Field, v reflect.Value) {
	t.Helper()
	if v.Kind() == reflect.Int32 && f.Type == "word" {
		words := strings.Split(strings.ReplaceAll(f.Allowed, `"`, ""), ", ")
		require.Equal(t, strings.Trim(f.Default, `"`), words[v.Int()-1], f.Path)
		return
	}
	require.Equal(t, f.Default, fmt.Sprint(v.Interface()), f.Path)
}

// Design P7: TOML → spec → TOML → spec.
func TestTOMLRoundTrip(t *testing.T) {
	based := spectest.Sparse()
	based.Init = spec.Init{Base: &spec.ContentID{Digest: make([]byte, 32), Size_: 1 << 40}}
	based.Data.Tokenizer = &spec.ContentID{Digest: make([]byte, 32), Size_: 7}
	draft := spectest.Tiny()
	draft.ProgramDigest = nil
	for _, s := range []*spec.Spec{spectest.Tiny(), spectest.Sparse(), based, draft, parse(t, short)} {
		text, err := spec.MarshalTOML(s)
		require.NoError(t, err)
		again := parse(t, string(text))
		require.Equal(t, s, again)
		twice, err := spec.MarshalTOML(again)
		require.NoError(t, err)
		require.Equal(t, string(text), string(twice))
		require.Equal(t, s, parse(t, string(spec.Template(s))), "the template of a specification is that specification")
	}
	_, err := spec.MarshalTOML(new(spec.Spec))
	require.ErrorIs(t, err, spec.ErrInvalid)
}

// Fractions are read from the source text: no float is between.
func TestDecimalsAreExact(t *testing.T) {
	for written, want := range map[string]string{
		"0.1": "0.1", "3e-4": "0.0003", "1e-8": "0.00000001", `"0.3"`: "0.3", `"2.5e-2"`: "0.025", "1": "1",
		"0.1234567890123456789012345678": "0.1234567890123456789012345678", "+0.5": "0.5", "0.1_5": "0.15",
	} {
		s := parse(t, strings.Replace(short, "3e-4", written, 1))
		require.Equal(t, want, s.Inner.Schedule.Peak, written)
	}
	rapid.Check(t, func(t *rapid.T) {
		digits := rapid.StringMatching(`[0-9]{1,28}[1-9]`).Draw(t, "digits")
		s, err := spec.ParseTOML(strings.NewReader(strings.Replace(short, "3e-4", "0.1"+digits, 1)))
		require.NoError(t, err)
		require.Equal(t, "0.1"+digits, s.Inner.Schedule.Peak)
	})
}

func TestTOMLRefusals(t *testing.T) {
	replace := func(old, text string) string {
		require.Contains(t, short, old)
		return strings.Replace(short, old, text, 1)
	}
	for _, c := range []struct {
		name, text string
		cause      error
		says       []string
	}{
		{"unknown key", replace("layers = 6", "layers = 6\ndepth = 6"), spec.ErrTOML, []string{"line 6", "unknown key model.depth"}},
		{"unknown key of a table", replace("size =", "length ="), spec.ErrTOML, []string{"line 13", "data.dataset.length"}},
		{"unknown table", short + "[extra]\n", spec.ErrTOML, []string{"line 28", "[extra]"}},
		{"unknown inline table", replace("unit = 1000", "unit = { a = 1 }"), spec.ErrTOML, []string{"line 27", "price.unit"}},
		{"a field as a table", short + "[model.width]\n", spec.ErrTOML, []string{"line 28"}},
		{"list of tables", short + "[[outer]]\n", spec.ErrTOML, []string{"line 28", "lists of tables"}},
		{"list", replace("layers = 6", "layers = [6]"), spec.ErrTOML, []string{"line 5", "model.layers"}},
		{"date", replace("layers = 6", "layers = 2020-01-01"), spec.ErrTOML, []string{"line 5", "model.layers"}},
		{"given twice", replace("layers = 6", "layers = 6\nlayers = 6"), spec.ErrTOML, []string{"line 6", "already in line 5"}},
		{"table twice", short + "[model]\n", spec.ErrTOML, []string{"line 28"}},
		{"table inline and again", short + "[data.dataset]\n", spec.ErrTOML, []string{"data"}},
		{"octal by accident", replace("layers = 6", "layers = 06"), spec.ErrTOML, []string{"line 5"}},
		{"key of many parts", strings.Repeat("a.", 30000) + "a = 1", spec.ErrTOML, []string{"line 1", "unknown key a.a.a.a"}},
		{"table of many parts", "[" + strings.Repeat("a.", 30000) + "a]", spec.ErrTOML, []string{"line 1", "unknown table"}},
		{"deep list", "x = " + strings.Repeat("[", 60000), spec.ErrTOML, []string{"line 1"}},
		{"long number", replace("layers = 6", "layers = "+strings.Repeat("9", 60000)), spec.ErrTOML, []string{"line 5"}},
		{"long decimal", replace("3e-4", `"`+strings.Repeat("9", 60000)+`"`), spec.ErrDecimal, []string{"line 17"}},
		{"no TOML", "layers", spec.ErrTOML, []string{"line 1"}},
		{"text for a number", replace("layers = 6", `layers = "6"`), spec.ErrTOML, []string{"line 5", "model.layers", "integer"}},
		{"fraction for an integer", replace("layers = 6", "layers = 6.5"), spec.ErrTOML, []string{"model.layers", "integer"}},
		{"truth for a number", replace("3e-4", "true"), spec.ErrTOML, []string{"inner.schedule.peak", "number"}},
		{"number for a truth", replace("layers = 6", "layers = 6\ntied = 1"), spec.ErrTOML, []string{"line 6", "true or false"}},
		{"no number", replace("3e-4", "nan"), spec.ErrDecimal, []string{"line 17", "inner.schedule.peak"}},
		{"number too fine", replace("3e-4", "1e-50"), spec.ErrDecimal, []string{"line 17", "32 characters"}},
		{"out of range", replace("layers = 6", "layers = 257"), spec.ErrInvalid, []string{"line 5", "model.layers is 257", "1 to 256"}},
		{"negative", replace("layers = 6", "layers = -1"), spec.ErrInvalid, []string{"line 5", "1 to 256"}},
		{"decimal out of range", replace("3e-4", "1.5"), spec.ErrInvalid, []string{"line 17", "inner.schedule.peak", "0.000000000001 to 1"}},
		{"unknown word", replace("steps = 100", "steps = 100\nmoments = \"f16\""), spec.ErrInvalid, []string{"line 19", `"f16"`, `"f32", "bf16"`}},
		{"number for a word", replace("steps = 100", "steps = 100\nmoments = 1"), spec.ErrInvalid, []string{"line 19", `"f32", "bf16"`}},
		{"short digest", replace("0101", "01"), spec.ErrInvalid, []string{"line 10", "32 bytes"}},
		{"no digest", replace(`seed = "01`, `seed = "0z`), spec.ErrInvalid, []string{"line 10", "init.seed"}},
		{"missing", replace("layers = 6", ""), spec.ErrInvalid, []string{"model.layers is missing", "1 to 256"}},
		{"missing origin", replace("seed =", "base.size = 3 #"), spec.ErrInvalid, []string{"init.base.digest"}},
		{"relation", replace("layers = 6", "layers = 6\nkv_heads = 3"), spec.ErrInvalid, []string{"line 6", "divisor"}},
		{"does not apply", short + "[outer]\nmomentum = 0.9\n", spec.ErrInvalid, []string{"line 29", `only with outer.kind "nesterov"`}},
		{"no way to cut a batch", replace("batch = 64", "batch = 1048573"), spec.ErrInvalid, []string{"inner.micro_batches is 0"}},
		{"warm-up beyond the end", replace("steps = 100", "steps = 100\nschedule.warmup_steps = 50000"), spec.ErrInvalid, []string{"decay_steps is 0"}},
		{"too long", short + strings.Repeat("#", spec.MaxTOMLBytes), spec.ErrTOML, []string{"65536 bytes"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := spec.ParseTOML(strings.NewReader(c.text))
			require.ErrorIs(t, err, c.cause)
			require.Less(t, len(err.Error()), 300)
			for _, s := range c.says {
				require.ErrorContains(t, err, s)
			}
		})
	}
}

func TestTOMLReaderFails(t *testing.T) {
	_, err := spec.ParseTOML(failing{})
	require.ErrorIs(t, err, spec.ErrTOML)
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, bytes.ErrTooLarge }

// The template of nothing names every field; what it does not comment out is
// TOML, and it asks for the first required field.
func TestTemplate(t *testing.T) {
	text := string(spec.Template(spec.Default()))
	for _, f := range spec.Fields() {
		_, key, found := strings.Cut(f.Path, ".")
		if !found {
			key = f.Path
		}
		require.Regexp(t, `(?m)^#?`+regexp.QuoteMeta(key)+` =`, text, f.Path)
	}
	_, err := spec.ParseTOML(strings.NewReader(text))
	requireRefused(t, err, "model.vocab")
}

func FuzzParseTOML(f *testing.F) {
	f.Add(short)
	for _, s := range []*spec.Spec{spectest.Tiny(), spectest.Sparse()} {
		text, err := spec.MarshalTOML(s)
		require.NoError(f, err)
		f.Add(string(text))
		f.Add(string(spec.Template(s)))
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := spec.ParseTOML(strings.NewReader(text))
		if err != nil {
			return
		}
		out, err := spec.MarshalTOML(s)
		require.NoError(t, err)
		require.Equal(t, s, parse(t, string(out)))
	})
}

// Numbers that fit no field are refused by their range, not by a parser.
func TestHugeNumbers(t *testing.T) {
	for _, n := range []string{fmt.Sprint(int64(math.MaxInt64)), "9007199254740993"} {
		_, err := spec.ParseTOML(strings.NewReader(strings.Replace(short, "unit = 1000", "unit = "+n, 1)))
		requireRefused(t, err, "price.unit")
	}
}
