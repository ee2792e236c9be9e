// SPDX-License-Identifier: Apache-2.0

package outer_test

import (
	"encoding/json"
	"fmt"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
)

// golden is what every build and machine computes; WEFT_UPDATE=1 writes it
// anew.
const golden = "testdata/golden.json"

// outcome of one round of a job with made-up units.
type outcome struct {
	// Programs are the digests of begin, encode and outer of five deltas.
	Programs [3]string `json:"programs"`
	Delta    string    `json:"delta"`
	Norm     string    `json:"norm"`
	Feedback string    `json:"feedback"`
	Factors  []uint32  `json:"factors"`
	Outer    string    `json:"outer"`
}

func TestGolden(t *testing.T) {
	t.Parallel()
	got := map[string]outcome{}
	for name, change := range jobs {
		b := newBench(t, job(change), 2)
		var o outcome
		for i, build := range []func(*spec.Spec) (*program.Program, error){
			program.BuildBegin, program.BuildEncode,
			func(s *spec.Spec) (*program.Program, error) { return program.BuildOuter(s, 5) },
		} {
			p, err := build(b.s)
			require.NoError(t, err)
			o.Programs[i] = fmt.Sprintf("%x", p.Digest())
		}
		s := b.outerState()
		round := b.deltas(s.Params, 4)
		norms := make([]commit.Norm, 0, len(round)+1)
		for _, d := range round {
			norms = append(norms, d.Norm)
		}
		u := b.unit(s.Params)
		data := make([]byte, b.x.Bytes())
		norm, err := b.x.Encode(u, data)
		require.NoError(t, err)
		o.Delta, o.Norm = commit.Sum(data).String(), fmt.Sprintf("%x%016x", norm.Hi, norm.Lo)
		o.Feedback, o.Factors = digest(u.Feedback), program.Factors(append(norms, norm))
		round[1].Data, round[1].Norm = data, norm
		require.NoError(t, b.x.Fold(s, round))
		o.Outer = digest(s.Params, s.Momentum)
		got[name] = o
	}
	text, err := json.MarshalIndent(got, "", "  ")
	require.NoError(t, err)
	if os.Getenv("WEFT_UPDATE") == "1" {
		require.NoError(t, os.WriteFile(golden, append(text, '\n'), 0o644))
		return
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.JSONEq(t, string(want), string(text))
}
