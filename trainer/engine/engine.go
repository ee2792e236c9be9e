// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"errors"
	"fmt"
	"runtime"
	"sync/atomic"

	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/trainer/kernel"
	"github.com/weft-network/weft/trainer/tensor"
)

// Config is how a program is executed. None of it changes a bit.
type Config struct {
	Kernel kernel.Kernel
	// Workers is the number of threads; 0 means all processors.
	Workers int
	// Memory bounds the bytes of everything the engine allocates; 0 means no
	// bound. With less memory more is computed again in the backward pass.
	Memory int64
	// State is the memory of the state; nil means new memory. Parameters come
	// first in every state, so that an evaluation may read those of an engine
	// that trains, through the start of its State, while that one rests.
	State []byte
	// Plain executes the program operator by operator, each with memory of its
	// own: for comparisons.
	Plain bool
	// slices is set by tests; usualSizes if zero.
	slices sizes
}

// Engine executes one program, again and again. It is for one goroutine.
type Engine struct {
	p      *program.Program
	plan   *plan
	inputs []tensor.Tensor
	mem    *state
	arena  []byte
	jobs   []job
	pool   *pool
	record *recorder
	clock  program.Clock
	state  []int // inputs that the program replaces
	fresh  []move
	// rewrites says that the program replaces error feedback.
	rewrites bool
	// Of finite; kept here because a Run allocates nothing.
	tested   tensor.Tensor
	bad      atomic.Bool
	testPart func(task, tasks int)
	// Of execute: the group whose slices run.
	now      *job
	runSlice func(worker, slice int)
	// device is the kernel, if its calls run elsewhere; lent is its memory.
	device  kernel.Device
	lent    [][]byte
	written []tensor.Tensor // the state, of finite
	lost    error           // of a device that failed
	// changes is the first entry that writes the state; see Stop.
	changes int
	stop    atomic.Bool
}

// move copies an output of the new state that could not be made in place.
type move struct{ to, from tensor.Tensor }

// New plans p and allocates all of its memory. Close ends the workers.
func New(p *program.Program, cfg Config) (*Engine, error) {
	if cfg.Workers <= 0 {
		cfg.Workers = runtime.GOMAXPROCS(0)
	}
	if cfg.slices == (sizes{}) {
		cfg.slices = usualSizes
	}
	e := &Engine{p: p}
	if several, ok := cfg.Kernel.(kernel.Chooser); ok {
		cfg.Kernel = several.Choose()
	}
	if d, ok := cfg.Kernel.(kernel.Device); ok {
		if profile := p.Dims.Profile; !d.Computes(profile) {
			return nil, fmt.Errorf("%w: %s has none for products of profile %s, only for those of f32; use --device cpu", ErrProfile, d.Name(), profile)
		}
		e.device, cfg = d, onDevice(d, cfg)
	}
	pl, err := choose(p, cfg)
	if err != nil {
		return nil, err
	}
	e.plan = pl
	if e.device != nil {
		e.device.Join()
	}
	if err := e.allocate(cfg); err != nil {
		return nil, errors.Join(err, e.giveBack())
	}
	e.bind()
	e.testPart, e.runSlice, e.changes = e.test, e.oneSlice, pl.firstChange()
	for _, o := range pl.outputs {
		if in := pl.replaced(o); in >= 0 {
			e.state = append(e.state, in-len(pl.ops))
			e.rewrites = e.rewrites || o.Class == program.ClassFeedback
			if pl.home[o.Ref] != in {
				e.fresh = append(e.fresh, move{e.value(in), e.value(int(o.Ref))})
			}
		}
	}
	e.constants(program.Clock{Age: 1, Step: 1}, true)
	return e, nil
}

// allocate gives everything its memory.
func (e *Engine) allocate(cfg Config) error {
	pl := e.plan
	var err error
	if e.arena, err = e.memoryOf(pl.size); err != nil {
		return err
	}
	if e.mem, err = newState(pl.layout, cfg.State, e.memoryOf); err != nil {
		return err
	}
	for i := range pl.inputs {
		t, err := e.mem.tensor(&pl.inputs[i], e.memoryOf)
		if err != nil {
			return err
		}
		e.inputs = append(e.inputs, t)
	}
	var scratch [][]byte
	for range cfg.Workers {
		b, err := e.memoryOf(pl.scratch())
		if err != nil {
			return err
		}
		scratch = append(scratch, b)
	}
	e.pool = newPool(cfg.Kernel, scratch)
	return nil
}

// choose returns the plan that computes least again within the memory allowed;
// on a device, rather one that computes something again than one in slices.
func choose(p *program.Program, cfg Config) (*plan, error) {
	least := int64(0)
	ways := []sizes{cfg.slices}
	if cfg.slices == deviceSizes {
		ways = []sizes{wholeSizes, deviceSizes}
	}
	for _, cfg.slices = range ways {
		for level := range thrifts {
			pl, err := newPlan(p, cfg, level)
			if err != nil {
				return nil, err
			}
			need := pl.need()
			if cfg.Memory <= 0 || need <= cfg.Memory {
				return pl, nil
			}
			if least == 0 || need < least {
				least = need
			}
		}
	}
	return nil, &TooLittle{p.Name, least, cfg.Memory}
}

