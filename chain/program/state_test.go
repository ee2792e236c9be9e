// SPDX-License-Identifier: Apache-2.0

package program_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"io"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
)

// layouts are the kinds of state that a specification has.
var layouts = map[string]func(*spec.Spec) (*program.State, error){
	"step": program.NewState, "outer": program.NewOuterState,
	"model": func(s *spec.Spec) (*program.State, error) { return program.NewModel(s, program.F32) },
	"bf16":  func(s *spec.Spec) (*program.State, error) { return program.NewModel(s, program.BF16) },
}

// withFeedback is a specification whose state has all classes.
func withFeedback(s *spec.Spec) *spec.Spec {
	s.Outer.Codec, s.Outer.TopK, s.Outer.Feedback = spec.Codec_CODEC_SPARSE, 64, "0.95"
	return s
}

// stateShapes are shapes, and one whose tensors are no multiples of a line.
func stateShapes() map[string]*spec.Spec {
	all := map[string]*spec.Spec{}
	for name, shape := range shapes {
		all[name] = withFeedback(shape())
	}
	odd := withFeedback(draft())
	odd.Model.Vocab, odd.Model.Width, odd.Model.Ffn, odd.Model.Layers, odd.Model.Tied = 131, 13, 37, 11, false
	odd.Model.Heads, odd.Model.KvHeads, odd.Model.HeadDim = 6, 2, 6
	odd.Inner.Moments = spec.Storage_STORAGE_BF16
	all["odd"] = odd
	mixed := withFeedback(draft()) // norms are short, matrices are not
	mixed.Model.Width, mixed.Model.Layers, mixed.Model.Tied = 24, 101, false
	all["mixed"] = mixed
	deep := withFeedback(large())
	deep.Model.Layers, deep.Inner.Batch, deep.Inner.MicroBatches = spec.MaxLayers, 2, 2
	all["deep"] = deep
	return all
}

// Spec K4: classes are contiguous, in order; in each the tensors that fill
// cache lines come first; nothing overlaps, no byte is without a tensor.
func TestStateLayout(t *testing.T) {
	t.Parallel()
	for name, s := range stateShapes() {
		for kind, layout := range layouts {
			l, err := layout(s)
			require.NoError(t, err)
			checkLayout(t, l, s, name+"/"+kind)
		}
	}
}

func checkLayout(t *testing.T, l *program.State, s *spec.Spec, name string) {
	t.Helper()
	rng := rand.New(rand.NewPCG(5, 6))
	p := build(t, program.BuildEval, s)
	var last program.StateTensor
	at, count, classes := uint64(0), 0, l.Classes()
	for x := range l.All() {
		require.Equal(t, at, x.Offset, name)
		require.Equal(t, uint64(x.Shape.Size()*x.Type.Bytes()), x.Bytes, name)
		require.True(t, strings.HasSuffix(x.Name, p.Dims.Param(x.Tensor).Name), x.Name)
		require.Equal(t, p.Dims.Param(x.Tensor).Shape, x.Shape, name)
		first, end := l.Range(x.Class)
		require.True(t, first <= x.Offset && x.Offset+x.Bytes <= end, name)
		switch {
		case x.Class == last.Class && (x.Bytes%64 == 0) == (last.Bytes%64 == 0):
			require.Greater(t, x.Tensor, last.Tensor, "%s: tensor order", name)
		case x.Class == last.Class:
			require.NotZero(t, x.Bytes%64, "%s: %s after %s", name, x.Name, last.Name)
		default:
			require.Equal(t, first, x.Offset, name)
			require.Equal(t, classes[0], x.Class, name)
			classes = classes[1:]
		}
		same, err := l.Tensor(x.Class, x.Tensor)
		require.NoError(t, err)
		require.Equal(t, x, same, name)
		checkElement(t, l, x, rng.IntN(x.Shape.Size()))
		at, last = at+x.Bytes, x
		count++
	}
	require.Empty(t, classes, name)
	require.Equal(t, l.DataSize(), at, name)
	require.Equal(t, len(l.Classes())*p.Dims.NumParams(), count, name)
	checkHeader(t, l, name)
	t.Logf("%s: header of %d bytes, %d tensors, %d bytes", name, l.HeaderSize(), count, l.Size())
}

func checkElement(t *testing.T, l *program.State, x program.StateTensor, element int) {
	t.Helper()
	r, err := l.Element(x.Class, x.Tensor, element)
	require.NoError(t, err)
	require.Equal(t, l.HeaderSize()+x.Offset+uint64(element*x.Type.Bytes()), r.Offset)
	for i := range r.Length {
		found, e, err := l.Find(r.Offset + i)
		require.NoError(t, err)
		require.Equal(t, x, found)
		require.Equal(t, element, e)
	}
	_, err = l.Element(x.Class, x.Tensor, x.Shape.Size())
	require.ErrorIs(t, err, program.ErrRange)
}

