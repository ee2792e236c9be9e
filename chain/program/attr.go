// SPDX-License-Identifier: Apache-2.0

package program

// MaxOps bounds the operators of a training step: what a dispute has to search.
// It follows from the bounds of the specification.
const MaxOps = 1 << 20

// Limits of single operators. Build splits what is larger into several.
const (
	// ProductBlock is the length of the fma chains of a product (N3).
	ProductBlock = 2048
	// SliceBlock is the length of the pieces of a row that have a scale of
	// their own in profile i8x2 (N9).
	SliceBlock = 1024
	// MaxProductK bounds k of one product; longer ones chain through the
	// start value.
	MaxProductK = 16384
	// ReduceBlock is the length of the blocks of a row reduction (N4).
	ReduceBlock = 4096
	// ReduceLanes is the number of partial sums of a block (N4).
	ReduceLanes = 32
)

// MaskUse says what a range of visible positions restricts.
type MaskUse uint8

// The uses of a mask.
const (
	// MaskNone: no range inputs.
	MaskNone MaskUse = iota
	// MaskColumns: an output element (or, of a Reduce, an input element) whose
	// column is outside the row's range is absent; recorded as +0.
	MaskColumns
	// MaskDepth: terms of a product whose k is outside the row's range are
	// absent.
	MaskDepth
)

// Mask is a range [lo, hi) of visible positions for each row. The last two
// inputs of the operator are lo and hi, read at
// row/Div*Stride + row%Mod, row being the linear index of all dimensions but
// the last.
type Mask struct {
	Use              MaskUse
	Div, Mod, Stride int
}

// Index is the position of row's range in the inputs lo and hi.
func (m Mask) Index(row int) int { return row/m.Div*m.Stride + row%m.Mod }

// View says where a product reads an operand: element k of row r in batch b is
// at Offset + b[0]*Batch[0] + b[1]*Batch[1] + b[2]*Batch[2] + r*Row + k.
type View struct {
	Offset int
	Batch  [3]int
	Row    int
}

// At is the offset of the row.
func (v View) At(b [3]int, row int) int {
	return v.Offset + b[0]*v.Batch[0] + b[1]*v.Batch[1] + b[2]*v.Batch[2] + row*v.Row
}

// Profile is the arithmetic of a product.
type Profile uint8

// The profiles.
const (
	// ProfileF32 is the blocked fma chain of N3.
	ProfileF32 Profile = iota
	// ProfileI8X2 multiplies two int8 slices of each operand (N9).
	ProfileI8X2
)

// String returns the word of a specification.
func (p Profile) String() string { return [...]string{"f32", "i8x2"}[p] }

// ProductAttr is out[b, i, j] = start[b, i, j] + sum over k of A[b, i, k] B[b, j, k].
// Inputs: A, B, then start if Start, then the factors if Factored, then lo and
// hi if masked.
type ProductAttr struct {
	Batch   [3]int
	M, N, K int
	A, B    View
	Start   bool
	Mask    Mask
	Profile Profile
	// Factors is where the factors of the terms of a batch lie, if Factored; it
	// has no rows.
	Factors View
}

// Block is the length of the pieces into which k is cut.
func (a *ProductAttr) Block() int {
	if a.Profile == ProfileI8X2 {
		return SliceBlock
	}
	return ProductBlock
}

// Factored holds for integer products of which some terms are absent: B is
// quantised term by term, with scales that an operator before has found, so
// that no scale depends on an absent term (N9).
func (a *ProductAttr) Factored() bool { return a.Profile == ProfileI8X2 && a.Mask.Use == MaskDepth }

// FactorInput is the input that holds the factors.
func (a *ProductAttr) FactorInput() int {
	if a.Start {
		return 3
	}
	return 2
}

// Mode says how a Map operand is indexed by row and column of the output.
type Mode uint8

// The modes.
const (
	// Full: one value an element.
	Full Mode = iota + 1
	// Row: one value a row.
	Row
	// Col: one value a column.
	Col
	// Scalar: one value.
	Scalar
	// Hot: 1 where the column is the row's token id, else +0.
	Hot
)

// MapAttr is out[r, c] = Func of the operands, one of Modes each. Masked inputs
// lo and hi follow the operands.
type MapAttr struct {
	Func       Func
	Modes      []Mode
	Rows, Cols int
	Mask       Mask
}

// Term is what a Reduce does with the elements of a block.
type Term uint8

// The terms.
const (
	// TermSum adds elements in 32 lanes.
	TermSum Term = iota + 1
	// TermSquare adds squares in 32 lanes: fma(x, x, lane).
	TermSquare
	// TermDot adds mul(x, y) of two inputs in 32 lanes.
	TermDot
	// TermMax is the largest by N1's order; -Inf of no element.
	TermMax
	// TermChain adds elements one after another from +0.
	TermChain
	// TermFactor is the power of two by which int8 slices of the elements are
	// multiplied again (N9).
	TermFactor
)

// ReduceAttr is a reduction of rows: the input is [Rows, Cols], the output [Rows, ceil(Cols / 4096)].
type ReduceAttr struct {
	Term       Term
	Rows, Cols int
	Mask       Mask
}

// CopyAttr is out[i0, i1, ...] = in[Offset + i0*Strides[0] + i1*Strides[1] + ...].
type CopyAttr struct {
	Offset  int
	Strides []int
}

// GatherAttr is out[r, j] = src[r*RowStride + id*IDStride + j], id = ids[r], or 0
// where ids[r] >= Limit. Inputs: src, ids.
type GatherAttr struct {
	Rows, Width, RowStride, IDStride, Limit int
}

// ScatterAttr is out[v, j] = start[v, j], then + dxT[j, t] for t ascending with
// ids[t] = v (an id >= Rows counts as 0). Inputs: ids, dxT [Width, Tokens],
// then start if Start, else +0.
type ScatterAttr struct {
	Rows, Width, Tokens int
	Start               bool
}

// RopeAttr turns pairs (i, i + Dim/2) of each head of x [Rows, Heads*Dim] by
// the angle of position pos[row % Positions]; Inverse turns back. Inputs: x,
// cos and sin [Context, Dim/2], pos. A position >= Context counts as 0.
type RopeAttr struct {
	Rows, Heads, Dim, Positions, Context int
	Inverse                              bool
}

// SegmentPart is what a Segment says about the document of a token.
type SegmentPart uint8

// The parts.
const (
	// SegmentFirst: index of the document's first token.
	SegmentFirst SegmentPart = iota + 1
	// SegmentEnd: one past the document's last token.
	SegmentEnd
	// SegmentOffset: the token's place in its document.
	SegmentOffset
)

// SegmentAttr reads ids [Rows, Context]; a document ends with Separator.
type SegmentAttr struct {
	Part          SegmentPart
	Rows, Context int
	Separator     uint32
}

// RandomAttr is a tensor of random numbers: element i is mul(z, Std), z from 24 bytes at 24*i of the
// extendable BLAKE3 output of Name under the key Seed (N13).
type RandomAttr struct {
	Seed [32]byte
	Name string
	Std  uint32
}
