// SPDX-License-Identifier: Apache-2.0

package pretrained_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/trainer/checkpoint/pretrained"
)

func fileID(t *testing.T, path string) commit.ID {
	t.Helper()
	f, err := os.Open(path)
	require.NoError(t, err)
	defer func() { require.NoError(t, f.Close()) }()
	id, err := commit.Build(f, nil)
	require.NoError(t, err)
	return id
}

// linear is a model with all that a config.json can say.
func linear(s *spec.Spec) {
	s.Model.RopeTheta, s.Model.RopeFactor, s.Model.NormEps, s.Model.Tied = "12345.5", "2.5", "0.000001", false
	s.Model.HeadDim, s.Data.DocumentMask = 6, true
}

// Spec R12: the bytes are a function of the specification. WEFT_UPDATE=1 writes
// the recorded files anew.
func TestExport(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*spec.Spec)
		model  pretrained.Model
	}{
		"plain": {func(*spec.Spec) {}, pretrained.Model{}},
		"linear": {linear, pretrained.Model{
			BF16: true, BOS: new(uint32(0)), EOS: new(uint32(19)), Files: map[string][]byte{"tokenizer.json": []byte("{}\n"), "tokenizer_config.json": nil},
		}},
	} {
		s := tiny(c.change)
		m := c.model
		m.Spec, m.Params = s, params(t, s)
		dir := filepath.Join(t.TempDir(), "a", "model")
		var first []pretrained.Exported
		for range 2 { // the second takes the place of the first
			files, err := pretrained.Export(dir, m)
			require.NoError(t, err)
			require.Equal(t, "model.safetensors", files[len(files)-1].Name)
			for _, f := range files {
				require.Equal(t, fileID(t, filepath.Join(dir, f.Name)), f.ID)
			}
			require.True(t, first == nil || len(first) == len(files))
			first = files
			left, err := os.ReadDir(dir)
			require.NoError(t, err)
			require.Len(t, left, len(files))
		}
		for file, want := range m.Files {
			got, err := os.ReadFile(filepath.Join(dir, file))
			require.NoError(t, err)
			require.True(t, bytes.Equal(want, got))
		}
		for _, file := range []string{"config.json", "generation_config.json"} {
			got, err := os.ReadFile(filepath.Join(dir, file))
			require.NoError(t, err)
			golden := filepath.Join("testdata", name+"."+file)
			if os.Getenv("WEFT_UPDATE") == "1" {
				require.NoError(t, os.WriteFile(golden, got, 0o644))
			}
			want, err := os.ReadFile(golden)
			require.NoError(t, err)
			require.Equal(t, string(want), string(got))
		}

		// It comes back as it went, bf16 rounded once.
		back, err := pretrained.ReadModel(dir)
		require.NoError(t, err)
		require.Equal(t, s.Model, back)
		l := layoutOf(t, s)
		data := make([]byte, l.DataSize())
		require.NoError(t, pretrained.Import(dir, l, data))
		for i := 0; i < len(m.Params); i += 4 {
			want := binary.LittleEndian.Uint32(m.Params[i:])
			if m.BF16 {
				want = rounded(want)
			}
			require.Equal(t, want, binary.LittleEndian.Uint32(data[i:]))
		}
		if !m.BF16 {
			model, err := program.NewModel(s, program.F32)
			require.NoError(t, err)
			file, err := os.ReadFile(filepath.Join(dir, "model.safetensors"))
			require.NoError(t, err)
			require.Equal(t, append(model.Header(), m.Params...), file)
		}
	}
}

// rounded is the bfloat16 nearest to a number, ties to even, by comparing its
// two neighbours.
func rounded(v uint32) uint32 {
	down := v &^ 0xffff
	up := down + 0x10000
	x, a, b := float64(math.Float32frombits(v)), float64(math.Float32frombits(down)), float64(math.Float32frombits(up))
	if lower, upper := math.Abs(x-a), math.Abs(b-x); upper < lower || (upper == lower && down>>16&1 == 1) {
		return up
	}
	return down
}

// narrowed is the bytes of parameters in bfloat16.
func narrowed(b []byte) []byte {
	var out []byte
	for i := 0; i < len(b); i += 4 {
		out = binary.LittleEndian.AppendUint16(out, uint16(rounded(binary.LittleEndian.Uint32(b[i:]))>>16))
	}
	return out
}

func TestNarrow(t *testing.T) {
	t.Parallel()
	for _, v := range []uint32{
		0, 1, 0x8000, 0x8001, 0x7fff, 0x80000000, 0x00017fff, 0x00018000, 0x00018001, 0x3f808000, 0x3f818000, 0x3f80ffff,
		0x007f8000, 0xbf808000, 0x7f7f7fff,
	} {
		require.Equal(t, rounded(v), uint32(pretrained.Narrow(v))<<16, "%08x", v)
	}
	for v := uint32(0); v < 0x7f7f0000; v += 40507 {
		require.Equal(t, rounded(v), uint32(pretrained.Narrow(v))<<16, "%08x", v)
	}
	for _, v := range []uint32{0x7f800000, 0x7f800001, 0xff800000, 0x7fc00000, 0x7f7fffff} {
		require.Equal(t, uint16(0x7f80), pretrained.Narrow(v)&0x7f80, "%08x", v)
	}
}

func TestExportRefuses(t *testing.T) {
	t.Parallel()
	s := tiny(func(*spec.Spec) {})
	for why, change := range map[string]func(*pretrained.Model){
		"BOS is token 20; allowed: below model.vocab, which is 20": func(m *pretrained.Model) { m.BOS = new(uint32(20)) },
		"EOS is token 21": func(m *pretrained.Model) { m.EOS = new(uint32(21)) },
		`"config.json" comes from the specification`:           func(m *pretrained.Model) { m.Files = map[string][]byte{"config.json": nil} },
		`"model.safetensors" comes from the specification`:     func(m *pretrained.Model) { m.Files = map[string][]byte{"model.safetensors": nil} },
		`"../x" is not the name of a file`:                     func(m *pretrained.Model) { m.Files = map[string][]byte{"../x": nil} },
		`"a/x" is not the name of a file`:                      func(m *pretrained.Model) { m.Files = map[string][]byte{"a/x": nil} },
		`"" is not the name of a file`:                         func(m *pretrained.Model) { m.Files = map[string][]byte{"": nil} },
		"parameters of 3 bytes; want":                          func(m *pretrained.Model) { m.Params = m.Params[:3] },
		"element 5 of model.embed_tokens.weight is too large ": func(m *pretrained.Model) { m.BF16 = true; copy(m.Params[20:], "\xff\xff\x7f\x7f") },
	} {
		m := pretrained.Model{Spec: s, Params: params(t, s)}
		change(&m)
		dir := filepath.Join(t.TempDir(), "out")
		_, err := pretrained.Export(dir, m)
		require.ErrorIs(t, err, pretrained.ErrExport, why)
		require.ErrorContains(t, err, why)
		require.NoFileExists(t, filepath.Join(dir, "model.safetensors"))
	}
	s = tiny(func(s *spec.Spec) { s.Model.Layers = 0 })
	_, err := pretrained.Export(t.TempDir(), pretrained.Model{Spec: s})
	require.ErrorIs(t, err, spec.ErrInvalid)
	_, err = pretrained.Export(t.TempDir(), pretrained.Model{})
	require.ErrorIs(t, err, spec.ErrInvalid)
}
