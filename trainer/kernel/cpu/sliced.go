// SPDX-License-Identifier: Apache-2.0

package cpu

import (
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/trainer/kernel"
	"github.com/weft-network/weft/trainer/tensor"
)

// Shape of the work on a product of profile i8x2. Quantising costs about as much
// as a product with 20 columns, so a task quantises rows of A once for all its
// columns, and columns of B once for many rows.
const (
	// slicedRows is the most rows quantised at once.
	slicedRows = 1024
	// slicedB is the bytes of the packed columns of a tile: half of a second
	// cache of 1 MiB.
	slicedB = 512 << 10
	// slicedCols is the most columns of a tile.
	slicedCols = 768
)

// slicedTileCols is the width of a tile.
func (k *Kernel) slicedTileCols(a *program.ProductAttr) int {
	s := k.r.slicer
	steps := (min(a.K, program.SliceBlock) + s.terms - 1) / s.terms
	panels := max(1, slicedB/(steps*s.stepB))
	return min(panels*s.columns, slicedCols/s.columns*s.columns, roundUp(a.N, s.columns))
}

// slicedScratch holds eight rows before they are quantised, and what is packed
// of both operands.
func (k *Kernel) slicedScratch(a *program.ProductAttr) int {
	s := k.r.slicer
	steps := (min(a.K, program.SliceBlock) + s.terms - 1) / s.terms
	strips := (min(a.M, slicedRows) + stripRows - 1) / stripRows
	return 4*stripRows*steps*s.terms + steps*(strips*s.stepA+k.slicedTileCols(a)/s.columns*s.stepB)
}

// cells is how a product is cut for so many tasks: (batch, rows, columns).
type cells struct{ batches, rows, cols int }

func (g cells) count() int { return g.batches * g.rows * g.cols }

// slicedCells cuts every batch into as many cells as that asks for, or nearly,
// so that least is quantised more than once.
func (k *Kernel) slicedCells(a *program.ProductAttr, tasks int) cells {
	best := cells{a.Batch[0] * a.Batch[1] * a.Batch[2], 1, 1}
	n := (tasks + best.batches - 1) / best.batches
	again := func(g cells) int { return g.rows*a.N + g.cols*a.M }
	for rows := 1; rows <= min(n, (a.M+stripRows-1)/stripRows); rows++ {
		g := cells{best.batches, rows, min(n/rows, (a.N+k.r.slicer.columns-1)/k.r.slicer.columns)}
		if more := g.rows*g.cols - best.rows*best.cols; more > 0 || more == 0 && again(g) < again(best) {
			best = g
		}
	}
	return best
}

// sliced computes one part of a product of profile i8x2.
func (k *Kernel) sliced(c *kernel.Call, a *program.ProductAttr, task, tasks int, scratch []byte) {
	g := k.slicedCells(a, tasks)
	first, end := kernel.Span(g.count(), task, tasks)
	t := sheets.get()
	defer sheets.put(t)
	t.tile = tile{Kernel: k, a: a, call: c, out: c.Out.F32(), masked: a.Mask.Use, from: c.Part.First}
	t.slicer, t.factors = k.r.slicer, nil
	if a.Start {
		t.start = c.In[2].F32()
	}
	if t.masked != program.MaskNone {
		t.lo, t.hi = c.In[len(c.In)-2].U32(), c.In[len(c.In)-1].U32()
	}
	t.divide(scratch)
	for cell := first; cell < end; cell++ {
		batch, at := cell/(g.rows*g.cols), cell%(g.rows*g.cols)
		t.place(batch)
		t.placeFactors()
		rows, cols := at/g.cols, at%g.cols
		t.firstCol, t.endCol = t.share(a.N, cols, g.cols, t.slicer.columns)
		first, end := t.share(a.M, rows, g.rows, stripRows)
		for ; first < end; first += slicedRows {
			t.firstRow, t.endRow = first, min(end, first+slicedRows)
			t.computeSliced()
		}
	}
}

// share is part of n items, in whole groups but for the last.
func (t *sheet) share(n, part, parts, group int) (first, end int) {
	first, end = kernel.Span((n+group-1)/group, part, parts)
	return first * group, min(end*group, n)
}

// sheet computes rows and columns of one batch of a product of profile i8x2.
type sheet struct {
	tile
	slicer *slicer
	// Factors of the terms of the batch, if B is quantised term by term.
	factors []float32
	// Scratch: eight rows, k-major; packed strips and panels.
	panel        []float32
	packA, packB []byte
	// Of the strips and columns that are packed: the steps that a strip has,
	// where its sums start, and exponents.
	seen   [slicedRows / stripRows]span
	init   [slicedRows / stripRows][2 * stripRows]int32
	ea     [slicedRows]float32
	eb     [slicedCols]float32
	spread [program.SliceBlock]float32
	// Of eight rows that are quantised: largest magnitudes, scales, sums of slices.
	most  [stripRows]uint32
	scale [stripRows]float32
	sums  [2 * stripRows]int32
	// temp is a product of which only a part is wanted.
	temp [stripRows * widestPanel]float32
	// Terms [k, k+n) and columns [colFirst, colEnd) are packed now.
	k, n             int
	colFirst, colEnd int
}

// widestPanel bounds the columns of a panel.
const widestPanel = 64

// sheets are pooled: a step allocates nothing.
var sheets = pool[sheet]{}

