// SPDX-License-Identifier: Apache-2.0

package cpu

import (
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/trainer/kernel"
	"github.com/weft-network/weft/trainer/kernel/ref"
	"github.com/weft-network/weft/trainer/tensor"
)

// Shape of a tile. A packed panel of A (8 rows) stays in the first cache, the
// packed columns of B in the second.
const (
	stripRows = 8
	// unitRows is the smallest part of a product given to a task.
	unitRows = 64
	// nearRows is how far apart, in floats, rows of A may lie to be read without
	// packing. At 1024 eight rows meet in one set of a first cache of 32 KiB.
	nearRows = 768
	// groupRows is the most rows for which columns of B are packed once, where
	// their unfinished chains are kept.
	groupRows = 512
	// packedB is the floats of the packed columns of a tile: three quarters of
	// a second cache of 1 MiB. A tile has at most maxCols columns.
	packedB = 192 << 10
	maxCols = 768
	// depth is the most terms packed at once; it divides ProductBlock.
	depth = 512
)

// matrix is an operand of one batch: element (row, k) at data[row*row + k*k].
type matrix struct {
	data []float32
	row  int
	k    int
}

func operandOf(t tensor.Tensor, v program.View, b [3]int, stride int) matrix {
	return matrix{t.F32()[v.At(b, 0):], v.Row, stride}
}

// grid is how a product is cut into units: (batch, columns, rows), rows
// fastest, so that neighbouring units share the packed columns.
type grid struct{ batches, cols, rows int }

func (k *Kernel) grid(a *program.ProductAttr) grid {
	w := k.tileCols(a)
	return grid{a.Batch[0] * a.Batch[1] * a.Batch[2], (a.N + w - 1) / w, (a.M + unitRows - 1) / unitRows}
}

// tileCols is the width of a tile: as many columns as fit when packed, shared
// out evenly.
func (k *Kernel) tileCols(a *program.ProductAttr) int {
	w := k.r.columns
	most := min(maxCols, packedB/min(a.K, depth)) / w * w
	tiles := (a.N + most - 1) / most
	even := (a.N + tiles - 1) / tiles
	return roundUp(even, w)
}

func roundUp(n, of int) int { return (n + of - 1) / of * of }

func (g grid) units() int { return g.batches * g.cols * g.rows }

func (k *Kernel) productUnits(a *program.ProductAttr) int {
	switch {
	case a.Profile == program.ProfileI8X2:
		return a.Batch[0] * a.Batch[1] * a.Batch[2] * ((a.M + stripRows - 1) / stripRows) * ((a.N + k.r.slicer.columns - 1) / k.r.slicer.columns)
	case dotsOnly(a):
		return (a.Batch[0] + dotColumns - 1) / dotColumns
	}
	return k.grid(a).units()
}

// panelCols rounds columns of a tile up to whole panels.
func (k *Kernel) panelCols(n int) int { return roundUp(n, k.r.columns) }

func (k *Kernel) productScratch(a *program.ProductAttr) int {
	switch {
	case a.Profile == program.ProfileI8X2:
		return k.slicedScratch(a)
	case dotsOnly(a):
		return 4 * dotColumns
	}
	d, cols := min(a.K, depth), k.panelCols(min(a.N, k.tileCols(a)))
	return 4 * (stripRows*d + cols*d + k.chainRows(a)*cols)
}

// chainRows is the rows whose unfinished chains are kept: of one strip if all
// terms are packed at once.
func (k *Kernel) chainRows(a *program.ProductAttr) int {
	if a.K <= depth {
		return stripRows
	}
	return roundUp(min(a.M, groupRows), stripRows)
}

func (k *Kernel) product(c *kernel.Call, a *program.ProductAttr, task, tasks int, scratch []byte) {
	switch {
	case a.Profile == program.ProfileI8X2:
		k.sliced(c, a, task, tasks, scratch)
		return
	case dotsOnly(a) && c.Part.Terms == 0:
		k.dots(c, a, task, tasks, scratch)
		return
	}
	g := k.grid(a)
	width := k.tileCols(a)
	first, end := kernel.Span(g.units(), task, tasks)
	t := tiles.get()
	defer tiles.put(t)
	*t = tile{Kernel: k, a: a, call: c, out: c.Out.F32(), masked: a.Mask.Use, terms: a.K}
	t.memory(scratch)
	if p := c.Part; p.Terms > 0 {
		t.from, t.terms = p.First, p.Terms
		t.unfinished = tensor.Tensor{Type: tensor.F32, Data: p.Chains}.F32()
	}
	if a.Start {
		t.start = c.In[2].F32()
	}
	if t.masked != program.MaskNone {
		t.lo, t.hi = c.In[len(c.In)-2].U32(), c.In[len(c.In)-1].U32()
	}
	for first < end {
		batch, at := first/(g.cols*g.rows), first%(g.cols*g.rows)
		col, row := at/g.rows, at%g.rows
		n := min(end-first, g.rows-row)
		if a.K > depth && t.unfinished == nil {
			n = min(n, groupRows/unitRows)
		}
		t.place(batch)
		t.firstRow, t.endRow = row*unitRows, min((row+n)*unitRows, a.M)
		t.firstCol, t.endCol = col*width, min((col+1)*width, a.N)
		t.compute()
		first += n
	}
}

