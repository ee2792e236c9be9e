// SPDX-License-Identifier: Apache-2.0

package program

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/spec"
)

// Classes of a state beside parameters and moments. A state holds no counter:
// which step it follows, and the age of its moments, are facts of the chain.
const (
	// ClassFeedback is the error feedback of the delta codec.
	ClassFeedback = ClassCache + 1 + iota
	// ClassMomentum is the momentum of the outer optimiser.
	ClassMomentum
)

// stateLine is what a tensor's size must be divisible by to lie among the
// first of its class: a cache line.
const stateLine = 64

// State is the layout of a state file: one safetensors file whose every offset
// is a function of the specification (docs/spec/program.md, State file). It
// holds a few numbers and no list, whatever the depth of the model; it is
// immutable and safe for concurrent use.
type State struct {
	dims     Dims
	sections []section // in file order
	header   uint64    // bytes before the data
	data     uint64
}

// StateTensor is one tensor of a state.
type StateTensor struct {
	// Name is the key in the file: a parameter's name, after the prefix of its
	// class.
	Name  string
	Class Class
	// Tensor is the parameter's index.
	Tensor int
	Type   Type
	Shape  Shape
	// Offset is where it starts in the data, Bytes how long it is.
	Offset, Bytes uint64
}

// A slot is a tensor of the model up to its layer.
const (
	slotEmbed = 0
	slotLayer = 1
	slotNorm  = slotLayer + paramsPerLayer
	slotHead  = slotNorm + 1
	numSlots  = slotHead + 1
)

// section is one class: contiguous.
type section struct {
	class  Class
	format Type
	at     uint64
	size   uint64
	places [numSlots]place
}

// place is where the tensors of a slot lie in the data: the one of layer l at
// first + l * stride.
type place struct{ first, stride, bytes, count uint64 }

// NewState lays out the state that an inner step reads and writes: parameters,
// both moments, and error feedback if the job carries any.
func NewState(s *spec.Spec) (*State, error) {
	d, err := stateDims(s)
	if err != nil {
		return nil, err
	}
	return newState(d, stepClasses(d)...), nil
}

// NewOuterState lays out the state between rounds: parameters, and momentum if
// the outer optimiser has any.
func NewOuterState(s *spec.Spec) (*State, error) {
	d, err := stateDims(s)
	if err != nil {
		return nil, err
	}
	classes := []stored{{ClassParam, F32}}
	if s.Outer.Kind == spec.OuterKind_OUTER_KIND_NESTEROV {
		classes = append(classes, stored{ClassMomentum, F32})
	}
	return newState(d, classes...), nil
}

// NewModel lays out parameters alone, in F32 or BF16: what a job exports.
func NewModel(s *spec.Spec, format Type) (*State, error) {
	d, err := stateDims(s)
	if err != nil {
		return nil, err
	}
	if format != F32 && format != BF16 {
		return nil, fmt.Errorf("%w: a model in format %d; allowed: %d (%s), %d (%s)", ErrUnsupported, format, F32, F32, BF16, BF16)
	}
	return newState(d, stored{ClassParam, format}), nil
}

// State is the layout of the state that the program reads, which for a
// training step is NewState's: error feedback rests in it. A program that reads
// no state has an empty one.
func (p *Program) State() *State {
	switch in := p.inputs.classes; {
	case slices.Contains(in, ClassMoment1), slices.Contains(in, ClassFeedback):
		return newState(&p.Dims, stepClasses(&p.Dims)...)
	case slices.Contains(in, ClassMomentum):
		return newState(&p.Dims, stored{ClassParam, F32}, stored{ClassMomentum, F32})
	case slices.Contains(in, ClassParam):
		return newState(&p.Dims, stored{ClassParam, F32})
	}
	return newState(&p.Dims)
}

// State reports whether tensors of a class belong to a state.
func (c Class) State() bool {
	return (c >= ClassParam && c <= ClassMoment2) || c == ClassFeedback || c == ClassMomentum
}

func stateDims(s *spec.Spec) (*Dims, error) {
	if err := s.ValidateDraft(); err != nil {
		return nil, err
	}
	d, err := dimsOf(s)
	return &d, err
}

