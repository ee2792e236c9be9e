// SPDX-License-Identifier: Apache-2.0

package sample

import (
	"fmt"
	"math/bits"

	"github.com/weft-network/weft/chain/commit"
)

// Order is the data order of a job: which sample of the dataset each place of
// each batch holds. Spec R5.
type Order struct {
	Job     uint64
	Samples uint64 // in the dataset
	Slots   uint32 // N
	Steps   uint32 // H
	Batch   uint32
}

// Place is one place of one batch. Rounds count from 0; steps from 1 to H, as
// in the leaves.
type Place struct {
	Round uint64
	Slot  uint32
	Step  uint32
	Index uint32 // within the batch
}

// Validate checks that every field is usable.
func (o Order) Validate() error {
	if o.Samples == 0 || o.Samples > MaxPermutation {
		return fmt.Errorf("%w: dataset of %d samples, want 1 to %d", ErrRange, o.Samples, uint64(MaxPermutation))
	}
	if o.Slots == 0 || o.Steps == 0 || o.Batch == 0 {
		return fmt.Errorf("%w: %d slots, %d steps, batch %d, want at least 1 of each", ErrRange, o.Slots, o.Steps, o.Batch)
	}
	return nil
}

// Number is the global number of the sample at a place: all places of all
// rounds, counted in the order round, slot, step, index.
func (o Order) Number(p Place) (uint64, error) {
	if p.Slot >= o.Slots || p.Step < 1 || p.Step > o.Steps || p.Index >= o.Batch {
		return 0, fmt.Errorf("%w: place %+v of %d slots, steps 1 to %d, batch %d", ErrRange, p, o.Slots, o.Steps, o.Batch)
	}
	n, ok := mulAdd(p.Round, uint64(o.Slots), uint64(p.Slot), true)
	n, ok = mulAdd(n, uint64(o.Steps), uint64(p.Step-1), ok)
	n, ok = mulAdd(n, uint64(o.Batch), uint64(p.Index), ok)
	if !ok {
		return 0, fmt.Errorf("%w: round %d numbers its samples past 2^64", ErrRange, p.Round)
	}
	return n, nil
}

// Epoch is the order of the samples in one pass over the dataset.
func (o Order) Epoch(epoch uint64) (Permutation, error) {
	key := orderDomain.Fields(commit.Uint64Bytes(o.Job), commit.Uint64Bytes(epoch))
	return NewPermutation(key, o.Samples)
}

// Locate is the sample of the dataset that has global number n. A caller that
// walks many numbers keeps the Epoch.
func (o Order) Locate(n uint64) (epoch, position uint64, err error) {
	if err := o.Validate(); err != nil {
		return 0, 0, err
	}
	epoch = n / o.Samples
	perm, err := o.Epoch(epoch)
	if err != nil {
		return 0, 0, err
	}
	return epoch, perm.At(n % o.Samples), nil
}

var orderDomain = commit.NewDomain("data order")

// mulAdd is x·y + z, and whether that and everything before it fits.
func mulAdd(x, y, z uint64, ok bool) (uint64, bool) {
	hi, lo := bits.Mul64(x, y)
	sum, carry := bits.Add64(lo, z, 0)
	return sum, ok && hi == 0 && carry == 0
}
