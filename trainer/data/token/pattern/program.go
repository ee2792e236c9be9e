// SPDX-License-Identifier: Apache-2.0

package pattern

import (
	"fmt"
	"slices"
)

// instr is one instruction of a backtracking matcher. Of two ways, the first is
// tried first.
type instr struct {
	op   op
	set  int // of opChar and opLook
	x, y int // where to go on
}

type op uint8

const (
	opChar op = iota + 1 // read a character of the set, go to x
	opLook               // see whether the next is in the set, go to x
	opFork               // go to x, then to y
	opDone
)

// The bounds of a program, which bound the work of making its automaton.
const (
	maxInstrs = 1000
	maxSets   = 60
)

// look is a set that also tells whether the end of the text is in it.
type look struct {
	Set
	end bool
}

// compiler lays out instructions from the last to the first.
type compiler struct {
	prog []instr
	sets []look
}

func compile(n *node) (*compiler, int, error) {
	c := &compiler{}
	start, err := c.node(n, c.emit(instr{op: opDone}))
	return c, start, err
}

func (c *compiler) emit(i instr) int {
	c.prog = append(c.prog, i)
	return len(c.prog) - 1
}

// node emits n so that it goes on at next, and returns where n starts.
func (c *compiler) node(n *node, next int) (int, error) {
	if len(c.prog) > maxInstrs || len(c.sets) > maxSets {
		return 0, fmt.Errorf("%w: too large for an automaton: more than %d instructions or %d classes", ErrPattern, maxInstrs, maxSets)
	}
	var err error
	switch n.kind {
	case kindChar:
		return c.emit(instr{op: opChar, set: c.intern(look{n.set, false}), x: next}), nil
	case kindLook:
		return c.emit(instr{op: opLook, set: c.intern(look{n.set, n.end}), x: next}), nil
	case kindRepeat:
		return c.repeat(n, next)
	case kindAlt:
		start := -1
		for _, sub := range slices.Backward(n.subs) {
			way, err := c.node(sub, next)
			if err != nil {
				return 0, err
			}
			if start < 0 {
				start = way
				continue
			}
			start = c.emit(instr{op: opFork, x: way, y: start})
		}
		return start, nil
	default:
		for _, sub := range slices.Backward(n.subs) {
			if next, err = c.node(sub, next); err != nil {
				break
			}
		}
		return next, err
	}
}

// repeat unrolls the repetitions that are counted.
func (c *compiler) repeat(n *node, next int) (int, error) {
	body, times := n.subs[0], n.min
	var err error
	if n.max < 0 {
		loop := c.emit(instr{op: opFork})
		way, err := c.node(body, loop)
		if err != nil {
			return 0, err
		}
		c.fork(loop, way, next, n.lazy)
		if next = loop; n.min > 0 {
			next, times = way, n.min-1
		}
	}
	out := next
	for range max(n.max, n.min) - n.min {
		way, err := c.node(body, next)
		if err != nil {
			return 0, err
		}
		next = c.emit(instr{op: opFork})
		c.fork(next, way, out, n.lazy)
	}
	for ; times > 0 && err == nil; times-- {
		next, err = c.node(body, next)
	}
	return next, err
}

func (c *compiler) fork(at, way, out int, lazy bool) {
	if lazy {
		way, out = out, way
	}
	c.prog[at].x, c.prog[at].y = way, out
}

// intern returns the number of a set.
func (c *compiler) intern(l look) int {
	for i, have := range c.sets {
		if have.end == l.end && slices.Equal(have.Set, l.Set) {
			return i
		}
	}
	c.sets = append(c.sets, l)
	return len(c.sets) - 1
}
