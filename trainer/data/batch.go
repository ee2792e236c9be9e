// SPDX-License-Identifier: Apache-2.0

package data

import (
	"fmt"

	"github.com/weft-network/weft/chain/sample"
	"github.com/weft-network/weft/trainer/tensor"
)

// MaxContext bounds the tokens of a sample.
const MaxContext = 1 << 20

// reader reads samples into rows of context+1 tokens: the inputs are the first
// context, the targets the last.
type reader struct {
	d   *Dataset
	row int
	buf []byte
}

func newReader(d *Dataset, context int) (reader, error) {
	if context < 1 || context > MaxContext {
		return reader{}, fmt.Errorf("%w: a context of %d, want 1 to %d", ErrOptions, context, MaxContext)
	}
	return reader{d, context + 1, make([]byte, (context+1)*d.m.Width)}, nil
}

// fill reads sample i after token base into row r of dst.
func (r *reader) fill(dst []uint32, row int, base, i uint64) error {
	return r.d.read(dst[row*r.row:][:r.row], base+i*uint64(r.row-1), r.buf)
}

// Batcher fills the batches of training. It is for one goroutine.
type Batcher struct {
	reader
	order sample.Order
	epoch uint64
	perm  sample.Permutation
}

// NewBatcher draws samples of a context in the order o, whose number of samples
// it sets: all that lie before the validation slice.
func NewBatcher(d *Dataset, context int, o sample.Order) (*Batcher, error) {
	r, err := newReader(d, context)
	if err != nil {
		return nil, err
	}
	if o.Samples = d.Samples(context); o.Samples == 0 {
		return nil, fmt.Errorf("%w: %d tokens to train on hold no sample of %d inputs and a target; use more text or a shorter context",
			ErrEmpty, d.m.Train(), context)
	}
	if err := o.Validate(); err != nil {
		return nil, err
	}
	b := &Batcher{reader: r, order: o}
	b.perm, err = o.Epoch(0)
	return b, err
}

// Order is the order with the number of samples in it.
func (b *Batcher) Order() sample.Order { return b.order }

// Fill fills dst, the tokens of a training program (batch × (context+1) ids),
// with the batch of a step; steps count from 1. It allocates nothing.
func (b *Batcher) Fill(dst tensor.Tensor, round uint64, slot, step uint32) error {
	return b.Batch(dst.U32(), round, slot, step)
}

// Batch is Fill for a slice.
func (b *Batcher) Batch(dst []uint32, round uint64, slot, step uint32) error {
	if want := int(b.order.Batch) * b.row; len(dst) != want {
		return fmt.Errorf("%w: a batch takes %d ids, the tensor has %d", ErrOptions, want, len(dst))
	}
	for i := range b.order.Batch {
		n, err := b.order.Number(sample.Place{Round: round, Slot: slot, Step: step, Index: i})
		if err != nil {
			return err
		}
		if epoch := n / b.order.Samples; epoch != b.epoch {
			if b.perm, err = b.order.Epoch(epoch); err != nil {
				return err
			}
			b.epoch = epoch
		}
		if err := b.fill(dst, int(i), 0, b.perm.At(n%b.order.Samples)); err != nil {
			return err
		}
	}
	return nil
}

// Validation fills the batches of the validation slice, in order. It is for one
// goroutine.
type Validation struct {
	reader
	batch   int
	batches int
}

// NewValidation cuts the validation slice into batches; samples that fill none
// are left out.
func NewValidation(d *Dataset, context, batch int) (*Validation, error) {
	r, err := newReader(d, context)
	if err != nil {
		return nil, err
	}
	if batch < 1 {
		return nil, fmt.Errorf("%w: a batch of %d, want at least 1", ErrOptions, batch)
	}
	n := samples(d.m.ValidationTokens, context) / uint64(batch)
	if n == 0 {
		return nil, fmt.Errorf("%w: a validation slice of %d tokens holds no batch of %d samples of %d inputs and a target",
			ErrEmpty, d.m.ValidationTokens, batch, context)
	}
	return &Validation{r, batch, int(n)}, nil
}

// Batches is the number of batches.
func (v *Validation) Batches() int { return v.batches }

// Fill fills dst, the tokens of an evaluation program, with batch i. It
// allocates nothing.
func (v *Validation) Fill(dst tensor.Tensor, i int) error { return v.Batch(dst.U32(), i) }

// Batch is Fill for a slice.
func (v *Validation) Batch(dst []uint32, i int) error {
	if want := v.batch * v.row; len(dst) != want {
		return fmt.Errorf("%w: a batch takes %d ids, the tensor has %d", ErrOptions, want, len(dst))
	}
	if i < 0 || i >= v.batches {
		return fmt.Errorf("%w: validation batch %d of %d", ErrRange, i, v.batches)
	}
	for row := range v.batch {
		if err := v.fill(dst, row, v.d.m.ValidationStart, uint64(i)*uint64(v.batch)+uint64(row)); err != nil {
			return err
		}
	}
	return nil
}
