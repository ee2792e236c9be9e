// SPDX-License-Identifier: Apache-2.0

package token

// scanned is the length of the longest word for which looking at every pair
// again after each merge is faster than a queue.
const scanned = 32

// join merges the tokens of a word: of all adjacent pairs the one of the lowest
// rank, the leftmost of equals, until no pair has a merge.
func (e *encoder) join(ids []uint32) []uint32 {
	if len(ids) <= scanned {
		return e.joinShort(ids)
	}
	return e.joinLong(ids)
}

func (e *encoder) joinShort(ids []uint32) []uint32 {
	if len(ids) < 2 {
		return ids
	}
	var list [scanned]merge // of the pair that starts at a token
	for i := range ids[1:] {
		list[i] = e.t.pairs.get(ids[i], ids[i+1])
	}
	for n := len(ids); ; {
		best, rank := 0, noRank
		for i := range n - 1 {
			if list[i].rank < rank {
				best, rank = i, list[i].rank
			}
		}
		if rank == noRank {
			return ids[:n]
		}
		ids[best] = list[best].id
		copy(ids[best+1:n-1], ids[best+2:n])
		copy(list[best:n-2], list[best+1:n-1])
		n--
		if best > 0 {
			list[best-1] = e.t.pairs.get(ids[best-1], ids[best]) //nolint:gosec // best is below n, which scanned bounds
		}
		if best < n-1 {
			list[best] = e.t.pairs.get(ids[best], ids[best+1])
		}
	}
}

// symbol is a token in a linked list; gone marks one that was merged away.
type symbol struct {
	id         uint32
	prev, next int32
	gone       bool
}

// entry is a pair in the queue: by rank, then by place.
type entry struct {
	rank, id uint32
	at       int32
}

func (a entry) before(b entry) bool { return a.rank < b.rank || a.rank == b.rank && a.at < b.at }

// joinLong takes O(n log n): each merge adds at most two pairs to the queue, and
// what no longer holds is dropped when it comes up.
func (e *encoder) joinLong(ids []uint32) []uint32 {
	e.symbols, e.queue = e.symbols[:0], e.queue[:0]
	for i, id := range ids {
		e.symbols = append(e.symbols, symbol{id: id, prev: int32(i) - 1, next: int32(i) + 1})
	}
	last := int32(len(ids) - 1)
	for at := range last {
		e.push(at, at+1)
	}
	for len(e.queue) > 0 {
		top := e.pop()
		left := &e.symbols[top.at]
		if left.gone || left.next > last {
			continue
		}
		right := &e.symbols[left.next]
		if m := e.t.pairs.get(left.id, right.id); m.rank == noRank || m.id != top.id {
			continue
		}
		left.id, right.gone, left.next = top.id, true, right.next
		if left.next <= last {
			e.symbols[left.next].prev = top.at
			e.push(top.at, left.next)
		}
		if left.prev >= 0 {
			e.push(left.prev, top.at)
		}
	}
	out := ids[:0]
	for _, s := range e.symbols {
		if !s.gone {
			out = append(out, s.id)
		}
	}
	return out
}

// push adds the pair of two neighbours, if it has a merge, to the heap.
func (e *encoder) push(left, right int32) {
	m := e.t.pairs.get(e.symbols[left].id, e.symbols[right].id)
	if m.rank == noRank {
		return
	}
	e.queue = append(e.queue, entry{m.rank, m.id, left})
	q := e.queue
	for i := len(q) - 1; i > 0; {
		up := (i - 1) / 2
		if !q[i].before(q[up]) {
			break
		}
		q[i], q[up] = q[up], q[i]
		i = up
	}
}

// pop takes the first pair from the heap.
func (e *encoder) pop() entry {
	q := e.queue
	top, n := q[0], len(q)-1
	q[0] = q[n]
	q = q[:n]
	for i := 0; ; {
		down := 2*i + 1
		if down >= n {
			break
		}
		if down+1 < n && q[down+1].before(q[down]) {
			down++
		}
		if !q[down].before(q[i]) {
			break
		}
		q[i], q[down] = q[down], q[i]
		i = down
	}
	e.queue = q
	return top
}
