// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/weft-network/weft/trainer/kernel"
)

// checker is a kernel that can tell whether a thread's floating-point mode is
// that of N1.
type checker interface{ Check() error }

// pool runs the parts of one job at a time on all workers; the caller is one
// of them. Which worker runs which part changes no bit.
type pool struct {
	workers int
	scratch [][]byte
	start   []chan struct{}
	done    sync.WaitGroup
	next    atomic.Int64
	// The job: a call, part or slice.
	kernel kernel.Kernel
	call   *kernel.Call
	tasks  int
	part   func(task, tasks int)
	slice  func(worker, slice int)
	// Of check; kept here because a Run allocates nothing.
	checker  checker
	checkOne func(task, tasks int)
	arrived  sync.WaitGroup
	failed   atomic.Pointer[error]
}

// newPool has a worker for each scratch.
func newPool(k kernel.Kernel, scratch [][]byte) *pool {
	p := &pool{workers: len(scratch), kernel: k, scratch: scratch}
	if c, ok := k.(checker); ok {
		p.checker = c
	}
	p.checkOne = p.checkPart
	for w := range p.workers {
		p.start = append(p.start, make(chan struct{}))
		if w > 0 {
			go p.worker(w)
		}
	}
	return p
}

// worker owns its thread: the floating-point mode is a thread's.
func (p *pool) worker(w int) {
	runtime.LockOSThread()
	for range p.start[w] {
		p.share(w)
		p.done.Done()
	}
}

func (p *pool) share(w int) {
	for {
		task := int(p.next.Add(1)) - 1
		if task >= p.tasks {
			return
		}
		switch {
		case p.slice != nil:
			p.slice(w, task)
		case p.part != nil:
			p.part(task, p.tasks)
		default:
			p.kernel.Run(p.call, task, p.tasks, p.scratch[w])
		}
	}
}

// run executes the job's tasks and waits for all.
func (p *pool) run(tasks int) {
	p.tasks = tasks
	p.next.Store(0)
	helpers := min(p.workers, tasks) - 1
	p.done.Add(helpers)
	for w := 1; w <= helpers; w++ {
		p.start[w] <- struct{}{}
	}
	p.share(0)
	p.done.Wait()
}

func (p *pool) execute(c *kernel.Call) {
	p.call, p.part, p.slice = c, nil, nil
	p.run(p.kernel.Tasks(c, p.workers))
}

// each runs part on every worker's share of some other work.
func (p *pool) each(tasks int, part func(task, tasks int)) {
	p.part, p.slice = part, nil
	p.run(tasks)
}

// slices runs a function of the worker and the slice for every slice.
func (p *pool) slices(n int, slice func(worker, slice int)) {
	p.slice = slice
	p.run(n)
}

// check asks every worker for its floating-point mode.
func (p *pool) check() error {
	if p.checker == nil {
		return nil
	}
	p.arrived.Add(p.workers)
	p.failed.Store(nil)
	p.each(p.workers, p.checkOne)
	if err := p.failed.Load(); err != nil {
		return *err
	}
	return nil
}

// checkPart waits for the other workers, so that each runs exactly one part.
func (p *pool) checkPart(int, int) {
	if err := p.checker.Check(); err != nil {
		found := err // only a failure is moved to the heap
		p.failed.Store(&found)
	}
	p.arrived.Done()
	p.arrived.Wait()
}

func (p *pool) close() {
	for _, c := range p.start {
		close(c)
	}
}
