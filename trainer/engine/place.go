// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"slices"

	"github.com/weft-network/weft/trainer/tensor"
)

// block is memory in use.
type block struct{ at, bytes, last int }

// layout is memory that is used again and again as time goes by.
type layout struct {
	live []block // sorted by place
	size int
}

// add finds memory that is free from now to last: the smallest gap that holds
// it.
func (l *layout) add(now, last, bytes int) int {
	l.live = slices.DeleteFunc(l.live, func(b block) bool { return b.last < now })
	bytes = aligned(bytes)
	free, best, bestSize := 0, -1, 0
	for _, b := range l.live {
		if size := b.at - free; size >= bytes && (best < 0 || size < bestSize) {
			best, bestSize = free, size
		}
		free = max(free, b.at+b.bytes)
	}
	if best < 0 {
		best = free
	}
	l.size = max(l.size, best+bytes)
	i, _ := slices.BinarySearchFunc(l.live, best, func(b block, at int) int { return b.at - at })
	l.live = slices.Insert(l.live, i, block{best, bytes, last})
	return best
}

func aligned(n int) int { return (n + tensor.Align - 1) &^ (tensor.Align - 1) }

// place lays out the homes in order of their groups: what is whole in the
// arena, what is local in the memory of a slice. That memory, for as many
// slices as there are at a time, is in the arena while its group runs.
func (pl *plan) place() {
	var arena layout
	for i := range pl.groups {
		g := &pl.groups[i]
		if g.sliced() {
			pl.placeLocal(g)
			g.at = arena.add(i, i, g.local*g.copies(pl.workers))
		}
		for k := g.first; k < g.end; k++ {
			if pl.virtual[k] || pl.home[k] != k || pl.local[k] {
				continue
			}
			last := len(pl.groups)
			if pl.last[k] < len(pl.ops) {
				last = pl.group[max(k, pl.last[k])]
			}
			pl.offset[k] = arena.add(i, last, pl.bytes(k))
		}
	}
	pl.size = arena.size
}

// placeLocal lays out the memory of one slice: chains of products that add up
// over the slices first, since they last.
func (pl *plan) placeLocal(g *group) {
	var slice layout
	for i := range g.cuts {
		if x := &g.cuts[i]; x.call.Part.Terms > 0 {
			x.chains = pl.kernel.Chains(x.call)
			x.chainsAt = slice.add(g.first, g.end, x.chains)
		}
	}
	for k := g.first; k < g.end; k++ {
		if pl.local[k] && pl.home[k] == k {
			pl.offset[k] = slice.add(k, pl.last[k], pl.bytes(k)/g.dims.count())
		}
	}
	g.local = slice.size
}
