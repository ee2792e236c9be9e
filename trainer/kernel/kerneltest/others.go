// SPDX-License-Identifier: Apache-2.0

package kerneltest

import (
	"slices"

	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/trainer/tensor"
)

// modesOf are the ways in which programs index the operands of an expression.
var modesOf = map[program.Func][][]program.Mode{
	program.FuncAdd:          {{program.Full, program.Full}, {program.Scalar, program.Full}},
	program.FuncMul:          {{program.Full, program.Full}, {program.Full, program.Row}, {program.Full, program.Col}, {program.Full, program.Scalar}},
	program.FuncDiv:          {{program.Full, program.Row}},
	program.FuncInvRMS:       {{program.Full, program.Scalar, program.Scalar}},
	program.FuncNorm:         {{program.Full, program.Row, program.Col}},
	program.FuncNormGrad:     {{program.Full, program.Row, program.Full, program.Full, program.Row}, {program.Scalar, program.Row, program.Full, program.Full, program.Row}},
	program.FuncScoreExp:     {{program.Full, program.Scalar, program.Row}},
	program.FuncExpSub:       {{program.Full, program.Row}},
	program.FuncScoreGrad:    {{program.Full, program.Full, program.Row, program.Scalar}},
	program.FuncSwiGLU:       {{program.Full, program.Full}},
	program.FuncSwiGLUGate:   {{program.Full, program.Full, program.Full}},
	program.FuncSwiGLUUp:     {{program.Full, program.Full}},
	program.FuncCrossEntropy: {{program.Full, program.Full, program.Full}},
	program.FuncLogitGrad:    {{program.Full, program.Row, program.Hot, program.Scalar}},
	program.FuncClip:         {{program.Full, program.Scalar}},
	program.FuncMoment1:      {{program.Full, program.Full, program.Scalar, program.Scalar, program.Scalar}},
	program.FuncMoment2:      {{program.Full, program.Full, program.Scalar, program.Scalar, program.Scalar}},
	program.FuncAdamW:        {{program.Full, program.Full, program.Full, program.Scalar, program.Scalar, program.Scalar, program.Scalar}},
	program.FuncSame:         {{program.Hot}, {program.Full}},
	program.FuncSelect:       {{program.Row, program.Col, program.Full}, {program.Col, program.Row, program.Full}},
	program.FuncNarrow:       {{program.Full}},
	program.FuncWiden:        {{program.Full}},

	program.FuncSub:           {{program.Full, program.Full}},
	program.FuncDelta:         {{program.Full, program.Full, program.Full, program.Scalar}},
	program.FuncRest:          {{program.Full, program.Full, program.Scalar}},
	program.FuncMean:          {{program.Full, program.Scalar, program.Scalar}},
	program.FuncMeanOfSenders: {{program.Full, program.Full, program.Scalar, program.Scalar}},
	program.FuncOuterMomentum: {{program.Full, program.Full, program.Scalar}},
	program.FuncOuterSGD:      {{program.Full, program.Full, program.Scalar}},
	program.FuncOuterNesterov: {{program.Full, program.Full, program.Full, program.Scalar, program.Scalar}},

	program.FuncSoftmaxGrad: {{program.Full, program.Row, program.Scalar}},
	program.FuncTargetGrad:  {{program.Full, program.Full, program.Scalar}},
	program.FuncTargetRow:   {{program.Full, program.Scalar}},
}

// integral lists the operands that hold integers.
var integral = map[program.Func][]int{program.FuncRest: {1}, program.FuncMean: {0}, program.FuncMeanOfSenders: {0, 1}}

func maps(m *maker) {
	for f := program.Func(1); int(f) <= program.Funcs; f++ {
		for _, modes := range modesOf[f] {
			m.mapCase(f, modes, m.size(1, 3, 9), m.size(1, 8, 16, 33, 260), program.Mask{})
		}
	}
}