// need is the memory of a plan in bytes: arena, inputs, scratch.
func (pl *plan) need() int64 {
	return int64(pl.size) + pl.inputBytes() + int64(pl.workers)*int64(pl.scratch())
}

// scratch is the memory that a worker needs for any call.
func (pl *plan) scratch() int {
	n := 0
	for _, g := range pl.groups {
		for k := g.first; k < g.end; k++ {
			switch {
			case pl.virtual[k]:
			case g.sliced():
				n = max(n, pl.kernel.Scratch(g.cuts[k-g.first].call))
			default:
				n = max(n, pl.kernel.Scratch(pl.resolve(k)))
			}
		}
	}
	return n
}

// Memory is the bytes that the engine holds.
func (e *Engine) Memory() int64 {
	n := e.plan.need()
	if e.record != nil {
		n += e.record.memory()
	}
	return n
}

// value is the memory of a value.
func (e *Engine) value(v int) tensor.Tensor {
	pl := e.plan
	t, n, home := tensor.Type(pl.typeOf(v)), pl.bytes(v), pl.home[v]
	if home >= len(pl.ops) {
		return tensor.Tensor{Type: t, Data: e.inputs[home-len(pl.ops)].Data}
	}
	return tensor.Tensor{Type: t, Data: e.arena[pl.offset[home]:][:n:n]}
}

// Input is the memory of input i, for the caller to fill. Inputs of the state
// hold the new state after Run.
func (e *Engine) Input(i int) tensor.Tensor { return e.inputs[i] }

// Load copies t into input i.
func (e *Engine) Load(i int, t tensor.Tensor) error {
	if i < 0 || i >= len(e.inputs) || e.inputs[i].Type != t.Type || len(e.inputs[i].Data) != len(t.Data) {
		return fmt.Errorf("%w: input %d of %s; %d bytes given", ErrInput, i, e.p.Name, len(t.Data))
	}
	copy(e.inputs[i].Data, t.Data)
	return nil
}

// Output is the memory of output i of the program, valid until the next Run.
func (e *Engine) Output(i int) tensor.Tensor { return e.value(int(e.plan.outputs[i].Ref)) }

// SetClock computes the constants that change from step to step.
func (e *Engine) SetClock(clock program.Clock) { e.constants(clock, false) }

func (e *Engine) constants(clock program.Clock, all bool) {
	e.clock = clock
	for i, in := range e.plan.inputs {
		if in.Const != nil && (all || in.Const.Clocked()) {
			in.Const.Fill(clock, e.inputs[i].U32())
		}
	}
}

// Run executes the program once. After an error other than ErrStopped the
// state is lost.
func (e *Engine) Run() error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if err := e.pool.check(); err != nil {
		return err
	}
	for i := range e.jobs {
		j := &e.jobs[i]
		if e.stopped(j.first) {
			return ErrStopped
		}
		if e.record != nil {
			e.record.begin(e, j)
		}
		e.execute(j)
		if e.record != nil {
			e.record.end(e, j)
		}
	}
	for _, m := range e.fresh {
		e.copy(m)
	}
	if e.rewrites {
		e.Changed()
	}
	return e.finite()
}

// finite returns a Diverged for a state that is not (N1).
func (e *Engine) finite() error {
	if e.device != nil {
		return e.finiteOnDevice()
	}
	for _, i := range e.state {
		e.tested = e.inputs[i]
		e.bad.Store(false)
		const worth = 1 << 16 // elements for which waking a worker pays
		e.pool.each(min(e.pool.workers, 1+e.tested.Len()/worth), e.testPart)
		if e.bad.Load() {
			return &Diverged{e.clock.Step, e.plan.inputs[i].Name}
		}
	}
	return nil
}

func (e *Engine) test(task, tasks int) {
	first, end := kernel.Span(e.tested.Len(), task, tasks)
	if !isFinite(e.tested, first, end) {
		e.bad.Store(true)
	}
}

// isFinite uses that adding one to the exponent carries into the sign exactly
// where all its bits are set.
func isFinite(t tensor.Tensor, first, end int) bool {
	acc := uint32(0)
	if t.Type == tensor.BF16 {
		for _, v := range t.U16()[first:end] {
			acc |= uint32(v)<<16&0x7fffffff + 0x00800000
		}
	} else {
		for _, v := range t.U32()[first:end] {
			acc |= v&0x7fffffff + 0x00800000
		}
	}
	return acc>>31 == 0
}

// Close ends the workers. The engine must not be used afterwards, nor, if it ran
// on a device, any memory that it gave out.
func (e *Engine) Close() {
	e.pool.close()
	e.lost = e.giveBack() // a device that failed has said so in Run
}
