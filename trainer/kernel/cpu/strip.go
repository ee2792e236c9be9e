// SPDX-License-Identifier: Apache-2.0

package cpu

import "github.com/weft-network/weft/chain/program"

// strip is eight rows of a tile, for terms [k, k+n).
type strip struct {
	*tile
	row, rows int
	k, n      int
	at        int       // of the first of the terms in all calls
	chains    []float32 // (8, cols), rows ld apart
	ld        int
	// direct are the columns whose chains end without being stored.
	direct span
	// Eight rows of A, packed or where they lie; rows and terms are as many
	// bytes apart.
	panel       []float32
	rowA, termA int
}

// compute continues the chains; some is false if no row of the tile sees any
// of these terms, last is true if they are the last of their block.
func (s *strip) compute(some, last bool) {
	blockStart := s.at%program.ProductBlock == 0
	if s.masked == program.MaskDepth {
		if blockStart {
			clear(s.chains[:stripRows*s.ld])
		}
		if some {
			s.computeMasked()
		}
		return
	}
	cols, common := span{s.firstCol, s.endCol}, span{s.firstCol, s.endCol}
	if s.masked == program.MaskColumns {
		cols = s.union(s.row, s.row+s.rows, s.a.N).meet(s.firstCol, s.endCol)
		if cols.empty() {
			return
		}
		for i := range s.rows {
			v := s.visible(s.row+i, s.a.N)
			common = common.meet(v.first, v.end)
		}
	}
	w := s.r.columns
	s.direct = span{}
	if last && s.rows == stripRows {
		s.direct = span{s.firstCol + roundUp(common.first-s.firstCol, w), s.firstCol + (common.end-s.firstCol)/w*w}
	}
	load := 1
	if blockStart {
		load = 0
	}
	s.findRows()
	at, base := s.batch*s.a.M*s.a.N+s.row*s.a.N, s.base(s.at < program.ProductBlock)
	for c := s.firstCol + (cols.first-s.firstCol)/w*w; c < cols.end; c += w {
		p, x, y := from(s.chains, c-s.firstCol), from(s.panel, 0), from(s.packY, (c-s.firstCol)*s.n)
		switch {
		case c < s.direct.first || c >= s.direct.end:
			s.r.product(s.n, x, s.rowA, s.termA, y, p, s.ld, load, nil, nil, 0)
		case base == nil:
			s.r.product(s.n, x, s.rowA, s.termA, y, p, s.ld, load, from(s.out, at+c), nil, s.a.N)
		default:
			s.r.product(s.n, x, s.rowA, s.termA, y, p, s.ld, load, from(s.out, at+c), from(base, at+c), s.a.N)
		}
	}
}

// base is what chains are added to: the output so far, or the start value; nil
// is +0.
func (s *strip) base(first bool) []float32 {
	if !first {
		return s.out
	}
	return s.start
}

// findRows packs the rows, unless their terms lie one after another and the
// rows near enough to stay in the first cache together.
func (s *strip) findRows() {
	if s.x.k == 1 && s.x.row <= nearRows && s.rows == stripRows {
		s.panel, s.rowA, s.termA = s.x.data[s.row*s.x.row+s.k:], 4*s.x.row, 4
		return
	}
	s.packRows(s.k, s.n)
	s.panel, s.rowA, s.termA = s.packX, 4, 4*stripRows
}

func (s *strip) packRows(k, n int) {
	s.pack(s.packX, stripRows, block8{s.x, s.row, s.rows, k, n})
}

// computeMasked runs the terms that all rows see with the fast routine, those
// before and after row by row: an absent term is not a term with factor 0,
// which could turn a -0 or meet an infinity (N12).
func (s *strip) computeMasked() {
	common := span{s.k, s.k + s.n}
	all := span{s.k + s.n, s.k}
	for i := range s.rows {
		r := s.visible(s.row+i, s.a.K).meet(s.k, s.k+s.n)
		s.ranges[i] = r
		common = common.meet(r.first, r.end)
		if !r.empty() {
			all = span{min(all.first, r.first), max(all.end, r.end)}
		}
	}
	if all.empty() {
		return
	}
	s.packRows(s.k, s.n)
	if common.empty() {
		for i := range s.rows {
			s.single(i, s.ranges[i])
		}
		return
	}
	for i := range s.rows {
		s.single(i, span{s.ranges[i].first, common.first})
	}
	w := s.r.columns
	at := common.first - s.k
	for c := 0; c < s.cols; c += w {
		s.r.product(common.end-common.first, from(s.packX, at*stripRows), 4, 4*stripRows, from(s.packY, c*s.n+at*w), from(s.chains, c), s.ld, 1, nil, nil, 0)
	}
	for i := range s.rows {
		s.single(i, span{common.end, s.ranges[i].end})
	}
}

// single continues the chains of row i over the terms of r.
func (s *strip) single(i int, r span) {
	if r.empty() {
		return
	}
	w := s.r.columns
	at := r.first - s.k
	for c := 0; c < s.cols; c += w {
		s.r.row(r.end-r.first, from(s.packX, at*stripRows+i), from(s.packY, c*s.n+at*w), from(s.chains, i*s.ld+c))
	}
}

// finish adds the chains of the block that ends at k+n to the output (N3).
func (s *strip) finish() {
	block := (s.at + s.n - 1) / program.ProductBlock * program.ProductBlock
	for i := range s.rows {
		row := s.row + i
		cols := span{s.firstCol, s.endCol}
		first := block == 0
		switch s.masked {
		case program.MaskColumns:
			cols = s.visible(row, s.a.N).meet(s.firstCol, s.endCol)
			if cols.empty() {
				cols = span{s.firstCol, s.firstCol}
			}
			if first {
				s.fill(row, s.firstCol, cols.first)
				s.fill(row, cols.end, s.endCol)
			}
		case program.MaskDepth:
			seen := s.visible(row, s.a.K)
			if seen.empty() {
				s.fill(row, s.firstCol, s.endCol)
				continue
			}
			if seen.meet(block, block+program.ProductBlock).empty() {
				continue
			}
			first = seen.first >= block
		case program.MaskNone:
		}
		base := s.base(first)
		if s.direct.empty() {
			s.finishRow(i, base, cols)
			continue
		}
		s.finishRow(i, base, span{cols.first, s.direct.first})
		s.finishRow(i, base, span{s.direct.end, cols.end})
	}
}

// finishRow adds the chains of some columns of row i to base.
func (s *strip) finishRow(i int, base []float32, cols span) {
	if cols.empty() {
		return
	}
	at := (s.batch*s.a.M+s.row+i)*s.a.N + cols.first
	chain := from(s.chains, i*s.ld+cols.first-s.firstCol)
	if base == nil {
		s.r.finish(cols.end-cols.first, from(s.out, at), nil, chain)
		return
	}
	s.r.finish(cols.end-cols.first, from(s.out, at), from(base, at), chain)
}
