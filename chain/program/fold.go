// SPDX-License-Identifier: Apache-2.0

package program

import (
	"fmt"
	"math/big"
	"strconv"

	"github.com/weft-network/weft/chain/spec"
)

// Marks of a tensor in the program outer.
const (
	mFoldParam mark = iota
	mFoldMomentum
)

// BuildOuter lays out the outer step of a round that included some deltas: the
// new outer state from the old one, the deltas in order of their slots, and
// their clip factors. A round without any leaves the outer state as it is.
func BuildOuter(s *spec.Spec, deltas int) (*Program, error) {
	p, err := begin("outer", s)
	if err != nil {
		return nil, err
	}
	if deltas < 1 || deltas > int(s.Rounds.Slots) {
		return nil, fmt.Errorf("%w: an outer step over %d deltas; allowed: 1 to rounds.slots, which is %d",
			ErrRange, deltas, s.Rounds.Slots)
	}
	o := outerOf(s, p.Dims)
	in := &p.inputs
	in.classes = []Class{ClassParam}
	if o.Nesterov {
		in.classes = append(in.classes, ClassMomentum)
	}
	blobs := make([]Ref, deltas)
	for d := range blobs {
		blobs[d] = in.add(Input{
			Name: "delta." + strconv.Itoa(d), Class: ClassDelta, Type: U8, Shape: Shape{o.DeltaBytes()}, Tensor: d,
		})
	}
	factors := in.add(Input{Name: "factors", Class: ClassFactor, Type: U32, Shape: Shape{deltas}, Tensor: -1})
	number := func(id constID, name string, v *big.Rat) {
		in.addConst(id, name, F32, Shape{1}, &Const{Rule: RuleValue, Value: v})
	}
	number(cUnit, "2^exponent_min", twoTo(o.Min))
	number(cDeltas, "4096*deltas", big.NewRat(int64(FactorOne*deltas), 1))
	number(cFactorOne, "4096", big.NewRat(FactorOne, 1))
	number(cOuterRate, "learning_rate", decimalOf(s.Outer.LearningRate))
	if o.Nesterov {
		number(cOuterMomentum, "momentum", decimalOf(s.Outer.Momentum))
	}
	f := &folding{o, blobs, factors}
	p.stages = p.eachTensor(sFold, f.emit)
	p.layout()
	for i := range p.Dims.NumParams() {
		p.output(Output{Class: ClassParam, Tensor: i, Ref: p.tensorRef(sFold, i, mFoldParam)})
	}
	for i := range p.Dims.NumParams() {
		if o.Nesterov {
			p.output(Output{Class: ClassMomentum, Tensor: i, Ref: p.tensorRef(sFold, i, mFoldMomentum)})
		}
	}
	return p, nil
}

// folding is what the outer step of every tensor reads.
type folding struct {
	*Outer
	blobs   []Ref
	factors Ref
}

func (f *folding) emit(e *emitter, param int, m mark) {
	in, n := &e.inputs, e.Dims.Param(param).Shape.Size()
	total := full(f.tally(e, param, false))
	unit := scalar(in.constant(cUnit))
	var mean Ref
	if f.Senders {
		senders := full(f.tally(e, param, true))
		mean = e.apply(FuncMeanOfSenders, 1, n, total, senders, scalar(in.constant(cFactorOne)), unit)
	} else {
		mean = e.apply(FuncMean, 1, n, total, scalar(in.constant(cDeltas)), unit)
	}
	old, rate := full(in.param(param)), scalar(in.constant(cOuterRate))
	if !f.Nesterov {
		e.set(m+mFoldParam, e.apply(FuncOuterSGD, 1, n, old, full(mean), rate))
		return
	}
	mu := scalar(in.constant(cOuterMomentum))
	momentum := e.apply(FuncOuterMomentum, 1, n, full(in.of(ClassMomentum, param)), full(mean), mu)
	e.set(m+mFoldMomentum, momentum)
	e.set(m+mFoldParam, e.apply(FuncOuterNesterov, 1, n, old, full(momentum), full(mean), mu, rate))
}

// tally adds the deltas of a tensor, a few at a time: integers, so that no
// order matters.
func (f *folding) tally(e *emitter, param int, count bool) Ref {
	c, offset := f.Coding(param), f.Offset(param)
	var out Ref
	for d := 0; d < len(f.blobs); d += TallyDeltas {
		part := f.blobs[d:min(d+TallyDeltas, len(f.blobs))]
		a := &TallyAttr{Coding: c, Offset: offset, Deltas: len(part), First: d, Count: count, Start: d > 0}
		op := Op{Kind: KindTally, Type: I64, Shape: Shape{c.Len}, Attr: a}
		op.In = append(op.In, part...)
		if !count {
			op.In = append(op.In, f.factors)
		}
		if a.Start {
			op.In = append(op.In, out)
		}
		out = e.add(op)
	}
	return out
}
