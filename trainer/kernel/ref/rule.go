// SPDX-License-Identifier: Apache-2.0

package ref

import "github.com/weft-network/weft/chain/program"

// Source reads the inputs of an operator.
type Source[T any] interface {
	// At is element i of input in.
	At(in, i int) T
	// U32 is element i of input in, which holds ids, positions or ranges.
	U32(in, i int) uint32
}

// Rules applies the scalar rule of every kind.
type Rules[T any] struct {
	Num Numbers[T]
	Src Source[T]
}

// Element is output element i of op, before a NaN is made canonical. Operators
// with integer output have Index instead.
func (r *Rules[T]) Element(op *program.Op, i int) T {
	switch a := op.Attr.(type) {
	case *program.ProductAttr:
		return r.product(op, a, i)
	case *program.MapAttr:
		return r.apply(op, a, i)
	case *program.ReduceAttr:
		return r.reduce(op, a, i)
	case *program.CopyAttr:
		return r.Src.At(0, a.Source(op.Shape, i))
	case *program.GatherAttr:
		row := i / a.Width
		return r.Src.At(0, a.Source(row, r.Src.U32(1, row))+i%a.Width)
	case *program.ScatterAttr:
		return r.scatter(a, i)
	case *program.RopeAttr:
		return r.rope(a, i)
	case *program.RandomAttr:
		var s [1]int32
		a.Sums(i, s[:])
		// The sum over 65536 is exact: 20 bits.
		return r.Num.Mul(r.Num.Mul(r.Num.OfInt(s[0]), r.Num.Of(0x37800000)), r.Num.Of(a.Std))
	default:
		panic("ref: no rule for " + op.Kind.String())
	}
}

func (r *Rules[T]) zero() T { return r.Num.Of(0) }

// visible is the range of a row, all of n without a mask.
func (r *Rules[T]) visible(op *program.Op, m program.Mask, row, n int) (first, end int) {
	if m.Use == program.MaskNone {
		return 0, n
	}
	in, at := len(op.In)-2, m.Index(row)
	return program.Visible(r.Src.U32(in, at), r.Src.U32(in+1, at), n)
}

// product adds the blocks of its terms to the start value in order (N3, N9). A
// block without a visible term adds nothing.
func (r *Rules[T]) product(op *program.Op, a *program.ProductAttr, i int) T {
	col, row := i%a.N, i/a.N
	out := r.zero()
	if a.Start {
		out = r.Src.At(2, i)
	}
	first, end := 0, a.K
	switch a.Mask.Use {
	case program.MaskDepth:
		first, end = r.visible(op, a.Mask, row, a.K)
	case program.MaskColumns:
		if lo, hi := r.visible(op, a.Mask, row, a.N); col < lo || col >= hi {
			return out
		}
	case program.MaskNone:
	}
	batch := row / a.M
	b := [3]int{batch / (a.Batch[1] * a.Batch[2]), batch / a.Batch[2] % a.Batch[1], batch % a.Batch[2]}
	atA, atB := a.A.At(b, row%a.M), a.B.At(b, col)
	for k, stop := first, 0; k < end; k = stop {
		stop = min(end, (k/a.Block()+1)*a.Block())
		if a.Profile == program.ProfileI8X2 {
			out = r.Num.Add(out, r.sliced(a, b, [2]int{atA + k, atB + k}, span{k, stop}))
			continue
		}
		chain := r.zero()
		for n := range stop - k {
			chain = r.Num.Fma(r.Src.At(0, atA+k+n), r.Src.At(1, atB+k+n), chain)
		}
		out = r.Num.Add(out, chain)
	}
	return out
}

// span is terms of a product, from first to end.
type span struct{ first, end int }

// sliced is a block of a product of profile i8x2, whose rows begin where at
// says.
func (r *Rules[T]) sliced(a *program.ProductAttr, batch [3]int, at [2]int, terms span) T {
	n := terms.end - terms.first
	var factors []T
	if a.Factored() {
		factors = r.row(a.FactorInput(), a.Factors.At(batch, 0)+terms.first, n)
	}
	return r.Num.Sliced(r.row(0, at[0], n), r.row(1, at[1], n), factors)
}

// row is n elements of an input.
func (r *Rules[T]) row(in, first, n int) []T {
	x := make([]T, n)
	for i := range x {
		x[i] = r.Src.At(in, first+i)
	}
	return x
}

// apply runs the expression of a Map on one element.
func (r *Rules[T]) apply(op *program.Op, a *program.MapAttr, i int) T {
	row, col := i/a.Cols, i%a.Cols
	if first, end := r.visible(op, a.Mask, row, a.Cols); col < first || col >= end {
		return r.zero()
	}
	args := make([]T, 0, 24)
	for in, mode := range a.Modes {
		switch mode {
		case program.Full:
			args = append(args, r.Src.At(in, i))
		case program.Row:
			args = append(args, r.Src.At(in, row))
		case program.Col:
			args = append(args, r.Src.At(in, col))
		case program.Scalar:
			args = append(args, r.Src.At(in, 0))
		case program.Hot:
			one := int32(0)
			if uint64(r.Src.U32(in, row)) == uint64(col) {
				one = 1
			}
			args = append(args, r.Num.OfInt(one))
		}
	}
	return Apply(r.Num, a.Func, args)
}

// Apply evaluates an expression; args may grow.
func Apply[T any](num Numbers[T], f program.Func, args []T) T {
	for _, s := range f.Expr().Code {
		args = append(args, Step(num, s, args))
	}
	return args[len(args)-1]
}