// stored is a class and its format.
type stored struct {
	class  Class
	format Type
}

func stepClasses(d *Dims) []stored {
	classes := []stored{{ClassParam, F32}, {ClassMoment1, d.Moments}, {ClassMoment2, d.Moments}}
	if d.Feedback {
		classes = append(classes, stored{ClassFeedback, F32})
	}
	return classes
}

// newState relies on a validated specification: no product here reaches 2^53.
func newState(d *Dims, classes ...stored) *State {
	l := &State{dims: *d}
	for _, c := range classes {
		x := section{class: c.class, format: c.format, at: l.data}
		at := x.lay(d, true, x.at)
		x.size = x.lay(d, false, at) - x.at
		l.sections = append(l.sections, x)
		l.data += x.size
	}
	l.header = l.headerSize()
	return l
}

// lay places the tensors whose size is, or is not, divisible by stateLine from
// at on, in tensor order, and returns their end.
func (x *section) lay(d *Dims, divisible bool, at uint64) uint64 {
	stride := uint64(0)
	for slot := range numSlots {
		if slot == slotNorm { // past the first layer: skip the others
			at += stride * uint64(d.Layers-1)
		}
		n := uint64(d.slot(slot).Shape.Size() * x.format.Bytes())
		if (n%stateLine == 0) != divisible || (slot == slotHead && d.Tied) {
			continue
		}
		x.places[slot] = place{first: at, bytes: n, count: 1}
		at += n
		if slot >= slotLayer && slot < slotNorm {
			x.places[slot].count = uint64(d.Layers)
			stride += n
		}
	}
	for slot := slotLayer; slot < slotNorm; slot++ {
		if p := &x.places[slot]; p.count > 0 && (p.bytes%stateLine == 0) == divisible {
			p.stride = stride
		}
	}
	return at
}

// slot is the tensor of a slot, of any layer.
func (d *Dims) slot(slot int) Param {
	switch slot {
	case slotEmbed:
		return d.Param(d.embedParam())
	case slotNorm:
		return d.Param(d.normParam())
	case slotHead:
		return d.Param(d.normParam() + 1)
	}
	return d.layerPart(slot - slotLayer)
}

// param is the index of the tensor of a slot in a layer.
func (d *Dims) param(slot, layer int) int {
	switch slot {
	case slotEmbed:
		return d.embedParam()
	case slotNorm:
		return d.normParam()
	case slotHead:
		return d.normParam() + 1
	}
	return d.layerParam(layer, slot-slotLayer)
}

// slotOf is the inverse of param.
func (d *Dims) slotOf(i int) (slot, layer int) {
	switch {
	case i == d.embedParam():
		return slotEmbed, 0
	case i == d.normParam():
		return slotNorm, 0
	case i > d.normParam():
		return slotHead, 0
	}
	return slotLayer + (i-1)%paramsPerLayer, (i - 1) / paramsPerLayer
}

// HeaderSize is the bytes before the data: a multiple of 4096.
func (l *State) HeaderSize() uint64 { return l.header }

// DataSize is the bytes of all tensors.
func (l *State) DataSize() uint64 { return l.data }

// Size is the length of the file.
func (l *State) Size() uint64 { return l.header + l.data }

// Classes lists the classes in file order.
func (l *State) Classes() []Class {
	classes := make([]Class, 0, len(l.sections))
	for i := range l.sections {
		classes = append(classes, l.sections[i].class)
	}
	return classes
}

// Range is where a class lies in the data; an absent class has no bytes.
func (l *State) Range(c Class) (first, end uint64) {
	for i := range l.sections {
		if x := &l.sections[i]; x.class == c {
			return x.at, x.at + x.size
		}
	}
	return 0, 0
}

// Tensor is the tensor of a class that belongs to parameter i.
func (l *State) Tensor(c Class, i int) (StateTensor, error) {
	k := slices.IndexFunc(l.sections, func(x section) bool { return x.class == c })
	if k < 0 {
		return StateTensor{}, fmt.Errorf("%w: class %d; the state has %v", ErrRange, c, l.Classes())
	}
	if i < 0 || i >= l.dims.NumParams() {
		return StateTensor{}, fmt.Errorf("%w: tensor %d of %d", ErrRange, i, l.dims.NumParams())
	}
	slot, layer := l.dims.slotOf(i)
	return l.tensor(&l.sections[k], slot, layer), nil
}

