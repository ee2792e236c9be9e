// SPDX-License-Identifier: Apache-2.0

package outer

import (
	"fmt"
	"math"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/trainer/tensor"
)

// Exchange encodes and folds the deltas of one job. It is safe for concurrent
// use.
type Exchange struct {
	o       *program.Outer
	workers int
	tensors []coded
	parts   []part
	bytes   int

	beta, rate, momentum, unit float32
}

// coded is one tensor of the model in a delta.
type coded struct {
	program.Coding
	name   string
	offset int
}

// part is what a worker does at a time: blocks of one tensor.
type part struct{ tensor, first, end int }

// partElements is about as many elements as make waking a worker worthwhile.
const partElements = 1 << 16

// New prepares the exchange of a job; workers 0 means all processors.
func New(o *program.Outer, workers int) *Exchange {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	number := math.Float32frombits
	x := &Exchange{
		o: o, workers: workers, bytes: o.DeltaBytes(),
		beta: number(o.Beta), rate: number(o.Rate), momentum: number(o.Momentum), unit: number(o.Unit),
	}
	for i := range o.Dims.NumParams() {
		c := coded{Coding: o.Coding(i), name: o.Dims.Param(i).Name, offset: o.Offset(i)}
		x.tensors = append(x.tensors, c)
		step := partElements / c.BlockLen()
		for first := 0; first < c.Blocks(); first += step {
			x.parts = append(x.parts, part{i, first, min(first+step, c.Blocks())})
		}
	}
	return x
}

// Bytes is the length of every delta of the job.
func (x *Exchange) Bytes() int { return x.bytes }

// Tensors are the tensors of a class in the memory of a state, in tensor order;
// nil if the state has none of that class.
func (x *Exchange) Tensors(layout *program.State, data []byte, class program.Class) ([]tensor.Tensor, error) {
	if first, end := layout.Range(class); first == end {
		return nil, nil
	}
	if uint64(len(data)) != layout.DataSize() {
		return nil, fmt.Errorf("%w: a state of %d bytes; its layout has %d", ErrShape, len(data), layout.DataSize())
	}
	list := make([]tensor.Tensor, 0, len(x.tensors))
	for i := range x.tensors {
		t, err := layout.Tensor(class, i)
		if err != nil {
			return nil, err
		}
		list = append(list, tensor.Tensor{Type: tensor.Type(t.Type), Data: data[t.Offset : t.Offset+t.Bytes]})
	}
	return list, nil
}

// fits checks that list holds the model's tensors in a format.
func (x *Exchange) fits(what string, list []tensor.Tensor, format tensor.Type) error {
	if len(list) != len(x.tensors) {
		return fmt.Errorf("%w: %s of %d tensors; the model has %d", ErrShape, what, len(list), len(x.tensors))
	}
	for i := range x.tensors {
		if c := &x.tensors[i]; list[i].Type != format || list[i].Len() != c.Len {
			return fmt.Errorf("%w: %s of %s: %d elements in format %d; the model has %d in format %d",
				ErrShape, what, c.name, list[i].Len(), list[i].Type, c.Len, format)
		}
	}
	return nil
}

// delta checks the length of a delta.
func (x *Exchange) fitsDelta(delta []byte) error {
	if len(delta) != x.bytes {
		return fmt.Errorf("%w: a delta of %d bytes; every delta of this job has %d", ErrShape, len(delta), x.bytes)
	}
	return nil
}

// block is the bytes of a block in a delta, and its elements.
func (c *coded) block(delta []byte, block int) (b []byte, first, n int) {
	offset, length := c.Place(block)
	first, n = c.Elements(block)
	return delta[c.offset+offset:][:length:length], first, n
}

// scratch is what a worker needs for one block.
type scratch struct {
	x     [program.SparseBlock]float32
	sum   [program.SparseBlock]int64
	count [program.SparseBlock]int64
}

var scratches = sync.Pool{New: func() any { return new(scratch) }}

// each runs work for every part, on all workers, and returns the error of the
// first part that has one. Parts touch different elements, so their order
// changes no bit.
func (x *Exchange) each(work func(p part, s *scratch) error) error {
	var next atomic.Int64
	errs := make([]error, len(x.parts))
	var done sync.WaitGroup
	for range min(x.workers, len(x.parts)) {
		done.Go(func() {
			s, ok := scratches.Get().(*scratch)
			if !ok {
				s = new(scratch)
			}
			defer scratches.Put(s)
			for k := next.Add(1) - 1; k < int64(len(x.parts)); k = next.Add(1) - 1 {
				errs[k] = work(x.parts[k], s)
			}
		})
	}
	done.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// finite reports whether all elements are.
func finite(x []float32) bool {
	acc := uint32(0)
	for _, v := range x {
		// Adding one to an exponent of ones carries into the sign.
		acc |= math.Float32bits(v)&0x7fffffff + 0x00800000
	}
	return acc>>31 == 0
}
