// SPDX-License-Identifier: Apache-2.0

package checkpoint_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/trainer/checkpoint"
	"github.com/weft-network/weft/trainer/kernel/kerneltest"
)

// job is a specification whose state has all classes, three formats of shapes
// and, if wide, several leaves.
func job(wide bool) *spec.Spec {
	s := kerneltest.Spec()
	s.Outer.Codec, s.Outer.TopK, s.Outer.Feedback = spec.Codec_CODEC_SPARSE, 64, "0.95"
	s.Inner.Moments, s.Model.Tied = spec.Storage_STORAGE_BF16, false
	if wide {
		s.Model.Vocab, s.Model.Width, s.Data.TokenWidth, s.Data.Tokens = 4096, 36, 2, 1<<15
		s.Data.ValidationStart = 1<<15 - 1<<12
	}
	return s
}

func layout(t testing.TB, s *spec.Spec) *program.State {
	t.Helper()
	l, err := program.NewState(s)
	require.NoError(t, err)
	return l
}

// content is the data of a state: small finite numbers.
func content(l *program.State, seed uint64) []byte {
	data := make([]byte, (l.DataSize()+7)/8*8)
	rng := rand.New(rand.NewPCG(seed, 1))
	for i := 0; i < len(data); i += 8 {
		binary.LittleEndian.PutUint64(data[i:], rng.Uint64()&0xbfffbfffbfffbfff|0x2000200020002000)
	}
	return data[:l.DataSize()]
}

func fileID(t testing.TB, path string) commit.ID {
	t.Helper()
	f, err := os.Open(path)
	require.NoError(t, err)
	defer func() { require.NoError(t, f.Close()) }()
	id, err := commit.Build(f, nil)
	require.NoError(t, err)
	return id
}

// Spec K4: the file is header and memory; its content id is that of its bytes.
func TestWriteRead(t *testing.T) {
	t.Parallel()
	for _, wide := range []bool{false, true} {
		l := layout(t, job(wide))
		path, data := filepath.Join(t.TempDir(), "state"), content(l, 1)
		id, err := checkpoint.Write(path, l, data)
		require.NoError(t, err)
		file, err := os.ReadFile(path)
		require.NoError(t, err)
		require.True(t, bytes.Equal(append(l.Header(), data...), file))
		require.Equal(t, fileID(t, path), id)

		back := make([]byte, len(data))
		again, err := checkpoint.Read(path, l, back)
		require.NoError(t, err)
		require.Equal(t, id, again)
		require.True(t, bytes.Equal(data, back))

		// Another state takes its place.
		other, err := checkpoint.Write(path, l, content(l, 2))
		require.NoError(t, err)
		require.NotEqual(t, id, other)
		require.Equal(t, fileID(t, path), other)
		left, err := os.ReadDir(filepath.Dir(path))
		require.NoError(t, err)
		require.Len(t, left, 1)

		_, err = checkpoint.Write(path, l, data[1:])
		require.ErrorIs(t, err, checkpoint.ErrMemory)
		_, err = checkpoint.Read(path, l, append(data, 0))
		require.ErrorIs(t, err, checkpoint.ErrMemory)
		_, err = checkpoint.Read(path+"x", l, data)
		require.ErrorIs(t, err, os.ErrNotExist)
		_, err = checkpoint.Write(filepath.Join(path, "in", "a", "file"), l, data)
		require.Error(t, err)
	}
}

