// SPDX-License-Identifier: Apache-2.0

package cpu

import (
	"math"

	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/trainer/kernel"
	"github.com/weft-network/weft/trainer/kernel/ref"
	"github.com/weft-network/weft/trainer/tensor"
)

const (
	// chunk is the length of the runs that the portable code evaluates one
	// instruction at a time.
	chunk = 256
	// registers bounds inputs and steps of an expression.
	registers = 20
)

// mapRuns is the number and length of the runs of a Map: its rows, or
// everything at once if no operand cares where a row ends.
func mapRuns(a *program.MapAttr) (rows, cols int) {
	for _, m := range a.Modes {
		if m != program.Full && m != program.Scalar {
			return a.Rows, a.Cols
		}
	}
	if a.Mask.Use != program.MaskNone {
		return a.Rows, a.Cols
	}
	return 1, a.Rows * a.Cols
}

// pointers are the addresses that a routine reads; pooled, because they escape
// to code that the compiler does not see.
type pointers struct {
	in   [8]*float32
	zero float32
}

var addresses = pool[pointers]{}

// elements runs a Map over one task.
type elements struct {
	*Kernel
	call    *kernel.Call
	a       *program.MapAttr
	p       *pointers
	fast    func(n int, out *float32, in *[8]*float32)
	move    uint8
	scratch []float32
}

func (k *Kernel) apply(c *kernel.Call, a *program.MapAttr, task, tasks int, scratch []byte) {
	e := elements{Kernel: k, call: c, a: a, scratch: tensor.Tensor{Type: tensor.F32, Data: scratch}.F32()}
	for i, m := range a.Modes {
		if m == program.Full || m == program.Col {
			e.move |= 1 << i
		}
	}
	if c.Out.Type == tensor.F32 && c.In[0].Type != tensor.BF16 {
		e.fast = k.r.maps[move{a.Func, e.move}]
	}
	e.p = addresses.get()
	rows, cols := mapRuns(a)
	if rows == 1 && a.Mask.Use == program.MaskNone && e.hot(0) < 0 {
		// Whole chunks, so that no vector is cut in two.
		blocks := (cols + chunk - 1) / chunk
		first, end := kernel.Span(blocks, task, tasks)
		e.run(0, cols, first*chunk, min(end*chunk, cols))
	} else {
		first, end := kernel.Span(rows, task, tasks)
		for r := first; r < end; r++ {
			e.row(r, cols)
		}
	}
	addresses.put(e.p)
}

// row runs the visible part of a row; the rest is +0.
func (e *elements) row(r, cols int) {
	first, end := 0, cols
	if m := e.a.Mask; m.Use != program.MaskNone {
		in := len(e.call.In) - 2
		at := m.Index(r)
		first, end = program.Visible(e.call.In[in].U32()[at], e.call.In[in+1].U32()[at], cols)
		if first >= end {
			first, end = 0, 0
		}
		out := e.call.Out.F32()[r*cols : (r+1)*cols]
		clear(out[:first])
		clear(out[end:])
	}
	if hot := e.hot(r); e.fast != nil && hot >= first && hot < end {
		e.run(r, cols, first, hot)
		e.slow(r, cols, hot, hot+1)
		first = hot + 1
	}
	e.run(r, cols, first, end)
}

// hot is the column of a row whose Hot operand is 1; -1 without such operand.
func (e *elements) hot(r int) int {
	for i, m := range e.a.Modes {
		if m == program.Hot {
			return int(e.call.In[i].U32()[r])
		}
	}
	return -1
}

// run evaluates columns [first, end) of a row; a Hot operand counts as 0.
func (e *elements) run(r, cols, first, end int) {
	if first >= end {
		return
	}
	if e.fast == nil {
		e.slow(r, cols, first, end)
		return
	}
	for i, m := range e.a.Modes {
		switch x := e.call.In[i]; m {
		case program.Full:
			e.p.in[i] = from(x.F32(), r*cols+first)
		case program.Row:
			e.p.in[i] = from(x.F32(), r)
		case program.Col:
			e.p.in[i] = from(x.F32(), first)
		case program.Scalar:
			e.p.in[i] = from(x.F32(), 0)
		case program.Hot:
			e.p.in[i] = &e.p.zero
		}
	}
	e.fast(end-first, from(e.call.Out.F32(), r*cols+first), &e.p.in)
}

// slow evaluates an expression one instruction at a time over short runs.
func (e *elements) slow(r, cols, first, end int) {
	expr := e.a.Func.Expr()
	for ; first < end; first += chunk {
		n := min(chunk, end-first)
		for i := range e.a.Modes {
			e.operand(i, r, cols, first, e.scratch[i*chunk:i*chunk+n])
		}
		at := len(e.a.Modes)
		for _, s := range expr.Code {
			reg := func(j uint8) []float32 { return e.scratch[int(j)*chunk : int(j)*chunk+n] }
			evaluate(s.Code, e.scratch[at*chunk:at*chunk+n], reg(s.A), reg(s.B), reg(s.C))
			at++
		}
		result := e.scratch[(at-1)*chunk : (at-1)*chunk+n]
		if e.call.Out.Type == tensor.BF16 {
			for i, v := range result {
				e.call.Out.U16()[r*cols+first+i] = uint16(math.Float32bits(ref.Canonical(v)) >> 16)
			}
			continue
		}
		out := e.call.Out.F32()[r*cols+first:]
		for i, v := range result {
			out[i] = ref.Canonical(v)
		}
	}
}

// operand copies the part of an operand that a run reads.
func (e *elements) operand(i, r, cols, first int, dst []float32) {
	x := e.call.In[i]
	switch mode := e.a.Modes[i]; mode {
	case program.Full, program.Col:
		at := first
		if mode == program.Full {
			at += r * cols
		}
		switch x.Type {
		case tensor.BF16:
			for j, v := range x.U16()[at : at+len(dst)] {
				dst[j] = math.Float32frombits(uint32(v) << 16)
			}
		case tensor.I64:
			for j, v := range x.I64()[at : at+len(dst)] {
				dst[j] = float32(v) // rounds once
			}
		default:
			copy(dst, x.F32()[at:])
		}
	case program.Hot:
		clear(dst)
		if at := int64(x.U32()[r]) - int64(first); at >= 0 && at < int64(len(dst)) {
			dst[at] = 1
		}
	default: // Row, Scalar
		v := x.F32()[0]
		if mode == program.Row {
			v = x.F32()[r]
		}
		for j := range dst {
			dst[j] = v
		}
	}
}

// evaluate is one instruction over a run. Steps other than these few go
// through the rule of package ref.
func evaluate(code program.Code, out, a, b, c []float32) {
	switch code {
	case program.Add:
		for i := range out {
			out[i] = a[i] + b[i]
		}
	case program.Sub:
		for i := range out {
			out[i] = a[i] - b[i]
		}
	case program.Mul:
		for i := range out {
			out[i] = a[i] * b[i]
		}
	case program.Div:
		for i := range out {
			out[i] = a[i] / b[i]
		}
	case program.Fma:
		for i := range out {
			out[i] = fma(a[i], b[i], c[i])
		}
	case program.Exp:
		for i := range out {
			out[i] = ref.Exp(a[i])
		}
	default:
		step := program.Instr{Code: code, A: 0, B: 1, C: 2}
		var v [3]float32
		for i := range out {
			v[0], v[1], v[2] = a[i], b[i], c[i]
			out[i] = ref.Step(ref.Binary32{}, step, v[:])
		}
	}
}
