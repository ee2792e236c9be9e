// SPDX-License-Identifier: Apache-2.0

package pattern

import (
	"fmt"
	"slices"
)

// maxClasses bounds the columns of an automaton.
const maxClasses = 250

// classes cuts the code points into classes that no set of a program tells
// apart. Class 0 is the end of the text.
type classes struct {
	page  [(maxRune + 1) >> 8]uint16
	table [][256]uint8
	sets  []uint64 // by class: bit i if set i has it
}

func classify(sets []look) (*classes, error) {
	c := &classes{sets: []uint64{0}}
	for i, s := range sets {
		if s.end {
			c.sets[0] |= 1 << i
		}
	}
	of := map[uint64]uint8{}
	var flat []uint8 // the class of each code point of a page
	pages := map[[256]uint8]uint16{}
	for lo, edges := rune(0), edgesOf(sets); lo <= maxRune; {
		for len(edges) > 0 && edges[0] <= lo {
			edges = edges[1:]
		}
		hi := rune(maxRune + 1)
		if len(edges) > 0 {
			hi = edges[0]
		}
		mask := maskOf(sets, lo)
		class, ok := of[mask]
		if !ok {
			if len(c.sets) > maxClasses {
				return nil, fmt.Errorf("%w: too large for an automaton: more than %d classes of characters", ErrPattern, maxClasses)
			}
			class = uint8(len(c.sets))
			of[mask] = class
			c.sets = append(c.sets, mask)
		}
		for ; lo < hi; lo++ {
			if flat = append(flat, class); len(flat) == 256 {
				c.add(lo>>8, [256]uint8(flat), pages)
				flat = flat[:0]
			}
		}
	}
	return c, nil
}

// add stores a page, once if others are equal.
func (c *classes) add(number rune, page [256]uint8, pages map[[256]uint8]uint16) {
	at, ok := pages[page]
	if !ok {
		at = uint16(len(c.table))
		pages[page] = at
		c.table = append(c.table, page)
	}
	c.page[number] = at
}

// edgesOf is where any set begins or has ended, in ascending order.
func edgesOf(sets []look) []rune {
	var edges []rune
	for _, s := range sets {
		for _, x := range s.Set {
			edges = append(edges, x.lo, x.hi+1)
		}
	}
	slices.Sort(edges)
	return slices.Compact(edges)
}

func maskOf(sets []look, r rune) uint64 {
	mask := uint64(0)
	for i, s := range sets {
		if s.Has(r) {
			mask |= 1 << i
		}
	}
	return mask
}

// of is the class of a code point.
func (c *classes) of(r rune) uint8 { return c.table[c.page[r>>8]][r&0xff] }
