// SPDX-License-Identifier: Apache-2.0

package kerneltest

import (
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/trainer/kernel"
	"github.com/weft-network/weft/trainer/kernel/ref"
	"github.com/weft-network/weft/trainer/tensor"
)

// whole makes integers of every size, zeros among them.
func (m *maker) whole(n int) tensor.Tensor {
	x := tensor.New(tensor.I64, n)
	for i := range x.I64() {
		if m.rng.IntN(5) > 0 {
			x.I64()[i] = int64(m.rng.Uint64()) >> m.rng.IntN(64)
		}
	}
	return x
}

// codings are short and whole blocks of both codecs, with grids that numbers
// of the mix lie in, below and above.
func (m *maker) codings() []program.Coding {
	lowest := -m.rng.IntN(101)
	return []program.Coding{
		{Codec: program.Dense8, Len: m.size(1, 70, 256, 513), Min: lowest},
		{Codec: program.Dense8, Len: m.size(40), Min: -20},
		{Codec: program.Sparse, Len: 2*program.SparseBlock - m.rng.IntN(4000), Keep: 1 + m.rng.IntN(40), Min: -20},
		{Codec: program.Sparse, Len: m.size(9, 300), Keep: 1 + m.rng.IntN(1024), Min: lowest},
	}
}

func encodeOp(c program.Coding) *program.Op {
	return &program.Op{
		Kind: program.KindEncode, Type: program.U8, Shape: program.Shape{c.Bytes()}, In: make([]program.Ref, 1),
		Attr: &program.EncodeAttr{Coding: c},
	}
}

func encodes(m *maker) {
	for _, c := range m.codings() {
		m.compare(encodeOp(c), m.numbers(c.Len))
	}
	// Ties, of which the lower places win, and blocks with little in them.
	c := program.Coding{Codec: program.Sparse, Len: program.SparseBlock + 50, Keep: 9, Min: -10}
	x := tensor.New(tensor.F32, c.Len)
	for i := range x.F32() {
		if m.rng.IntN(300) == 0 {
			x.F32()[i] = float32(1 - 2*m.rng.IntN(2))
		}
	}
	m.compare(encodeOp(c), x)
	m.compare(encodeOp(c), tensor.New(tensor.F32, c.Len))
}

// tallies reads deltas of which some are damaged.
func tallies(m *maker) {
	for _, c := range m.codings() {
		c.Len = min(c.Len, 700)
		a := &program.TallyAttr{
			Coding: c, Offset: m.rng.IntN(9), Deltas: 1 + m.rng.IntN(program.TallyDeltas), First: m.rng.IntN(3),
			Count: m.rng.IntN(3) == 0, Start: m.rng.IntN(2) == 0,
		}
		var in []tensor.Tensor
		for range a.Deltas {
			in = append(in, m.delta(c, a.Offset))
		}
		if !a.Count {
			in = append(in, m.integers(a.First+a.Deltas, program.FactorOne+1))
		}
		if a.Start {
			in = append(in, m.whole(c.Len))
		}
		m.compare(&program.Op{
			Kind: program.KindTally, Type: program.I64, Shape: program.Shape{c.Len}, In: make([]program.Ref, len(in)), Attr: a,
		}, in...)
	}
}

// delta is a tensor's bytes after some others, sometimes with a byte changed.
func (m *maker) delta(c program.Coding, offset int) tensor.Tensor {
	call := kernel.New(encodeOp(c), m.numbers(c.Len))
	kernel.Do(ref.Kernel{}, call, 1)
	b := tensor.New(tensor.U8, offset+c.Bytes()+3)
	copy(b.Data[offset:], call.Out.Data)
	for m.rng.IntN(2) == 0 {
		b.Data[offset+m.rng.IntN(c.Bytes())] = byte(m.rng.Uint32())
	}
	return b
}

func norms(m *maker) {
	for _, n := range []int{m.size(1, 100), program.ReduceBlock + m.size(1, 30)} {
		for _, squares := range []bool{true, false} {
			a := &program.NormAttr{Len: n, Squares: squares, Start: n <= program.ReduceBlock && m.rng.IntN(2) == 0}
			x := m.whole(n)
			if !squares {
				x = m.whole(2 * n)
				x.Type = tensor.U128
			}
			in := []tensor.Tensor{x}
			if a.Start {
				start := m.whole(2)
				start.Type = tensor.U128
				in = append(in, start)
			}
			blocks := (n + program.ReduceBlock - 1) / program.ReduceBlock
			m.compare(&program.Op{
				Kind: program.KindNorm, Type: program.U128, Shape: program.Shape{blocks}, In: make([]program.Ref, len(in)), Attr: a,
			}, in...)
		}
	}
}
