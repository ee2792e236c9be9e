// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/trainer/kernel"
)

// cut is an operator cut down to one slice of its group: a call of its own,
// whose operands start elsewhere in every slice.
type cut struct {
	call *kernel.Call // without memory
	in   []steps
	out  steps
	// count of slices.
	count int
	// Of a product that adds up over the slices: its unfinished chains.
	chains, chainsAt int
	// Of a copy that never happens: the slice of its output is rows of so many
	// elements, so far apart.
	rows, length, distance int
}

// steps are the distances, in elements, between slices that are neighbours in
// one dimension of the box.
type steps [4]int

// at is where a slice starts.
func (s steps) at(digits [4]int) int {
	n := 0
	for i, d := range digits {
		n += d * s[i]
	}
	return n
}

// contiguous are the steps of a value whose slices of n elements follow one
// another.
func (d dims) contiguous(n int) steps {
	return steps{n * d[1] * d[2] * d[3], n * d[2] * d[3], n * d[3], n}
}

// blocks are the steps of what only blocks of rows tell apart.
func blocks(n int) steps { return steps{0, 0, 0, n} }

// cutter cuts the operators of a group.
type cutter struct {
	*plan
	*group
}

// inside reports whether the group computes value v.
func (c cutter) inside(v int) bool { return v >= c.first && v < c.end }

// slice is the elements of a slice of value v.
func (c cutter) slice(v int) int { return c.elements(v) / c.dims.count() }

// cut fails if a slice of operator k needs more of what the group computes
// than that slice of it.
func (c cutter) cut(k int) (cut, bool) {
	op := &c.ops[k]
	x := cut{call: c.resolve(k), out: c.dims.contiguous(c.slice(k)), in: make([]steps, len(op.In)), count: c.dims.count()}
	switch a := x.call.Op.Attr.(type) {
	case *program.MapAttr:
		return x, c.cutMap(k, &x, *a)
	case *program.ReduceAttr:
		return x, c.cutReduce(k, &x, *a)
	case *program.GatherAttr:
		return x, c.cutGather(k, &x, *a)
	case *program.CopyAttr:
		return x, c.virtual[k] && c.cutCopy(k, &x, a)
	case *program.ProductAttr:
		if rows := x; c.cutRows(k, &rows, *a) {
			return rows, true
		}
		return x, c.cutTerms(k, &x, *a)
	}
	return cut{}, false
}

// set gives the slice its own attributes and output shape.
func (x *cut) set(attr program.Attr, shape ...int) {
	own, op := *x.call, *x.call.Op
	op.Attr, op.Shape = attr, shape
	own.Op, x.call = &op, &own
}

// reads reports whether an operand may be read where a slice looks: from
// where steps lead, so many elements.
func (c cutter) reads(k, in int, s steps, elements int) bool {
	v := c.read(c.ops[k].In[in])
	if !c.inside(v) {
		return true
	}
	if c.cuts[v-c.first].call.Part.Terms > 0 {
		return false // complete after the last slice only
	}
	want := c.dims.contiguous(c.slice(v))
	for i, n := range c.dims {
		if n > 1 && s[i] != want[i] {
			return false
		}
	}
	return elements <= c.slice(v)
}

func (c cutter) allRead(k int, x *cut, elements func(in int) int) bool {
	for in := range x.in {
		if !c.reads(k, in, x.in[in], elements(in)) {
			return false
		}
	}
	return true
}

// mask cuts a mask to slices of so many rows.
func (c cutter) mask(m *program.Mask, x *cut, rows int) bool {
	if m.Use == program.MaskNone {
		return true
	}
	d := c.dims
	head := d[3] * rows
	if m.Mod != head || m.Div != d[1]*d[2]*head {
		return false
	}
	n := len(x.in)
	x.in[n-2] = steps{m.Stride, 0, 0, rows}
	x.in[n-1] = x.in[n-2]
	m.Div, m.Mod, m.Stride = rows, rows, 0
	return true
}

func (c cutter) cutMap(k int, x *cut, a program.MapAttr) bool {
	n := c.dims.count()
	if a.Rows%n != 0 {
		return false
	}
	a.Rows /= n
	size := make([]int, len(x.in)+2)
	for in, mode := range a.Modes {
		switch mode {
		case program.Full:
			size[in] = a.Rows * a.Cols
		case program.Row, program.Hot:
			size[in] = a.Rows
		case program.Col, program.Scalar: // the same for all slices
			continue
		}
		x.in[in] = c.dims.contiguous(size[in])
	}
	ok := c.mask(&a.Mask, x, a.Rows) && c.allRead(k, x, func(in int) int { return size[in] })
	x.set(&a, a.Rows, a.Cols)
	return ok
}

func (c cutter) cutReduce(k int, x *cut, a program.ReduceAttr) bool {
	n := c.dims.count()
	if a.Rows%n != 0 {
		return false
	}
	a.Rows /= n
	for in := range x.in {
		x.in[in] = c.dims.contiguous(a.Rows * a.Cols)
	}
	ok := c.mask(&a.Mask, x, a.Rows) && c.allRead(k, x, func(int) int { return a.Rows * a.Cols })
	shape := c.ops[k].Shape
	x.set(&a, a.Rows, shape[len(shape)-1])
	return ok
}

