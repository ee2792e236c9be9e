// SPDX-License-Identifier: Apache-2.0

package disk

import (
	"slices"

	"github.com/weft-network/weft/chain/commit"
)

// place is where a block is: the leaf of that number, or a stretch of the file
// of nodes.
type place struct {
	e      *entry
	at     int64
	length uint32 // of a node; 0 for a leaf
}

// index finds blocks by digest, once for every entry that has them: when one
// entry goes, its blocks are still found in others.
type index struct {
	first map[commit.Digest]place
	more  map[commit.Digest][]place
}

func newIndex() index {
	return index{first: map[commit.Digest]place{}, more: map[commit.Digest][]place{}}
}

// in is where entry e has the block.
func (x index) in(e *entry, d commit.Digest) (place, bool) {
	p, ok := x.first[d]
	if !ok || p.e == e {
		return p, ok
	}
	for _, p := range x.more[d] {
		if p.e == e {
			return p, true
		}
	}
	return place{}, false
}

func (x index) add(d commit.Digest, p place) {
	if _, ok := x.in(p.e, d); ok {
		return
	}
	if _, ok := x.first[d]; ok {
		x.more[d] = append(x.more[d], p)
		return
	}
	x.first[d] = p
}

func (x index) remove(e *entry, d commit.Digest) {
	rest := slices.DeleteFunc(x.more[d], func(p place) bool { return p.e == e })
	if x.first[d].e == e {
		delete(x.first, d)
		if len(rest) > 0 {
			x.first[d], rest = rest[0], rest[1:]
		}
	}
	if len(rest) > 0 {
		x.more[d] = rest
	} else {
		delete(x.more, d)
	}
}
