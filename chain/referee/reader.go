// SPDX-License-Identifier: Apache-2.0

package referee

import (
	"fmt"

	"github.com/weft-network/weft/chain/program"
)

// Reader gives elements first .. first+count-1 of a value that an operator
// reads, as they lie in memory (little-endian). Constants never reach it.
type Reader interface {
	Read(ref program.Ref, first, count int) ([]byte, error)
}

// Range is a run of elements of a value.
type Range struct {
	Ref          program.Ref
	First, Count int
}

// Recorder is a Reader that remembers which ranges were read, in order: who
// makes a witness runs Element on it; who checks runs Element on the opened
// ranges. Read number n of an element is proof number n of its witness.
type Recorder struct {
	// From answers the reads.
	From Reader
	// Ranges are those that From has answered, and Data its answers.
	Ranges []Range
	Data   [][]byte
}

// Read asks From and remembers.
func (r *Recorder) Read(ref program.Ref, first, count int) ([]byte, error) {
	b, err := r.From.Read(ref, first, count)
	if err != nil {
		return nil, err
	}
	r.Ranges = append(r.Ranges, Range{ref, first, count})
	r.Data = append(r.Data, b)
	return b, nil
}

// Opening is a Reader over opened ranges: it answers read number n from range
// number n, and refuses any other. Whoever fills it has checked the bytes
// against their roots.
type Opening struct {
	Ranges []Range
	Data   [][]byte
	next   int
}

// Read answers the next range.
func (o *Opening) Read(ref program.Ref, first, count int) ([]byte, error) {
	want := Range{ref, first, count}
	if o.next >= len(o.Ranges) || o.next >= len(o.Data) {
		return nil, fmt.Errorf("%w: read %d is of %d elements from %d of value %d, and only %d ranges are opened",
			ErrOrder, o.next, count, first, ref, min(len(o.Ranges), len(o.Data)))
	}
	if got := o.Ranges[o.next]; got != want {
		return nil, fmt.Errorf("%w: read %d is of %d elements from %d of value %d, opened are %d from %d of value %d",
			ErrOrder, o.next, count, first, ref, got.Count, got.First, got.Ref)
	}
	o.next++
	return o.Data[o.next-1], nil
}

// Done reports whether every opened range was read: a witness holds nothing
// else.
func (o *Opening) Done() bool { return o.next == len(o.Ranges) && o.next == len(o.Data) }
