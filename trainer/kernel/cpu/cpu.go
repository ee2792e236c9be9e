// SPDX-License-Identifier: Apache-2.0

package cpu

import (
	"errors"
	"fmt"
	"unsafe"

	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/trainer/kernel"
)

var (
	// ErrLevel is returned for an instruction set that this build or this
	// processor lacks.
	ErrLevel = errors.New("cpu: instruction set not available")
	// ErrMode is returned when the processor does not round to nearest or
	// flushes subnormals (N1).
	ErrMode = errors.New("cpu: floating-point mode changed")
)

// routines are the inner loops of one instruction set. Pointers may be to
// memory of any alignment; n is never 0 unless said.
type routines struct {
	name string
	// columns is the width of a packed panel of B.
	columns int
	// product continues kc terms of the chains p[8][columns] over eight rows of
	// A, whose rows and terms are as many bytes apart, and a panel of B; load = 0
	// starts them at +0. If out is not nil the chains end: out[8][columns] =
	// base + chain, rows ldo apart, and p is not written.
	product func(kc int, a *float32, rowA, termA int, b, p *float32, ldp, load int, out, base *float32, ldo int)
	// row is product for one row; its a is 8 apart. kc > 0.
	row func(kc int, a, b, p *float32)
	// finish is out = base + chain; base nil is +0. n may be 0.
	finish func(n int, out, base, chain *float32)
	// chains adds one term to n chains.
	chains func(n int, acc, x, y *float32)
	// maps holds whole expressions by Func and by which operands move.
	maps map[move]func(n int, out *float32, in *[8]*float32)
	// Sums of one block and the maximum of a run, not yet canonical.
	sum, square, dot func(n int, x, y *float32) float32
	maximum          func(n int, x *float32) float32
	rope, ropeBack   func(n int, y1, y2, x1, x2, cos, sin *float32)
	// packTurned and packStraight fill 8 columns of a panel: n blocks of 8 k
	// from 8 rows, or n single k from 8 neighbours. Strides are in bytes.
	packTurned, packStraight func(n int, dst, src *float32, dstStride, srcStride int)
	// slicer runs products of profile i8x2.
	slicer *slicer
	// check reports a changed floating-point mode.
	check func() error
}

// move says which operands of an expression move with the element: bit i for
// operand i. The others are one number for the run.
type move struct {
	f    program.Func
	bits uint8
}

// Kernel executes operators with one instruction set.
type Kernel struct{ r *routines }

var _ kernel.Kernel = (*Kernel)(nil)

// Levels lists the instruction sets that work here, fastest first.
func Levels() []string {
	var names []string
	for _, r := range available() {
		names = append(names, r.name)
	}
	return names
}

// New returns the kernel of a level: "avx512", "avx2", "portable", or "auto"
// for the fastest.
func New(level string) (*Kernel, error) {
	for _, r := range available() {
		if level == r.name || level == "auto" {
			return &Kernel{r}, nil
		}
	}
	return nil, fmt.Errorf("%w: %q; this machine and build have %v", ErrLevel, level, Levels())
}

// Name is the level.
func (k *Kernel) Name() string { return k.r.name }

// Strided is true: packing reads operands in any direction.
func (k *Kernel) Strided() bool { return true }

// Chains has room for whole strips and panels.
func (k *Kernel) Chains(c *kernel.Call) int {
	a, ok := c.Op.Attr.(*program.ProductAttr)
	if !ok || a.Profile == program.ProfileI8X2 { // calls hold whole blocks
		return 0
	}
	return 4 * roundUp(a.M, stripRows) * k.panelCols(a.N)
}

// Check returns ErrMode if this thread's rounding or flush mode is not that of
// N1. Engines call it on every worker at the start of a step, since a C
// library may have changed the mode.
func (k *Kernel) Check() error { return k.r.check() }

// Tasks cuts a call into parts of at least a few microseconds.
func (k *Kernel) Tasks(c *kernel.Call, workers int) int {
	parts := workers
	if workers > 1 {
		parts = 4 * workers // evens out what is fast and slow
		if a, ok := c.Op.Attr.(*program.ProductAttr); ok && a.Profile == program.ProfileI8X2 {
			parts = 2 * workers // the fewer, the less is quantised again
		}
	}
	return max(1, min(parts, k.units(c)))
}

// units is the number of smallest parts of a call.
func (k *Kernel) units(c *kernel.Call) int {
	const few = 4096 // elements that are not worth sharing out
	switch a := c.Op.Attr.(type) {
	case *program.ProductAttr:
		const flop = 1 << 18 // about what waking a worker costs
		work := 2 * float64(c.Op.Shape.Size()) * float64(a.K)
		return min(k.productUnits(a), 1+int(work/flop))
	case *program.MapAttr:
		rows, cols := mapRuns(a)
		return (rows*cols + few - 1) / few
	case *program.ReduceAttr:
		return (a.Rows*a.Cols + few - 1) / few
	case *program.ScatterAttr:
		return (a.Width + scatterColumns - 1) / scatterColumns
	case *program.EncodeAttr:
		return a.Coding.Blocks()
	case *program.TallyAttr:
		return a.Coding.Blocks()
	case *program.NormAttr:
		return c.Op.Shape.Size()
	default:
		return (c.Op.Shape.Size() + few - 1) / few
	}
}

// Scratch is the memory of one task.
func (k *Kernel) Scratch(c *kernel.Call) int {
	switch a := c.Op.Attr.(type) {
	case *program.ProductAttr:
		return k.productScratch(a)
	case *program.MapAttr:
		return 4 * registers * chunk
	default:
		return 0
	}
}

// Run executes one part of a call.
func (k *Kernel) Run(c *kernel.Call, task, tasks int, scratch []byte) {
	switch a := c.Op.Attr.(type) {
	case *program.ProductAttr:
		k.product(c, a, task, tasks, scratch)
	case *program.MapAttr:
		k.apply(c, a, task, tasks, scratch)
	case *program.ReduceAttr:
		k.reduce(c, a, task, tasks)
	case *program.CopyAttr:
		copyElements(c, a, task, tasks)
	case *program.GatherAttr:
		gather(c, a, task, tasks)
	case *program.ScatterAttr:
		k.scatter(c, a, task, tasks)
	case *program.RopeAttr:
		k.turn(c, a, task, tasks)
	case *program.SegmentAttr:
		segment(c, a, task, tasks)
	case *program.RandomAttr:
		random(c, a, task, tasks)
	case *program.EncodeAttr:
		encode(c, a, task, tasks)
	case *program.TallyAttr:
		tally(c, a, task, tasks)
	case *program.NormAttr:
		norm(c, a, task, tasks)
	}
}

// from is the address of element i; it may be one past the end of an empty
// run.
func from(x []float32, i int) *float32 { return unsafe.SliceData(x[i:]) }

// run is n floats from an address.
func run(p *float32, n int) []float32 { return unsafe.Slice(p, n) }
