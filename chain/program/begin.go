// SPDX-License-Identifier: Apache-2.0

package program

import (
	"math/big"

	"github.com/weft-network/weft/chain/spec"
)

// Classes of the programs between inner steps, after those of states.
const (
	// ClassBase is the parameters that a round starts from.
	ClassBase = ClassMomentum + 1 + iota
	// ClassDelta is a delta: as an input whole, as outputs a tensor each, one
	// after another in the blob.
	ClassDelta
	// ClassFactor is the clip factors of a round's deltas.
	ClassFactor
)

// Marks of a tensor in the programs begin and encode: its part of the new
// state, then of the delta.
const (
	mStateParam mark = iota
	mStateMoment1
	mStateMoment2
	mStateFeedback
	mDelta
	mSquares
)

const (
	sBegin  = "begin"
	sEncode = "encode"
	sFold   = "fold"
)

// BuildBegin lays out step 0 of a unit: the state that the inner steps start
// from. Parameters are the base; moments and error feedback are those of the
// slot's unit before, where the job carries them (R7), else zero. A slot that
// carries nothing is given zeros.
func BuildBegin(s *spec.Spec) (*Program, error) {
	p, err := begin("begin", s)
	if err != nil {
		return nil, err
	}
	o := outerOf(s, p.Dims)
	in := &p.inputs
	in.classes = []Class{ClassBase}
	if o.CarryMoments {
		in.classes = append(in.classes, ClassMoment1, ClassMoment2)
	}
	if p.Dims.Feedback {
		in.classes = append(in.classes, ClassFeedback)
	}
	in.addConst(cZero, "zero", F32, Shape{1}, &Const{Rule: RuleValue, Value: new(big.Rat)})
	p.stages = p.eachTensor(sBegin, func(e *emitter, param int, m mark) {
		n := e.Dims.Param(param).Shape.Size()
		e.set(m+mStateParam, e.keep(e.inputs.of(ClassBase, param), F32, n))
		for k := range mark(2) {
			moment := e.zeros(e.Dims.Moments, n)
			if o.CarryMoments {
				moment = e.keep(e.inputs.of(ClassMoment1+Class(k), param), e.Dims.Moments, n)
			}
			e.set(m+mStateMoment1+k, moment)
		}
		if e.Dims.Feedback {
			e.set(m+mStateFeedback, e.keep(e.inputs.of(ClassFeedback, param), F32, n))
		}
	})
	p.layout()
	p.stateOutputs(sBegin)
	return p, nil
}

// keep emits the operator by which an element of a state that rests can be
// judged like any other.
func (e *emitter) keep(in Ref, t Type, n int) Ref {
	if t == BF16 { // exact both ways
		return e.apply(FuncNarrow, 1, n, full(e.apply(FuncWiden, 1, n, full(in))))
	}
	return e.copyOf(t, in, 0, Shape{n}, 1)
}

func (e *emitter) zeros(t Type, n int) Ref {
	zero := e.copyOf(F32, e.inputs.constant(cZero), 0, Shape{n}, 0)
	if t == BF16 {
		return e.apply(FuncNarrow, 1, n, full(zero))
	}
	return zero
}

// stateOutputs lists the new state that a program leaves.
func (p *Program) stateOutputs(name string) {
	classes := []Class{ClassParam, ClassMoment1, ClassMoment2}
	if p.Dims.Feedback {
		classes = append(classes, ClassFeedback)
	}
	for k, class := range classes {
		for i := range p.Dims.NumParams() {
			p.output(Output{Class: class, Tensor: i, Ref: p.tensorRef(name, i, mark(k))})
		}
	}
}
