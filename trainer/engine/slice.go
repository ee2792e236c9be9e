// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/program"
)

// sizes guide the choice of slices.
type sizes struct {
	// rows is the least rows of a slice: the other operand of a product is
	// packed once for that many.
	rows int
	// own is the bytes that the widest value of a slice should not exceed if
	// every worker has slices of its own, shared if all work on one slice.
	own, shared int
	// whole says that nothing is cut.
	whole bool
}

// Of a second and of a third cache.
var usualSizes = sizes{rows: 256, own: 512 << 10, shared: 16 << 20}

// slice chooses the slices of every group of several entries: the largest
// that are not too wide. A group that cannot be cut, or of which nothing
// would exist a slice at a time, falls apart into single operators.
func (pl *plan) slice(z sizes) {
	old := pl.groups
	pl.groups = nil
	for _, g := range old {
		if g.end-g.first > 1 && !z.whole {
			g = pl.sliced(g, z)
		}
		if g.end-g.first == 1 || g.sliced() {
			pl.groups = append(pl.groups, g)
			continue
		}
		for k := g.first; k < g.end; k++ {
			pl.groups = append(pl.groups, only(k))
		}
	}
	for i, g := range pl.groups {
		for k := g.first; k < g.end; k++ {
			pl.group[k] = i
			pl.local[k] = g.sliced() && pl.isLocal(&g, k)
		}
	}
}

func (pl *plan) sliced(g group, z sizes) group {
	best := g
	batch, rows, ok := pl.box(&g)
	if !ok {
		return g
	}
	limit := z.own
	if batch == [3]int{1, 1, 1} {
		limit = z.shared
	}
	for n := 1; rows/n >= min(z.rows, rows); n++ {
		if rows%n != 0 {
			continue
		}
		g.dims = dims{batch[0], batch[1], batch[2], n}
		if g.ordered, ok = pl.cutAll(&g); !ok {
			continue
		}
		widest := pl.widest(&g)
		if widest == 0 {
			continue
		}
		g.ordered = g.ordered || limit == z.shared
		best = g
		if widest <= limit {
			break
		}
	}
	return best
}

// box is the batches and rows of the group's first product.
func (pl *plan) box(g *group) (batch [3]int, rows int, ok bool) {
	for k := g.first; k < g.end; k++ {
		if a, ok := pl.ops[k].Attr.(*program.ProductAttr); ok {
			return a.Batch, a.M, true
		}
	}
	return batch, 0, false
}

// cutAll cuts every operator of a group, and reports whether a product adds up
// over the slices.
func (pl *plan) cutAll(g *group) (ordered, ok bool) {
	g.cuts = nil
	for k := g.first; k < g.end; k++ {
		x, ok := cutter{pl, g}.cut(k)
		if !ok {
			return false, false
		}
		g.cuts = append(g.cuts, x)
		ordered = ordered || x.call.Part.Terms > 0
	}
	return ordered, true
}

// isLocal reports whether the output of operator k, of a group that is cut,
// exists a slice at a time: nothing outside reads it, and slices are whole
// chunks of its hash.
func (pl *plan) isLocal(g *group, k int) bool {
	n := pl.bytes(k) / g.dims.count()
	return !pl.virtual[k] && pl.firstRead[k] >= g.first && pl.lastRead[k] < g.end && n%commit.ChunkSize == 0 &&
		g.cuts[k-g.first].call.Part.Terms == 0
}

// widest is the bytes of the largest slice of what is local; 0 if nothing is.
func (pl *plan) widest(g *group) int {
	n := 0
	for k := g.first; k < g.end; k++ {
		if pl.isLocal(g, k) {
			n = max(n, pl.bytes(k)/g.dims.count())
		}
	}
	return n
}
