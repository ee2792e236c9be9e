// SPDX-License-Identifier: Apache-2.0

package program

import (
	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/spec"
)

var domain = commit.NewDomain("program")

// Digest identifies the program: two nodes with equal digests build equal
// operators. It covers the layout, all inputs and outputs, and the operators
// of the first, second and last repetition of every stage in the first, second
// and last micro-batch; the others are the same code at another index.
func (p *Program) Digest() [commit.DigestSize]byte {
	e := &encoder{}
	e.ints(spec.RulesVersion)
	e.text(p.Name)
	e.ints(p.NumOps(), p.micro, len(p.stages))
	for _, s := range p.stages {
		e.text(s.name)
		e.ints(int(s.region), s.count, s.size)
		micros := 1
		if s.region == inside {
			micros = p.micro
		}
		for _, micro := range corners(micros) {
			for _, i := range corners(s.count) {
				for _, op := range p.repetition(s, micro, i).ops {
					e.op(&op)
				}
			}
		}
	}
	e.ints(p.NumInputs())
	for i := range p.NumInputs() {
		in := p.input(i)
		e.text(in.Name)
		e.ints(int(in.Class), int(in.Type))
		e.list(in.Shape)
		if in.Const != nil {
			in.Const.encode(e)
		}
	}
	e.ints(len(p.outputs))
	for _, o := range p.outputs {
		e.text(o.Name)
		e.ints(int(o.Class), int(o.Ref))
	}
	return domain.Hash(e.b)
}

// corners are the first, second and last of n repetitions.
func corners(n int) []int {
	switch n {
	case 1:
		return []int{0}
	case 2:
		return []int{0, 1}
	default:
		return []int{0, 1, n - 1}
	}
}

// At returns operator k of the step program of s.
func At(s *spec.Spec, k int) (Op, error) {
	p, err := Build(s)
	if err != nil {
		return Op{}, err
	}
	return p.At(k)
}
