// SPDX-License-Identifier: Apache-2.0

package worker

import (
	"context"
	"sync"
)

// staleAfter is the blocks after which the chain is asked again although no
// event called for it.
const staleAfter = 30

// pulse tells any number of goroutines that there is news: an event of the job,
// or something of the worker's own.
type pulse struct {
	mu     sync.Mutex
	news   uint64
	height int64
	stale  int64
	next   chan struct{}
}

func newPulse() *pulse { return &pulse{next: make(chan struct{})} }

// block notes a block.
func (p *pulse) block(height int64, events int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.height = height
	if events > 0 || height >= p.stale {
		p.news++
		p.stale = height + staleAfter
	}
	p.wake()
}

// poke makes news.
func (p *pulse) poke() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.news++
	p.wake()
}

func (p *pulse) wake() {
	close(p.next)
	p.next = make(chan struct{})
}

// mark is taken before the chain is asked, and given to wait after.
func (p *pulse) mark() uint64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.news
}

// wait returns when there is news since a mark, or a block of the height, if
// that is not 0.
func (p *pulse) wait(ctx context.Context, mark uint64, height int64) error {
	for {
		p.mu.Lock()
		done, next := p.news != mark || height > 0 && p.height >= height, p.next
		p.mu.Unlock()
		if done {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-next:
		}
	}
}
