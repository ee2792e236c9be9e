// SPDX-License-Identifier: Apache-2.0

package program

import "slices"

// operand is a value and how a product reads it.
type operand struct {
	ref  Ref
	view View
}

// rows is a dense matrix with rows of k elements.
func rows(r Ref, k int) operand { return operand{r, View{Row: k}} }

// product describes a batched product before it is split along k.
type product struct {
	batch   [3]int // {1, 1, 1} if zero
	m, n, k int
	a, b    operand
	start   Ref
	from    bool // start is given
	mask    Mask
	lo, hi  Ref
	// factors are those of the terms, where a mask of profile i8x2 asks for them.
	factors operand
	// sum says that this is a sum of products and no product of matrices: it is
	// N3 in every profile.
	sum bool
}

// product emits a product, chained through the start value every MaxProductK.
func (e *emitter) product(p product) Ref {
	if p.batch == [3]int{} {
		p.batch = [3]int{1, 1, 1}
	}
	shape := Shape{p.batch[0], p.batch[1], p.batch[2], p.m, p.n}
	out, from := p.start, p.from
	for k := 0; k < p.k; k += MaxProductK {
		attr := &ProductAttr{
			Batch: p.batch, M: p.m, N: p.n, K: min(p.k-k, MaxProductK), A: p.a.view, B: p.b.view, Start: from, Mask: p.mask,
		}
		if !p.sum {
			attr.Profile = e.Dims.Profile
		}
		attr.A.Offset += k
		attr.B.Offset += k
		in := []Ref{p.a.ref, p.b.ref}
		if from {
			in = append(in, out)
		}
		if attr.Factored() {
			attr.Factors = p.factors.view
			attr.Factors.Offset += k
			in = append(in, p.factors.ref)
		}
		if p.mask.Use != MaskNone {
			in = append(in, p.lo, p.hi)
		}
		out, from = e.add(Op{Kind: KindProduct, Type: F32, Shape: shape, In: in, Attr: attr}), true
	}
	return out
}

// mnk is the shape of one product of matrices.
type mnk struct{ m, n, k int }

// linear is x [m, k] times the rows of w [n, k].
func (e *emitter) linear(x, w Ref, s mnk) Ref {
	return e.product(product{m: s.m, n: s.n, k: s.k, a: rows(x, s.k), b: rows(w, s.k)})
}

// linearOnto is linear with a start value.
func (e *emitter) linearOnto(start, x, w Ref, s mnk) Ref {
	return e.product(product{m: s.m, n: s.n, k: s.k, a: rows(x, s.k), b: rows(w, s.k), start: start, from: true})
}

// arg is an operand of a Map.
type arg struct {
	ref  Ref
	mode Mode
}

func full(r Ref) arg   { return arg{r, Full} }
func row(r Ref) arg    { return arg{r, Row} }
func col(r Ref) arg    { return arg{r, Col} }
func scalar(r Ref) arg { return arg{r, Scalar} }
func hot(r Ref) arg    { return arg{r, Hot} }

// apply emits f over [rows, cols].
func (e *emitter) apply(f Func, rows, cols int, args ...arg) Ref {
	return e.applyMasked(f, rows, cols, masked{}, args...)
}

// masked is a mask with its ranges.
type masked struct {
	mask   Mask
	lo, hi Ref
}

func (e *emitter) applyMasked(f Func, rows, cols int, k masked, args ...arg) Ref {
	attr := &MapAttr{Func: f, Rows: rows, Cols: cols, Mask: k.mask}
	op := Op{Kind: KindMap, Type: F32, Shape: Shape{rows, cols}, Attr: attr}
	if f == FuncNarrow {
		op.Type = BF16
	}
	for _, a := range args {
		op.In = append(op.In, a.ref)
		attr.Modes = append(attr.Modes, a.mode)
	}
	if k.mask.Use != MaskNone {
		op.In = append(op.In, k.lo, k.hi)
	}
	return e.add(op)
}

