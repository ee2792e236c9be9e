// SPDX-License-Identifier: Apache-2.0

package kernel

import (
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/trainer/tensor"
)

// Call is one operator with its memory.
type Call struct {
	Op  *program.Op
	In  []tensor.Tensor
	Out tensor.Tensor
	// StrideA and StrideB are the distances between neighbouring k of a
	// product's operands: 1, unless an engine lets the product read the source
	// of a transpose. The views of Op then are those of the source.
	StrideA, StrideB int
	Part             Part
}

// Part says which terms of a product a call adds, if they come in several
// calls, one after another: K of the call's attributes, from First on. The
// call that adds the last term of a block of N3 adds the block to Out.
type Part struct {
	// First is the number of terms that earlier calls have added, Terms those
	// of all calls; 0 if the call has them all.
	First, Terms int
	// Chains holds unfinished blocks from call to call.
	Chains []byte
}

// Kernel executes operators. An implementation is safe for concurrent use.
//
// Out may share its memory with the start value of a product or a scatter and
// with a Full operand of a Map, element for element; with no other input.
type Kernel interface {
	// Name says which implementation runs, for people and benchmarks.
	Name() string
	// Strided says that Run reads StrideA, StrideB and Part.
	Strided() bool
	// Chains is the memory in bytes of the Part of a call with one batch and
	// no mask.
	Chains(c *Call) int
	// Tasks is the number of independent parts into which a call should be
	// cut for workers that run at once. Any number gives the same bits.
	Tasks(c *Call, workers int) int
	// Scratch is the memory in bytes that one task of a call needs.
	Scratch(c *Call) int
	// Run executes one of tasks parts of a call. Parts cover the output and
	// may run in any order, at the same time. Memory of scratch is aligned
	// like that of tensors; its content has no meaning.
	Run(c *Call, task, tasks int, scratch []byte)
}

// Device is a kernel that executes calls elsewhere, one after another: Run only
// begins a call. Memory that Memory gave is used where it lies, and the host may
// read and write it when Wait has returned; calls on any other memory work, but
// wait.
type Device interface {
	Kernel
	// Computes reports whether the device has kernels for products of a profile.
	Computes(p program.Profile) bool
	// Join and Leave say that an engine begins and ends to use the device.
	Join()
	Leave()
	// Memory returns n zero bytes, aligned like those of tensors.
	Memory(n int) ([]byte, error)
	// Release takes them back.
	Release(b []byte) error
	// Free is the bytes that Memory could still give.
	Free() int64
	// Wait returns when every call has run. Its error is for good.
	Wait() error
	// Move copies Memory to other Memory, as a call does.
	Move(to, from []byte)
	// Infinite is the index of the first of these tensors, in Memory, that holds
	// a number that is not finite; -1 if none does. It waits.
	Infinite(tensors []tensor.Tensor) (int, error)
	// Leaves are the BLAKE3 digests of pieces of size bytes of Memory, of which
	// the last may be shorter. It waits.
	Leaves(data []byte, size int) ([][32]byte, error)
}

// Chooser is a kernel that stands for several devices: an engine works on one.
type Chooser interface {
	Kernel
	Choose() Device
}

// New makes a call with new output memory, for tests and single operators.
func New(op *program.Op, in ...tensor.Tensor) *Call {
	return &Call{Op: op, In: in, Out: tensor.New(tensor.Type(op.Type), op.Shape.Size()), StrideA: 1, StrideB: 1}
}

// Do runs every task of a call, one after another.
func Do(k Kernel, c *Call, workers int) {
	tasks := k.Tasks(c, workers)
	scratch := tensor.Memory(k.Scratch(c))
	for task := range tasks {
		k.Run(c, task, tasks, scratch)
	}
}

// Span is the part of n items that belongs to a task: contiguous, in order,
// sizes differing by at most one.
func Span(n, task, tasks int) (first, end int) {
	return n * task / tasks, n * (task + 1) / tasks
}
