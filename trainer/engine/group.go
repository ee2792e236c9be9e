// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"iter"
	"slices"

	"github.com/weft-network/weft/chain/program"
)

// group is a run of entries of the schedule that are executed slice by slice,
// so that what passes between them exists only a slice at a time. Most groups
// are one operator in one slice.
type group struct {
	first, end int // entries
	dims       dims
	// ordered says that a product adds up over the slices: they run one after
	// another, each on all workers. Else every worker takes whole slices.
	ordered bool
	cuts    []cut // of each entry, if there are several slices
	// local is the bytes of what exists a slice at a time; at is where the
	// memory of the slices lies in the arena.
	local, at int
}

// copies is how many slices there are at a time.
func (g *group) copies(workers int) int {
	if g.ordered {
		return 1
	}
	return min(workers, g.dims.count())
}

// dims is the box of slices: samples, key heads, query heads of each, and
// blocks of rows of these.
type dims [4]int

func (d dims) count() int { return d[0] * d[1] * d[2] * d[3] }

// digits is the place of a slice in the box.
func (d dims) digits(slice int) (at [4]int) {
	for i := 3; i >= 0; i-- {
		at[i], slice = slice%d[i], slice/d[i]
	}
	return at
}

func (g *group) sliced() bool { return g.dims.count() > 1 }

// single makes a group of every entry.
func (s *schedule) single() {
	for k := range s.ops {
		s.groups = append(s.groups, only(k))
	}
}

func only(k int) group { return group{first: k, end: k + 1, dims: dims{1, 1, 1, 1}} }

// arrange brings together the operators of every section that read or write
// wide values, and makes them groups; their slices are chosen later. Operators
// in between that need none of them go before, others after: the order of
// independent operators changes no bit.
func (s *schedule) arrange() {
	wide := s.wide()
	order := make([]int, 0, len(s.ops))
	for first := 0; first < len(s.ops); {
		end := first
		for end < len(s.ops) && s.section[end] == s.section[first] {
			end++
		}
		sides := s.part(wide, first, end)
		for _, side := range []side{before, member, after} {
			start := len(order)
			for i, is := range sides {
				if is == side {
					order = append(order, first+i)
				}
			}
			s.gather(side, start, len(order))
		}
		first = end
	}
	s.permute(order)
}

// gather makes one group of members, and of every other entry its own.
func (s *schedule) gather(side side, first, end int) {
	if side == member && first < end {
		g := only(first)
		g.end = end
		s.groups = append(s.groups, g)
		return
	}
	for k := first; k < end; k++ {
		s.groups = append(s.groups, only(k))
	}
}

// sources are the entries that entry k reads.
func (s *schedule) sources(k int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for _, r := range s.ops[k].In {
			if src, ok := r.Op(); ok && !yield(src) {
				return
			}
		}
	}
}

// wide marks the values that a softmax makes wider than what goes in and comes
// out: products that are masked by columns or whose rows have a maximum taken,
// and whatever has an element for each of theirs.
func (s *schedule) wide() []bool {
	wide, topped := make([]bool, len(s.ops)), make([]bool, len(s.ops))
	for k := range s.ops {
		if a, ok := s.ops[k].Attr.(*program.ReduceAttr); ok && a.Term == program.TermMax {
			for src := range s.sources(k) {
				topped[src] = topped[src] || s.section[src] == s.section[k]
			}
		}
	}
	for k := range s.ops {
		switch a := s.ops[k].Attr.(type) {
		case *program.ProductAttr:
			wide[k] = a.Mask.Use == program.MaskColumns || topped[k]
		case *program.MapAttr, *program.CopyAttr:
			for src := range s.sources(k) {
				wide[k] = wide[k] || wide[src] && s.ops[src].Shape.Size() == s.ops[k].Shape.Size()
			}
		}
	}
	return wide
}

// side is where an entry of a section goes.
type side uint8

const (
	before side = iota
	member
	after
)

// part finds the members among entries [first, end): those that touch wide
// values, and those on a way from one to another.
func (s *schedule) part(wide []bool, first, end int) []side {
	n := end - first
	touches, down, up := make([]bool, n), make([]bool, n), make([]bool, n)
	for i := range n {
		touches[i] = wide[first+i]
		for src := range s.sources(first + i) {
			touches[i] = touches[i] || wide[src]
			down[i] = down[i] || src >= first && (touches[src-first] || down[src-first])
		}
	}
	sides := make([]side, n)
	for i := n - 1; i >= 0; i-- {
		switch {
		case touches[i] || down[i] && up[i]:
			sides[i] = member
		case down[i]:
			sides[i] = after
		}
		for src := range s.sources(first + i) {
			if src >= first {
				up[src-first] = up[src-first] || touches[i] || up[i]
			}
		}
	}
	return sides
}

// permute puts entry order[k] at place k.
func (s *schedule) permute(order []int) {
	place := make([]int, len(order))
	for to, from := range order {
		place[from] = to
	}
	old := *s
	s.ops, s.original, s.section = make([]program.Op, len(order)), make([]int, len(order)), make([]int, len(order))
	for to, from := range order {
		op := old.ops[from]
		op.In = slices.Clone(op.In)
		for i, r := range op.In {
			if src, ok := r.Op(); ok {
				op.In[i] = program.OpRef(place[src])
			}
		}
		s.ops[to], s.original[to], s.section[to] = op, old.original[from], old.section[from]
	}
	for i, o := range s.outputs {
		s.outputs[i].Ref = program.OpRef(place[o.Ref])
	}
}
