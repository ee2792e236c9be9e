// SPDX-License-Identifier: Apache-2.0

package program

import (
	"bytes"
	"fmt"

	"github.com/weft-network/weft/chain/spec"
)

// Build lays out the program of one inner training step. A specification that
// carries a program digest must carry this one's.
func Build(s *spec.Spec) (*Program, error) {
	p, err := begin("step", s)
	if err != nil {
		return nil, err
	}
	d := &p.Dims
	p.micro = d.Micro
	p.inputs.classes = []Class{ClassParam, ClassMoment1, ClassMoment2}
	batch := p.inputs.add(Input{
		Name: "batch", Class: ClassTokens, Type: U32, Shape: Shape{d.Samples * d.Micro, d.Context + 1}, Tensor: -1,
	})
	p.inputs.addModelConsts(s)
	p.inputs.addLossWeight(d)
	p.inputs.addStepConsts(s)

	p.stages = p.transposes()
	p.stages = append(p.stages, p.batchStart(batch), p.layer(), p.head(true), p.layerGrad(), p.startGrad())
	if d.Clip {
		p.stages = append(p.stages, p.norms()...)
	}
	p.stages = append(p.stages, p.updates()...)
	p.layout()
	for part := range 3 {
		for i := range d.NumParams() {
			p.output(Output{Class: ClassParam + Class(part), Tensor: i, Ref: p.tensorRef(sUpdate, i, mark(part))})
		}
	}
	p.output(Output{Name: "loss", Tensor: -1, Ref: p.ref(sHead, p.micro-1, 0, mLoss)})
	if err := p.checkDigest(s.ProgramDigest); err != nil {
		return nil, err
	}
	return p, nil
}

// Bind writes the digest of its step program into a specification.
func Bind(s *spec.Spec) error {
	s.ProgramDigest = nil
	p, err := Build(s)
	if err != nil {
		return err
	}
	digest := p.Digest()
	s.ProgramDigest = digest[:]
	return nil
}

// checkDigest compares with the digest that a specification carries, if any.
func (p *Program) checkDigest(want []byte) error {
	if len(want) == 0 {
		return nil
	}
	if digest := p.Digest(); !bytes.Equal(want, digest[:]) {
		return fmt.Errorf("%w: the specification names %x, these rules build %x; use the version of weft that made it",
			ErrDigest, want, digest)
	}
	return nil
}

// BuildEval lays out the loss of one batch, without gradients.
func BuildEval(s *spec.Spec) (*Program, error) {
	p, err := begin("evaluation", s)
	if err != nil {
		return nil, err
	}
	d := &p.Dims
	p.micro, p.inputs.classes = d.Micro, []Class{ClassParam}
	batch := p.inputs.add(Input{
		Name: "batch", Class: ClassTokens, Type: U32, Shape: Shape{d.Samples * d.Micro, d.Context + 1}, Tensor: -1,
	})
	p.inputs.addModelConsts(s)
	p.inputs.addLossWeight(d)
	p.stages = []*stage{p.batchStart(batch), p.layer(), p.head(false)}
	p.layout()
	p.output(Output{Name: "loss", Tensor: -1, Ref: p.ref(sHead, p.micro-1, 0, mLoss)})
	return p, nil
}

// begin validates; programs differ in what follows.
func begin(name string, s *spec.Spec) (*Program, error) {
	if err := s.ValidateDraft(); err != nil {
		return nil, err
	}
	d, err := dimsOf(s)
	if err != nil {
		return nil, err
	}
	p := &Program{Name: name, Dims: d, micro: 1}
	p.inputs.dims = &p.Dims
	return p, nil
}

func (p *Program) output(o Output) {
	if o.Name == "" {
		o.Name = p.Dims.Param(o.Tensor).Name
	}
	p.outputs = append(p.outputs, o)
}
