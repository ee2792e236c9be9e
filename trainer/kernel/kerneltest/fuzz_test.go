// SPDX-License-Identifier: Apache-2.0

package kerneltest_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/trainer/kernel/kerneltest"
	"github.com/weft-network/weft/trainer/tensor"
)

// FuzzElement: of any element of any operator of any program, on any bytes, the
// referee says what ref says.
func FuzzElement(f *testing.F) {
	programs := fuzzed(f)
	f.Add(uint8(0), uint16(0), uint32(0), []byte{})
	f.Add(uint8(1), uint16(300), uint32(5), []byte{0, 0, 0x80, 0x3f, 0, 0, 0xc0, 0xff})
	f.Add(uint8(7), uint16(31), uint32(99), []byte{1, 100, 255, 0, 3})
	f.Add(uint8(12), uint16(77), uint32(1234), []byte{1, 0, 0, 0})
	f.Fuzz(func(t *testing.T, which uint8, op uint16, element uint32, data []byte) {
		v := programs[int(which)%len(programs)]
		k := int(op) % v.Program.NumOps()
		o, err := v.Program.At(k)
		require.NoError(t, err)
		own := *v
		own.Inputs, own.Outputs = slices.Clone(v.Inputs), make([]tensor.Tensor, v.Program.NumOps())
		for n, ref := range o.In {
			own.fill(t, n, ref, data)
		}
		own.Element(t, k, int(element)%o.Shape.Size())
	})
}

// filled are values of which those that an operator reads are made of some
// bytes, again and again.
type filled struct{ kerneltest.Values }

// fill makes operand n; each begins elsewhere in the bytes.
func (v *filled) fill(t *testing.T, n int, ref program.Ref, data []byte) {
	t.Helper()
	var x tensor.Tensor
	if k, ok := ref.Op(); ok {
		op, err := v.Program.At(k)
		require.NoError(t, err)
		x = tensor.New(tensor.Type(op.Type), op.Shape.Size())
		v.Outputs[k] = x
	} else {
		i, _ := ref.Input()
		in, err := v.Program.Input(i)
		require.NoError(t, err)
		if in.Class == program.ClassConst {
			return
		}
		x = tensor.New(tensor.Type(in.Type), in.Shape.Size())
		v.Inputs[i] = x
	}
	if len(data) > 0 {
		for at := copy(x.Data, data[n%len(data):]); at < len(x.Data); {
			at += copy(x.Data[at:], data)
		}
	}
}

// fuzzed are all programs of all jobs, with their constants.
func fuzzed(f *testing.F) []*filled {
	f.Helper()
	var list []*filled
	for _, job := range slices.Sorted(maps.Keys(jobs)) {
		s := small()
		jobs[job](s)
		s.Model.Width = min(s.Model.Width, 16)
		for _, which := range slices.Sorted(maps.Keys(builders)) {
			p, err := builders[which](s)
			require.NoError(f, err)
			v := &filled{kerneltest.Values{Program: p, Clock: program.Clock{Age: 7, Step: 9}, Inputs: make([]tensor.Tensor, p.NumInputs())}}
			constants := kerneltest.Constants(v.Clock, func(int, program.Input) tensor.Tensor { return tensor.Tensor{} })
			for i := range v.Inputs {
				in, err := p.Input(i)
				require.NoError(f, err)
				v.Inputs[i] = constants(i, in)
			}
			list = append(list, v)
		}
	}
	return list
}