func (l *State) tensor(x *section, slot, layer int) StateTensor {
	i, p := l.dims.param(slot, layer), &x.places[slot]
	t := l.dims.Param(i)
	return StateTensor{
		Name: x.class.prefix() + t.Name, Class: x.class, Tensor: i, Type: x.format, Shape: t.Shape,
		Offset: p.first + uint64(layer)*p.stride, Bytes: p.bytes,
	}
}

// prefix is what stands before a parameter's name. No prefix is the start of a
// parameter's name, so that loaders of models see nothing but unknown tensors.
func (c Class) prefix() string {
	switch c {
	case ClassMoment1:
		return "optimizer.m."
	case ClassMoment2:
		return "optimizer.v."
	case ClassFeedback:
		return "feedback."
	case ClassMomentum:
		return "outer.momentum."
	default:
		return ""
	}
}

// StateOnly reports whether a name in a state file is that of a tensor that is
// no parameter.
func StateOnly(name string) bool {
	for _, c := range [...]Class{ClassMoment1, ClassMoment2, ClassFeedback, ClassMomentum} {
		if strings.HasPrefix(name, c.prefix()) {
			return true
		}
	}
	return false
}

// Element is where an element of a tensor lies in the file: what a proof opens.
func (l *State) Element(c Class, i, element int) (commit.Range, error) {
	t, err := l.Tensor(c, i)
	if err != nil {
		return commit.Range{}, err
	}
	if n := t.Shape.Size(); element < 0 || element >= n {
		return commit.Range{}, fmt.Errorf("%w: element %d of %d of %s", ErrRange, element, n, t.Name)
	}
	width := uint64(t.Type.Bytes())
	return commit.Range{Offset: l.header + t.Offset + uint64(element)*width, Length: width}, nil
}

// Find is the inverse of Element: the element that holds a byte of the file.
func (l *State) Find(offset uint64) (t StateTensor, element int, err error) {
	if offset < l.header || offset >= l.Size() {
		return StateTensor{}, 0, fmt.Errorf("%w: byte %d is not in the data, which is [%d, %d)", ErrRange, offset, l.header, l.Size())
	}
	at := offset - l.header
	for i := range l.sections {
		x := &l.sections[i]
		if at >= x.at+x.size {
			continue
		}
		for slot := range x.places {
			p := &x.places[slot]
			if at < p.first || p.count == 0 {
				continue
			}
			layer := uint64(0)
			if p.stride > 0 {
				layer = min((at-p.first)/p.stride, p.count-1)
			}
			if within := at - p.first - layer*p.stride; within < p.bytes {
				return l.tensor(x, slot, int(layer)), int(within) / x.format.Bytes(), nil
			}
		}
	}
	return StateTensor{}, 0, fmt.Errorf("%w: byte %d is in no tensor", ErrRange, offset)
}

// All walks the tensors in file order.
func (l *State) All() iter.Seq[StateTensor] {
	return func(yield func(StateTensor) bool) {
		for i := range l.sections {
			for _, divisible := range [...]bool{true, false} {
				if !l.walk(&l.sections[i], divisible, yield) {
					return
				}
			}
		}
	}
}

// walk visits the tensors that lay placed together.
func (l *State) walk(x *section, divisible bool, yield func(StateTensor) bool) bool {
	visit := func(slot, layer int) bool {
		p := &x.places[slot]
		return p.count == 0 || (p.bytes%stateLine == 0) != divisible || yield(l.tensor(x, slot, layer))
	}
	if !visit(slotEmbed, 0) {
		return false
	}
	for layer := range l.dims.Layers {
		for slot := slotLayer; slot < slotNorm; slot++ {
			if !visit(slot, layer) {
				return false
			}
		}
	}
	return visit(slotNorm, 0) && visit(slotHead, 0)
}
