// SPDX-License-Identifier: Apache-2.0

package program

// Kinds of the exchange between rounds. All work on integers.

// EncodeAttr is the bytes of a tensor in a delta: Coding.EncodeBlock of each
// block. Input: f32 [Len]. Output: u8 [Bytes].
type EncodeAttr struct{ Coding Coding }

// TallyDeltas is the most deltas that one Tally reads. With the factors and the
// start value its witness has MaxWitnessInputs ranges.
const TallyDeltas = MaxWitnessInputs - 2

// TallyAttr is out[i] = start[i] + sum over deltas d of factors[First + d] *
// the value of element i in units of 2^Min, or with Count, + the number of
// deltas that send element i. A malformed block has no values and sends
// nothing. Inputs: Deltas deltas as u8, in which the tensor starts at Offset;
// factors as u32, unless Count; start as i64, if Start. Output: i64 [Len].
type TallyAttr struct {
	Coding        Coding
	Offset        int
	Deltas, First int
	Count, Start  bool
}

// NormAttr is the exact sum of blocks of 4096 elements, of their squares if
// Squares, plus start. Inputs: i64 [Len] if Squares, else u128 [Len]; then
// start as u128 [1] if Start. Output: u128 [ceil(Len / 4096)].
type NormAttr struct {
	Len            int
	Squares, Start bool
}

func (e *encoder) coding(c *Coding) { e.ints(int(c.Codec), c.Len, c.Keep, c.Min) }

func (a *EncodeAttr) encode(e *encoder) { e.coding(&a.Coding) }

func (a *TallyAttr) encode(e *encoder) {
	e.coding(&a.Coding)
	e.ints(a.Offset, a.Deltas, a.First)
	e.flag(a.Count)
	e.flag(a.Start)
}

func (a *NormAttr) encode(e *encoder) {
	e.ints(a.Len)
	e.flag(a.Squares)
	e.flag(a.Start)
}

// Locate is the block that holds byte i of the tensor, and the byte's place in
// the block.
func (a *EncodeAttr) Locate(i int) (block, at int) {
	whole := a.Coding.size(a.Coding.BlockLen())
	return i / whole, i % whole
}

func (a *EncodeAttr) witness(i int) []Range {
	block, _ := a.Locate(i)
	first, n := a.Coding.Elements(block)
	return []Range{{0, first, n}}
}

func (a *TallyAttr) witness(i int) []Range {
	offset, length := a.Coding.Place(i / a.Coding.BlockLen())
	rs := make([]Range, 0, MaxWitnessInputs)
	for d := range a.Deltas {
		rs = append(rs, Range{d, a.Offset + offset, length})
	}
	next := a.Deltas
	if !a.Count {
		rs = append(rs, Range{next, a.First, a.Deltas})
		next++
	}
	if a.Start {
		rs = append(rs, Range{next, i, 1})
	}
	return rs
}

// Block is the elements of the input that output i sums.
func (a *NormAttr) Block(i int) (first, n int) {
	first = i * ReduceBlock
	return first, min(ReduceBlock, a.Len-first)
}

func (a *NormAttr) witness(i int) []Range {
	first, n := a.Block(i)
	rs := []Range{{0, first, n}}
	if a.Start {
		rs = append(rs, Range{1, 0, 1})
	}
	return rs
}
