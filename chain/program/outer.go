// SPDX-License-Identifier: Apache-2.0

package program

import (
	"fmt"
	"math/big"
	"sort"

	"github.com/weft-network/weft/chain/spec"
)

// Outer is what a specification says about the exchange between rounds: how a
// delta is written, what is carried, and the outer optimiser. It is immutable.
type Outer struct {
	Dims Dims
	// Codec and Keep are those of tensors with at least one whole sparse block;
	// smaller ones are dense.
	Codec Codec
	Keep  int
	// Min is Emin.
	Min int
	// CarryMoments says that a slot keeps its moments from round to round;
	// Dims.Feedback, that it keeps error feedback.
	CarryMoments bool
	// Senders says that an element's sum is divided by the deltas that sent it,
	// not by all.
	Senders bool
	// Nesterov says that the outer optimiser has momentum.
	Nesterov bool
	// Beta is the decay of error feedback, Rate the outer learning rate,
	// Momentum its momentum, Unit is 2^Min: bits of binary32.
	Beta, Rate, Momentum, Unit uint32
}

// FactorOne is the clip factor of a delta that is not clipped.
const FactorOne = 4096

// OuterOf reads a specification.
func OuterOf(s *spec.Spec) (*Outer, error) {
	if err := s.ValidateDraft(); err != nil {
		return nil, err
	}
	d, err := dimsOf(s)
	if err != nil {
		return nil, err
	}
	return outerOf(s, d), nil
}

func outerOf(s *spec.Spec, d Dims) *Outer {
	o := &s.Outer
	out := &Outer{
		Dims: d, Codec: Dense8, Keep: int(o.TopK), Min: int(o.ExponentMin),
		CarryMoments: o.Carry == spec.Carry_CARRY_ALL,
		Senders:      o.Divisor == spec.Divisor_DIVISOR_SENDERS,
		Nesterov:     o.Kind == spec.OuterKind_OUTER_KIND_NESTEROV,
		Beta:         numberBits(decimalOf(o.Feedback)),
		Rate:         numberBits(decimalOf(o.LearningRate)),
		Unit:         numberBits(twoTo(int(o.ExponentMin))),
	}
	if o.Codec == spec.Codec_CODEC_SPARSE {
		out.Codec = Sparse
	}
	if out.Nesterov {
		out.Momentum = numberBits(decimalOf(o.Momentum))
	}
	return out
}

func numberBits(x *big.Rat) uint32 { return bits32(realRat(x)) }

// twoTo is 2^e for e <= 0.
func twoTo(e int) *big.Rat {
	return new(big.Rat).SetFrac(big.NewInt(1), new(big.Int).Lsh(big.NewInt(1), uint(-e)))
}

// Coding is how parameter i is written in a delta.
func (o *Outer) Coding(i int) Coding { return o.coding(o.Dims.Param(i).Shape.Size()) }

func (o *Outer) coding(n int) Coding {
	if o.Codec == Sparse && n >= SparseBlock {
		return Coding{Codec: Sparse, Len: n, Keep: o.Keep, Min: o.Min}
	}
	return Coding{Codec: Dense8, Len: n, Min: o.Min}
}

// Offset is where parameter i starts in a delta: tensors follow one another in
// tensor order, without a gap. The offset of NumParams is the delta's length.
func (o *Outer) Offset(i int) int {
	d := &o.Dims
	if i == d.embedParam() {
		return 0
	}
	at := o.bytes(d.Param(d.embedParam()))
	layer, part := (i-1)/paramsPerLayer, (i-1)%paramsPerLayer
	if i >= d.normParam() {
		layer, part = d.Layers, 0
	}
	for p := range paramsPerLayer {
		n := o.bytes(d.layerPart(p))
		at += layer * n
		if p < part {
			at += n
		}
	}
	for p := d.normParam(); p < i; p++ {
		at += o.bytes(d.Param(p))
	}
	return at
}

func (o *Outer) bytes(p Param) int {
	c := o.coding(p.Shape.Size())
	return c.Bytes()
}

// DeltaBytes is the length of every delta of the job.
func (o *Outer) DeltaBytes() int { return o.Offset(o.Dims.NumParams()) }

// Find is the parameter that a byte of a delta belongs to, and the byte's place
// in the parameter's part: what a dispute about the delta is about.
func (o *Outer) Find(offset int) (param, at int, err error) {
	n := o.Dims.NumParams()
	if offset < 0 || offset >= o.Offset(n) {
		return 0, 0, fmt.Errorf("%w: byte %d of a delta of %d", ErrRange, offset, o.Offset(n))
	}
	param = sort.Search(n, func(i int) bool { return o.Offset(i+1) > offset })
	return param, offset - o.Offset(param), nil
}
