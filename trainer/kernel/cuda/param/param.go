// SPDX-License-Identifier: Apache-2.0

// Package param is what the kernels of trainer/kernel/cuda are told: one struct
// for each, passed by value. The sources in CUDA C have the same structs, made
// from these by gen, so that the two cannot differ; fields are of fixed sizes
// and lie where both languages put them.
package param

// Pointer is an address that the device can use; 0 is none.
type Pointer uint64

// Names of choices, the same in both languages.
const (
	// MaskNone, MaskColumns and MaskTerms say what a range of visible positions
	// restricts.
	MaskNone    = 0
	MaskColumns = 1
	MaskTerms   = 2
	// ModeFull to ModeHot are those of program.Mode.
	ModeFull   = 1
	ModeRow    = 2
	ModeCol    = 3
	ModeScalar = 4
	ModeHot    = 5
	// TypeF32, TypeBF16 and TypeI64 are formats of elements.
	TypeF32  = 1
	TypeBF16 = 3
	TypeI64  = 5
	// TermSum to TermChain are those of program.Term.
	TermSum    = 1
	TermSquare = 2
	TermDot    = 3
	TermMax    = 4
	TermChain  = 5
	// SegmentFirst to SegmentOffset are those of program.SegmentPart.
	SegmentFirst  = 1
	SegmentEnd    = 2
	SegmentOffset = 3
	// AlongTerms and AlongRows say in which direction threads that are
	// neighbours read an operand.
	AlongTerms = 0
	AlongRows  = 1
	// BlockTerms and BlockElements are the blocks of N3 and N4.
	BlockTerms    = 2048
	BlockElements = 4096
)

// Mask is a range of visible positions for each row; Lo and Hi are read at
// row/Div*Stride + row%Mod.
type Mask struct {
	Lo, Hi           Pointer
	Div, Mod, Stride int64
	Use              int32
}

// Operand is a factor of a product: element (row, term) of a batch, distances
// in elements.
type Operand struct {
	Data                   Pointer
	Batch0, Batch1, Batch2 int64
	Row, Term              int64
	// Vector says that four neighbours in the direction of Layout are next to
	// each other in memory.
	Layout, Vector int32
}

// Product is out[b, i, j] = start[b, i, j] + sum over k of A[b, i, k] B[b, j, k].
type Product struct {
	Out, Start, Chains Pointer
	A, B               Operand
	Mask               Mask
	M, N, K            int32
	Batches            int32
	Batch1, Batch2     int32
	TileRows, TileCols int32
	// First of Terms terms were added by earlier calls.
	First, Terms int32
	// Parts above 1: blocks of terms go to Out side by side, for a Join.
	Parts int32
}

// Join adds the blocks of terms of a product in order.
type Join struct {
	Out, Start, Blocks Pointer
	Elements           int64
	Parts              int32
}

// Dots is Count products of one row and one column.
type Dots struct {
	Out, Start, A, B Pointer
	BatchA, BatchB   int64
	TermA, TermB     int64
	Count            int64
	K                int32
}

// Map is an elementwise expression.
type Map struct {
	Out        Pointer
	In         [8]Pointer
	Rows, Cols int64
	Mask       Mask
	Mode, Type [8]int32
	OutType    int32
}

// Reduce is a reduction of rows of Cols elements, in Blocks blocks each.
type Reduce struct {
	Out, X, Y  Pointer
	Rows       int64
	Mask       Mask
	Cols, Term int32
	Blocks     int32
}

// Copy turns a tensor; dimensions are innermost first.
type Copy struct {
	Out, In          Pointer
	Elements, Offset int64
	Size, Stride     [8]int64
	Rank, Numbers    int32
}

// Move copies Count units of 16, 4, 2 or 1 bytes.
type Move struct {
	Out, In Pointer
	Count   int64
	Unit    int32
}

// Gather reads rows named by ids.
type Gather struct {
	Out, In, IDs               Pointer
	Rows, Width                int64
	RowStride, IDStride, Limit int64
}

// Scatter adds gradients of tokens to the rows of their ids; a gradient's
// element is at Column*column + Token*token. Slices is the number of blocks of
// columns.
type Scatter struct {
	Out, Start, IDs, DX Pointer
	Rows, Width, Tokens int64
	Column, Token       int64
	Slices              int32
}

// Rope turns pairs by the angles of positions.
type Rope struct {
	Out, In, Cos, Sin, Pos Pointer
	Rows, Heads, Half      int64
	Positions, Context     int64
	Inverse                int32
}

// Segment finds documents.
type Segment struct {
	Out, IDs        Pointer
	Rows, Context   int64
	Separator, Part uint32
}

// Finite sets a flag if an element is not finite.
type Finite struct {
	Flag, In Pointer
	Elements int64
	Type     int32
}

// Hash hashes leaves of Size bytes; the last may be shorter.
type Hash struct {
	Out, In     Pointer
	Bytes, Size int64
}
