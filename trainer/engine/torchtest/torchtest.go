// SPDX-License-Identifier: Apache-2.0

package torchtest

import (
	"bufio"
	_ "embed"
	"encoding/binary"
	"encoding/json"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
)

//go:embed train.py
var script string

// Options say how PyTorch computes.
type Options struct {
	// Threads bounds the threads of every library in the process.
	Threads int
	// Double computes in binary64.
	Double bool
	// Compile uses torch.compile.
	Compile bool
}

// Torch is a process with PyTorch.
type Torch struct {
	Options
	t   testing.TB
	in  io.Writer
	out *bufio.Reader
	p   *program.Program
}

// Start starts a process, or skips the test where there is no PyTorch. It ends
// with the test.
func Start(t testing.TB, o Options) *Torch {
	t.Helper()
	python := os.Getenv("WEFT_PYTHON")
	if python == "" {
		python = "python3"
	}
	if _, err := exec.LookPath(python); err != nil {
		t.Skipf("no Python with torch; name one in WEFT_PYTHON: %v", err)
	}
	file := filepath.Join(t.TempDir(), "train.py")
	require.NoError(t, os.WriteFile(file, []byte(script), 0o600))
	cmd := exec.CommandContext(t.Context(), python, "-u", file)
	n := strconv.Itoa(o.Threads)
	cmd.Env = append(os.Environ(), "CUDA_VISIBLE_DEVICES=", "OMP_NUM_THREADS="+n, "MKL_NUM_THREADS="+n, "OPENBLAS_NUM_THREADS="+n)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	require.NoError(t, err)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { // it is killed with the context of the test
		_ = in.Close()
		_ = cmd.Wait() //nolint:errcheck // as above
	})
	r := &Torch{Options: o, t: t, in: in, out: bufio.NewReader(out)}
	var answer struct {
		Error string `json:"error"`
	}
	if r.send(map[string]any{"do": "product", "m": 8, "n": 8, "k": 8}, &answer); answer.Error != "" {
		t.Skipf("no Python with torch; name one in WEFT_PYTHON: %s", answer.Error)
	}
	return r
}

// send sends one command and reads its answer.
func (r *Torch) send(command, answer any) {
	r.t.Helper()
	line, err := json.Marshal(command)
	require.NoError(r.t, err)
	_, _ = r.in.Write(append(line, '\n')) //nolint:errcheck // a process that has ended gives no answer, which says more
	got, err := r.out.ReadBytes('\n')
	require.NoError(r.t, err, "the process with PyTorch ended")
	require.NoError(r.t, json.Unmarshal(got, answer), "%s", got)
}

func (r *Torch) do(command, answer any) {
	r.t.Helper()
	var raw json.RawMessage
	r.send(command, &raw)
	var failed struct {
		Error string `json:"error"`
	}
	require.NoError(r.t, json.Unmarshal(raw, &failed))
	require.Empty(r.t, failed.Error)
	require.NoError(r.t, json.Unmarshal(raw, answer))
}

// Open makes the model of s with the parameters that a state begins with, and
// returns the version of PyTorch.
func (r *Torch) Open(s *spec.Spec, state []byte) string {
	r.t.Helper()
	p, err := program.Build(s)
	require.NoError(r.t, err)
	r.p = p
	layout, err := program.NewModel(s, program.F32)
	require.NoError(r.t, err)
	file := filepath.Join(r.t.TempDir(), "params.safetensors")
	require.NoError(r.t, os.WriteFile(file, append(layout.Header(), state[:layout.DataSize()]...), 0o600))
	number := func(text string) float64 {
		v, err := strconv.ParseFloat(text, 64)
		require.NoError(r.t, err)
		return v
	}
	d, in := &p.Dims, &s.Inner
	var decay []string
	for i := range d.NumParams() {
		if w := d.Param(i); w.Decay {
			decay = append(decay, w.Name)
		}
	}
	command := map[string]any{
		"do": "open", "params": file, "threads": r.Threads, "compile": r.Compile, "dtype": "float32", "decay": decay,
		"spec": map[string]any{
			"vocab": d.Vocab, "width": d.Width, "layers": d.Layers, "heads": d.Heads, "kv": d.KV, "head_dim": d.HeadDim,
			"ffn": d.FFN, "tied": d.Tied, "context": d.Context, "micro": d.Micro, "documents": d.Documents, "separator": d.Separator,
			"theta": number(s.Model.RopeTheta), "factor": number(s.Model.RopeFactor), "eps": number(s.Model.NormEps),
			"beta1": number(in.Beta1), "beta2": number(in.Beta2), "adam_eps": number(in.Eps),
			"weight_decay": number(in.WeightDecay), "clip": number(in.Clip),
		},
	}
	if r.Double {
		command["dtype"] = "float64"
	}
	var answer struct {
		Version string `json:"version"`
	}
	r.do(command, &answer)
	return answer.Version
}

