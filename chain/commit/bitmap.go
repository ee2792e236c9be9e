// SPDX-License-Identifier: Apache-2.0

package commit

import (
	"bytes"
	"fmt"
	"math/bits"
)

// Bitmap is a set of small integers (slots, mostly): number i is bit i%8,
// counted from the least significant, of byte i/8. A bitmap over n numbers has
// exactly ⌈n/8⌉ bytes and zeros in the bits from n up. The operations take
// absent bytes as zeros.
type Bitmap []byte

// NewBitmap is the empty set over n numbers.
func NewBitmap(n int) Bitmap { return make(Bitmap, bitmapLen(n)) }

// Validate checks that b is the one encoding of a set over n numbers.
func (b Bitmap) Validate(n int) error {
	if len(b) != bitmapLen(n) {
		return fmt.Errorf("%w: %d bytes, want %d for %d slots", ErrBitmap, len(b), bitmapLen(n), n)
	}
	if r := n % 8; r != 0 && b[len(b)-1]>>r != 0 {
		return fmt.Errorf("%w: bits from %d up are set in %#02x", ErrBitmap, n, b[len(b)-1])
	}
	return nil
}

// Set adds i, which must be below the n that b was made for.
func (b Bitmap) Set(i int) { b[i/8] |= 1 << (i % 8) }

// Clear removes i, which must be below the n that b was made for.
func (b Bitmap) Clear(i int) { b[i/8] &^= 1 << (i % 8) }

// Has reports whether i is in the set; no number outside it is.
func (b Bitmap) Has(i int) bool {
	return i >= 0 && i/8 < len(b) && b[i/8]>>(i%8)&1 == 1
}

// Count is the number of members.
func (b Bitmap) Count() int {
	n := 0
	for _, x := range b {
		n += bits.OnesCount8(x)
	}
	return n
}

// And is the intersection, as long as b.
func (b Bitmap) And(c Bitmap) Bitmap {
	return b.combine(c, len(b), func(x, y byte) byte { return x & y })
}

// AndNot is b without the members of c, as long as b.
func (b Bitmap) AndNot(c Bitmap) Bitmap {
	return b.combine(c, len(b), func(x, y byte) byte { return x &^ y })
}

// Or is the union, as long as the longer.
func (b Bitmap) Or(c Bitmap) Bitmap {
	return b.combine(c, max(len(b), len(c)), func(x, y byte) byte { return x | y })
}

// Equal reports whether both are the same encoding.
func (b Bitmap) Equal(c Bitmap) bool { return bytes.Equal(b, c) }

func (b Bitmap) combine(c Bitmap, n int, op func(x, y byte) byte) Bitmap {
	out := make(Bitmap, n)
	for i := range out {
		out[i] = op(b.at(i), c.at(i))
	}
	return out
}

func (b Bitmap) at(i int) byte {
	if i < len(b) {
		return b[i]
	}
	return 0
}

func bitmapLen(n int) int { return (n + 7) / 8 }
