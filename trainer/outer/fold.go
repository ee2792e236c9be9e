// SPDX-License-Identifier: Apache-2.0

package outer

import (
	"fmt"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/trainer/tensor"
)

// OuterState is the state between rounds. Momentum is nil unless the outer
// optimiser has any.
type OuterState struct{ Params, Momentum []tensor.Tensor }

// Delta is one included contribution and the squared norm that its commit
// names.
type Delta struct {
	Data []byte
	Norm commit.Norm
}

// Fold is the outer step of a round, in place. The order of the deltas does not
// matter; a round without any changes nothing. After ErrDiverged the state is
// lost.
func (x *Exchange) Fold(s OuterState, round []Delta) error {
	if err := x.fitsOuter(&s); err != nil || len(round) == 0 {
		return err
	}
	norms := make([]commit.Norm, len(round))
	for i, d := range round {
		if err := x.fitsDelta(d.Data); err != nil {
			return err
		}
		norms[i] = d.Norm
	}
	factors := program.Factors(norms)
	return x.each(func(p part, w *scratch) error {
		c := &x.tensors[p.tensor]
		for block := p.first; block < p.end; block++ {
			first, n := c.Elements(block)
			a := sums{total: w.sum[:n], deltas: len(round)}
			clear(a.total)
			if x.o.Senders {
				a.count = w.count[:n]
				clear(a.count)
			}
			for i, d := range round {
				b, _, _ := c.block(d.Data, block)
				c.AddBlock(b, n, int64(factors[i]), a.total, a.count)
			}
			if err := x.step(&s, p.tensor, first, a, w); err != nil {
				return err
			}
		}
		return nil
	})
}

// Refold is Fold of rounds, one after another: from the outer state before the
// round of a unit that was proven false, its round without it and then the
// later rounds give the state that never had it (R10).
func (x *Exchange) Refold(s OuterState, rounds [][]Delta) error {
	for _, round := range rounds {
		if err := x.Fold(s, round); err != nil {
			return err
		}
	}
	return nil
}

func (x *Exchange) fitsOuter(s *OuterState) error {
	if (s.Momentum != nil) != x.o.Nesterov {
		return fmt.Errorf("%w: outer momentum given: %t, in the specification: %t", ErrShape, s.Momentum != nil, x.o.Nesterov)
	}
	if s.Momentum != nil {
		if err := x.fits("outer momentum", s.Momentum, tensor.F32); err != nil {
			return err
		}
	}
	return x.fits("parameters", s.Params, tensor.F32)
}

// sums of deltas over a run of elements; count is nil unless the job divides by
// senders.
type sums struct {
	total, count []int64
	deltas       int
}

// step moves the elements of a parameter from first on by their sums.
func (x *Exchange) step(s *OuterState, param, first int, a sums, w *scratch) error {
	g := w.x[:len(a.total)]
	if a.count != nil {
		meanOfSenders(g, a, x.unit)
	} else {
		mean(g, a.total, float32(program.FactorOne*a.deltas), x.unit)
	}
	theta := s.Params[param].F32()[first : first+len(g)]
	if s.Momentum == nil {
		sgd(theta, g, x.rate)
	} else {
		b := s.Momentum[param].F32()[first : first+len(g)]
		x.nesterov(theta, b, g)
		if !finite(b) {
			return diverged("outer momentum", x.tensors[param].name)
		}
	}
	if !finite(theta) {
		return diverged("outer step", x.tensors[param].name)
	}
	return nil
}

// mean is the expression of that name; so are the ones below.
func mean(out []float32, total []int64, n, unit float32) {
	for i, v := range total[:len(out)] {
		out[i] = float32(float32(v)/n) * unit
	}
}

func meanOfSenders(out []float32, a sums, unit float32) {
	count := a.count[:len(out)]
	for i, v := range a.total[:len(out)] {
		out[i] = 0
		if count[i] != 0 {
			n := float32(float32(count[i]) * program.FactorOne)
			out[i] = float32(float32(v)/n) * unit
		}
	}
}

func sgd(theta, g []float32, rate float32) {
	for i, v := range g {
		theta[i] -= float32(rate * v)
	}
}

func (x *Exchange) nesterov(theta, b, g []float32) {
	const least = 0x1p-120 // of keep
	for i, v := range g {
		m := float32(x.momentum*b[i]) + v
		if m < least && m > -least {
			m = 0
		}
		b[i] = m
		ahead := v + float32(x.momentum*m)
		theta[i] -= float32(x.rate * ahead)
	}
}
