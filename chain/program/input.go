// SPDX-License-Identifier: Apache-2.0

package program

import (
	"fmt"
	"math/big"
	"slices"

	"github.com/weft-network/weft/chain/spec"
)

// Class says where an input of a program comes from.
type Class uint8

// The classes.
const (
	// ClassParam, ClassMoment1 and ClassMoment2 are tensors of the state.
	ClassParam Class = iota + 1
	ClassMoment1
	ClassMoment2
	// ClassTokens are token ids.
	ClassTokens
	// ClassConst is computed by every reader: Const says how.
	ClassConst
	// ClassPosition is an index that the caller of a sampling program chooses.
	ClassPosition
	// ClassCache holds keys or values of earlier positions.
	ClassCache
)

// Input is one input of a program.
type Input struct {
	Name  string
	Class Class
	Type  Type
	Shape Shape
	// Tensor is the parameter's index, or the cache's layer.
	Tensor int
	Const  *Const
}

// Output is one value that a program is for.
type Output struct {
	Name  string
	Class Class
	// Tensor is the parameter's index, or the cache's layer; -1 for a number.
	Tensor int
	Ref    Ref
}

// constID names a constant of a program.
type constID uint8

const (
	cZero constID = iota
	cOne
	cInvWidth
	cNormEps
	cScoreScale
	cLossWeight
	cRopeCos
	cRopeSin
	cPosition // 0, 1, 2, ... Context-1; also the first visible query of a key
	cKeyLo    // 0
	cKeyHi    // 1, 2, 3, ... Context
	cQueryHi  // Context
	cBeta1
	cCoBeta1
	cBeta2
	cCoBeta2
	cAdamEps
	cClip
	cDenominator
	cStepSize
	cKeepRate
	cBeta
	cUnit
	cUnclipped
	cDeltas
	cFactorOne
	cOuterRate
	cOuterMomentum
	numConsts
)

// inputs is the list of inputs of a program: classes with an input for every
// tensor of the model, then extra.
type inputs struct {
	dims    *Dims
	classes []Class
	extra   []Input
	consts  [numConsts]int // index in extra
}

func (in *inputs) count() int { return in.perTensor() + len(in.extra) }

// perTensor is the number of inputs before extra.
func (in *inputs) perTensor() int { return in.dims.NumParams() * len(in.classes) }

// of is the input of a class that belongs to parameter i.
func (in *inputs) of(c Class, i int) Ref {
	return InputRef(slices.Index(in.classes, c)*in.dims.NumParams() + i)
}

func (in *inputs) param(i int) Ref   { return in.of(ClassParam, i) }
func (in *inputs) moment1(i int) Ref { return in.of(ClassMoment1, i) }
func (in *inputs) moment2(i int) Ref { return in.of(ClassMoment2, i) }

// add appends an input and returns its name as a value.
func (in *inputs) add(x Input) Ref {
	in.extra = append(in.extra, x)
	return InputRef(in.count() - 1)
}

func (in *inputs) addConst(id constID, name string, t Type, shape Shape, c *Const) {
	in.consts[id] = len(in.extra)
	in.extra = append(in.extra, Input{Name: name, Class: ClassConst, Type: t, Shape: shape, Tensor: -1, Const: c})
}

func (in *inputs) constant(id constID) Ref { return InputRef(in.perTensor() + in.consts[id]) }

// NumInputs is the number of inputs.
func (p *Program) NumInputs() int { return p.inputs.count() }

// Input returns input i.
func (p *Program) Input(i int) (Input, error) {
	if i < 0 || i >= p.inputs.count() {
		return Input{}, fmt.Errorf("%w: input %d of %d", ErrRange, i, p.inputs.count())
	}
	return p.input(i), nil
}

func (p *Program) input(i int) Input {
	in, n := &p.inputs, p.Dims.NumParams()
	if first := in.perTensor(); i >= first {
		return in.extra[i-first]
	}
	t, class := in.dims.Param(i%n), in.classes[i/n]
	x := Input{Name: t.Name + class.suffix(), Class: class, Type: F32, Shape: t.Shape, Tensor: i % n}
	if class == ClassMoment1 || class == ClassMoment2 {
		x.Type = in.dims.Moments
	}
	return x
}

