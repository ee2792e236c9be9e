// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"github.com/weft-network/weft/chain/program"
)

// turned is the output of a Copy that never happens, or a slice of it: rows of
// so many elements, so far apart in the output. For the recorder it is made
// tile by tile.
type turned struct {
	attr  *program.CopyAttr
	shape program.Shape
	// in is the source, or a slice of it that starts at element origin; first
	// is the first element of the output.
	in                     []uint32
	origin, first          int
	rows, length, distance int
}

// Shape of a tile: neighbouring rows mostly lie in one cache line of the
// source, and a piece of a row is a whole grain.
const (
	tileRows = 16
	tileCols = grainBytes / 4
)

// turnedGrain is the grain in which rows can be hashed, and the elements of a
// row that a tile has. Rows that follow one another are hashed together. The
// grain is 0 if rows are too short or odd.
func turnedGrain(rows, length, distance int) (grain, cols int) {
	if tile := 4 * min(rows, tileRows) * length; length <= tileCols && length == distance && grainOf(tile) > 0 &&
		(rows%min(rows, tileRows) == 0 || tile%grainBytes == 0) {
		return grainOf(tile), length
	}
	cols = grainOf(4*length) / 4
	if 4*distance%max(1, 4*cols) != 0 {
		return 0, 0
	}
	return 4 * cols, cols
}

// tiles is the number of tiles.
func (x *turned) tiles(cols int) int {
	return (x.rows + tileRows - 1) / tileRows * (x.length / cols)
}

// tile makes tile i in buf, row after row, and returns its first element in the
// output and its rows.
func (x *turned) tile(i, cols int, buf []uint32) (at, rows int) {
	across := x.length / cols
	row, col := i/across*tileRows, i%across*cols
	rows = min(tileRows, x.rows-row)
	at = x.first + row*x.distance + col
	step := x.attr.Strides[len(x.shape)-1]
	src := x.attr.Source(x.shape, at) - x.origin
	last := x.attr.Source(x.shape, at+(rows-1)*x.distance) - x.origin
	if rows == tileRows && last-src == tileRows-1 {
		for c := range cols {
			line := x.in[src+c*step:][:tileRows]
			for r, v := range line {
				buf[r*cols+c] = canonical(v)
			}
		}
		return at, rows
	}
	for r := range rows {
		src := x.attr.Source(x.shape, at+r*x.distance) - x.origin
		for c := range cols {
			buf[r*cols+c] = canonical(x.in[src+c*step])
		}
	}
	return at, rows
}

// run makes elements [at, at + len(buf)) of the output, whatever its rows are.
func (x *turned) run(at int, buf []uint32) {
	n, last := x.shape[len(x.shape)-1], len(x.shape)-1
	for i := range buf {
		// A row at a time would be faster; such shapes are rare.
		row := (at + i) / n * n
		buf[i] = canonical(x.in[x.attr.Source(x.shape, row)-x.origin+(at+i-row)*x.attr.Strides[last]])
	}
}

func canonical(v uint32) uint32 {
	if v&0x7fffffff > 0x7f800000 {
		return program.NaN
	}
	return v
}
