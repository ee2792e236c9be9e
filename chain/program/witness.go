// SPDX-License-Identifier: Apache-2.0

package program

import (
	"fmt"
	"slices"
)

// MaxWitnessInputs bounds the ranges of a witness (P3).
const MaxWitnessInputs = 8

// Range is one contiguous run of elements of an input that a scalar rule
// reads.
type Range struct {
	// In is the position in Op.In.
	In int
	// First and Count are in elements.
	First, Count int
}

// Peek reads element i of an input of an operator, as an unsigned integer. It
// is asked only about ids and mask ranges; a reader of a witness answers from
// bytes that are opened already.
type Peek func(in, i int) uint32

// Witness lists what the scalar rule of element i of an operator reads. Ranges
// that say where others lie come first. Input sizes are not needed: Build
// makes no operator that reads outside its inputs.
func Witness(op *Op, i int, peek Peek) ([]Range, error) {
	if i < 0 || i >= op.Shape.Size() {
		return nil, fmt.Errorf("%w: element %d of %d", ErrRange, i, op.Shape.Size())
	}
	switch a := op.Attr.(type) {
	case *ProductAttr:
		return a.witness(op, i, peek), nil
	case *MapAttr:
		return a.witness(op, i, peek), nil
	case *ReduceAttr:
		return a.witness(op, i, peek), nil
	case *CopyAttr:
		return []Range{{0, a.Source(op.Shape, i), 1}}, nil
	case *GatherAttr:
		r, j := i/a.Width, i%a.Width
		return []Range{{1, r, 1}, {0, a.Source(r, peek(1, r)) + j, 1}}, nil
	case *ScatterAttr:
		rs := []Range{{0, 0, a.Tokens}, {1, i % a.Width * a.Tokens, a.Tokens}}
		if a.Start {
			rs = append(rs, Range{2, i, 1})
		}
		return rs, nil
	case *RopeAttr:
		return a.witness(i, peek), nil
	case *SegmentAttr:
		return []Range{{0, i / a.Context * a.Context, a.Context}}, nil
	case *EncodeAttr:
		return a.witness(i), nil
	case *TallyAttr:
		return a.witness(i), nil
	case *NormAttr:
		return a.witness(i), nil
	default: // *RandomAttr reads nothing
		return nil, nil
	}
}

// Visible is the range of a row, clamped to [0, n].
func Visible(lo, hi uint32, n int) (first, end int) {
	end = int(min(uint64(hi), uint64(n)))
	return int(min(uint64(lo), uint64(end))), end
}

// ranges lists the row's mask inputs, the last two, and its visible range.
func (m Mask) ranges(op *Op, row, n int, peek Peek) (rs []Range, first, end int) {
	if m.Use == MaskNone {
		return nil, 0, n
	}
	in, at := len(op.In)-2, m.Index(row)
	first, end = Visible(peek(in, at), peek(in+1, at), n)
	return []Range{{in, at, 1}, {in + 1, at, 1}}, first, end
}

func (a *ProductAttr) witness(op *Op, i int, peek Peek) []Range {
	col, row := i%a.N, i/a.N
	batch, m := row/a.M, row%a.M
	b := [3]int{batch / (a.Batch[1] * a.Batch[2]), batch / a.Batch[2] % a.Batch[1], batch % a.Batch[2]}
	first, end := 0, a.K
	var rs []Range
	switch a.Mask.Use {
	case MaskDepth:
		rs, first, end = a.Mask.ranges(op, row, a.K, peek)
	case MaskColumns:
		var lo, hi int
		rs, lo, hi = a.Mask.ranges(op, row, a.N, peek)
		if col < lo || col >= hi {
			end = 0 // absent: recorded as +0
		}
	case MaskNone:
	}
	if first < end {
		rs = append(rs, Range{0, a.A.At(b, m) + first, end - first}, Range{1, a.B.At(b, col) + first, end - first})
	}
	if a.Start {
		rs = append(rs, Range{2, i, 1})
	}
	if a.Factored() && first < end {
		rs = append(rs, Range{a.FactorInput(), a.Factors.At(b, 0) + first, end - first})
	}
	return rs
}

func (a *MapAttr) witness(op *Op, i int, peek Peek) []Range {
	row, col := i/a.Cols, i%a.Cols
	rs, first, end := a.Mask.ranges(op, row, a.Cols, peek)
	if col < first || col >= end {
		return rs
	}
	for j, mode := range a.Modes {
		at := [...]int{Full: i, Row: row, Col: col, Scalar: 0, Hot: row}[mode]
		rs = append(rs, Range{j, at, 1})
	}
	return rs
}

func (a *ReduceAttr) witness(op *Op, i int, peek Peek) []Range {
	blocks := (a.Cols + ReduceBlock - 1) / ReduceBlock
	row, block := i/blocks, i%blocks
	rs, first, end := a.Mask.ranges(op, row, a.Cols, peek)
	first, end = max(first, block*ReduceBlock), min(end, (block+1)*ReduceBlock)
	if first >= end {
		return rs
	}
	operands := 1
	if a.Term == TermDot {
		operands = 2
	}
	for in := range operands {
		rs = append(rs, Range{in, row*a.Cols + first, end - first})
	}
	return rs
}

func (a *RopeAttr) witness(i int, peek Peek) []Range {
	row, half := i/(a.Heads*a.Dim), a.Dim/2
	at := row % a.Positions
	angle := a.Angle(peek(3, at)) + i%half
	// Both numbers of the pair, in one range.
	lower := i - i%a.Dim + i%half
	return []Range{{3, at, 1}, {0, lower, half + 1}, {1, angle, 1}, {2, angle, 1}}
}

// Angle is the offset of the row of a position in the tables.
func (a *RopeAttr) Angle(pos uint32) int {
	if uint64(pos) >= uint64(a.Context) {
		return 0
	}
	return int(pos) * (a.Dim / 2)
}

// Source is the element of the input that element i of the output copies.
func (a *CopyAttr) Source(shape Shape, i int) int {
	at := a.Offset
	for d, n := range slices.Backward(shape) {
		at += i % n * a.Strides[d]
		i /= n
	}
	return at
}

// Source is the offset of the row that id names for output row r.
func (a *GatherAttr) Source(r int, id uint32) int {
	if uint64(id) >= uint64(a.Limit) {
		id = 0
	}
	return r*a.RowStride + int(id)*a.IDStride
}
