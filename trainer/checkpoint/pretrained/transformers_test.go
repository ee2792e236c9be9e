// SPDX-License-Identifier: Apache-2.0

package pretrained_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/trainer/checkpoint"
	"github.com/weft-network/weft/trainer/checkpoint/pretrained"
	"github.com/weft-network/weft/trainer/engine"
	"github.com/weft-network/weft/trainer/kernel/cpu"
	"github.com/weft-network/weft/trainer/kernel/kerneltest"
)

// python is a Python with torch and transformers: WEFT_PYTHON, or python3 if it
// has both.
func python(t *testing.T) string {
	t.Helper()
	path := os.Getenv("WEFT_PYTHON")
	if path == "" {
		path = "python3"
	}
	if out, err := exec.CommandContext(t.Context(), path, "-c", "import torch, transformers").CombinedOutput(); err != nil {
		t.Skipf("no Python with torch and transformers; name one in WEFT_PYTHON: %v %.200s", err, out)
	}
	return path
}

// loaded is what testdata/load.py prints.
type loaded struct {
	Class         string            `json:"class"`
	Missing       []string          `json:"missing"`
	Unexpected    []string          `json:"unexpected"`
	DType         string            `json:"dtype"`
	Params        map[string]string `json:"params"`
	Eps           float64           `json:"eps"`
	Theta         float64           `json:"theta"`
	Rope          string            `json:"rope"`
	Factor        float64           `json:"factor"`
	Positions     int               `json:"positions"`
	Tied          bool              `json:"tied"`
	BOS           *uint32           `json:"bos"`
	EOS           *uint32           `json:"eos"`
	GenerationBOS *uint32           `json:"generation_bos"`
	GenerationEOS *uint32           `json:"generation_eos"`
	Logits        []float32         `json:"logits"`
}

var prompt = []uint32{3, 141, 59, 26, 5, 35, 89, 79, 32}

// job is a folder for load.py.
type job struct {
	Folder string   `json:"folder"`
	IDs    []uint32 `json:"ids"`
	Again  string   `json:"again"`
	model  pretrained.Model
	state  bool
}

// load loads all folders in one process: importing takes it seconds.
func load(t *testing.T, py string, jobs []job) []loaded {
	t.Helper()
	in, err := json.Marshal(jobs)
	require.NoError(t, err)
	cmd := exec.CommandContext(t.Context(), py, "testdata/load.py")
	cmd.Env = append(os.Environ(), "HF_HUB_OFFLINE=1", "CUDA_VISIBLE_DEVICES=")
	cmd.Stdin = bytes.NewReader(in)
	var log bytes.Buffer
	cmd.Stderr = &log
	out, err := cmd.Output()
	require.NoError(t, err, "%s", log.String())
	var l []loaded
	require.NoError(t, json.Unmarshal(out, &l))
	require.Len(t, l, len(jobs))
	return l
}

// Spec R12, K4: transformers loads an export, and a state as it is, without a
// conversion and without a complaint; it has the same parameters to the bit and
// gives the same logits but for the order of its additions. What it writes is
// read back.
func TestTransformers(t *testing.T) {
	t.Parallel()
	py := python(t)
	var jobs []job
	for _, change := range []func(*spec.Spec){
		func(*spec.Spec) {},
		linear,
		func(s *spec.Spec) { s.Model.KvHeads, s.Model.RopeTheta, s.Model.Tied = 1, "500000", false },
	} {
		s := kerneltest.Spec()
		change(s)
		s.Data.DocumentMask = false
		s.Outer.Codec, s.Outer.TopK, s.Outer.Feedback = spec.Codec_CODEC_SPARSE, 64, "0.95"
		m := pretrained.Model{Spec: s, Params: params(t, s), BOS: new(uint32(7)), EOS: new(uint32(255))}
		narrow := m
		narrow.BF16 = true
		jobs = append(jobs, job{model: m}, job{model: narrow}, job{model: m, state: true})
	}
	for i := range jobs {
		j := &jobs[i]
		j.Folder, j.Again, j.IDs = filepath.Join(t.TempDir(), "out"), filepath.Join(t.TempDir(), "again"), prompt
		_, err := pretrained.Export(j.Folder, j.model)
		require.NoError(t, err)
		if j.state { // a model beside what only training needs
			layout := layoutOf(t, j.model.Spec)
			data := make([]byte, layout.DataSize())
			copy(data, j.model.Params)
			_, err = checkpoint.Write(filepath.Join(j.Folder, "model.safetensors"), layout, data)
			require.NoError(t, err)
		}
	}
	for i, l := range load(t, py, jobs) {
		j := &jobs[i]
		if j.state {
			require.Len(t, l.Unexpected, 3*len(l.Params))
			l.Unexpected = nil
		}
		checkLoaded(t, l, &j.model)
		if !j.model.BF16 {
			near(t, logits(t, j.model.Spec, j.model.Params), l.Logits)
		}
		model, err := pretrained.ReadModel(j.Again)
		require.NoError(t, err)
		require.Equal(t, j.model.Spec.Model, model)
		layout := layoutOf(t, j.model.Spec)
		here, there := make([]byte, layout.DataSize()), make([]byte, layout.DataSize())
		require.NoError(t, pretrained.Import(j.Folder, layout, here))
		require.NoError(t, pretrained.Import(j.Again, layout, there))
		require.Equal(t, here, there)
	}
}

