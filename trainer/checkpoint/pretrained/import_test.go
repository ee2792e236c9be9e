// SPDX-License-Identifier: Apache-2.0

package pretrained_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/trainer/checkpoint"
	"github.com/weft-network/weft/trainer/checkpoint/pretrained"
	"github.com/weft-network/weft/trainer/checkpoint/safetensors"
	"github.com/weft-network/weft/trainer/kernel/kerneltest"
)

// models are the folders that testdata/make.py wrote with transformers.
var models = map[string]spec.Model{
	"tied-f32": {
		Vocab: 40, Width: 8, Layers: 2, Heads: 4, KvHeads: 2, HeadDim: 2, Ffn: 12,
		RopeTheta: "10000", RopeFactor: "1", NormEps: "0.00001", Tied: true,
	},
	"sharded-bf16": {
		Vocab: 40, Width: 8, Layers: 2, Heads: 4, KvHeads: 2, HeadDim: 6, Ffn: 12,
		RopeTheta: "500000", RopeFactor: "1", NormEps: "0.000001",
	},
	"sharded-f16": {
		Vocab: 40, Width: 8, Layers: 2, Heads: 4, KvHeads: 4, HeadDim: 2, Ffn: 12,
		RopeTheta: "10000", RopeFactor: "2.5", NormEps: "0.000001",
	},
}

// specOf is a specification of a model.
func specOf(m spec.Model) *spec.Spec {
	s := kerneltest.Spec()
	s.Model = m
	return s
}

func layoutOf(t testing.TB, s *spec.Spec) *program.State {
	t.Helper()
	l, err := program.NewState(s)
	require.NoError(t, err)
	return l
}

func sum(b []byte) string {
	d := sha256.Sum256(b)
	return hex.EncodeToString(d[:])
}

// Files of transformers, one or several, in each format, give the parameters
// that it has, to the bit, and a configuration gives the model.
func TestImport(t *testing.T) {
	t.Parallel()
	want := map[string]map[string]string{}
	text, err := os.ReadFile("testdata/models.json")
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &want))
	require.Len(t, want, len(models))
	for name, model := range models {
		dir := filepath.Join("testdata", name)
		m, err := pretrained.ReadModel(dir)
		require.NoError(t, err)
		require.Equal(t, model, m, name)
		l := layoutOf(t, specOf(m))
		paths := []string{dir, filepath.Join(dir, "model.safetensors.index.json")}
		if name == "tied-f32" {
			paths[1] = filepath.Join(dir, "model.safetensors")
		}
		for _, path := range paths {
			data := bytes.Repeat([]byte{7}, int(l.DataSize()))
			require.NoError(t, pretrained.Import(path, l, data))
			first, end := l.Range(program.ClassParam)
			require.Equal(t, bytes.Repeat([]byte{7}, int(l.DataSize()-end)), data[end:], "only parameters change")
			require.Zero(t, first)
			n := 0
			for x := range l.All() {
				if x.Class == program.ClassParam {
					require.Equal(t, want[name][x.Name], sum(data[x.Offset:x.Offset+x.Bytes]), "%s: %s", name, x.Name)
					n++
				}
			}
			require.Len(t, want[name], n)
		}
	}
}

// tiny is the specification of the model that the next tests write.
func tiny(change func(*spec.Spec)) *spec.Spec {
	s := kerneltest.Spec()
	s.Model.Vocab, s.Model.Layers = 20, 1
	change(s)
	return s
}

func params(t testing.TB, s *spec.Spec) []byte {
	t.Helper()
	l, err := program.NewModel(s, program.F32)
	require.NoError(t, err)
	b := make([]byte, l.DataSize())
	for i := 0; i < len(b); i += 4 {
		v := float32(math.Sin(float64(i))) * 0.3
		binary.LittleEndian.PutUint32(b[i:], math.Float32bits(v))
	}
	return b
}

// write writes tensors as a safetensors file: name to (format, shape, bytes).
type raw struct {
	dtype string
	shape []int
	data  []byte
}

func write(t *testing.T, path string, tensors map[string]raw) {
	t.Helper()
	header, data := map[string]any{}, []byte{}
	for name, x := range tensors {
		header[name] = map[string]any{"dtype": x.dtype, "shape": x.shape, "data_offsets": []int{len(data), len(data) + len(x.data)}}
		data = append(data, x.data...)
	}
	h, err := json.Marshal(header)
	require.NoError(t, err)
	b := append(binary.LittleEndian.AppendUint64(nil, uint64(len(h))), h...)
	require.NoError(t, os.WriteFile(path, append(b, data...), 0o600))
}

