// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"slices"

	"github.com/weft-network/weft/chain/program"
)

// axis is one dimension of a Copy: n elements, dense elements apart in the
// output and source elements apart in the input.
type axis struct{ n, dense, source int }

// axesOf lists the dimensions of a Copy, outermost first; neighbours that are
// one run in both tensors are merged.
func axesOf(op *program.Op, a *program.CopyAttr) []axis {
	var axes []axis
	dense := 1
	for d, n := range slices.Backward(op.Shape) {
		x := axis{n, dense, a.Strides[d]}
		dense *= x.n
		if x.n == 1 {
			continue
		}
		if len(axes) > 0 {
			if last := &axes[len(axes)-1]; x.source == last.source*last.n {
				last.n *= x.n
				continue
			}
		}
		axes = append(axes, x)
	}
	slices.Reverse(axes)
	return axes
}

// index is one way in which a reader steps through the output of a Copy.
type index struct{ n, stride int }

// through translates the steps of a reader into steps through the source. It
// fails if a step would cross the end of a dimension.
func through(axes []axis, offset, sourceOffset int, steps []index) (at int, strides []int, ok bool) {
	used := make([]int, len(axes))
	at = sourceOffset
	for i, x := range axes {
		q := offset / x.dense
		used[i], offset = q, offset%x.dense
		at += q * x.source
	}
	strides = make([]int, len(steps))
	for s, step := range steps {
		if step.n == 1 || step.stride == 0 {
			continue
		}
		for i, x := range axes {
			if step.stride >= x.dense && step.stride%x.dense == 0 {
				q := step.stride / x.dense
				used[i] += q * (step.n - 1)
				strides[s] = q * x.source
				break
			}
		}
	}
	for i, x := range axes {
		if used[i] >= x.n {
			return 0, nil, false
		}
	}
	return at, strides, true
}

// operand is how a product reads one of its operands.
type operand struct {
	view   program.View
	stride int // of k
}

// readThrough is the operand that reads the source of a Copy instead.
func readThrough(c *program.Op, v program.View, batch [3]int, rows, k int) (operand, bool) {
	a, ok := c.Attr.(*program.CopyAttr)
	if !ok || c.Type != program.F32 {
		return operand{}, false
	}
	steps := []index{{batch[0], v.Batch[0]}, {batch[1], v.Batch[1]}, {batch[2], v.Batch[2]}, {rows, v.Row}, {k, 1}}
	at, s, ok := through(axesOf(c, a), v.Offset, a.Offset, steps)
	if !ok {
		return operand{}, false
	}
	return operand{program.View{Offset: at, Batch: [3]int{s[0], s[1], s[2]}, Row: s[3]}, s[4]}, true
}

// reader is an operator that reads a value, at a place in its inputs.
type reader struct{ op, in int }

// fusible reports whether a reader can take the source of Copy c instead.
func fusible(c, r *program.Op, in int) bool {
	copied, ok := c.Attr.(*program.CopyAttr)
	if !ok {
		return false
	}
	switch a := r.Attr.(type) {
	case *program.ProductAttr:
		if in > 1 {
			return false
		}
		v, rows := a.A, a.M
		if in == 1 {
			v, rows = a.B, a.N
		}
		o, ok := readThrough(c, v, a.Batch, rows, a.K)
		// Packing is fast along k, along rows, and for columns of dots.
		return ok && (o.stride == 1 || o.view.Row == 1 || a.K == 1 || (a.M == 1 && a.N == 1))
	case *program.ScatterAttr:
		at, s, ok := through(axesOf(c, copied), 0, copied.Offset, []index{{a.Width, a.Tokens}, {a.Tokens, 1}})
		return in == 1 && ok && at == 0 && (a.Width == 1 || s[0] == 1) && (a.Tokens == 1 || s[1] == a.Width)
	}
	return false
}