func checkLoaded(t *testing.T, l loaded, m *pretrained.Model) {
	t.Helper()
	s, format := m.Spec, program.F32
	require.Equal(t, "LlamaForCausalLM", l.Class)
	require.Empty(t, l.Missing)
	require.Empty(t, l.Unexpected)
	require.Equal(t, map[bool]string{false: "torch.float32", true: "torch.bfloat16"}[m.BF16], l.DType)
	require.Equal(t, s.Model.NormEps, decimal(t, l.Eps))
	require.Equal(t, s.Model.RopeTheta, decimal(t, l.Theta))
	require.Equal(t, s.Model.RopeFactor, decimal(t, l.Factor))
	require.Equal(t, map[bool]string{true: "default", false: "linear"}[s.Model.RopeFactor == "1"], l.Rope)
	require.Equal(t, int(s.Inner.Context), l.Positions)
	require.Equal(t, s.Model.Tied, l.Tied)
	for _, got := range []*uint32{l.BOS, l.GenerationBOS} {
		require.Equal(t, m.BOS, got)
	}
	for _, got := range []*uint32{l.EOS, l.GenerationEOS} {
		require.Equal(t, m.EOS, got)
	}
	layout, err := program.NewModel(s, format)
	require.NoError(t, err)
	n := 0
	for x := range layout.All() {
		b := m.Params[x.Offset : x.Offset+x.Bytes]
		if m.BF16 {
			b = narrowed(b)
		}
		require.Equal(t, sum(b), l.Params[x.Name], x.Name)
		n++
	}
	require.Len(t, l.Params, n)
}

// decimal is the shortest decimal of a number that another program has read.
func decimal(t *testing.T, v float64) string {
	t.Helper()
	d, err := spec.ReadDecimal(fmt.Sprint(v))
	require.NoError(t, err)
	return d.String()
}

// logits are the engine's after the prompt.
func logits(t *testing.T, s *spec.Spec, params []byte) []float32 {
	t.Helper()
	p, err := program.BuildPrefill(s)
	require.NoError(t, err)
	k, err := cpu.New("auto")
	require.NoError(t, err)
	e, err := engine.New(p, engine.Config{Kernel: k, Workers: 1})
	require.NoError(t, err)
	defer e.Close()
	copy(e.State(), params)
	for i := range p.NumInputs() {
		in, err := p.Input(i)
		require.NoError(t, err)
		switch in.Name {
		case "ids":
			copy(e.Input(i).U32(), prompt)
		case "last":
			e.Input(i).U32()[0] = uint32(len(prompt) - 1)
		}
	}
	require.NoError(t, e.Run())
	return e.Output(0).F32()
}

// near says that two computations differ by rounding only.
func near(t *testing.T, want, got []float32) {
	t.Helper()
	require.Len(t, got, len(want))
	var most, largest float64
	for i := range want {
		most = max(most, math.Abs(float64(want[i]-got[i])))
		largest = max(largest, math.Abs(float64(want[i])))
	}
	t.Logf("largest logit %.3g, largest difference %.3g", largest, most)
	require.Less(t, most, 1e-5*largest)
}
