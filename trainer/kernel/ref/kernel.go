// SPDX-License-Identifier: Apache-2.0

package ref

import (
	"math"

	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/trainer/kernel"
	"github.com/weft-network/weft/trainer/tensor"
)

// Kernel executes operators element by element with the rules in binary32.
type Kernel struct{}

// Name is "ref".
func (Kernel) Name() string { return "ref" }

// Strided is false: the rules read k contiguous.
func (Kernel) Strided() bool { return false }

// Chains is none: products come whole.
func (Kernel) Chains(*kernel.Call) int { return 0 }

// Tasks cuts the output into as many parts as there are workers.
func (Kernel) Tasks(c *kernel.Call, workers int) int {
	return max(1, min(workers, c.Op.Shape.Size()))
}

// Scratch is none.
func (Kernel) Scratch(*kernel.Call) int { return 0 }

// Run computes the elements of one part.
func (Kernel) Run(c *kernel.Call, task, tasks int, _ []byte) {
	op := c.Op
	rules := &Rules[float32]{Num: Binary32{}, Src: &memory{c.In}}
	first, end := kernel.Span(op.Shape.Size(), task, tasks)
	for i := first; i < end; i++ {
		switch op.Type {
		case program.U8, program.I64, program.U128:
			integer(c, i)
		case program.U32:
			c.Out.U32()[i] = rules.Index(op, i)
		case program.BF16:
			c.Out.U16()[i] = uint16(math.Float32bits(Canonical(rules.Element(op, i))) >> 16)
		default:
			c.Out.F32()[i] = Canonical(rules.Element(op, i))
		}
	}
}

// memory reads inputs from tensors. It has no strided products: they belong to
// engines, which compare themselves with the plain form.
type memory struct{ in []tensor.Tensor }

func (m *memory) At(in, i int) float32 {
	t := m.in[in]
	switch t.Type {
	case tensor.BF16:
		return bits(uint32(t.U16()[i]) << 16)
	case tensor.I64:
		return float32(t.I64()[i])
	default:
		return t.F32()[i]
	}
}

func (m *memory) U32(in, i int) uint32 { return m.in[in].U32()[i] }