// The header is as long as was computed without writing it, with the fewest
// spaces, and JSON that says what All says.
func checkHeader(t *testing.T, l *program.State, name string) {
	t.Helper()
	h := l.Header()
	require.Len(t, h, int(l.HeaderSize()), name)
	require.Zero(t, len(h)%4096, name)
	require.Equal(t, uint64(len(h)-8), binary.LittleEndian.Uint64(h), name)
	require.Less(t, len(h)-len(bytes.TrimRight(h, " ")), 4096, name)
	type entry struct {
		Dtype   string            `json:"dtype"`
		Shape   []int             `json:"shape"`
		Offsets [2]uint64         `json:"data_offsets"`
		Format  map[string]string `json:"-"`
	}
	got := map[string]entry{}
	raw := map[string]json.RawMessage{}
	require.NoError(t, json.Unmarshal(h[8:], &raw), name)
	require.JSONEq(t, `{"format":"pt"}`, string(raw["__metadata__"]))
	delete(raw, "__metadata__")
	for k, v := range raw {
		var e entry
		require.NoError(t, json.Unmarshal(v, &e))
		got[k] = e
	}
	for x := range l.All() {
		dtype := map[program.Type]string{program.F32: "F32", program.BF16: "BF16"}[x.Type]
		require.Equal(t, entry{Dtype: dtype, Shape: x.Shape, Offsets: [2]uint64{x.Offset, x.Offset + x.Bytes}}, got[x.Name], name)
		delete(got, x.Name)
	}
	require.Empty(t, got, name)
}

// TestStateRandom is TestStateLayout on shapes that nobody chose.
func TestStateRandom(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(7, 8))
	upTo := func(n int) uint32 { return 1 + rng.Uint32N(uint32(n)) }
	for range 20 {
		s := withFeedback(draft())
		m := &s.Model
		m.Vocab, m.Width, m.Layers, m.Ffn = min(256, 1+upTo(256)), upTo(200), upTo(120), upTo(300)
		m.KvHeads, m.HeadDim, m.Tied = upTo(5), 2*upTo(20), rng.IntN(2) == 0
		m.Heads = m.KvHeads * upTo(5)
		s.Inner.Moments = []spec.Storage{spec.Storage_STORAGE_F32, spec.Storage_STORAGE_BF16}[rng.IntN(2)]
		s.Inner.Batch, s.Inner.MicroBatches = 1, 1
		for kind, layout := range layouts {
			l, err := layout(s)
			require.NoError(t, err)
			checkLayout(t, l, s, kind)
		}
	}
}

// Which classes a state has depends on the specification.
func TestStateClasses(t *testing.T) {
	t.Parallel()
	const param, m, v, feedback, momentum = program.ClassParam, program.ClassMoment1, program.ClassMoment2, program.ClassFeedback, program.ClassMomentum
	for _, c := range []struct {
		name   string
		change func(*spec.Spec)
		layout string
		want   []program.Class
	}{
		{"dense", func(*spec.Spec) {}, "step", []program.Class{param, m, v}},
		{"sparse", func(s *spec.Spec) { withFeedback(s) }, "step", []program.Class{param, m, v, feedback}},
		{"nothing carried", func(s *spec.Spec) {
			withFeedback(s).Outer.Carry, s.Audit.Custodians = spec.Carry_CARRY_NONE, 0
		}, "step", []program.Class{param, m, v}},
		{"nesterov", func(*spec.Spec) {}, "outer", []program.Class{param, momentum}},
		{"sgd", func(s *spec.Spec) { s.Outer.Kind, s.Outer.Momentum = spec.OuterKind_OUTER_KIND_SGD, "" }, "outer", []program.Class{param}},
		{"model", func(*spec.Spec) {}, "model", []program.Class{param}},
	} {
		s := draft()
		c.change(s)
		l, err := layouts[c.layout](s)
		require.NoError(t, err, c.name)
		require.Equal(t, c.want, l.Classes(), c.name)
		for _, class := range c.want {
			require.True(t, class.State())
		}
	}
	for _, class := range []program.Class{program.ClassTokens, program.ClassConst, program.ClassPosition, program.ClassCache} {
		require.False(t, class.State())
	}
}

// A program's layout is that of the state it reads.
func TestStateOfProgram(t *testing.T) {
	t.Parallel()
	s := withFeedback(draft())
	step, err := program.NewState(s)
	require.NoError(t, err)
	model, err := program.NewModel(s, program.F32)
	require.NoError(t, err)
	require.Equal(t, step, build(t, program.Build, s).State())
	require.Equal(t, model, build(t, program.BuildEval, s).State())
	require.Equal(t, model.Header(), build(t, program.BuildDecode, s).State().Header())
	require.Zero(t, build(t, program.BuildInit, s).State().DataSize())
	// Parameters lie at the same place in every state.
	for x := range model.All() {
		y, err := step.Tensor(x.Class, x.Tensor)
		require.NoError(t, err)
		require.Equal(t, x, y)
	}
}

