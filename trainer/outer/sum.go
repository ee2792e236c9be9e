// SPDX-License-Identifier: Apache-2.0

package outer

import (
	"fmt"

	"github.com/weft-network/weft/chain/program"
)

// Sum is the exact sum of some deltas of a round: a part of an outer step that
// can be made anywhere, in any order, and merged. It takes 8 bytes a parameter,
// 16 where the job divides by senders; Fold needs none of it.
type Sum struct {
	x      *Exchange
	parts  []sums // by tensor
	deltas int
}

// NewSum returns the sum of no deltas.
func (x *Exchange) NewSum() *Sum {
	s := &Sum{x: x}
	for i := range x.tensors {
		p := sums{total: make([]int64, x.tensors[i].Len)}
		if x.o.Senders {
			p.count = make([]int64, x.tensors[i].Len)
		}
		s.parts = append(s.parts, p)
	}
	return s
}

// Deltas is the number of deltas in the sum.
func (s *Sum) Deltas() int { return s.deltas }

// Add adds a delta with its clip factor.
func (s *Sum) Add(delta []byte, factor uint32) error {
	return s.change(delta, factor, 1)
}

// Remove takes out a delta that was added with the same factor.
func (s *Sum) Remove(delta []byte, factor uint32) error {
	return s.change(delta, factor, -1)
}

func (s *Sum) change(delta []byte, factor uint32, sign int64) error {
	x := s.x
	if err := x.fitsDelta(delta); err != nil {
		return err
	}
	if factor > program.FactorOne {
		return fmt.Errorf("%w: clip factor %d; allowed: 0 to %d", ErrShape, factor, program.FactorOne)
	}
	s.deltas += int(sign)
	return x.each(func(p part, w *scratch) error {
		c, to := &x.tensors[p.tensor], &s.parts[p.tensor]
		for block := p.first; block < p.end; block++ {
			b, first, n := c.block(delta, block)
			if to.count == nil {
				c.AddBlock(b, n, sign*int64(factor), to.total[first:first+n], nil)
				continue
			}
			count := w.count[:n]
			clear(count)
			c.AddBlock(b, n, sign*int64(factor), to.total[first:first+n], count)
			for i, v := range count {
				to.count[first+i] += sign * v
			}
		}
		return nil
	})
}

// Merge adds the deltas of another sum of the same job.
func (s *Sum) Merge(other *Sum) {
	for i := range s.parts {
		for k, v := range other.parts[i].total {
			s.parts[i].total[k] += v
		}
		for k, v := range other.parts[i].count {
			s.parts[i].count[k] += v
		}
	}
	s.deltas += other.deltas
}

// Step is the outer step with the deltas of a sum, in place: Fold of the same
// deltas with the same factors.
func (x *Exchange) Step(s OuterState, sum *Sum) error {
	if err := x.fitsOuter(&s); err != nil || sum.deltas == 0 {
		return err
	}
	return x.each(func(p part, w *scratch) error {
		c := &x.tensors[p.tensor]
		for block := p.first; block < p.end; block++ {
			first, n := c.Elements(block)
			a := sums{total: sum.parts[p.tensor].total[first : first+n], deltas: sum.deltas}
			if x.o.Senders {
				a.count = sum.parts[p.tensor].count[first : first+n]
			}
			if err := x.step(&s, p.tensor, first, a, w); err != nil {
				return err
			}
		}
		return nil
	})
}
