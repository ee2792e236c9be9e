// SPDX-License-Identifier: Apache-2.0

package blob

import (
	"fmt"
	"io"
	"slices"

	"github.com/weft-network/weft/chain/commit"
)

// MaxPinName bounds the name of a pin in bytes.
const MaxPinName = 256

// Validate refuses pins that could not be told apart or could never be live.
func (p Pin) Validate() error {
	if p.Name == "" || len(p.Name) > MaxPinName || p.Height < 0 {
		return fmt.Errorf("%w: name of %d bytes until height %d, want 1 to %d bytes and a height from 0", ErrPin, len(p.Name), p.Height, MaxPinName)
	}
	return nil
}

// SetPins is pins with each of more set, ordered by name. It does not change
// its arguments.
func SetPins(pins []Pin, more ...Pin) ([]Pin, error) {
	out := slices.Clone(pins)
	for _, p := range more {
		if err := p.Validate(); err != nil {
			return nil, err
		}
		i, found := slices.BinarySearchFunc(out, p.Name, byName)
		if found {
			out[i] = p
		} else {
			out = slices.Insert(out, i, p)
		}
	}
	return out, nil
}

// DropPin is pins without the one of that name.
func DropPin(pins []Pin, name string) []Pin {
	return slices.DeleteFunc(slices.Clone(pins), func(p Pin) bool { return p.Name == name })
}

// AnyLive reports whether one of the pins is live.
func AnyLive(pins []Pin, now Now) bool {
	return slices.ContainsFunc(pins, func(p Pin) bool { return p.Live(now) })
}

func byName(p Pin, name string) int {
	switch {
	case p.Name < name:
		return -1
	case p.Name > name:
		return 1
	}
	return 0
}

// Leaves is the number of leaves of a blob.
func Leaves(size uint64) int { return int((size + commit.LeafSize - 1) / commit.LeafSize) }

// LeafSpan is where leaf i lies: its offset and its length.
func LeafSpan(size uint64, i int) (offset, length uint64) {
	offset = uint64(i) * commit.LeafSize
	return offset, min(commit.LeafSize, size-offset)
}

// Want is which leaves ranges touch; no ranges touch all.
type Want struct {
	size   uint64
	ranges []commit.Range
}

// NewWant checks that the ranges lie within a blob.
func NewWant(id commit.ID, ranges []commit.Range) (Want, error) {
	if err := id.Validate(); err != nil {
		return Want{}, err
	}
	for _, r := range ranges {
		if r.Length == 0 || r.Offset >= id.Size || r.Length > id.Size-r.Offset {
			return Want{}, fmt.Errorf("%w: %d bytes at %d, want within %d bytes", commit.ErrRange, r.Length, r.Offset, id.Size)
		}
	}
	return Want{size: id.Size, ranges: ranges}, nil
}

// Touches reports whether a span holds a wanted byte. A node without content
// is touched by the wish for everything.
func (w Want) Touches(s commit.Span) bool {
	return len(w.ranges) == 0 || slices.ContainsFunc(w.ranges, func(r commit.Range) bool {
		return r.Offset < s.End() && s.Offset < r.Offset+r.Length
	})
}

// Leaf reports whether leaf i is touched.
func (w Want) Leaf(i int) bool {
	off, n := LeafSpan(w.size, i)
	return w.Touches(commit.Span{Offset: off, Size: n})
}

// Bytes is the number of bytes of all touched leaves: what a fetch moves if
// nothing is present.
func (w Want) Bytes() (n uint64) {
	if len(w.ranges) == 0 {
		return w.size
	}
	for i := range Leaves(w.size) {
		if w.Leaf(i) {
			_, length := LeafSpan(w.size, i)
			n += length
		}
	}
	return n
}

// ReadLeaves reads len(p) bytes at off, leaf by leaf: read fills its argument
// with bytes of leaf i from an offset within that leaf. It keeps the contract
// of io.ReaderAt.
func ReadLeaves(size uint64, p []byte, off int64, read func(p []byte, leaf int, at uint64) error) (int, error) {
	if off < 0 {
		return 0, fmt.Errorf("%w: offset %d, want 0 to %d", commit.ErrRange, off, size)
	}
	n := 0
	for at := uint64(off); n < len(p); at = uint64(off) + uint64(n) {
		if at >= size {
			return n, io.EOF
		}
		leaf := int(at / commit.LeafSize)
		start, length := LeafSpan(size, leaf)
		k := int(min(uint64(len(p)-n), start+length-at))
		if err := read(p[n:n+k], leaf, at-start); err != nil {
			return n, err
		}
		n += k
	}
	return n, nil
}