// A state of another job is refused with what differs first.
func TestAnotherLayout(t *testing.T) {
	t.Parallel()
	l := layout(t, job(false))
	path := filepath.Join(t.TempDir(), "state")
	_, err := checkpoint.Write(path, l, content(l, 1))
	require.NoError(t, err)
	for why, change := range map[string]func(*spec.Spec){
		"model.layers.0.mlp.gate_proj.weight as F32 [24 16]; want f32 [25 16]":       func(s *spec.Spec) { s.Model.Ffn = 25 },
		"no model.layers.2.self_attn.q_proj.weight, which is f32 [16 16]":            func(s *spec.Spec) { s.Model.Layers = 3 },
		"optimizer.m.model.embed_tokens.weight as BF16 [256 16]; want f32 [256 16]":  func(s *spec.Spec) { s.Inner.Moments = spec.Storage_STORAGE_F32 },
		"in another order, or others too":                                            func(s *spec.Spec) { s.Model.Tied = true },
		"others too; import it instead":                                              func(s *spec.Spec) { s.Outer.Feedback = "0" },
		"model.embed_tokens.weight as F32 [256 16]; want f32 [200 16]":               func(s *spec.Spec) { s.Model.Vocab = 200 },
		"model.layers.0.self_attn.k_proj.weight as F32 [8 16]; want f32 [16 16]":     func(s *spec.Spec) { s.Model.KvHeads = 4 },
		"state has model.layers.0.self_attn.q_proj.weight as F32 [16 16]; want f32 ": func(s *spec.Spec) { s.Model.HeadDim = 6 },
	} {
		s := job(false)
		change(s)
		other := layout(t, s)
		_, err := checkpoint.Read(path, other, make([]byte, other.DataSize()))
		require.ErrorIs(t, err, checkpoint.ErrLayout, why)
		require.ErrorContains(t, err, why)
	}
	require.NoError(t, os.WriteFile(path, []byte("no state at all"), 0o600))
	_, err = checkpoint.Read(path, l, make([]byte, l.DataSize()))
	require.ErrorIs(t, err, checkpoint.ErrLayout)
}

func sum(b []byte) string {
	d := sha256.Sum256(b)
	return hex.EncodeToString(d[:])
}

// The library of the format reads our files: testdata/record.py recorded what
// it saw in the file with this hash, which WEFT_WRITE_STATE=path writes.
func TestPythonReads(t *testing.T) {
	t.Parallel()
	var want struct {
		File     string `json:"sha256"`
		Metadata map[string]string
		Tensors  map[string]struct {
			DType string   `json:"dtype"`
			Shape []uint64 `json:"shape"`
			Sum   string   `json:"sha256"`
		}
	}
	text, err := os.ReadFile("testdata/python.json")
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &want))
	l := layout(t, job(false))
	data := content(l, 1)
	path := filepath.Join(t.TempDir(), "state.safetensors")
	if out := os.Getenv("WEFT_WRITE_STATE"); out != "" {
		path = out
	}
	id, err := checkpoint.Write(path, l, data)
	require.NoError(t, err)
	require.Equal(t, want.File, sum(append(l.Header(), data...)))
	require.Equal(t, map[string]string{"format": "pt"}, want.Metadata)
	n := 0
	for x := range l.All() {
		w, ok := want.Tensors[x.Name]
		require.True(t, ok, x.Name)
		require.Equal(t, map[program.Type]string{program.F32: "F32", program.BF16: "BF16"}[x.Type], w.DType)
		require.Len(t, w.Shape, len(x.Shape))
		for i, d := range x.Shape {
			require.Equal(t, uint64(d), w.Shape[i])
		}
		require.Equal(t, sum(data[x.Offset:x.Offset+x.Bytes]), w.Sum, x.Name)
		n++
	}
	require.Len(t, want.Tensors, n)
	require.Equal(t, fileID(t, path), id)
}

func TestWriteFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "f")
	for _, text := range []string{"", "one", "another"} {
		id, err := checkpoint.WriteFile(path, func(w io.Writer) error {
			_, err := w.Write([]byte(text))
			return err
		})
		require.NoError(t, err)
		require.Equal(t, fileID(t, path), id)
	}
	_, err := checkpoint.WriteFile(path, func(io.Writer) error { return os.ErrInvalid })
	require.ErrorIs(t, err, os.ErrInvalid)
	left, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	require.Len(t, left, 1)
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, "another", string(text))
}