// tensorsOf are the parameters of a model, one by one.
func tensorsOf(t *testing.T, s *spec.Spec) map[string]raw {
	t.Helper()
	l, err := program.NewModel(s, program.F32)
	require.NoError(t, err)
	all, out := params(t, s), map[string]raw{}
	for x := range l.All() {
		out[x.Name] = raw{"F32", x.Shape, all[x.Offset : x.Offset+x.Bytes]}
	}
	return out
}

// A checkpoint that is not the model's is refused with the tensor, what it is
// and what it should be, and nothing is read.
func TestImportRefuses(t *testing.T) {
	t.Parallel()
	const q = "model.layers.0.self_attn.q_proj.weight"
	untied := func(s *spec.Spec) { s.Model.Tied = false }
	for _, c := range []struct {
		name   string
		spec   func(*spec.Spec)
		change func(map[string]raw)
		cause  error
		why    string
	}{
		{"missing", nil, func(m map[string]raw) { delete(m, q) }, pretrained.ErrTensors, "has no " + q + ", which is [16 16]"},
		{"missing head", untied, func(m map[string]raw) { delete(m, "lm_head.weight") }, pretrained.ErrTensors, "lm_head.weight, which is [20 16]; if the checkpoint ties"},
		{"shape", nil, func(m map[string]raw) { m[q] = raw{"F32", []int{8, 32}, m[q].data} }, pretrained.ErrTensors, q + " is [8 32]; want [16 16]"},
		{"dimensions", nil, func(m map[string]raw) { m[q] = raw{"F32", []int{256}, m[q].data} }, pretrained.ErrTensors, q + " is [256]; want [16 16]"},
		{"format", nil, func(m map[string]raw) { m[q] = raw{"I32", []int{16, 16}, m[q].data} }, pretrained.ErrTensors, q + " is I32; want F32, F16 or BF16"},
		{"extra", nil, func(m map[string]raw) {
			m["model.layers.0.self_attn.q_proj.bias"] = raw{"F32", []int{1}, make([]byte, 4)}
			m["zzz"] = m["model.layers.0.self_attn.q_proj.bias"]
		}, pretrained.ErrTensors, `"model.layers.0.self_attn.q_proj.bias", F32 [1], which the model lacks; 2 such`},
		{"another layer", nil, func(m map[string]raw) { m["model.layers.1.mlp.up_proj.weight"] = m[q] }, pretrained.ErrTensors, "which the model lacks"},
		{"other head", nil, func(m map[string]raw) {
			x := m["model.embed_tokens.weight"]
			m["lm_head.weight"] = raw{x.dtype, x.shape, append([]byte{1}, x.data[1:]...)}
		}, pretrained.ErrTensors, "set model.tied = false"},
		{"infinite", nil, func(m map[string]raw) {
			b := bytes.Clone(m[q].data)
			copy(b[40:], []byte{0, 0, 0x80, 0xff})
			m[q] = raw{"F32", []int{16, 16}, b}
		}, safetensors.ErrNumber, `element 10 of "` + q},
	} {
		s := tiny(func(s *spec.Spec) {
			if c.spec != nil {
				c.spec(s)
			}
		})
		tensors := tensorsOf(t, s)
		c.change(tensors)
		path := filepath.Join(t.TempDir(), "model.safetensors")
		write(t, path, tensors)
		l := layoutOf(t, s)
		data := make([]byte, l.DataSize())
		err := pretrained.Import(path, l, data)
		require.ErrorIs(t, err, c.cause, c.name)
		require.ErrorContains(t, err, c.why, c.name)
		require.ErrorContains(t, err, path)
		if c.cause == pretrained.ErrTensors { //nolint:errorlint // the table's own value
			require.Equal(t, make([]byte, len(data)), data)
		}
	}
}

