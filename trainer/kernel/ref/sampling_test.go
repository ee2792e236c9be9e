// SPDX-License-Identifier: Apache-2.0

package ref_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/trainer/kernel/kerneltest"
	"github.com/weft-network/weft/trainer/kernel/ref"
	"github.com/weft-network/weft/trainer/tensor"
)

// Spec P6: decoding one token gives the bits of a prefill that holds it.
func TestDecodeEqualsPrefill(t *testing.T) {
	t.Parallel()
	s := kerneltest.Spec()
	tr := kerneltest.NewTrainer(t, ref.Kernel{}, s)
	scramble(tr)
	prefill, err := program.BuildPrefill(s)
	require.NoError(t, err)
	decode, err := program.BuildDecode(s)
	require.NoError(t, err)
	one := func(v int) tensor.Tensor {
		x := tensor.New(tensor.U32, 1)
		x.U32()[0] = uint32(v)
		return x
	}
	text := []byte("a loom, a thread")
	whole := func(last int) []tensor.Tensor {
		return results(prefill, kerneltest.Execute(ref.Kernel{}, prefill, kerneltest.Constants(program.Clock{},
			func(i int, in program.Input) tensor.Tensor {
				switch in.Name {
				case "ids":
					ids := tensor.New(tensor.U32, prefill.Dims.Context)
					for j := range last + 1 {
						ids.U32()[j] = uint32(text[j])
					}
					return ids
				case "last":
					return one(last)
				}
				return tr.State[i]
			})))
	}
	caches := whole(4)
	for pos := 5; pos < len(text); pos++ {
		next := caches[1:]
		cache := 0
		got := results(decode, kerneltest.Execute(ref.Kernel{}, decode, kerneltest.Constants(program.Clock{},
			func(i int, in program.Input) tensor.Tensor {
				switch in.Name {
				case "id":
					return one(int(text[pos]))
				case "position":
					return one(pos)
				case "position+1":
					return one(pos + 1)
				}
				if in.Class == program.ClassCache {
					cache++
					return next[2*in.Tensor+(cache-1)%2]
				}
				return tr.State[i]
			})))
		want := whole(pos)
		require.Equal(t, want[0].Data, got[0].Data, "logits at %d", pos)
		caches = got
	}
}

func results(p *program.Program, outs []tensor.Tensor) []tensor.Tensor {
	var r []tensor.Tensor
	for _, o := range p.Outputs() {
		r = append(r, outs[o.Ref])
	}
	return r
}
