// SPDX-License-Identifier: Apache-2.0

package referee

import (
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/referee/softfloat"
)

// maxRegisters bounds the operands and steps of an expression.
const maxRegisters = 24

// apply runs the expression of a map on the operands of one element; nothing
// but the range was read of an element outside it.
func (c *call) apply(a *program.MapAttr) uint32 {
	if c.of(0) == nil {
		return 0
	}
	v := make([]uint32, 0, maxRegisters)
	for in, mode := range a.Modes {
		x := c.of(in)
		if mode != program.Hot {
			v = append(v, x.number(0))
			continue
		}
		one := uint32(0)
		if uint64(x.u32(0)) == uint64(c.i%a.Cols) {
			one = softfloat.One
		}
		v = append(v, one)
	}
	for _, s := range a.Func.Expr().Code {
		c.ops += cost(s.Code)
		v = append(v, step(s, v))
	}
	return v[len(v)-1]
}

// step is one instruction.
func step(s program.Instr, v []uint32) uint32 {
	switch s.Code {
	case program.Add:
		return softfloat.Add(v[s.A], v[s.B])
	case program.Sub:
		return softfloat.Sub(v[s.A], v[s.B])
	case program.Mul:
		return softfloat.Mul(v[s.A], v[s.B])
	case program.Div:
		return softfloat.Div(v[s.A], v[s.B])
	case program.Fma:
		return softfloat.Fma(v[s.A], v[s.B], v[s.C])
	case program.Min:
		return softfloat.Min(v[s.A], v[s.B])
	case program.Select:
		if softfloat.IsZero(v[s.A]) {
			return v[s.C]
		}
		return v[s.B]
	case program.One:
		return softfloat.One
	default:
		return function(s.Code, v[s.A])
	}
}

// function is an instruction of one operand.
func function(code program.Code, x uint32) uint32 {
	switch code {
	case program.Sqrt:
		return softfloat.Sqrt(x)
	case program.Neg:
		return softfloat.Neg(x)
	case program.Exp:
		return softfloat.Exp(x)
	case program.Log:
		return softfloat.Log(x)
	case program.Keep:
		return softfloat.Keep(x)
	case program.Narrow:
		return softfloat.Narrow(x)
	default: // Widen: every operand is read as binary32 already
		return x
	}
}