// What old writers leave in a file, and what a state of ours has beside
// parameters, does no harm.
func TestImportIgnores(t *testing.T) {
	t.Parallel()
	s := tiny(func(*spec.Spec) {})
	l := layoutOf(t, s)
	tensors := tensorsOf(t, s)
	tensors["model.layers.0.self_attn.rotary_emb.inv_freq"] = raw{"F32", []int{2}, make([]byte, 8)}
	tensors["lm_head.weight"] = tensors["model.embed_tokens.weight"]
	path := filepath.Join(t.TempDir(), "any.name")
	write(t, path, tensors)
	data := make([]byte, l.DataSize())
	require.NoError(t, pretrained.Import(path, l, data))
	_, end := l.Range(program.ClassParam)
	require.Equal(t, params(t, s), data[:end])

	state := filepath.Join(t.TempDir(), "state.safetensors")
	_, err := checkpoint.Write(state, l, data)
	require.NoError(t, err)
	again := make([]byte, l.DataSize())
	require.NoError(t, pretrained.Import(state, l, again))
	require.Equal(t, data, again)

	require.ErrorIs(t, pretrained.Import(state, l, again[:100]), pretrained.ErrTensors)
	require.ErrorIs(t, pretrained.Import(state+"x", l, again), fs.ErrNotExist)
	require.ErrorContains(t, pretrained.Import(t.TempDir(), l, again), "has neither model.safetensors nor")
	require.ErrorIs(t, pretrained.Import(t.TempDir(), l, again), fs.ErrNotExist)
}

// An index is from a stranger, too: it names files beside itself, each of which
// has just the tensors that the index places there.
func TestIndexRefuses(t *testing.T) {
	t.Parallel()
	s := tiny(func(*spec.Spec) {})
	l := layoutOf(t, s)
	tensors := tensorsOf(t, s)
	var names []string
	for name := range tensors {
		names = append(names, fmt.Sprintf("%q:\"a.safetensors\"", name))
	}
	all := strings.Join(names, ",")
	for name, c := range map[string]struct{ index, why string }{
		"not JSON":    {"{", "unexpected end"},
		"list":        {"[]", "cannot unmarshal array"},
		"no map":      {"{}", "weight_map is empty"},
		"null":        {"null", "weight_map is empty"},
		"numbers":     {`{"weight_map":{"a":1}}`, "cannot unmarshal number"},
		"deep":        {strings.Repeat(`{"weight_map":`, 1<<16), "exceeded max depth"},
		"outside":     {`{"weight_map":{"a":"../a.safetensors"}}`, "not the name of a file beside it"},
		"absolute":    {`{"weight_map":{"a":"/etc/passwd"}}`, "not the name of a file beside it"},
		"in a folder": {`{"weight_map":{"a":"b/a.safetensors"}}`, "not the name of a file beside it"},
		"no name":     {`{"weight_map":{"a":""}}`, "not the name of a file beside it"},
		"the folder":  {`{"weight_map":{"a":"."}}`, "not the name of a file beside it"},
		"not there":   {`{"weight_map":{"a":"b.safetensors"}}`, "no such file"},
		"less":        {`{"weight_map":{"model.norm.weight":"a.safetensors"}}`, "which " + "INDEX" + " does not place there"},
		"more":        {`{"weight_map":{` + all + `,"zzz":"a.safetensors"}}`, `has no "zzz", which`},
	} {
		dir := t.TempDir()
		write(t, filepath.Join(dir, "a.safetensors"), tensors)
		index := filepath.Join(dir, "model.safetensors.index.json")
		require.NoError(t, os.WriteFile(index, []byte(c.index), 0o600))
		err := pretrained.Import(dir, l, make([]byte, l.DataSize()))
		require.ErrorContains(t, err, strings.ReplaceAll(c.why, "INDEX", index), name)
	}
	dir := t.TempDir()
	write(t, filepath.Join(dir, "a.safetensors"), tensors)
	index := filepath.Join(dir, "model.safetensors.index.json")
	require.NoError(t, os.WriteFile(index, []byte(`{"weight_map":{`+all+`}}`), 0o600))
	require.NoError(t, pretrained.Import(index, l, make([]byte, l.DataSize())))
	require.NoError(t, os.Truncate(index, 17<<20))
	require.ErrorContains(t, pretrained.Import(index, l, make([]byte, l.DataSize())), "more than 16777216 bytes")
}

// A checkpoint of any size is read through a few buffers.
func TestImportMemory(t *testing.T) {
	s := tiny(func(s *spec.Spec) {
		s.Model.Vocab, s.Model.Width, s.Data.TokenWidth, s.Data.Tokens = 1<<16, 128, 2, 1<<15
		s.Data.ValidationStart = 1<<15 - 1<<12
	})
	dir := t.TempDir()
	_, err := pretrained.Export(dir, pretrained.Model{Spec: s, Params: params(t, s), BF16: true})
	require.NoError(t, err)
	l, err := program.NewModel(s, program.F32)
	require.NoError(t, err)
	data := make([]byte, l.DataSize())
	require.Greater(t, len(data), 32<<20)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	require.NoError(t, pretrained.Import(dir, l, data))
	runtime.ReadMemStats(&after)
	require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(1<<20+runtime.GOMAXPROCS(0)<<20))
}
