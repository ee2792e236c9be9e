// SPDX-License-Identifier: Apache-2.0

package program

import "encoding/binary"

// encoder writes the canonical form that digests cover: integers as 8
// big-endian bytes, byte strings and lists after their length.
type encoder struct{ b []byte }

func (e *encoder) ints(vs ...int) {
	for _, v := range vs {
		e.b = binary.BigEndian.AppendUint64(e.b, uint64(v))
	}
}

func (e *encoder) list(vs []int) {
	e.ints(len(vs))
	e.ints(vs...)
}

func (e *encoder) text(s string) {
	e.ints(len(s))
	e.b = append(e.b, s...)
}

func (e *encoder) flag(v bool) {
	if v {
		e.ints(1)
		return
	}
	e.ints(0)
}

func (e *encoder) mask(m Mask) { e.ints(int(m.Use), m.Div, m.Mod, m.Stride) }

func (e *encoder) view(v View) { e.ints(v.Offset, v.Batch[0], v.Batch[1], v.Batch[2], v.Row) }

func (e *encoder) op(op *Op) {
	e.ints(int(op.Kind), int(op.Type))
	e.list(op.Shape)
	e.ints(len(op.In))
	for _, r := range op.In {
		e.ints(int(r))
	}
	op.Attr.encode(e)
}

func (a *ProductAttr) encode(e *encoder) {
	e.ints(a.Batch[0], a.Batch[1], a.Batch[2], a.M, a.N, a.K)
	e.view(a.A)
	e.view(a.B)
	start := 0
	if a.Start {
		start = 1
	}
	e.ints(start + 2*int(a.Profile))
	e.mask(a.Mask)
	if a.Profile != ProfileF32 {
		e.view(a.Factors)
	}
}

func (a *MapAttr) encode(e *encoder) {
	a.Func.encode(e)
	e.ints(len(a.Modes))
	for _, m := range a.Modes {
		e.ints(int(m))
	}
	e.ints(a.Rows, a.Cols)
	e.mask(a.Mask)
}

func (a *ReduceAttr) encode(e *encoder) {
	e.ints(int(a.Term), a.Rows, a.Cols)
	e.mask(a.Mask)
}

func (a *CopyAttr) encode(e *encoder) {
	e.ints(a.Offset)
	e.list(a.Strides)
}

func (a *GatherAttr) encode(e *encoder) {
	e.ints(a.Rows, a.Width, a.RowStride, a.IDStride, a.Limit)
}

func (a *ScatterAttr) encode(e *encoder) {
	e.ints(a.Rows, a.Width, a.Tokens)
	e.flag(a.Start)
}

func (a *RopeAttr) encode(e *encoder) {
	e.ints(a.Rows, a.Heads, a.Dim, a.Positions, a.Context)
	e.flag(a.Inverse)
}

func (a *SegmentAttr) encode(e *encoder) { e.ints(int(a.Part), a.Rows, a.Context, int(a.Separator)) }

func (a *RandomAttr) encode(e *encoder) {
	e.text(string(a.Seed[:]))
	e.text(a.Name)
	e.ints(int(a.Std))
}
