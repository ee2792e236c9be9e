// SPDX-License-Identifier: Apache-2.0

package engine

import "github.com/weft-network/weft/chain/program"

// settle decides who shares memory, and how long memory is needed. In a plain
// plan nobody shares.
func (pl *plan) settle(plain bool) {
	state := map[int]int{} // output of the new state -> input it replaces
	for _, o := range pl.outputs {
		if in := pl.replaced(o); in >= 0 && pl.lastRead[in] <= int(o.Ref) {
			state[int(o.Ref)] = in
		}
	}
	for v := range pl.home {
		pl.home[v], pl.last[v] = v, pl.lastRead[v]
		if v >= len(pl.ops) {
			pl.last[v] = len(pl.ops) // inputs belong to the caller
		}
	}
	for k := range pl.ops {
		if pl.virtual[k] || plain {
			continue
		}
		if in, ok := state[k]; ok && (pl.lastRead[in] < k || pl.inPlace(k, in)) {
			pl.home[k] = in
		} else {
			pl.inherit(k)
		}
	}
}

// inherit gives operator k the memory of an input that it is the last to read.
func (pl *plan) inherit(k int) {
	for _, r := range pl.ops[k].In {
		v := pl.number(r)
		if h := pl.home[v]; v < len(pl.ops) && h < len(pl.ops) && pl.last[h] == k && pl.inPlace(k, v) && pl.sameSlices(k, v) {
			pl.home[k], pl.last[h] = h, pl.lastRead[k]
			return
		}
	}
}

// sameSlices reports whether operator k may write over value v while other
// slices are not done yet. What is whole is hashed after the group, and may be
// read by its other operators in any place.
func (pl *plan) sameSlices(k, v int) bool {
	g := pl.groups[pl.group[k]]
	return pl.local[k] == pl.local[v] && (pl.local[k] || !g.sliced() || v < g.first && pl.firstReadFrom(v, g.first) == k)
}

// firstReadFrom is the first operator from k on that reads value v.
func (pl *plan) firstReadFrom(v, k int) int {
	for ; k < len(pl.ops); k++ {
		for _, r := range pl.ops[k].In {
			if !pl.virtual[k] && pl.read(r) == v {
				return k
			}
		}
	}
	return k
}

// replaced is the input whose place in the state an output takes, or -1.
func (pl *plan) replaced(o program.Output) int {
	for i, in := range pl.inputs {
		if in.Class == o.Class && in.Tensor == o.Tensor && in.Class.State() {
			return len(pl.ops) + i
		}
	}
	return -1
}

// inPlace reports whether operator k may write over value v: the contract of
// kernel.Kernel.
func (pl *plan) inPlace(k, v int) bool {
	op := &pl.ops[k]
	if pl.bytes(v) != pl.bytes(k) || pl.typeOf(v) != op.Type {
		return false
	}
	whole := false
	for in, r := range op.In {
		if pl.read(r) != v {
			continue
		}
		if pl.number(r) != v {
			return false
		}
		switch a := op.Attr.(type) {
		case *program.MapAttr:
			if in >= len(a.Modes) || a.Modes[in] != program.Full {
				return false
			}
		case *program.ProductAttr:
			if !a.Start || in != 2 {
				return false
			}
		case *program.ScatterAttr:
			if in != 2 {
				return false
			}
		default:
			return false
		}
		whole = true
	}
	return whole
}