func (c cutter) cutGather(k int, x *cut, a program.GatherAttr) bool {
	n := c.dims.count()
	if a.Rows%n != 0 || a.RowStride == 0 {
		return false
	}
	a.Rows /= n
	size := []int{a.Rows * a.RowStride, a.Rows}
	x.in[0], x.in[1] = c.dims.contiguous(size[0]), c.dims.contiguous(size[1])
	x.set(&a, a.Rows, a.Width)
	return c.allRead(k, x, func(in int) int { return size[in] })
}

// cutCopy is of copies that never happen: slices of the source are slices of
// the output, or of each of its rows. Either way their roots can be found.
func (c cutter) cutCopy(k int, x *cut, a *program.CopyAttr) bool {
	shape, n := c.ops[k].Shape, c.slice(k)
	last := len(shape) - 1
	src := c.read(c.ops[k].In[0])
	if a.Offset != 0 || !c.inside(src) || c.slice(src) != n {
		return false
	}
	if shape.Size()%c.dims.count() != 0 {
		return false
	}
	x.in[0] = x.out
	x.rows, x.length, x.distance = n/shape[last], shape[last], shape[last]
	// Dimensions inside a slice may be turned, those across slices not.
	dense, inner, outer := shape.Size(), 1, true
	for d, m := range shape {
		if dense <= n {
			inner += (m - 1) * a.Strides[d]
		} else {
			outer = outer && a.Strides[d] == dense/m
		}
		dense /= m
	}
	if outer && inner <= n && n%shape[last] == 0 {
		grain, _ := turnedGrain(x.rows, x.length, x.distance)
		return grain > 0 && 4*n%grain == 0
	}
	blocks := c.dims[3]
	x.rows, x.length, x.distance = shape.Size()/shape[last], shape[last]/blocks, shape[last]
	x.out = steps{0, 0, 0, x.length}
	grain, _ := turnedGrain(x.rows, x.length, x.distance)
	return grain > 0 && c.dims.count() == blocks && shape[last]%blocks == 0 && a.Strides[last]*x.length == n
}

// reach is the elements of an operand from the first that a product reads to
// the last.
func reach(v program.View, rows, k, stride int) int {
	return v.Offset + (rows-1)*v.Row + (k-1)*stride + 1
}

// cutRows cuts a product by batches and rows.
func (c cutter) cutRows(k int, x *cut, a program.ProductAttr) bool {
	d := c.dims
	if a.Batch != [3]int(d[:3]) || a.M%d[3] != 0 {
		return false
	}
	a.Batch, a.M = [3]int{1, 1, 1}, a.M/d[3]
	x.in = make([]steps, len(x.in))
	x.in[0] = steps{a.A.Batch[0], a.A.Batch[1], a.A.Batch[2], a.M * a.A.Row}
	x.in[1] = steps{a.B.Batch[0], a.B.Batch[1], a.B.Batch[2], 0}
	size := make([]int, len(x.in))
	size[0], size[1] = reach(a.A, a.M, a.K, x.call.StrideA), reach(a.B, a.N, a.K, x.call.StrideB)
	if a.Start {
		x.in[2], size[2] = x.out, a.M*a.N
	}
	if a.Factored() {
		in, b := a.FactorInput(), a.Factors.Batch
		x.in[in], size[in] = steps{b[0], b[1], b[2], 0}, a.Factors.Offset+a.K
	}
	ok := c.mask(&a.Mask, x, a.M) && c.allRead(k, x, func(in int) int { return size[in] })
	a.A.Batch, a.B.Batch, a.Factors.Batch = [3]int{}, [3]int{}, [3]int{}
	x.set(&a, 1, 1, 1, a.M, a.N)
	return ok
}

// cutTerms cuts a product along k: it adds up over the slices, which then run
// in order. A block of profile i8x2 has scales of its own and cannot be cut.
func (c cutter) cutTerms(k int, x *cut, a program.ProductAttr) bool {
	n := c.dims[3]
	if n != c.dims.count() || a.K%n != 0 || a.Batch != [3]int{1, 1, 1} || a.M*a.N == 1 || a.Mask.Use != program.MaskNone {
		return false
	}
	terms := a.K
	a.K /= n
	if a.Profile == program.ProfileI8X2 && a.K%program.SliceBlock != 0 {
		return false
	}
	x.in[0], x.in[1], x.out = blocks(a.K*x.call.StrideA), blocks(a.K*x.call.StrideB), steps{}
	size := []int{reach(a.A, a.M, a.K, x.call.StrideA), reach(a.B, a.N, a.K, x.call.StrideB), 0}
	x.set(&a, 1, 1, 1, a.M, a.N)
	x.call.Part.Terms = terms
	return c.allRead(k, x, func(in int) int { return size[in] })
}