// divide shares out the scratch.
func (t *sheet) divide(scratch []byte) {
	s := t.slicer
	steps := (min(t.a.K, program.SliceBlock) + s.terms - 1) / s.terms
	strips := (min(t.a.M, slicedRows) + stripRows - 1) / stripRows
	floats := 4 * stripRows * steps * s.terms
	t.panel = tensor.Tensor{Type: tensor.F32, Data: scratch[:floats]}.F32()
	t.packA, t.packB = scratch[floats:][:strips*steps*s.stepA], scratch[floats+strips*steps*s.stepA:]
}

func (t *sheet) placeFactors() {
	if a := t.a; a.Factored() {
		b := [3]int{t.batch / (a.Batch[1] * a.Batch[2]), t.batch / a.Batch[2] % a.Batch[1], t.batch % a.Batch[2]}
		t.factors = t.call.In[a.FactorInput()].F32()[a.Factors.At(b, 0):]
	}
}

// computeSliced adds block after block to the rows of the sheet.
func (t *sheet) computeSliced() {
	width := t.slicedTileCols(t.a)
	t.blankRows()
	for t.k = 0; t.k < t.a.K; t.k += program.SliceBlock {
		t.n = min(program.SliceBlock, t.a.K-t.k)
		if !t.quantiseRows() {
			continue
		}
		for c := t.firstCol; c < t.endCol; c += width {
			t.colFirst, t.colEnd = c, min(c+width, t.endCol)
			if t.masked == program.MaskColumns {
				seen := t.union(t.firstRow, t.endRow, t.a.N).meet(c, t.colEnd)
				if seen.empty() {
					continue
				}
				t.colFirst, t.colEnd = c+(seen.first-c)/t.slicer.columns*t.slicer.columns, seen.end
			}
			t.quantiseColumns()
			for row := t.firstRow; row < t.endRow; row += stripRows {
				t.computeStrip(row)
			}
		}
	}
}

// blankRows writes what no term reaches: absent elements, and rows of which no
// term is visible.
func (t *sheet) blankRows() {
	if t.from > 0 {
		return
	}
	for row := t.firstRow; row < t.endRow; row++ {
		switch t.masked {
		case program.MaskColumns:
			v := t.visible(row, t.a.N).meet(t.firstCol, t.endCol)
			if v.empty() {
				v = span{t.endCol, t.endCol}
			}
			t.fill(row, t.firstCol, v.first)
			t.fill(row, v.end, t.endCol)
		case program.MaskDepth:
			if t.visible(row, t.a.K).empty() {
				t.fill(row, t.firstCol, t.endCol)
			}
		case program.MaskNone:
		}
	}
}

// computeStrip multiplies eight rows with all packed columns.
func (t *sheet) computeStrip(row int) {
	strip := (row - t.firstRow) / stripRows
	seen := t.seen[strip]
	if seen.empty() {
		return
	}
	s := t.slicer
	steps := (t.n + s.terms - 1) / s.terms
	rows := min(stripRows, t.endRow-row)
	cols, common := span{t.colFirst, t.colEnd}, span{t.colFirst, t.colEnd}
	switch t.masked {
	case program.MaskColumns:
		cols = t.union(row, row+rows, t.a.N).meet(t.colFirst, t.colEnd)
		for i := range rows {
			v := t.visible(row+i, t.a.N)
			common = common.meet(v.first, v.end)
		}
	case program.MaskDepth:
		common = span{}
	case program.MaskNone:
	}
	if rows < stripRows {
		common = span{}
	}
	first := t.from+t.k == 0
	a, base := &t.packA[strip*steps*s.stepA], t.baseSliced(first)
	for c := t.colFirst + (cols.first-t.colFirst)/s.columns*s.columns; c < cols.end; c += s.columns {
		b := &t.packB[((c-t.colFirst)/s.columns*steps+seen.first)*s.stepB]
		init, ea, eb := &t.init[strip][0], from(t.ea[:], row-t.firstRow), from(t.eb[:], c-t.colFirst)
		if c < common.first || c+s.columns > common.end {
			s.product(seen.end-seen.first, a, b, init, ea, eb, &t.temp[0], s.columns, nil)
			t.finishSliced(row, rows, span{c, min(c+s.columns, t.colEnd)})
			continue
		}
		at := (t.batch*t.a.M+row)*t.a.N + c
		if base == nil {
			s.product(seen.end-seen.first, a, b, init, ea, eb, from(t.out, at), t.a.N, nil)
		} else {
			s.product(seen.end-seen.first, a, b, init, ea, eb, from(t.out, at), t.a.N, from(base, at))
		}
	}
}

// baseSliced is what a block is added to; nil is +0.
func (t *sheet) baseSliced(first bool) []float32 {
	if !first {
		return t.out
	}
	return t.start
}

// finishSliced adds what is visible of temp to some columns of some rows.
func (t *sheet) finishSliced(row, rows int, cols span) {
	for i := range rows {
		first, seen := t.from+t.k == 0, cols
		switch t.masked {
		case program.MaskColumns:
			v := t.visible(row+i, t.a.N)
			seen = cols.meet(v.first, v.end)
		case program.MaskDepth:
			v := t.visible(row+i, t.a.K)
			if v.meet(t.k, t.k+t.n).empty() {
				continue
			}
			first = v.first >= t.k
		case program.MaskNone:
		}
		if seen.empty() {
			continue
		}
		at := (t.batch*t.a.M+row+i)*t.a.N + seen.first
		p := from(t.temp[:], i*t.slicer.columns+seen.first-cols.first)
		var base *float32
		if b := t.baseSliced(first); b != nil {
			base = from(b, at)
		}
		t.r.finish(seen.end-seen.first, from(t.out, at), base, p)
	}
}
