// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"github.com/zeebo/blake3"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/trainer/tensor"
)

// streamBytes is the memory through which a copy that never happens is hashed.
const streamBytes = 64 << 10

// recorder collects the BLAKE3 root of every operator's output (K3): the
// leaves of a trace. Outputs that lie in the new state have the root 0: the
// state's own id stands for them (A5).
type recorder struct {
	roots  []commit.Digest
	state  map[int]bool
	hash   *blake3.Hasher
	stream []byte
}

// Record makes every following Run collect the roots of all outputs. It
// changes no bit.
func (e *Engine) Record() {
	r := &recorder{
		roots: make([]commit.Digest, e.p.NumOps()), state: map[int]bool{}, hash: blake3.New(), stream: tensor.Memory(streamBytes),
	}
	for _, o := range e.plan.outputs {
		if e.plan.replaced(o) >= 0 {
			r.state[int(o.Ref)] = true
		}
	}
	e.record = r
}

// Roots are those of the last Run, one an operator; nil without Record.
func (e *Engine) Roots() []commit.Digest {
	if e.record == nil {
		return nil
	}
	return e.record.roots
}

// op hashes the output of operator k, which has just run: its memory may soon
// be another's.
func (r *recorder) op(e *Engine, k int) {
	original := e.plan.original[k]
	if r.state[k] || original < 0 {
		return
	}
	r.hash.Reset()
	if e.calls[k] != nil {
		_, _ = r.hash.Write(e.calls[k].Out.Data) // never fails
	} else {
		r.copied(e, k)
	}
	r.hash.Sum(r.roots[original][:0])
}

// copied hashes the output of a Copy that never happens, in byte order.
func (r *recorder) copied(e *Engine, k int) {
	op := &e.plan.ops[k]
	a, ok := op.Attr.(*program.CopyAttr)
	if !ok {
		return
	}
	in := e.value(e.plan.number(op.In[0])).U32()
	n := op.Shape[len(op.Shape)-1]
	out, at := tensor.Tensor{Type: tensor.U32, Data: r.stream}.U32(), 0
	for row := range op.Shape.Size() / n {
		src := a.Source(op.Shape, row*n)
		for i := range n {
			v := in[src+i*a.Strides[len(op.Shape)-1]]
			if v&0x7fffffff > 0x7f800000 {
				v = program.NaN
			}
			out[at] = v
			if at++; at == len(out) {
				_, _ = r.hash.Write(r.stream)
				at = 0
			}
		}
	}
	_, _ = r.hash.Write(r.stream[:4*at])
}
