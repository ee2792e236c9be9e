// SPDX-License-Identifier: Apache-2.0

package engine_test

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/trainer/engine"
	"github.com/weft-network/weft/trainer/kernel/kerneltest"
	"github.com/weft-network/weft/trainer/kernel/ref"
)

// golden is shared by everything that trains: other kernels, other builds
// (noasm, GOAMD64=v1 and v3), other machines. WEFT_UPDATE=1 writes it anew.
const golden = "../../internal/vectors/program_training.json"

// run is the outcome of 200 steps of one small job.
type run struct {
	// Program is the digest of the step program.
	Program string `json:"program"`
	// Digests of the state after some steps, and the bits of the loss.
	Steps []stepDigest `json:"steps"`
}

type stepDigest struct {
	Step  int    `json:"step"`
	State string `json:"state"`
	Loss  string `json:"loss"`
}

// small is a job whose 200 steps take ref a few seconds.
func small(change func(*spec.Spec)) *spec.Spec {
	s := kerneltest.Spec()
	s.Model.Layers, s.Inner.Context, s.Inner.Batch, s.Inner.MicroBatches = 1, 8, 4, 2
	s.Inner.Steps, s.Rounds.Rounds = 8, 25
	s.Inner.Schedule.DecaySteps = 196
	change(s)
	s.Model.Vocab, s.Inner.Context = 128, min(s.Inner.Context, 12)
	return s
}

func train(t *testing.T, s *spec.Spec, cfg engine.Config) run {
	t.Helper()
	tr := kerneltest.NewTrainer(t, ref.Kernel{}, s)
	r := newRunner(t, tr, cfg)
	out := run{Program: fmt.Sprintf("%x", tr.Program.Digest())}
	for step := 1; step <= 200; step++ {
		r.step(t, tr.Batch(), tr.Clock())
		tr.Advance()
		if step == 1 || step == 15 || step%50 == 0 {
			out.Steps = append(out.Steps, stepDigest{step, r.digest(), fmt.Sprintf("%08x", math.Float32bits(r.loss()))})
		}
	}
	return out
}

// Spec N11: 200 steps have the same digests on every kernel, with 1 and 2
// workers, in every build.
func TestGolden(t *testing.T) {
	t.Parallel()
	want := map[string]run{}
	file, err := os.ReadFile(golden)
	if os.Getenv("WEFT_UPDATE") != "1" {
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(file, &want))
	}
	got := map[string]run{}
	for name, change := range variants {
		for _, k := range kernels(t) {
			workers := []int{1, 2}
			switch k.Name() {
			case "ref": // slow
				if name != "tied" && name != "documents, bf16 moments" && name != "i8x2" {
					continue
				}
				workers = []int{2}
			case "portable":
				workers = []int{2}
			}
			for _, w := range workers {
				r := train(t, small(change), engine.Config{Kernel: k, Workers: w})
				if _, ok := got[name]; !ok {
					got[name] = r
				}
				require.Equal(t, got[name], r, "%s: %s, %d workers", name, k.Name(), w)
			}
		}
	}
	if os.Getenv("WEFT_UPDATE") == "1" {
		b, err := json.MarshalIndent(got, "", "  ")
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(golden, append(b, '\n'), 0o644))
		return
	}
	require.Equal(t, want, got)
}
