// SPDX-License-Identifier: Apache-2.0

package cuda

import (
	"runtime"
	"sync"
	"sync/atomic"
	"unsafe"

	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/trainer/kernel"
	"github.com/weft-network/weft/trainer/kernel/cuda/param"
	"github.com/weft-network/weft/trainer/tensor"
)

// threads of a block, where a kernel does not ask for others.
const threads = 256

// Kernel executes operators on one device.
type Kernel struct {
	host kernel.Kernel
	info Info
	// engines counts those that work here; see Several.
	engines atomic.Int64

	mu  sync.Mutex
	mem memory
	// failed is the first fault: everything after it is idle.
	failed error
	// flags and roots are where the device leaves answers.
	flags, roots []byte
}

var _ kernel.Device = (*Kernel)(nil)

// New returns a kernel for a device. The host's kernel executes what the device
// has no kernel for.
func New(d Driver, host kernel.Kernel) *Kernel {
	return &Kernel{host: host, info: d.Info(), mem: memory{driver: d}}
}

// Close gives the device back. Its memory must not be used afterwards.
func (k *Kernel) Close() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.mem.driver.Close()
}

// Info describes the device, as it was when it was opened.
func (k *Kernel) Info() Info { return k.info }

// Name is "cuda".
func (k *Kernel) Name() string { return "cuda" }

// Computes is true of profile f32.
func (k *Kernel) Computes(p program.Profile) bool { return p == program.ProfileF32 }

// Strided is true.
func (k *Kernel) Strided() bool { return true }

// Chains holds a number for each element.
func (k *Kernel) Chains(c *kernel.Call) int {
	if a, ok := c.Op.Attr.(*program.ProductAttr); ok {
		return 4 * a.M * a.N
	}
	return 0
}

// Tasks is one: a device shares out a call by itself.
func (k *Kernel) Tasks(*kernel.Call, int) int { return 1 }

// Scratch holds the blocks of terms of products that compute them side by side.
func (k *Kernel) Scratch(c *kernel.Call) int {
	a, ok := c.Op.Attr.(*program.ProductAttr)
	if !ok || dots(c, a) {
		return 0
	}
	g := k.geometry(c, a)
	if g.parts == 1 {
		return 0
	}
	return 4 * g.parts * g.batches * a.M * a.N
}

// Run begins a call. If all of its memory is the device's, it does not wait.
func (k *Kernel) Run(c *kernel.Call, _, _ int, scratch []byte) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.failed != nil {
		return
	}
	if onHost(c.Op.Kind) {
		k.runOnHost(c)
		return
	}
	w := work{Kernel: k, call: c, scratch: scratch}
	k.failed = w.run()
}

// onHost reports whether the device has no kernel for a kind of operator.
func onHost(kind program.Kind) bool {
	switch kind {
	case program.KindRandom, program.KindEncode, program.KindTally, program.KindNorm:
		return true
	default:
		return false
	}
}

// runOnHost executes a call where its memory lies, by all processors.
func (k *Kernel) runOnHost(c *kernel.Call) {
	if k.failed = k.mem.driver.Wait(); k.failed != nil {
		return
	}
	tasks := k.host.Tasks(c, runtime.GOMAXPROCS(0))
	var wg sync.WaitGroup
	for task := range tasks {
		wg.Go(func() { k.host.Run(c, task, tasks, tensor.Memory(k.host.Scratch(c))) })
	}
	wg.Wait()
}

// work is one call that the device executes.
type work struct {
	*Kernel
	call    *kernel.Call
	scratch []byte
	// Where operands, output and chains lie for the device.
	in          []param.Pointer
	out, chains param.Pointer
	// back are copies to make when the call is done.
	back []pair
}

// pair is memory of the caller and its stand-in on the stage.
type pair struct{ home, stage []byte }

func (w *work) run() error {
	if err := w.place(); err != nil {
		return err
	}
	if err := w.begin(); err != nil || len(w.back) == 0 {
		return err
	}
	if err := w.mem.driver.Wait(); err != nil {
		return err
	}
	for _, p := range w.back {
		copy(p.home, p.stage)
	}
	return nil
}

// place finds all memory of the call, and stages what is not the device's.
func (w *work) place() error {
	c := w.call
	chains, scratch := tensor.Tensor{Type: tensor.F32, Data: c.Part.Chains}, tensor.Tensor{Type: tensor.F32, Data: w.scratch}
	need := 0
	for _, t := range append([]tensor.Tensor{c.Out, chains, scratch}, c.In...) {
		if !w.mem.resident(t.Data, t.Type.Bytes()) {
			need += aligned(len(t.Data))
		}
	}
	if need > 0 {
		// The stage may still be read by the call before.
		if err := w.mem.driver.Wait(); err != nil {
			return err
		}
		if err := w.mem.reserve(need); err != nil {
			return err
		}
	}
	w.out, w.chains = w.staged(c.Out, true), w.staged(chains, true)
	for _, t := range c.In {
		w.in = append(w.in, w.staged(t, false))
	}
	if !w.mem.resident(w.scratch, scratch.Type.Bytes()) {
		w.scratch = w.mem.take(len(w.scratch))
	}
	return nil
}

// staged is where memory lies for the device. An operand that shares the memory
// of the output shares it there, too.
func (w *work) staged(t tensor.Tensor, written bool) param.Pointer {
	b := t.Data
	if w.mem.resident(b, t.Type.Bytes()) {
		return pointer(b)
	}
	for _, p := range w.back {
		if address(p.home) == address(b) && len(p.home) >= len(b) {
			return pointer(p.stage)
		}
	}
	s := w.mem.take(len(b))
	copy(s, b)
	if written {
		w.back = append(w.back, pair{b, s})
	}
	return pointer(s)
}

func (w *work) begin() error {
	switch a := w.call.Op.Attr.(type) {
	case *program.ProductAttr:
		if dots(w.call, a) {
			return w.dots(a)
		}
		return w.product(a)
	case *program.MapAttr:
		return w.apply(a)
	case *program.ReduceAttr:
		return w.reduce(a)
	case *program.CopyAttr:
		return w.copyElements(a)
	case *program.GatherAttr:
		return w.gather(a)
	case *program.ScatterAttr:
		return w.scatter(a)
	case *program.RopeAttr:
		return w.rope(a)
	case *program.SegmentAttr:
		return w.segment(a)
	}
	panic("cuda: no kernel for " + w.call.Op.Kind.String())
}

// launch runs a kernel with a struct of param.
func launch[P any](k *Kernel, name string, blocks, threads int, p *P) error {
	return k.mem.driver.Launch(name, blocks, threads, unsafe.Slice((*byte)(unsafe.Pointer(p)), unsafe.Sizeof(*p)))
}

// each is the number of blocks of a kernel that visits n elements: not many
// more than the device can hold, since every thread goes on to further ones.
func (k *Kernel) each(n int) int {
	const held = 16 // blocks that a multiprocessor is given
	return max(1, min((n+threads-1)/threads, held*k.info.Multiprocessors))
}

// mask is that of an operator, whose last two operands are the ranges.
func (w *work) mask(m program.Mask) param.Mask {
	p := param.Mask{Div: int64(m.Div), Mod: int64(m.Mod), Stride: int64(m.Stride)}
	switch m.Use {
	case program.MaskColumns:
		p.Use = param.MaskColumns
	case program.MaskDepth:
		p.Use = param.MaskTerms
	case program.MaskNone:
		return param.Mask{}
	}
	p.Lo, p.Hi = w.in[len(w.in)-2], w.in[len(w.in)-1]
	return p
}