// reduce emits as many levels as leave one value a row. Only the first level
// squares, multiplies or masks (N4).
func (e *emitter) reduce(term Term, rows, cols int, k masked, in ...Ref) Ref {
	for {
		blocks := (cols + ReduceBlock - 1) / ReduceBlock
		if k.mask.Use != MaskNone {
			in = append(slices.Clip(in), k.lo, k.hi)
		}
		out := e.add(Op{
			Kind: KindReduce, Type: F32, Shape: Shape{rows, blocks}, In: in,
			Attr: &ReduceAttr{Term: term, Rows: rows, Cols: cols, Mask: k.mask},
		})
		if blocks == 1 {
			return out
		}
		switch term {
		case TermMax, TermFactor: // the factor of the largest is the largest factor
			term = TermMax
		default:
			term = TermSum
		}
		in, cols, k = []Ref{out}, blocks, masked{}
	}
}

// factors emits, in profile i8x2, the factor of every head of x (samples,
// positions, heads, HeadDim), as (samples, heads, positions): what a product
// over positions reads.
func (e *emitter) factors(x Ref, samples, positions, heads int) operand {
	if e.Dims.Profile != ProfileI8X2 {
		return operand{}
	}
	each := e.reduce(TermFactor, samples*positions*heads, e.Dims.HeadDim, masked{}, x)
	turned := e.copyOf(F32, each, 0, Shape{samples, heads, positions}, positions*heads, 1, heads)
	v := View{Batch: [3]int{heads * positions, heads / e.Dims.KV * positions, positions}}
	if heads == e.Dims.KV { // heads of a group share them
		v.Batch[2] = 0
	}
	return operand{turned, v}
}

// copyOf emits a Copy of type t; dims and strides pair up.
func (e *emitter) copyOf(t Type, in Ref, offset int, dims Shape, strides ...int) Ref {
	return e.add(Op{Kind: KindCopy, Type: t, Shape: dims, In: []Ref{in}, Attr: &CopyAttr{Offset: offset, Strides: strides}})
}

// transpose turns [rows, cols] into [cols, rows].
func (e *emitter) transpose(in Ref, rows, cols int) Ref {
	return e.copyOf(F32, in, 0, Shape{cols, rows}, 1, cols)
}

// norm emits RMSNorm (N13) and returns 1/rms and the scaled rows.
func (e *emitter) norm(x, w Ref, rows int) (r, y Ref) {
	d := e.Dims.Width
	ss := e.reduce(TermSquare, rows, d, masked{}, x)
	r = e.apply(FuncInvRMS, rows, 1, full(ss), scalar(e.inputs.constant(cInvWidth)), scalar(e.inputs.constant(cNormEps)))
	return r, e.apply(FuncNorm, rows, d, full(x), row(r), col(w))
}

// normPass is what the backward pass of a norm reads: the gradient dy of its
// output, its input x, 1/rms r, its weight w, the gradient rest of x from
// elsewhere, and the weight's gradient so far.
type normPass struct {
	dy, x, r, w, rest Ref
	soFar             arg
}

// normGrad emits the backward pass of a norm: the gradient of its input plus
// rest, and the gradient of its weight, added to soFar.
func (e *emitter) normGrad(n normPass) (dx, dw Ref) {
	t, d := e.Dims.Tokens, e.Dims.Width
	xh := e.apply(FuncMul, t, d, full(n.x), row(n.r))
	h := e.apply(FuncMul, t, d, full(n.dy), col(n.w))
	dot := e.reduce(TermDot, t, d, masked{}, h, xh)
	c := e.apply(FuncMul, t, 1, full(dot), scalar(e.inputs.constant(cInvWidth)))
	rest := full(n.rest)
	if n.rest == noRest {
		rest = scalar(e.inputs.constant(cZero))
	}
	dx = e.apply(FuncNormGrad, t, d, rest, row(n.r), full(h), full(xh), row(c))
	// A sum over tokens reads one row of each operand: batch = columns.
	dw = e.product(product{
		batch: [3]int{d, 1, 1}, m: 1, n: 1, k: t, sum: true,
		a: operand{e.transpose(n.dy, t, d), View{Batch: [3]int{t, 0, 0}}},
		b: operand{e.transpose(xh, t, d), View{Batch: [3]int{t, 0, 0}}},
	})
	return dx, e.apply(FuncAdd, 1, d, n.soFar, full(dw))
}

// noRest says that a norm's input has no other gradient.
const noRest = Ref(1 << 62)