// Step evaluates one instruction on registers.
func Step[T any](num Numbers[T], s program.Instr, v []T) T {
	switch s.Code {
	case program.Add:
		return num.Add(v[s.A], v[s.B])
	case program.Sub:
		return num.Sub(v[s.A], v[s.B])
	case program.Mul:
		return num.Mul(v[s.A], v[s.B])
	case program.Div:
		return num.Div(v[s.A], v[s.B])
	case program.Sqrt:
		return num.Sqrt(v[s.A])
	case program.Fma:
		return num.Fma(v[s.A], v[s.B], v[s.C])
	case program.Min:
		return num.Min(v[s.A], v[s.B])
	case program.Neg:
		return num.Neg(v[s.A])
	case program.Exp:
		return num.Exp(v[s.A])
	case program.Log:
		return num.Log(v[s.A])
	case program.Keep:
		return num.Keep(v[s.A])
	case program.Select:
		if num.IsZero(v[s.A]) {
			return v[s.C]
		}
		return v[s.B]
	case program.One:
		return num.OfInt(1)
	case program.Narrow:
		return num.Narrow(v[s.A])
	default: // Widen: every operand is read as binary32 already
		return v[s.A]
	}
}

// reduce is N4 for sums; the row's block is [first, end).
func (r *Rules[T]) reduce(op *program.Op, a *program.ReduceAttr, i int) T {
	blocks := (a.Cols + program.ReduceBlock - 1) / program.ReduceBlock
	row, block := i/blocks, i%blocks
	first, end := r.visible(op, a.Mask, row, a.Cols)
	start := block * program.ReduceBlock
	first, end = max(first, start), min(end, start+program.ReduceBlock)
	at := row * a.Cols
	switch a.Term {
	case program.TermMax:
		out := r.Num.Of(0xff800000)
		for c := first; c < end; c++ {
			out = r.Num.Max(out, r.Src.At(0, at+c))
		}
		return out
	case program.TermChain:
		out := r.zero()
		for c := first; c < end; c++ {
			out = r.Num.Add(out, r.Src.At(0, at+c))
		}
		return out
	case program.TermFactor:
		return r.Num.Factor(r.row(0, at+first, max(0, end-first)))
	case program.TermSum, program.TermSquare, program.TermDot:
	}
	var lanes [program.ReduceLanes]T
	for l := range lanes {
		lanes[l] = r.zero()
	}
	for c := first; c < end; c++ {
		l := &lanes[(c-start)%program.ReduceLanes]
		*l = r.term(a.Term, at+c, *l)
	}
	for half := program.ReduceLanes / 2; half > 0; half /= 2 {
		for l := range half {
			lanes[l] = r.Num.Add(lanes[l], lanes[l+half])
		}
	}
	return lanes[0]
}

func (r *Rules[T]) term(t program.Term, at int, lane T) T {
	x := r.Src.At(0, at)
	switch t {
	case program.TermSquare:
		return r.Num.Fma(x, x, lane)
	case program.TermDot:
		return r.Num.Add(lane, r.Num.Mul(x, r.Src.At(1, at)))
	default:
		return r.Num.Add(lane, x)
	}
}

// scatter adds the rows of dx whose token is v, tokens ascending.
func (r *Rules[T]) scatter(a *program.ScatterAttr, i int) T {
	v, j := i/a.Width, i%a.Width
	out := r.zero()
	if a.Start {
		out = r.Src.At(2, i)
	}
	for t := range a.Tokens {
		id := uint64(r.Src.U32(0, t))
		if id >= uint64(a.Rows) {
			id = 0
		}
		if id == uint64(v) {
			out = r.Num.Add(out, r.Src.At(1, j*a.Tokens+t))
		}
	}
	return out
}

// rope turns the pair (i, i + half); backwards with -sin.
func (r *Rules[T]) rope(a *program.RopeAttr, i int) T {
	row, half := i/(a.Heads*a.Dim), a.Dim/2
	// The heads' width is even, so i%half is the pair in both halves.
	angle := a.Angle(r.Src.U32(3, row%a.Positions)) + i%half
	cos, sin := r.Src.At(1, angle), r.Src.At(2, angle)
	if a.Inverse {
		sin = r.Num.Neg(sin)
	}
	if i%a.Dim < half {
		x1, x2 := r.Src.At(0, i), r.Src.At(0, i+half)
		return r.Num.Sub(r.Num.Mul(x1, cos), r.Num.Mul(x2, sin))
	}
	x1, x2 := r.Src.At(0, i-half), r.Src.At(0, i)
	return r.Num.Fma(x2, cos, r.Num.Mul(x1, sin))
}

// Index is element i of an operator with integer output.
func (r *Rules[T]) Index(op *program.Op, i int) uint32 {
	switch a := op.Attr.(type) {
	case *program.CopyAttr:
		return r.Src.U32(0, a.Source(op.Shape, i))
	case *program.SegmentAttr:
		return r.segment(a, i)
	default:
		panic("ref: no integer rule for " + op.Kind.String())
	}
}

// segment finds the document of a token: separators end documents.
func (r *Rules[T]) segment(a *program.SegmentAttr, i int) uint32 {
	c, row := i%a.Context, i-i%a.Context
	if a.Part == program.SegmentEnd {
		for c < a.Context && r.Src.U32(0, row+c) != a.Separator {
			c++
		}
		return uint32(min(c+1, a.Context))
	}
	first := c
	for first > 0 && r.Src.U32(0, row+first-1) != a.Separator {
		first--
	}
	if a.Part == program.SegmentOffset {
		return uint32(c - first)
	}
	return uint32(first)
}