// suffix tells the inputs of one parameter apart.
func (c Class) suffix() string {
	switch c {
	case ClassMoment1:
		return ".m1"
	case ClassMoment2:
		return ".m2"
	case ClassFeedback:
		return ".feedback"
	case ClassMomentum:
		return ".momentum"
	case ClassBase:
		return ".base"
	default:
		return ""
	}
}

// Outputs lists what the program is for, in order.
func (p *Program) Outputs() []Output { return p.outputs }

// decimalOf reads a decimal field of a validated specification.
func decimalOf(text string) *big.Rat {
	d, err := spec.ParseDecimal(text)
	if err != nil {
		return new(big.Rat)
	}
	return d.Rat()
}

func inverse(n int) *big.Rat { return big.NewRat(1, int64(n)) }

// addModelConsts adds what the forward pass of the model reads.
func (in *inputs) addModelConsts(s *spec.Spec) {
	d := in.dims
	one, scalarShape, perToken := big.NewRat(1, 1), Shape{1}, Shape{d.Context}
	number := func(id constID, name string, v *big.Rat, root bool) {
		in.addConst(id, name, F32, scalarShape, &Const{Rule: RuleValue, Value: v, Root: root})
	}
	index := func(id constID, name string, base, step int) {
		in.addConst(id, name, U32, perToken, &Const{Rule: RuleIndex, Base: base, Step: step})
	}
	number(cZero, "zero", new(big.Rat), false)
	number(cOne, "one", one, false)
	number(cInvWidth, "1/width", inverse(d.Width), false)
	number(cNormEps, "norm_eps", decimalOf(s.Model.NormEps), false)
	number(cScoreScale, "1/sqrt(head_dim)", inverse(d.HeadDim), true)
	theta, factor := decimalOf(s.Model.RopeTheta), decimalOf(s.Model.RopeFactor)
	pairs := d.HeadDim / 2
	angles := func(id constID, name string, rule Rule) {
		in.addConst(id, name, F32, Shape{d.Context, pairs}, &Const{Rule: rule, Theta: theta, Factor: factor, Pairs: pairs})
	}
	angles(cRopeCos, "rope.cos", RuleRopeCos)
	angles(cRopeSin, "rope.sin", RuleRopeSin)
	index(cPosition, "position", 0, 1)
	index(cKeyLo, "key.lo", 0, 0)
	index(cKeyHi, "key.hi", 1, 1)
	index(cQueryHi, "query.hi", d.Context, 0)
}

// addStepConsts adds what the loss and the optimiser read.
func (in *inputs) addStepConsts(s *spec.Spec) {
	b1, b2, one := decimalOf(s.Inner.Beta1), decimalOf(s.Inner.Beta2), big.NewRat(1, 1)
	number := func(id constID, name string, v *big.Rat) {
		in.addConst(id, name, F32, Shape{1}, &Const{Rule: RuleValue, Value: v})
	}
	number(cBeta1, "beta1", b1)
	number(cCoBeta1, "1-beta1", new(big.Rat).Sub(one, b1))
	number(cBeta2, "beta2", b2)
	number(cCoBeta2, "1-beta2", new(big.Rat).Sub(one, b2))
	number(cAdamEps, "adam_eps", decimalOf(s.Inner.Eps))
	number(cClip, "clip", decimalOf(s.Inner.Clip))
	sch := &s.Inner.Schedule
	rate := &Rate{
		Kind: sch.Kind, Peak: decimalOf(sch.Peak), Final: new(big.Rat), Warmup: sch.WarmupSteps, Decay: sch.DecaySteps,
		Total: uint64(s.Rounds.Rounds) * uint64(s.Inner.Steps),
	}
	if sch.Final != "" {
		rate.Final = decimalOf(sch.Final)
	}
	clocked := func(id constID, name string, c *Const) { in.addConst(id, name, F32, Shape{1}, c) }
	clocked(cDenominator, "1/sqrt(1-beta2^t)", &Const{Rule: RuleDenominator, Value: b2})
	clocked(cStepSize, "-lr/(1-beta1^t)", &Const{Rule: RuleStepSize, Value: b1, Rate: rate})
	clocked(cKeepRate, "1-lr*weight_decay", &Const{Rule: RuleKeep, Value: decimalOf(s.Inner.WeightDecay), Rate: rate})
}

func (in *inputs) addLossWeight(d *Dims) {
	tokens := inverse(d.Tokens * d.Micro)
	in.addConst(cLossWeight, "1/tokens", F32, Shape{1}, &Const{Rule: RuleValue, Value: tokens})
}
