// SPDX-License-Identifier: Apache-2.0

package program

import "github.com/weft-network/weft/chain/spec"

// Codec is how the blocks of a delta are written (docs/spec/delta.md).
type Codec uint8

// The codecs.
const (
	// Dense8 writes an int8 code for every element.
	Dense8 Codec = iota + 1
	// Sparse writes the largest elements of a block as ±1 or ±3 with their
	// places.
	Sparse
)

// Elements of a whole block. A block never crosses a tensor.
const (
	DenseBlock  = 256
	SparseBlock = 4096
)

// MaxScale is the largest first byte of a block: 0 is a block of zeros, v is
// the scale 2^(Emin + v - 1).
const MaxScale = spec.ExponentSpan + 1

// Coding is how one tensor is written in a delta. Its length in bytes is a
// function of these fields, so it is the same in every delta of a job.
//
// A value is code * scale. AddBlock and ref count it in units of 2^Min, so
// that it is an integer.
type Coding struct {
	Codec Codec
	// Len is the elements of the tensor.
	Len int
	// Keep is the most codes of a whole block, at most spec.MaxTopK; Sparse only.
	Keep int
	// Min is Emin, the lowest scale as a power of two.
	Min int
}

// BlockLen is the elements of a whole block.
func (c *Coding) BlockLen() int {
	if c.Codec == Sparse {
		return SparseBlock
	}
	return DenseBlock
}

// Blocks is the number of blocks.
func (c *Coding) Blocks() int { return (c.Len + c.BlockLen() - 1) / c.BlockLen() }

// Elements are those of a block: n from first on.
func (c *Coding) Elements(block int) (first, n int) {
	first = block * c.BlockLen()
	return first, min(c.BlockLen(), c.Len-first)
}

// Place is where a block lies in the bytes of the tensor.
func (c *Coding) Place(block int) (offset, length int) {
	_, n := c.Elements(block)
	return block * c.size(c.BlockLen()), c.size(n)
}

// Bytes is the length of the whole tensor.
func (c *Coding) Bytes() int {
	if c.Len == 0 {
		return 0
	}
	offset, length := c.Place(c.Blocks() - 1)
	return offset + length
}

// size is the bytes of a block of n elements.
func (c *Coding) size(n int) int {
	if c.Codec == Sparse {
		return 1 + (c.Kept(n)*entryBits+7)/8
	}
	return 1 + n
}

// Kept is the most codes of a sparse block of n elements.
func (c *Coding) Kept(n int) int { return (c.Keep*n + SparseBlock - 1) / SparseBlock }

// EncodeBlock writes the one encoding of a block: x holds its elements as
// binary32 bits, b has the length that Place gives. Elements that are not
// finite count as 0.
func (c *Coding) EncodeBlock(x []uint32, b []byte) {
	clear(b)
	if c.Codec == Sparse {
		c.encodeSparse(x, b)
	} else {
		c.encodeDense(x, b)
	}
}

// AddBlock adds factor times the values of a block of n elements to sum, and 1
// to count for every element that it sends; either may be nil. A malformed
// block, which is one that EncodeBlock never writes, adds nothing and is
// reported.
func (c *Coding) AddBlock(b []byte, n int, factor int64, sum, count []int64) bool {
	if b[0] > MaxScale {
		return false
	}
	if c.Codec == Sparse {
		return c.addSparse(b, n, factor, sum, count)
	}
	return addDense(b, factor, sum, count)
}

// magnitude is the bits of |x|, 0 if x is not finite.
func magnitude(x uint32) uint32 {
	const infinity = 0x7f800000
	x &= 0x7fffffff
	if x >= infinity {
		return 0
	}
	return x
}

// powerOfTwo is 2^e as bits, for a normal number.
func powerOfTwo(e int) uint32 { return uint32(e+127) << 23 }

// clamp is the exponent of the grid nearest to e.
func (c *Coding) clamp(e int) int { return min(max(e, c.Min), c.Min+spec.ExponentSpan) }
