// SPDX-License-Identifier: Apache-2.0

package sample

import "fmt"

// Segment is a run of steps that is replayed as a whole: from the state after
// First-1 (for step 0, from the base) to the state after Last.
type Segment struct{ First, Last uint32 }

// Len is the number of steps.
func (s Segment) Len() uint32 { return s.Last - s.First + 1 }

// Segments is the number of segments of a unit: step 0, the inner steps from
// anchor to anchor, and step H+1 if there is one. Together they cover every
// step once.
func (u Unit) Segments() uint32 {
	n := (u.Steps + u.Anchor - 1) / u.Anchor
	if u.Diverged {
		return n + 1
	}
	return n + 2
}

// Segment is segment k, which must be below Segments.
func (u Unit) Segment(k uint32) Segment {
	switch {
	case k == 0:
		return Segment{}
	case k == u.Segments()-1 && !u.Diverged:
		return Segment{First: u.Steps + 1, Last: u.Steps + 1}
	}
	return Segment{First: (k-1)*u.Anchor + 1, Last: min(k*u.Anchor, u.Steps)}
}

const maxSteps = 1 << 16 // far above what a spec allows; keeps sums in uint32

func (u Unit) validate() error {
	if u.Steps == 0 || u.Steps > maxSteps || u.Anchor == 0 || u.Anchor > maxSteps || u.Blocks > MaxPermutation {
		return fmt.Errorf("%w: unit of %d steps, anchors every %d, %d blocks, want 1 to %d, 1 to %d, at most %d",
			ErrRange, u.Steps, u.Anchor, u.Blocks, maxSteps, maxSteps, uint64(MaxPermutation))
	}
	return nil
}
