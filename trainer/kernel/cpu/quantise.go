// SPDX-License-Identifier: Apache-2.0

package cpu

import (
	"math"

	"github.com/weft-network/weft/chain/program"
)

// quantiseRows packs terms [k, k+n) of the rows of the sheet. It reports whether
// any row sees one of them.
func (t *sheet) quantiseRows() bool {
	s := t.slicer
	steps := (t.n + s.terms - 1) / s.terms
	some := false
	for row := t.firstRow; row < t.endRow; row += stripRows {
		strip := (row - t.firstRow) / stripRows
		rows := min(stripRows, t.endRow-row)
		seen := span{t.k, t.k + t.n}
		if t.masked == program.MaskDepth {
			seen = t.union(row, row+rows, t.a.K).meet(t.k, t.k+t.n)
		}
		t.seen[strip] = span{}
		if seen.empty() {
			continue
		}
		some = true
		// Whole steps, counted from the start of the block as in B.
		first := t.k + (seen.first-t.k)/s.terms*s.terms
		t.seen[strip] = span{(first - t.k) / s.terms, (seen.end - t.k + s.terms - 1) / s.terms}
		n := seen.end - first
		t.pack8(block8{t.x, row, rows, first, n})
		limit := mostScale
		if t.factors != nil {
			limit = 2 * mostScale
			t.takeFactors(row, rows, span{first, seen.end})
		}
		s.magnitudes(n, &t.panel[0], &t.most[0])
		for i, m := range t.most {
			t.ea[row-t.firstRow+i], t.scale[i] = exponent(7, m, limit)
		}
		s.packA(t.seen[strip].end-t.seen[strip].first, &t.panel[0], &t.scale[0], &t.packA[strip*steps*s.stepA], &t.sums[0])
		for i := range stripRows {
			high, low := t.sums[i], t.sums[stripRows+i]
			t.init[strip][i], t.init[strip][stripRows+i] = -128*high, -128*(high+low)
		}
	}
	return some
}

// exponent is what a row adds to the exponent of its results, NaN if it holds a
// number that is not finite; and its scale.
func exponent(base int, m uint32, limit int) (e, scale float32) {
	s, finite := scaleOf(m, limit)
	if !finite {
		return math.Float32frombits(program.NaN), 0
	}
	return float32(base - s), power(s)
}

// pack8 brings eight rows into the panel, and zeros up to a whole step.
func (t *sheet) pack8(m block8) {
	t.pack(t.panel, stripRows, m)
	clear(t.panel[stripRows*m.n : stripRows*roundUp(m.n, t.slicer.terms)])
}

// unlimited are the limits of numbers that are not brought between any.
var unlimited = [2]float32{float32(math.Inf(-1)), float32(math.Inf(1))}

// takeFactors multiplies the rows in the panel by the factors of their terms, and
// takes away the terms that a row does not see.
func (t *sheet) takeFactors(row, rows int, terms span) {
	t.slicer.spread(terms.end-terms.first, &t.panel[0], &t.factors[terms.first], &unlimited[0])
	for i := range rows {
		v := t.visible(row+i, t.a.K).meet(terms.first, terms.end)
		if v.empty() {
			v = span{terms.end, terms.end}
		}
		for k := terms.first; k < v.first; k++ {
			t.panel[(k-terms.first)*stripRows+i] = 0
		}
		for k := v.end; k < terms.end; k++ {
			t.panel[(k-terms.first)*stripRows+i] = 0
		}
	}
}

// limits of numbers that were multiplied by their scale.
var limits = [2]float32{-mostSliced, mostSliced}

// quantiseColumns packs terms [k, k+n) of the columns of a tile.
func (t *sheet) quantiseColumns() {
	s := t.slicer
	steps := (t.n + s.terms - 1) / s.terms
	if t.factors != nil {
		for i, f := range t.factors[t.k : t.k+t.n] {
			t.spread[i] = unfactor(f)
		}
	}
	for c := t.colFirst; c < t.colEnd; c += s.columns {
		at := (c - t.colFirst) / s.columns * steps * s.stepB
		for g := 0; g < s.columns; g += stripRows {
			rows := max(0, min(stripRows, t.colEnd-c-g))
			t.pack8(block8{t.y, c + g, rows, t.k, t.n})
			t.scale = [stripRows]float32{1, 1, 1, 1, 1, 1, 1, 1}
			eb := t.eb[c-t.colFirst+g:][:stripRows]
			if t.factors != nil {
				s.spread(t.n, &t.panel[0], &t.spread[0], &limits[0])
				clear(eb)
			} else {
				s.magnitudes(t.n, &t.panel[0], &t.most[0])
				for i, m := range t.most {
					eb[i], t.scale[i] = exponent(0, m, mostScale)
				}
			}
			s.packB(steps, &t.panel[0], &t.scale[0], &t.packB[at+4*g])
		}
	}
}
