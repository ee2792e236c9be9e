// SPDX-License-Identifier: Apache-2.0

package program

import (
	"github.com/weft-network/weft/chain/spec"
)

// BuildEncode lays out step H+1 of a unit: from the base and the state after
// the inner steps, the delta, its squared norm, and the state that holds the
// new error feedback. The delta is the outputs of ClassDelta, one after
// another; the norm is the last output.
func BuildEncode(s *spec.Spec) (*Program, error) {
	p, err := begin("encode", s)
	if err != nil {
		return nil, err
	}
	o := outerOf(s, p.Dims)
	in := &p.inputs
	in.classes = []Class{ClassParam, ClassMoment1, ClassMoment2}
	if p.Dims.Feedback {
		in.classes = append(in.classes, ClassFeedback)
	}
	in.classes = append(in.classes, ClassBase)
	in.addConst(cBeta, "feedback", F32, Shape{1}, &Const{Rule: RuleValue, Value: decimalOf(s.Outer.Feedback)})
	in.addConst(cUnit, "2^exponent_min", F32, Shape{1}, &Const{Rule: RuleValue, Value: twoTo(o.Min)})
	in.addConst(cUnclipped, "unclipped", U32, Shape{1}, &Const{Rule: RuleIndex, Base: 1})

	p.stages = p.eachTensor(sEncode, func(e *emitter, param int, m mark) {
		n := e.Dims.Param(param).Shape.Size()
		e.set(m+mStateParam, e.keep(e.inputs.param(param), F32, n))
		e.set(m+mStateMoment1, e.keep(e.inputs.moment1(param), e.Dims.Moments, n))
		e.set(m+mStateMoment2, e.keep(e.inputs.moment2(param), e.Dims.Moments, n))
		e.delta(o.coding(n), param, m)
	})
	p.layout()
	p.stateOutputs(sEncode)
	last := p.Dims.NumParams() - 1
	for i := range last + 1 {
		p.output(Output{Class: ClassDelta, Tensor: i, Ref: p.tensorRef(sEncode, i, mDelta)})
	}
	p.output(Output{Name: "norm", Tensor: -1, Ref: p.tensorRef(sEncode, last, mSquares)})
	return p, nil
}

// delta emits a tensor's difference, its bytes, what they leave out, and the
// squared norm up to this tensor.
func (e *emitter) delta(c Coding, param int, m mark) {
	in, n := &e.inputs, c.Len
	base, w := full(in.of(ClassBase, param)), full(in.param(param))
	x := e.difference(base, w, param, n)
	code := e.add(Op{Kind: KindEncode, Type: U8, Shape: Shape{c.Bytes()}, In: []Ref{x}, Attr: &EncodeAttr{c}})
	values := e.add(Op{
		Kind: KindTally, Type: I64, Shape: Shape{n}, In: []Ref{code, in.constant(cUnclipped)},
		Attr: &TallyAttr{Coding: c, Deltas: 1},
	})
	if e.Dims.Feedback {
		e.set(m+mStateFeedback, e.apply(FuncRest, 1, n, full(x), full(values), scalar(in.constant(cUnit))))
	}
	e.set(m+mDelta, code)
	e.set(m+mSquares, e.squaredNorm(values, n, param))
}

// difference is the base less the parameters, plus what earlier deltas left
// out.
func (e *emitter) difference(base, w arg, param, n int) Ref {
	if !e.Dims.Feedback {
		return e.apply(FuncSub, 1, n, base, w)
	}
	return e.apply(FuncDelta, 1, n, base, w, full(e.inputs.of(ClassFeedback, param)), scalar(e.inputs.constant(cBeta)))
}

// squaredNorm adds the squares of a tensor to those of the tensors before it.
func (e *emitter) squaredNorm(values Ref, n, param int) Ref {
	in, squares := values, true
	for {
		blocks := (n + ReduceBlock - 1) / ReduceBlock
		a := &NormAttr{Len: n, Squares: squares}
		op := Op{Kind: KindNorm, Type: U128, Shape: Shape{blocks}, In: []Ref{in}, Attr: a}
		if blocks == 1 && param > 0 {
			a.Start = true
			op.In = append(op.In, e.tensorRef(sEncode, param-1, mSquares))
		}
		in = e.add(op)
		if blocks == 1 {
			return in
		}
		n, squares = blocks, false
	}
}
