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
}

// compute continues the chains; some is false if no row of the tile sees any
// of these terms.
func (s *strip) compute(some bool) {
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
	cols := span{s.firstCol, s.endCol}
	if s.masked == program.MaskColumns {
		cols = s.union(s.row, s.row+s.rows, s.a.N).meet(s.firstCol, s.endCol)
		if cols.empty() {
			return
		}
	}
	load := 1
	if blockStart {
		load = 0
	}
	s.packRows(s.k, s.n)
	w := s.r.columns
	for c := (cols.first - s.firstCol) / w * w; c < cols.end-s.firstCol; c += w {
		s.r.product(s.n, from(s.packX, 0), from(s.packY, c*s.n), from(s.chains, c), s.ld, load)
	}
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
		s.r.product(common.end-common.first, from(s.packX, at*stripRows), from(s.packY, c*s.n+at*w), from(s.chains, c), s.ld, 1)
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
		at := (s.batch*s.a.M + row) * s.a.N
		var base *float32
		switch {
		case !first:
			base = from(s.out, at+cols.first)
		case s.a.Start:
			base = from(s.start, at+cols.first)
		}
		s.r.finish(cols.end-cols.first, from(s.out, at+cols.first), base, from(s.chains, i*s.ld+cols.first-s.firstCol))
	}
}
