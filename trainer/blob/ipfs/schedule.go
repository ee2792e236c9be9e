// SPDX-License-Identifier: Apache-2.0

package ipfs

import (
	"math/bits"
	"slices"
	"sync"
	"time"

	"github.com/weft-network/weft/chain/commit"
)

// schedule is which leaves of a fetch nobody is asked for, and who is asked for
// the others. Its lock guards everything that decides about leaves; cond is told
// of whatever may change a decision.
type schedule struct {
	mu   sync.Mutex
	cond sync.Cond

	begun   bool          // the plan is known
	missing commit.Bitmap // leaves that nobody is asked for
	left    int           // how many
	first   int           // no leaf before it is missing
	flight  map[int][]errand
	offers  []uint16 // how many members of the swarm have a leaf
	tick    uint64   // goes on with time, to tell what is late
	chance  uint64
	own     uint64   // seed of this store
	rivals  []uint64 // seeds of the members that lack leaves, too
}

// errand is a leaf that somebody is asked for.
type errand struct {
	who  any
	tick uint64
}

// lateTicks is how many ticks of a fetch make an errand late: from then on,
// another may be asked as well, if there is nothing else to ask it for.
const lateTicks = 8

// rarestOf is how many leaves are compared to find the rarest.
const rarestOf = 4096

func newSchedule(leaves int, seed uint64) schedule {
	return schedule{
		missing: commit.NewBitmap(leaves), first: leaves, offers: make([]uint16, leaves),
		flight: map[int][]errand{}, chance: seed, own: seed,
	}
}

// miss adds a leaf that nobody is asked for.
func (s *schedule) miss(i int) {
	if s.missing.Has(i) {
		return
	}
	s.missing.Set(i)
	s.left++
	s.first = min(s.first, i)
}

func (s *schedule) unmiss(i int) {
	if s.missing.Has(i) {
		s.missing.Clear(i)
		s.left--
	}
}

// over reports whether nothing is missing and nothing is asked for.
func (s *schedule) over() bool { return s.begun && s.left == 0 && len(s.flight) == 0 }

// next takes up to n missing leaves in the order of the file, of those that
// satisfy.
func (s *schedule) next(n int, satisfies func(i int) bool) (window []int) {
	for i := s.first; i < len(s.offers) && len(window) < n && s.left > 0; i++ {
		if !s.missing.Has(i) {
			if i == s.first {
				s.first++
			}
			continue
		}
		if satisfies(i) {
			window = append(window, i)
			s.unmiss(i)
		}
	}
	return window
}

// mine reports whether a leaf falls to this store, of all that lack leaves: they
// all come to the same division. While everybody gets its own from the origin
// first, the origin sends hardly any leaf twice.
func (s *schedule) mine(i int) bool {
	own := share(s.own, i)
	for _, r := range s.rivals {
		if share(r, i) > own {
			return false
		}
	}
	return true
}

// share is how much a leaf falls to who has a seed.
func share(seed uint64, i int) uint64 { return mix(seed + uint64(i)*golden) }

// rarest takes the missing leaf of a set that the fewest members have; of those,
// one that falls to this store, if there is one. Large sets are looked at in
// part, from another point each time.
func (s *schedule) rarest(of commit.Bitmap) (int, bool) {
	if s.left == 0 {
		return 0, false
	}
	var c choice
	seen := 0
	start := int(s.draw(uint64(len(s.missing))))
	for k := range len(s.missing) {
		at := (start + k) % len(s.missing)
		for x := s.missing[at] & of[at]; x != 0; x &= x - 1 {
			s.weigh(&c, 8*at+bits.TrailingZeros8(x))
			seen++
		}
		if seen >= rarestOf {
			break
		}
	}
	if c.ok {
		s.unmiss(c.leaf)
	}
	return c.leaf, c.ok
}

// choice is the best leaf of those that were looked at.
type choice struct {
	leaf, rank int
	ties       uint64 // with others of that rank
	ok         bool
}

func (s *schedule) weigh(c *choice, i int) {
	rank := 2 * int(s.offers[i])
	if c.ok && rank > c.rank {
		return
	}
	if !s.mine(i) {
		rank++
	}
	switch {
	case !c.ok || rank < c.rank:
		*c = choice{i, rank, 1, true}
	case rank == c.rank:
		if c.ties++; s.draw(c.ties) == 0 {
			c.leaf = i
		}
	}
}

// golden and mix are splitmix64. It spreads the choices of peers, and nothing
// depends on its quality.
const golden = 0x9e3779b97f4a7c15

func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// draw is a number below n: the high bits of a product.
func (s *schedule) draw(n uint64) uint64 {
	s.chance += golden
	hi, _ := bits.Mul64(mix(s.chance), n)
	return hi
}

// again is up to n leaves that exactly one other is asked for, and that one
// promised nothing, or is late.
func (s *schedule) again(who any, n int, satisfies func(i int) bool) (window []int) {
	for i, es := range s.flight {
		if len(window) == n {
			break
		}
		if len(es) != 1 || es[0].who == who || !satisfies(i) {
			continue
		}
		if _, hopes := es[0].who.(*swap); hopes || s.tick-es[0].tick >= lateTicks {
			window = append(window, i)
		}
	}
	slices.Sort(window)
	return window
}

// assign notes who is asked.
func (s *schedule) assign(who any, window ...int) {
	for _, i := range window {
		s.flight[i] = append(s.flight[i], errand{who, s.tick})
	}
}

// release ends an errand and reports whether it was the last one for the leaf.
func (s *schedule) release(who any, i int) bool {
	es := s.flight[i]
	k := slices.IndexFunc(es, func(e errand) bool { return e.who == who })
	if k < 0 {
		return false
	}
	es = slices.Delete(es, k, k+1)
	s.flight[i] = es
	if len(es) == 0 {
		delete(s.flight, i)
	}
	return len(es) == 0
}

// of is the leaves that somebody is asked for.
func (s *schedule) of(who any) (leaves []int) {
	for i, es := range s.flight {
		if slices.ContainsFunc(es, func(e errand) bool { return e.who == who }) {
			leaves = append(leaves, i)
		}
	}
	return leaves
}

// offer counts one member more, or one less, that has a leaf.
func (s *schedule) offer(i int, by int) { s.offers[i] += uint16(by) }

// run lets time pass until stop is closed.
func (s *schedule) run(stop <-chan struct{}, late time.Duration) {
	tick := time.NewTicker(max(late/lateTicks, time.Millisecond))
	defer tick.Stop()
	for {
		select {
		case <-stop:
			return
		case <-tick.C:
			s.mu.Lock()
			s.tick++
			s.cond.Broadcast()
			s.mu.Unlock()
		}
	}
}
