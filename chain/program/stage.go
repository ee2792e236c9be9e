// SPDX-License-Identifier: Apache-2.0

package program

import "fmt"

// mark names a value that other stages read.
type mark uint8

const (
	mIDs mark = iota
	mTargets
	mKeyLo // first visible key of a query, per token
	mKeyHi // one past the last
	mQueryLo
	mQueryHi
	mPos
	mOut // residual stream after the stage
	mR1
	mH1 // normalised input of attention
	mQ  // with rotary positions
	mK
	mV
	mVT
	mExp // unnormalised attention weights
	mExpSum
	mAttn  // per head: (S, H, C, D)
	mAttnT // per token: (T, H*D)
	mMid   // residual stream between attention and feed-forward
	mR2
	mH2
	mGate
	mUp
	mAct
	mCacheK
	mCacheV
	mLoss
	mLogits
	mGrad // gradient with respect to the stage's input
	mW    // gradients of parameters: mW + part
	_     // one mark for each parameter of a layer
	_
	_
	_
	_
	_
	_
	_
	mT // transposed parameters: mT + part
	_
	_
	_
	_
	_
	_
	mNorm // squared norm so far
	mNew  // results per tensor: of part p from mNew + p*marksPerTensor on
)

// marksPerTensor is the most results that a program marks of one tensor.
const marksPerTensor = 6

const numMarks = int(mNew) + marksPerTensor*paramsPerLayer

// region says how often a stage repeats.
type region uint8

const (
	before region = iota // once a program
	inside               // once a micro-batch
	after                // once a program
)

// stage is a run of operators that is repeated count times.
type stage struct {
	name   string
	region region
	count  int
	emit   func(*emitter)
	size   int
	start  int // in its region
	marks  [numMarks]int
}

// Program is a layout of operators; see the package comment. It is immutable
// and safe for concurrent use.
type Program struct {
	Name    string
	Dims    Dims
	stages  []*stage
	sizes   [3]int
	micro   int
	inputs  inputs
	outputs []Output
}

// emitter collects the operators of one repetition of a stage.
type emitter struct {
	*Program
	stage *stage
	base  int // index of the repetition's first operator
	micro int // micro-batch
	i     int // repetition
	ops   []Op
}

func (e *emitter) add(op Op) Ref {
	e.ops = append(e.ops, op)
	return OpRef(e.base + len(e.ops) - 1)
}

// set marks r, which this repetition emitted.
func (e *emitter) set(m mark, r Ref) { e.stage.marks[m] = int(r) - e.base }

// layout measures every stage by emitting it once. Whatever a stage's size
// depends on is the same in all its repetitions.
func (p *Program) layout() {
	for _, s := range p.stages {
		e := &emitter{Program: p, stage: s}
		s.emit(e)
		s.size = len(e.ops)
		s.start = p.sizes[s.region]
		p.sizes[s.region] += s.size * s.count
	}
}

// stageNamed returns nil for a stage that the program lacks.
func (p *Program) stageNamed(name string) *stage {
	for _, s := range p.stages {
		if s.name == name {
			return s
		}
	}
	return nil
}

// ref is the value marked m of repetition i of a stage, in micro-batch micro.
func (p *Program) ref(name string, micro, i int, m mark) Ref {
	s := p.stageNamed(name)
	return OpRef(p.at(s, micro, i) + s.marks[m])
}

// at is the index of the first operator of a repetition.
func (p *Program) at(s *stage, micro, i int) int {
	k := s.start + i*s.size
	switch s.region {
	case inside:
		k += p.sizes[before] + micro*p.sizes[inside]
	case after:
		k += p.sizes[before] + p.micro*p.sizes[inside]
	case before:
	}
	return k
}

// NumOps is the number of operators.
func (p *Program) NumOps() int { return p.sizes[before] + p.micro*p.sizes[inside] + p.sizes[after] }

// find returns the repetition that holds operator k.
func (p *Program) find(k int) (s *stage, micro, i int) {
	reg := before
	if k >= p.sizes[before] {
		k -= p.sizes[before]
		reg = inside
		if body := p.micro * p.sizes[inside]; k >= body {
			k -= body
			reg = after
		} else {
			micro, k = k/p.sizes[inside], k%p.sizes[inside]
		}
	}
	for _, s := range p.stages {
		if s.region == reg && k < s.start+s.count*s.size {
			return s, micro, (k - s.start) / s.size
		}
	}
	return nil, 0, 0
}

// repetition emits one repetition of a stage.
func (p *Program) repetition(s *stage, micro, i int) *emitter {
	// Marks are written again with the same values; a copy keeps p immutable.
	own := *s
	e := &emitter{Program: p, stage: &own, base: p.at(s, micro, i), micro: micro, i: i, ops: make([]Op, 0, s.size)}
	s.emit(e)
	return e
}

// At returns operator k.
func (p *Program) At(k int) (Op, error) {
	if k < 0 || k >= p.NumOps() {
		return Op{}, fmt.Errorf("%w: operator %d of %d", ErrRange, k, p.NumOps())
	}
	s, micro, i := p.find(k)
	e := p.repetition(s, micro, i)
	return e.ops[k-e.base], nil
}

// All returns every operator, in order. It is for engines, which execute them
// all; the rules ask At.
func (p *Program) All() []Op {
	ops := make([]Op, 0, p.NumOps())
	p.walk(func(s *stage, micro, i int) {
		ops = append(ops, p.repetition(s, micro, i).ops...)
	})
	return ops
}

// walk visits every repetition in program order.
func (p *Program) walk(visit func(s *stage, micro, i int)) {
	for reg := before; reg <= after; reg++ {
		times := 1
		if reg == inside {
			times = p.micro
		}
		for micro := range times {
			for _, s := range p.stages {
				for i := range s.count {
					if s.region == reg {
						visit(s, micro, i)
					}
				}
			}
		}
	}
}

// Section returns the first operator of the repetition of a stage that holds
// operator k: one layer, forward or backward, of one micro-batch.
func (p *Program) Section(k int) (int, error) {
	if k < 0 || k >= p.NumOps() {
		return 0, fmt.Errorf("%w: operator %d of %d", ErrRange, k, p.NumOps())
	}
	s, micro, i := p.find(k)
	return p.at(s, micro, i), nil
}
