// SPDX-License-Identifier: Apache-2.0

package token

import (
	"fmt"
	"math/bits"
)

// merge is what becomes of a pair of tokens: the lower the rank, the earlier.
type merge struct{ rank, id uint32 }

const noRank = ^uint32(0)

// pairs is a hash table from pairs of ids to merges: open addressing, at most
// half full. Ids have 18 bits, so that no pair is all ones.
type pairs struct {
	keys  []uint64
	vals  []merge
	shift uint
}

func pairKey(a, b uint32) uint64 { return uint64(a)<<32 | uint64(b) }

// newPairs makes the table of a model. A pair that is listed twice has its later
// rank, as in the original.
func newPairs(v vocab, list merges) (*pairs, error) {
	log := uint(bits.Len(uint(2*len(list) + 1)))
	t := &pairs{make([]uint64, 1<<log), make([]merge, 1<<log), 64 - log}
	for i := range t.keys {
		t.keys[i] = ^uint64(0)
	}
	for rank, m := range list {
		var ids [3]uint32
		for i, s := range []string{m[0], m[1], m[0] + m[1]} {
			id, ok := v[s]
			if !ok {
				return nil, fmt.Errorf("%w: merge %d, %q with %q: model.vocab lacks %q", ErrFile, rank, m[0], m[1], s)
			}
			ids[i] = id
		}
		at := t.slot(pairKey(ids[0], ids[1]))
		t.keys[at], t.vals[at] = pairKey(ids[0], ids[1]), merge{uint32(rank), ids[2]}
	}
	return t, nil
}

// slot is where a key is, or would be.
func (t *pairs) slot(key uint64) uint64 {
	mask := uint64(len(t.keys) - 1)
	at := key * 0x9e3779b97f4a7c15 >> t.shift
	for t.keys[at] != key && t.keys[at] != ^uint64(0) {
		at = (at + 1) & mask
	}
	return at
}

// get is the merge of a pair, with noRank if there is none.
func (t *pairs) get(a, b uint32) merge {
	key := pairKey(a, b)
	at := t.slot(key)
	if t.keys[at] != key {
		return merge{noRank, 0}
	}
	return t.vals[at]
}
