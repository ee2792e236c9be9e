// SPDX-License-Identifier: Apache-2.0

package commit

import "fmt"

// MaxRange is the length of the longest range that one proof opens.
const MaxRange = 1 << 20

// Range is a run of bytes of a blob or tensor.
type Range struct{ Offset, Length uint64 }

// within checks that r is not empty, not too long, and inside s.
func (r Range) within(s Span) error {
	if r.Length == 0 || r.Length > MaxRange {
		return fmt.Errorf("%w: %d bytes, want 1 to %d", ErrRange, r.Length, MaxRange)
	}
	if r.Offset < s.Offset || r.Offset-s.Offset > s.Size || r.Length > s.End()-r.Offset {
		return fmt.Errorf("%w: %d bytes at %d, want within %d bytes at %d", ErrRange, r.Length, r.Offset, s.Size, s.Offset)
	}
	return nil
}

// chunks is r widened to whole chunks of s.
func (r Range) chunks(s Span) Range {
	first := r.Offset / ChunkSize * ChunkSize
	end := min(ceilDiv(r.Offset+r.Length, ChunkSize)*ChunkSize, s.End())
	return Range{Offset: first, Length: end - first}
}

func (r Range) misses(s Span) bool {
	return s.End() <= r.Offset || r.Offset+r.Length <= s.Offset
}
