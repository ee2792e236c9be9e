// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"errors"
	"math"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/trainer/kernel"
	"github.com/weft-network/weft/trainer/tensor"
)

// A device begins calls in order and shares out each by itself: one worker
// feeds it, and slices would be many small calls. So the plan cuts nothing as
// long as everything fits; then slices are as large as they may be.
var (
	wholeSizes  = sizes{whole: true}
	deviceSizes = sizes{rows: 256, own: math.MaxInt, shared: 256 << 20}
)

// reserve is what a plan leaves free on a device, for its driver and the stage
// of copies.
const reserve = 256 << 20

// onDevice is a configuration for a device, within the memory that it has.
func onDevice(d kernel.Device, cfg Config) Config {
	cfg.Workers = 1
	if cfg.slices == usualSizes {
		cfg.slices = deviceSizes
	}
	if free := d.Free() - reserve; cfg.Memory <= 0 || free < cfg.Memory {
		cfg.Memory = max(free, 1)
	}
	return cfg
}

// memoryOf returns n zero bytes that the kernel can use.
func (e *Engine) memoryOf(n int) ([]byte, error) {
	if e.device == nil {
		return tensor.Memory(n), nil
	}
	b, err := e.device.Memory(n)
	if err == nil {
		e.lent = append(e.lent, b)
	}
	return b, err
}

// giveBack returns what a device lent.
func (e *Engine) giveBack() error {
	if e.device == nil {
		return nil
	}
	e.device.Leave()
	var err error
	for _, b := range e.lent {
		err = errors.Join(err, e.device.Release(b))
	}
	e.lent = nil
	return err
}

// settle waits for what the kernel has begun, before the host reads. If the
// device has failed, what is read means nothing, and Run fails at its end.
func (e *Engine) settle() {
	if e.device != nil {
		e.lost = e.device.Wait()
	}
}

// copy makes a move after all calls.
func (e *Engine) copy(m move) {
	if e.device != nil && !e.mem.guest {
		e.device.Move(m.to.Data, m.from.Data)
		return
	}
	e.settle()
	copy(m.to.Data, m.from.Data)
}

// finiteOnDevice is finite where the state is.
func (e *Engine) finiteOnDevice() error {
	if e.mem.guest { // the state is the caller's memory
		if e.settle(); e.lost != nil {
			return e.lost
		}
		for _, i := range e.state {
			if t := e.inputs[i]; !isFinite(t, 0, t.Len()) {
				return &Diverged{e.clock.Step, e.plan.inputs[i].Name}
			}
		}
		return nil
	}
	e.written = e.written[:0]
	for _, i := range e.state {
		e.written = append(e.written, e.inputs[i])
	}
	i, err := e.device.Infinite(e.written)
	if err != nil || i < 0 {
		return err
	}
	return &Diverged{e.clock.Step, e.plan.inputs[e.state[i]].Name}
}

// leavesOnDevice hashes the leaves before end that lie wholly in the data; those
// before first hold some of the header.
func (e *Engine) leavesOnDevice(end int) (first int, err error) {
	s := e.mem
	header := s.layout.HeaderSize()
	first = int((header + commit.LeafSize - 1) / commit.LeafSize)
	if first >= end {
		return end, nil
	}
	from := uint64(first)*commit.LeafSize - header
	to := min(uint64(end)*commit.LeafSize-header, s.layout.DataSize())
	digests, err := e.device.Leaves(s.data[from:to], commit.LeafSize)
	for i, d := range digests {
		s.leaves[first+i] = d
	}
	return first, err
}