// tile computes rows and columns of one batch of a product.
type tile struct {
	*Kernel
	a                *program.ProductAttr
	call             *kernel.Call
	x, y             matrix
	out, start       []float32
	masked           program.MaskUse
	lo, hi           []uint32
	batch            int
	firstRow, endRow int
	firstCol, endCol int
	// Scratch: packed panels of both operands, unfinished chains.
	packX, packY, chains []float32
	cols                 int // width of packed columns
	// Of a product whose terms come in several calls: the first term here,
	// those of all calls, unfinished chains.
	from, terms int
	unfinished  []float32
	ranges      [stripRows]span
}

// tiles are pooled: a step allocates nothing.
var tiles = pool[tile]{}

// span is a range of visible positions.
type span struct{ first, end int }

func (s span) meet(first, end int) span { return span{max(s.first, first), min(s.end, end)} }
func (s span) empty() bool              { return s.first >= s.end }

func (t *tile) memory(scratch []byte) {
	f := tensor.Tensor{Type: tensor.F32, Data: scratch}.F32()
	d, cols := min(t.a.K, depth), t.panelCols(min(t.a.N, t.tileCols(t.a)))
	t.packX, f = f[:stripRows*d], f[stripRows*d:]
	t.packY, f = f[:cols*d], f[cols*d:]
	t.chains = f[:t.chainRows(t.a)*cols]
}

func (t *tile) place(batch int) {
	a := t.a
	b := [3]int{batch / (a.Batch[1] * a.Batch[2]), batch / a.Batch[2] % a.Batch[1], batch % a.Batch[2]}
	t.batch = batch
	t.x = operandOf(t.call.In[0], a.A, b, t.call.StrideA)
	t.y = operandOf(t.call.In[1], a.B, b, t.call.StrideB)
}

// visible is the range of a row of this batch, clamped to n.
func (t *tile) visible(row, n int) span {
	at := t.a.Mask.Index(t.batch*t.a.M + row)
	first, end := program.Visible(t.lo[at], t.hi[at], n)
	return span{first, end}
}

// union covers the ranges of rows [first, end).
func (t *tile) union(first, end, n int) span {
	u := span{n, 0}
	for r := first; r < end; r++ {
		if s := t.visible(r, n); !s.empty() {
			u = span{min(u.first, s.first), max(u.end, s.end)}
		}
	}
	return u
}

func (t *tile) compute() {
	t.cols = t.panelCols(t.endCol - t.firstCol)
	used := span{0, t.a.K}
	switch t.masked {
	case program.MaskDepth:
		used = t.union(t.firstRow, t.endRow, t.a.K)
	case program.MaskColumns:
		if t.union(t.firstRow, t.endRow, t.a.N).meet(t.firstCol, t.endCol).empty() {
			used = span{}
		}
	case program.MaskNone:
	}
	if t.masked != program.MaskNone && used.empty() {
		t.blank()
		return
	}
	for k, n := 0, 0; k < t.a.K; k += n {
		at := t.from + k // of all terms
		n = min(depth, t.a.K-k, program.ProductBlock-at%program.ProductBlock)
		last := at+n == t.terms || (at+n)%program.ProductBlock == 0
		some := !used.meet(k, k+n).empty()
		if some {
			t.packColumns(k, n)
		}
		for row := t.firstRow; row < t.endRow; row += stripRows {
			s := strip{tile: t, row: row, rows: min(stripRows, t.endRow-row), k: k, n: n, at: at}
			s.chains, s.ld = t.chainsOf(row)
			s.compute(some, last)
			if last {
				s.finish()
			}
		}
	}
}

// chainsOf is the memory of the chains of a strip, and how far apart its rows
// are.
func (t *tile) chainsOf(row int) (chains []float32, ld int) {
	switch {
	case t.unfinished != nil:
		ld = t.panelCols(t.a.N)
		return t.unfinished[row*ld+t.firstCol:], ld
	case t.a.K > depth:
		return t.chains[(row-t.firstRow)*t.cols:], t.cols
	}
	return t.chains, t.cols
}

// blank writes rows of which nothing is visible: the start value or +0.
func (t *tile) blank() {
	for r := t.firstRow; r < t.endRow; r++ {
		t.fill(r, t.firstCol, t.endCol)
	}
}

// fill writes absent elements of a row.
func (t *tile) fill(row, first, end int) {
	if first >= end {
		return
	}
	at := (t.batch*t.a.M + row) * t.a.N
	out := t.out[at+first : at+end]
	if t.a.Start {
		for i, v := range t.start[at+first : at+end] {
			out[i] = ref.Canonical(v)
		}
		return
	}
	clear(out)
}

// packColumns packs terms [k, k+n) of the tile's rows of B.
func (t *tile) packColumns(k, n int) {
	w := t.r.columns
	for c := t.firstCol; c < t.endCol; c += w {
		panel := t.packY[(c-t.firstCol)*n:]
		for g := 0; g < w; g += stripRows {
			rows := max(0, min(stripRows, t.endCol-c-g))
			t.pack(panel[g:], w, block8{t.y, c + g, rows, k, n})
		}
	}
}
