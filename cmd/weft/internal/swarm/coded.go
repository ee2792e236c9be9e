// SPDX-License-Identifier: Apache-2.0

package swarm

import (
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/trainer/outer"
	"github.com/weft-network/weft/trainer/tensor"
)

// coded is the exchange of the network: every slot fetches the deltas of all
// others and folds them.
type coded struct {
	*Swarm
	deltas []outer.Delta
	sent   int
}

func newCoded(w *Swarm) *coded {
	c := &coded{Swarm: w, deltas: make([]outer.Delta, w.spec.Rounds.Slots)}
	for i := range c.deltas {
		c.deltas[i].Data = make([]byte, w.exchange.Bytes())
	}
	return c
}

func (c *coded) send(u outer.Unit) (err error) {
	d := &c.deltas[c.sent]
	c.sent++
	d.Norm, err = c.exchange.Encode(u, d.Data)
	return err
}

func (c *coded) fold() (Traffic, error) {
	c.sent = 0
	own := uint64(c.exchange.Bytes())
	return Traffic{own, own * uint64(len(c.deltas)-1)}, c.exchange.Fold(c.global, c.deltas)
}

// again is coded with another way down: somebody sums the deltas, encodes the
// mean once more, and all apply that. What was left out stays with the sum and
// is added to the next one.
type again struct {
	*coded
	// mean folds a round into zero parameters: they become its mean, negated.
	mean      *outer.Exchange
	zero, sum []tensor.Tensor
	// down encodes it, and is the outer step of the one delta that it makes.
	down     *outer.Exchange
	residual []tensor.Tensor
	delta    outer.Delta
}

func newAgain(w *Swarm) (*again, error) {
	a := &again{coded: newCoded(w)}
	plain, kept := *w.spec, *w.spec
	plain.ProgramDigest, kept.ProgramDigest = nil, nil
	plain.Outer.Kind, plain.Outer.LearningRate, plain.Outer.Momentum = spec.OuterKind_OUTER_KIND_SGD, "1", ""
	kept.Outer.Codec, kept.Outer.TopK, kept.Outer.Feedback = spec.Codec_CODEC_SPARSE, w.o.Again, "1"
	kept.Outer.Divisor = spec.Divisor_DIVISOR_SLOTS
	for s, to := range map[*spec.Spec]**outer.Exchange{&plain: &a.mean, &kept: &a.down} {
		o, err := program.OuterOf(s)
		if err != nil {
			return nil, err
		}
		*to = outer.New(o, w.o.Machine.Threads)
	}
	layout, err := program.NewModel(&plain, program.F32)
	if err != nil {
		return nil, err
	}
	for _, to := range []*[]tensor.Tensor{&a.zero, &a.sum, &a.residual} {
		if *to, err = a.mean.Tensors(layout, tensor.Memory(int(layout.DataSize())), program.ClassParam); err != nil {
			return nil, err
		}
	}
	a.delta.Data = make([]byte, a.down.Bytes())
	return a, nil
}

func (a *again) fold() (t Traffic, err error) {
	a.sent = 0
	for _, x := range a.sum {
		clear(x.Data)
	}
	if err := a.mean.Fold(outer.OuterState{Params: a.sum}, a.deltas); err != nil {
		return t, err
	}
	a.delta.Norm, err = a.down.Encode(outer.Unit{Base: a.zero, Params: a.sum, Feedback: a.residual}, a.delta.Data)
	if err != nil {
		return t, err
	}
	return Traffic{uint64(a.exchange.Bytes()), uint64(a.down.Bytes())}, a.down.Fold(a.global, []outer.Delta{a.delta})
}
