// SPDX-License-Identifier: Apache-2.0

package cpu_test

import (
	"math"
	"os"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/trainer/kernel"
	"github.com/weft-network/weft/trainer/kernel/cpu"
	"github.com/weft-network/weft/trainer/kernel/ref"
	"github.com/weft-network/weft/trainer/tensor"
)

// stride visits a part of all 2^32 inputs; WEFT_EXHAUSTIVE=1 visits all.
var stride = func() uint64 {
	if os.Getenv("WEFT_EXHAUSTIVE") == "1" {
		return 1
	}
	return 509
}()

// function is a map that computes exp or log of its first operand: what else
// the expression does with the others changes no bit.
type function struct {
	expression program.Func
	rest       []float32
	want       func(float32) float32
}

var functions = map[string]function{
	"exp": {program.FuncExpSub, []float32{0}, ref.Exp},
	// -0 is what may be added to and taken from any number: x + -0 is x.
	"log": {program.FuncCrossEntropy, []float32{float32(math.Copysign(0, -1)), 0}, ref.Log},
}

// Spec N5: every kernel computes exp and log of every binary32 number as ref
// does, whose distance from the right result TestExp and TestLog measure.
func TestFunctions(t *testing.T) {
	t.Parallel()
	var kernels []*cpu.Kernel
	for _, level := range cpu.Levels() {
		k, err := cpu.New(level)
		require.NoError(t, err)
		kernels = append(kernels, k)
	}
	for name, f := range functions {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const parts = 16
			var wg sync.WaitGroup
			for part := range uint64(parts) {
				wg.Go(func() { compareFunction(t, kernels, f, part<<32/parts, (part+1)<<32/parts) })
			}
			wg.Wait()
		})
	}
}

// width is how many inputs a call has.
const width = 1 << 12

func functionCall(f program.Func, rest []float32) *kernel.Call {
	a := &program.MapAttr{Func: f, Rows: 1, Cols: width, Modes: []program.Mode{program.Full}}
	in := []tensor.Tensor{tensor.New(tensor.F32, width)}
	for _, v := range rest {
		x := tensor.New(tensor.F32, 1)
		x.F32()[0] = v
		a.Modes, in = append(a.Modes, program.Scalar), append(in, x)
	}
	return kernel.New(&program.Op{Kind: program.KindMap, Type: program.F32, Shape: program.Shape{1, width}, Attr: a}, in...)
}

// compareFunction visits inputs from first to end.
func compareFunction(t *testing.T, kernels []*cpu.Kernel, f function, first, end uint64) {
	t.Helper()
	c := functionCall(f.expression, f.rest)
	in, out, want := c.In[0].U32(), c.Out.U32(), make([]uint32, width)
	scratch := 0
	for _, k := range kernels {
		scratch = max(scratch, k.Scratch(c))
	}
	memory := tensor.Memory(scratch)
	for b := first; b < end; b += width * stride {
		for i := range in {
			in[i] = uint32(b + uint64(i)*stride)
			want[i] = math.Float32bits(ref.Canonical(f.want(math.Float32frombits(in[i]))))
		}
		for _, k := range kernels {
			k.Run(c, 0, 1, memory)
			for i, w := range want {
				if w != out[i] {
					t.Errorf("%s: of %08x: %08x, want %08x", k.Name(), in[i], out[i], w)
					return
				}
			}
		}
	}
}