// Took is what one piece of work took.
type Took struct{ Wall, CPU time.Duration }

type took struct {
	Wall float64 `json:"wall"`
	CPU  float64 `json:"cpu"`
}

func (t took) took() Took {
	return Took{time.Duration(t.Wall * float64(time.Second)), time.Duration(t.CPU * float64(time.Second))}
}

// Step makes step number n of the specification on a batch.
func (r *Torch) Step(n uint64, ids []uint32) (float64, Took) {
	r.t.Helper()
	var answer struct {
		took
		Loss float64 `json:"loss"`
	}
	r.do(map[string]any{"do": "step", "ids": ids, "rate": r.rate(n)}, &answer)
	return answer.Loss, answer.took.took()
}

// rate is the learning rate of a step: what the bias correction of moments of
// a great age leaves of the step size.
func (r *Torch) rate(step uint64) float64 {
	const age = 1 << 20
	for i := range r.p.NumInputs() {
		in, err := r.p.Input(i)
		require.NoError(r.t, err)
		if in.Const != nil && in.Const.Rule == program.RuleStepSize {
			return -float64(math.Float32frombits(in.Const.At(program.Clock{Age: age, Step: step}, 0)))
		}
	}
	require.Fail(r.t, "no learning rate")
	return 0
}

// Gradients are those of the parameters on a batch, in tensor order, before
// they are clipped, and the loss.
func (r *Torch) Gradients(ids []uint32) ([][]float64, float64) {
	r.t.Helper()
	file, names := filepath.Join(r.t.TempDir(), "gradients"), []string{}
	for i := range r.p.Dims.NumParams() {
		names = append(names, r.p.Dims.Param(i).Name)
	}
	var answer struct {
		Loss float64 `json:"loss"`
	}
	r.do(map[string]any{"do": "gradients", "ids": ids, "file": file, "names": names}, &answer)
	raw, err := os.ReadFile(file)
	require.NoError(r.t, err)
	var all [][]float64
	for i := range names {
		g := make([]float64, r.p.Dims.Param(i).Shape.Size())
		for j := range g {
			g[j] = math.Float64frombits(binary.LittleEndian.Uint64(raw))
			raw = raw[8:]
		}
		all = append(all, g)
	}
	require.Empty(r.t, raw)
	return all, answer.Loss
}

// Score is the loss of a batch.
func (r *Torch) Score(ids []uint32) float64 {
	r.t.Helper()
	var answer struct {
		Loss float64 `json:"loss"`
	}
	r.do(map[string]any{"do": "score", "ids": ids}, &answer)
	return answer.Loss
}

// Memory is the most memory that the model and its steps have taken.
func (r *Torch) Memory() int64 {
	r.t.Helper()
	var answer struct {
		Peak int64 `json:"peak"`
	}
	r.do(map[string]any{"do": "memory"}, &answer)
	return answer.Peak
}

// Product multiplies (m, k) by the transpose of (n, k) with the BLAS of numpy.
func (r *Torch) Product(m, n, k int) Took {
	r.t.Helper()
	var answer took
	r.do(map[string]any{"do": "product", "m": m, "n": n, "k": k}, &answer)
	return answer.took()
}