func maskedMaps(m *maker) {
	// One row, as decoding has: it is masked, or has its hot element, like any.
	m.mapCase(program.FuncScoreExp, modesOf[program.FuncScoreExp][0], 1, 40, program.Mask{Use: program.MaskColumns, Div: 1, Mod: 1, Stride: 1})
	m.mapCase(program.FuncLogitGrad, modesOf[program.FuncLogitGrad][0], 1, 2, program.Mask{})
	for range 3 {
		heads, queries := 1+m.rng.IntN(3), m.size(4, 17)
		rows := 2 * heads * queries
		mask := program.Mask{Use: program.MaskColumns, Div: heads * queries, Mod: queries, Stride: queries}
		for _, f := range []program.Func{program.FuncScoreExp, program.FuncScoreGrad, program.FuncDiv} {
			m.mapCase(f, modesOf[f][0], rows, m.size(5, 17, 40), mask)
		}
	}
}

func (m *maker) mapCase(f program.Func, modes []program.Mode, rows, cols int, mask program.Mask) {
	m.t.Helper()
	op := &program.Op{
		Kind: program.KindMap, Type: program.F32, Shape: program.Shape{rows, cols},
		Attr: &program.MapAttr{Func: f, Modes: modes, Rows: rows, Cols: cols, Mask: mask},
	}
	if f == program.FuncNarrow {
		op.Type = program.BF16
	}
	var in []tensor.Tensor
	for i, mode := range modes {
		n := [...]int{program.Full: rows * cols, program.Row: rows, program.Col: cols, program.Scalar: 1, program.Hot: rows}[mode]
		switch {
		case mode == program.Hot:
			in = append(in, m.integers(n, cols+2))
		case f == program.FuncWiden:
			x := tensor.New(tensor.BF16, n)
			for i := range x.U16() {
				x.U16()[i] = uint16(m.rng.Uint32())
			}
			in = append(in, x)
		case slices.Contains(integral[f], i):
			in = append(in, m.whole(n))
		default:
			in = append(in, m.numbers(n))
		}
		op.In = append(op.In, 0)
	}
	if mask.Use != program.MaskNone {
		lo, hi := m.ranges(2*mask.Stride, cols)
		in, op.In = append(in, lo, hi), append(op.In, 0, 0)
	}
	m.compare(op, in...)
	for i, mode := range modes {
		if mode == program.Full && op.Type == program.F32 && in[i].Type == tensor.F32 {
			m.inPlace(op, i, in...)
		}
	}
}

func reduces(m *maker) {
	for _, term := range []program.Term{program.TermSum, program.TermSquare, program.TermDot, program.TermMax, program.TermChain} {
		for _, cols := range []int{m.size(1, 7), m.size(16, 24, 32), m.size(64, 100), m.size(program.ReduceBlock), 2*program.ReduceBlock + 77} {
			m.reduceCase(term, m.size(1, 5), cols, program.Mask{})
		}
	}
	for _, term := range []program.Term{program.TermSum, program.TermSquare, program.TermMax} {
		mask := program.Mask{Use: program.MaskColumns, Div: 10, Mod: 5, Stride: 5}
		m.reduceCase(term, 20, m.size(5, 40), mask)
		m.reduceCase(term, 20, program.ReduceBlock+50, mask)
	}
}

func (m *maker) reduceCase(term program.Term, rows, cols int, mask program.Mask) {
	m.t.Helper()
	op := &program.Op{
		Kind: program.KindReduce, Type: program.F32, In: make([]program.Ref, 1),
		Shape: program.Shape{rows, (cols + program.ReduceBlock - 1) / program.ReduceBlock},
		Attr:  &program.ReduceAttr{Term: term, Rows: rows, Cols: cols, Mask: mask},
	}
	in := []tensor.Tensor{m.numbers(rows * cols)}
	if term == program.TermDot {
		in, op.In = append(in, m.numbers(rows*cols)), append(op.In, 0)
	}
	if mask.Use != program.MaskNone {
		lo, hi := m.ranges(10, cols)
		in, op.In = append(in, lo, hi), append(op.In, 0, 0)
	}
	m.compare(op, in...)
}