// The bytes are fixed: WEFT_UPDATE=1 writes them anew, and makes every state of
// every job another.
func TestStateHeader(t *testing.T) {
	t.Parallel()
	const golden = "testdata/state_header.txt"
	s := withFeedback(draft())
	s.Model.Layers, s.Inner.Moments = 1, spec.Storage_STORAGE_BF16
	l, err := program.NewState(s)
	require.NoError(t, err)
	got := strings.ReplaceAll(string(bytes.TrimRight(l.Header()[8:], " ")), "},", "},\n") + "\n"
	if os.Getenv("WEFT_UPDATE") == "1" {
		require.NoError(t, os.WriteFile(golden, []byte(got), 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(want), got)
}

// The leaves are those of the file as a blob.
func TestStateID(t *testing.T) {
	t.Parallel()
	s := draft()
	s.Model.Width, s.Model.Ffn, s.Model.Layers = 96, 100, spec.MaxLayers // a header of many pages
	s.Inner.Batch, s.Inner.MicroBatches = 1, 1
	for _, layout := range []string{"step", "model", "bf16"} {
		l, err := layouts[layout](s)
		require.NoError(t, err)
		data := make([]byte, l.DataSize())
		_, err = rand.NewChaCha8([32]byte{1}).Read(data)
		require.NoError(t, err)
		header := l.Header()
		want, err := commit.Build(io.MultiReader(bytes.NewReader(header), bytes.NewReader(data)), nil)
		require.NoError(t, err)
		leaves := make([]commit.Digest, l.Leaves())
		for i := len(leaves) - 1; i >= 0; i-- {
			leaves[i] = l.Leaf(header, data, i)
		}
		id, err := l.Join(leaves)
		require.NoError(t, err)
		require.Equal(t, want, id)
		_, err = l.Join(slices.Insert(leaves, 0, leaves[0]))
		require.ErrorIs(t, err, commit.ErrBuild)
	}
}

// Spec P7: a hostile specification is refused, and so is what no layout has.
func TestStateRefusal(t *testing.T) {
	t.Parallel()
	for kind, layout := range layouts {
		s := draft()
		s.Model.Width = 1<<32 - 1
		_, err := layout(s)
		require.ErrorIs(t, err, spec.ErrInvalid, kind)
		_, err = layout(nil)
		require.ErrorIs(t, err, spec.ErrInvalid, kind)
		s = draft()
		s.Inner.Activations = spec.Storage_STORAGE_BF16
		_, err = layout(s)
		require.ErrorIs(t, err, program.ErrUnsupported, kind)
	}
	_, err := program.NewModel(draft(), program.U32)
	require.ErrorIs(t, err, program.ErrUnsupported)

	l, err := program.NewState(draft())
	require.NoError(t, err)
	for _, c := range []program.Class{0, program.ClassTokens, program.ClassMomentum, program.ClassFeedback} {
		_, err = l.Tensor(c, 0)
		require.ErrorIs(t, err, program.ErrRange)
		first, end := l.Range(c)
		require.Equal(t, first, end)
	}
	for _, i := range []int{-1, 20, 1 << 40} {
		_, err = l.Tensor(program.ClassParam, i)
		require.ErrorIs(t, err, program.ErrRange)
		_, err = l.Element(program.ClassParam, i, 0)
		require.ErrorIs(t, err, program.ErrRange)
	}
	_, err = l.Element(program.ClassParam, 0, -1)
	require.ErrorIs(t, err, program.ErrRange)
	for _, at := range []uint64{0, l.HeaderSize() - 1, l.Size(), 1<<64 - 1} {
		_, _, err = l.Find(at)
		require.ErrorIs(t, err, program.ErrRange)
	}
}

// A walk may end early.
func TestStateWalkEnds(t *testing.T) {
	t.Parallel()
	l, err := program.NewState(stateShapes()["mixed"])
	require.NoError(t, err)
	for stop := range 2000 {
		n := 0
		for range l.All() {
			if n++; n > stop {
				break
			}
		}
		require.LessOrEqual(t, n, stop+1)
	}
}

// What the chapter says of names and sizes is so, and a state is as large as
// the specification estimates.
func TestStateChapter(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/spec/content.md")
	require.NoError(t, err)
	_, section, _ := strings.Cut(string(text), "## K4 State files")
	section, _, _ = strings.Cut(section, "\n## ")
	for name, s := range stateShapes() {
		for _, layout := range layouts {
			l, err := layout(s)
			require.NoError(t, err)
			for x := range l.All() {
				prefix, ok := strings.CutSuffix(x.Name, "model.embed_tokens.weight")
				if !ok {
					continue
				}
				require.Equal(t, x.Class != program.ClassParam, program.StateOnly(x.Name))
				if prefix != "" {
					require.Contains(t, section, "| `"+prefix+"<parameter>` |")
				}
			}
		}
		l, err := program.NewState(s)
		require.NoError(t, err)
		require.Equal(t, s.StateBytes(), l.DataSize(), name)
	}
	require.Contains(t, section, `{"__metadata__":{"format":"pt"},`)
	require.Contains(t, section, "the data a multiple of 4096")
	require.Contains(t, section, "in bytes is divisible by 64 come first")
}

func BenchmarkStateOfDeepest(b *testing.B) {
	s := stateShapes()["deep"]
	for b.Loop() {
		l, err := program.NewState(s)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := l.Element(program.ClassMoment2, 1000, 12345); err != nil {
			b.Fatal(err)
		}
	}
}
