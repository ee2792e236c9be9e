// SPDX-License-Identifier: Apache-2.0

package program

// Kind is one letter of the alphabet of operators.
type Kind uint8

// The alphabet. The rule of each kind is in docs/spec/program.md.
const (
	// KindProduct is a batched matrix product with k contiguous in both
	// operands (N3).
	KindProduct Kind = iota + 1
	// KindMap is an elementwise expression over operands that are whole, per
	// row, per column or one number.
	KindMap
	// KindReduce reduces blocks of 4096 of each row: sums (N4), maxima, chains.
	KindReduce
	// KindCopy moves elements: out[i...] = in[offset + sum of i * stride].
	KindCopy
	// KindGather reads rows, or one element a row, named by token ids.
	KindGather
	// KindScatter adds the gradient rows of each token id, tokens ascending.
	KindScatter
	// KindRope turns pairs by the rotary angles of their position.
	KindRope
	// KindSegment finds the document of a token.
	KindSegment
	// KindRandom draws an initial parameter from an extendable output.
	KindRandom
	// KindEncode writes a tensor's part of a delta.
	KindEncode
	// KindTally adds the codes of deltas, or counts who sent them.
	KindTally
	// KindNorm adds squares of integers exactly.
	KindNorm
)

var kindNames = [...]string{"", "product", "map", "reduce", "copy", "gather", "scatter", "rope", "segment", "random", "encode", "tally", "norm"}

// String returns the name used in docs/spec/program.md.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "unknown"
}

// Kinds is the number of kinds; they are 1 to Kinds.
const Kinds = int(KindNorm)

// Type is the format of the elements of a tensor.
type Type uint8

// The formats. All are stored little-endian.
const (
	F32 Type = iota + 1
	U32
	BF16
	// U8 is the bytes of a delta.
	U8
	// I64 is a sum of codes in units of the lowest scale.
	I64
	// U128 is a squared norm in squares of that unit, its low half first.
	U128
)

// Bytes is the size of one element.
func (t Type) Bytes() int { return [...]int{0, 4, 4, 2, 1, 8, 16}[t] }

// String returns the name of the format.
func (t Type) String() string {
	return [...]string{"none", "f32", "u32", "bf16", "u8", "i64", "u128"}[t]
}

// Shape lists extents, outermost first; tensors are dense and row-major.
type Shape []int

// Size is the number of elements.
func (s Shape) Size() int {
	n := 1
	for _, d := range s {
		n *= d
	}
	return n
}

// Ref names a value: an operator's output if not negative, else an input.
type Ref int

// OpRef names the output of operator k.
func OpRef(k int) Ref { return Ref(k) }

// InputRef names input i of the program.
func InputRef(i int) Ref { return Ref(-1 - i) }

// Op returns the operator whose output r names.
func (r Ref) Op() (k int, ok bool) { return int(r), r >= 0 }

// Input returns the program input that r names.
func (r Ref) Input() (i int, ok bool) { return int(-1 - r), r < 0 }

// Op is one operator. Its attributes are exactly one of the *Attr types,
// chosen by Kind.
type Op struct {
	Kind  Kind
	Type  Type
	Shape Shape
	In    []Ref
	Attr  Attr
}

// Attr is the static part of an operator's rule.
type Attr interface{ encode(*encoder) }