func copies(m *maker) {
	a, b, c, d := m.size(2, 3), m.size(1, 4), m.size(3, 5), m.size(2, 9)
	x := m.numbers(a*b*c*d + 3)
	shape := program.Shape{b, d, a, c}
	strides := []int{c * d, 1, b * c * d, d}
	for _, t := range []program.Type{program.F32, program.U32} {
		in := x
		in.Type = tensor.Type(t)
		if t == program.U32 {
			in = m.integers(x.Len(), 1<<31)
		}
		m.compare(&program.Op{
			Kind: program.KindCopy, Type: t, Shape: shape, In: make([]program.Ref, 1),
			Attr: &program.CopyAttr{Offset: 3, Strides: strides},
		}, in)
		m.compare(&program.Op{ // dimensions of one element
			Kind: program.KindCopy, Type: t, Shape: program.Shape{1, b, d, 1, a, c, 1}, In: make([]program.Ref, 1),
			Attr: &program.CopyAttr{Offset: 1, Strides: []int{7, c * d, 1, 9, b * c * d, d, 5}},
		}, in)
	}
	m.compare(&program.Op{ // a broadcast, and rows that stay together
		Kind: program.KindCopy, Type: program.F32, Shape: program.Shape{4, a, c}, In: make([]program.Ref, 1),
		Attr: &program.CopyAttr{Strides: []int{0, c, 1}},
	}, x)
}

func gathers(m *maker) {
	rows, width, limit := m.size(1, 20), m.size(1, 33), m.size(2, 50)
	op := &program.Op{
		Kind: program.KindGather, Type: program.F32, Shape: program.Shape{rows, width}, In: make([]program.Ref, 2),
		Attr: &program.GatherAttr{Rows: rows, Width: width, IDStride: width, Limit: limit},
	}
	m.compare(op, m.numbers(limit*width), m.integers(rows, limit+3))
	op.Shape, op.Attr = program.Shape{rows, 1}, &program.GatherAttr{Rows: rows, Width: 1, RowStride: limit, IDStride: 1, Limit: limit}
	m.compare(op, m.numbers(limit*rows), m.integers(rows, limit+3))
}

func scatters(m *maker) {
	for range 3 {
		rows, width, tokens := m.size(2, 9), m.size(1, 16, 40), m.size(1, 30)
		a := &program.ScatterAttr{Rows: rows, Width: width, Tokens: tokens, Start: m.rng.IntN(2) == 0}
		op := &program.Op{
			Kind: program.KindScatter, Type: program.F32, Shape: program.Shape{rows, width}, Attr: a, In: make([]program.Ref, 2),
		}
		in := []tensor.Tensor{m.integers(tokens, rows+2), m.numbers(width * tokens)}
		if a.Start {
			in, op.In = append(in, m.numbers(rows*width)), append(op.In, 0)
			m.inPlace(op, 2, in...)
		}
		m.compare(op, in...)
	}
}

func ropes(m *maker) {
	for _, inverse := range []bool{false, true} {
		a := &program.RopeAttr{
			Rows: m.size(6, 20), Heads: 1 + m.rng.IntN(3), Dim: 2 * m.size(1, 4, 16, 37), Context: 12, Inverse: inverse,
		}
		a.Positions = m.size(3, 6)
		m.compare(&program.Op{
			Kind: program.KindRope, Type: program.F32, Shape: program.Shape{a.Rows, a.Heads * a.Dim}, Attr: a, In: make([]program.Ref, 4),
		}, m.numbers(a.Rows*a.Heads*a.Dim), m.numbers(a.Context*a.Dim/2), m.numbers(a.Context*a.Dim/2), m.integers(a.Positions, a.Context+2))
	}
}

func segments(m *maker) {
	for _, part := range []program.SegmentPart{program.SegmentFirst, program.SegmentEnd, program.SegmentOffset} {
		a := &program.SegmentAttr{Part: part, Rows: m.size(1, 3), Context: m.size(1, 2, 40), Separator: 2}
		m.compare(&program.Op{
			Kind: program.KindSegment, Type: program.U32, Shape: program.Shape{a.Rows, a.Context}, Attr: a, In: make([]program.Ref, 1),
		}, m.integers(a.Rows*a.Context, 5))
	}
}

func randoms(m *maker) {
	a := &program.RandomAttr{Seed: [32]byte{byte(m.rng.Uint32())}, Name: "model.norm.weight", Std: 0x3ca3d70a}
	m.compare(&program.Op{Kind: program.KindRandom, Type: program.F32, Shape: program.Shape{m.size(3, 600), 3}, Attr: a})
}
