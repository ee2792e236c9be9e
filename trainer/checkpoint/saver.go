// SPDX-License-Identifier: Apache-2.0

package checkpoint

import (
	"errors"
	"fmt"
	"runtime"
	"sync"

	"github.com/weft-network/weft/trainer/tensor"
)

// SaverOptions are the choices of a Saver.
type SaverOptions struct {
	// Buffers is how many copies of a state may exist at once: with one, the
	// next Save waits for the last to be on disk; 0 means two.
	Buffers int
	// Saved is called, on another goroutine, when a checkpoint is on disk or
	// has failed; nil is nothing.
	Saved func(Entry, error)
}

// Saver writes checkpoints while training goes on. Save returns when it has a
// copy of the state; one goroutine hashes and writes copies in order. It is for
// one goroutine.
type Saver struct {
	folder *Folder
	saved  func(Entry, error)
	free   chan []byte // copies that nobody uses; nil until they are first used
	jobs   chan job
	done   sync.WaitGroup
	closed bool
	mu     sync.Mutex
	err    error // of the background, until somebody is told
}

type job struct {
	step uint64
	data []byte
}

// NewSaver makes a saver of checkpoints in a folder. Close ends it.
func NewSaver(f *Folder, opt SaverOptions) *Saver {
	n := opt.Buffers
	if n <= 0 {
		n = 2
	}
	s := &Saver{folder: f, saved: opt.Saved, free: make(chan []byte, n), jobs: make(chan job, n)}
	for range n {
		s.free <- nil
	}
	s.done.Go(s.run)
	return s
}

// Save copies the state after a step and returns; only while all copies wait
// for the disk it waits, too. An error may be that of an earlier checkpoint,
// which then is missing; this one is not saved either. Data is as long as the
// layout of the folder says.
func (s *Saver) Save(step uint64, data []byte) error {
	if s.closed {
		return ErrClosed
	}
	if err := fits(s.folder.layout, data); err != nil {
		return err
	}
	buf := <-s.free
	if err := s.failure(); err != nil {
		s.free <- buf
		return err
	}
	if buf == nil {
		buf = tensor.Memory(len(data))
	}
	copyAll(buf, data)
	s.jobs <- job{step, buf}
	return nil
}

// Close waits for all checkpoints to be on disk. An error is that of one of
// them; the others are there.
func (s *Saver) Close() error {
	if s.closed {
		return nil
	}
	s.closed = true
	close(s.jobs)
	s.done.Wait()
	return s.failure()
}

// run hashes on one processor: the others train.
func (s *Saver) run() {
	for j := range s.jobs {
		e, err := s.folder.save(j.step, j.data, 1)
		if err != nil {
			s.mu.Lock()
			s.err = errors.Join(s.err, fmt.Errorf("in the background: %w", err))
			s.mu.Unlock()
		}
		if s.saved != nil {
			s.saved(e, err)
		}
		s.free <- j.data
	}
}

// failure is what failed since it was last asked for.
func (s *Saver) failure() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	err := s.err
	s.err = nil
	return err
}

// copyAll copies with all processors: training waits for it.
func copyAll(to, from []byte) {
	workers := runtime.GOMAXPROCS(0)
	var g sync.WaitGroup
	for w := range workers {
		g.Go(func() {
			first, end := len(from)*w/workers, len(from)*(w+1)/workers
			copy(to[first:end], from[first:end])
		})
	}
	g.Wait()
}
