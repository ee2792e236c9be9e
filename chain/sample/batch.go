// SPDX-License-Identifier: Apache-2.0

package sample

import "fmt"

// Batch says where in the dataset the rows of one batch begin: what a dispute
// about a token needs to know. Spec R5.
type Batch struct {
	Order Order
	Round uint64
	Slot  uint32
	Step  uint32
	// Context is the tokens from one sample to the next.
	Context uint64
}

// First is the number in the dataset of the first token of a row.
func (b Batch) First(row int) (uint64, error) {
	if row < 0 || int64(row) >= int64(b.Order.Batch) {
		return 0, fmt.Errorf("%w: row %d of a batch of %d", ErrRange, row, b.Order.Batch)
	}
	n, err := b.Order.Number(Place{Round: b.Round, Slot: b.Slot, Step: b.Step, Index: uint32(row)})
	if err != nil {
		return 0, err
	}
	_, position, err := b.Order.Locate(n)
	if err != nil {
		return 0, err
	}
	token, ok := mulAdd(position, b.Context, 0, true)
	if !ok {
		return 0, fmt.Errorf("%w: sample %d of %d tokens lies past 2^64", ErrRange, position, b.Context)
	}
	return token, nil
}

// Run is the rows of a batch of consecutive samples: an evaluation's.
type Run struct {
	// Start is the first token, Sample the first sample after it.
	Start, Sample, Context uint64
}

// First is the number in the dataset of the first token of a row.
func (r Run) First(row int) (uint64, error) {
	if row < 0 {
		return 0, fmt.Errorf("%w: row %d", ErrRange, row)
	}
	token, ok := mulAdd(r.Sample+uint64(row), r.Context, r.Start, r.Sample <= MaxPermutation)
	if !ok {
		return 0, fmt.Errorf("%w: sample %d of %d tokens lies past 2^64", ErrRange, r.Sample, r.Context)
	}
	return token, nil
}
