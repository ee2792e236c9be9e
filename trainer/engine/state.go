// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"fmt"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/trainer/tensor"
)

// state is the memory of the tensors of a state: one block, laid out as the
// state file is after its header, so that hashing it is hashing the file (K4).
type state struct {
	layout *program.State
	header []byte
	data   []byte
	leaves []commit.Digest
	// Error feedback rests while steps change the rest: the leaves from
	// resting on lie in it, and fresh says that they are not hashed yet.
	resting int
	fresh   bool
	hash    func(task, tasks int) // kept here because an ID allocates little
	guest   bool                  // the memory is the caller's
}

// allocator returns zero bytes.
type allocator func(n int) ([]byte, error)

// newState lays out the state in the given memory, or in new memory.
func newState(layout *program.State, memory []byte, alloc allocator) (*state, error) {
	size, guest := int(layout.DataSize()), memory != nil
	switch {
	case !guest:
		var err error
		if memory, err = alloc(size); err != nil {
			return nil, err
		}
	case len(memory) < size:
		return nil, fmt.Errorf("%w: memory of %d bytes for a state of %d", ErrInput, len(memory), size)
	}
	s := &state{layout: layout, data: memory[:size:size], fresh: true, resting: layout.Leaves(), guest: guest}
	if first, end := layout.Range(program.ClassFeedback); end == layout.DataSize() && first < end {
		s.resting = int((layout.HeaderSize() + first + commit.LeafSize - 1) / commit.LeafSize)
	}
	return s, nil
}

// tensor is the memory of one input of the program.
func (s *state) tensor(in *program.Input, alloc allocator) (tensor.Tensor, error) {
	if !in.Class.State() {
		data, err := alloc(in.Shape.Size() * in.Type.Bytes())
		return tensor.Tensor{Type: tensor.Type(in.Type), Data: data}, err
	}
	t, err := s.layout.Tensor(in.Class, in.Tensor)
	if err != nil {
		return tensor.Tensor{}, err
	}
	end := t.Offset + t.Bytes
	return tensor.Tensor{Type: tensor.Type(in.Type), Data: s.data[t.Offset:end:end]}, nil
}

// inputBytes is the memory of all inputs: the state, and every other input.
func (pl *plan) inputBytes() int64 {
	n := int64(pl.layout.DataSize())
	for v := range pl.inputs {
		if !pl.inputs[v].Class.State() {
			n += int64(aligned(pl.bytes(len(pl.ops) + v)))
		}
	}
	return n
}

// Layout says what lies where in State.
func (e *Engine) Layout() *program.State { return e.mem.layout }

// State is the memory of the state: the bytes of the state file after its
// header. Inputs of the state are parts of it, and Run changes it in place.
// Whoever writes error feedback calls Changed.
func (e *Engine) State() []byte { return e.mem.data }

// Changed says that error feedback was written: ID remembers its hashes.
// Nothing else that is written needs a call.
func (e *Engine) Changed() { e.mem.fresh = true }

// ID is the content id of the state file, hashed where it lies, by all workers.
func (e *Engine) ID() (commit.ID, error) {
	s := e.mem
	if s.header == nil {
		s.header = s.layout.Header()
		s.leaves = make([]commit.Digest, s.layout.Leaves())
		s.hash = func(task, _ int) { s.leaves[task] = s.layout.Leaf(s.header, s.data, task) }
	}
	n := s.resting
	if s.fresh {
		n = len(s.leaves)
	}
	if e.device != nil && !s.guest {
		first, err := e.leavesOnDevice(n)
		if err != nil {
			return commit.ID{}, err
		}
		n = first
	}
	e.pool.each(n, s.hash)
	s.fresh = false
	return s.layout.Join(s.leaves)
}
