// SPDX-License-Identifier: Apache-2.0

package client

import (
	"sync"
	"time"
)

// Head is the latest block that the client has heard of.
type Head struct {
	Height int64
	// Time is the block's time, the only clock this package goes by.
	Time time.Time
}

// measured is how many heads the estimate of the block time looks back.
const measured = 32

// defaultBlockTime is the estimate until two blocks have been seen.
const defaultBlockTime = time.Second

// heads keeps the latest head and wakes up who waits for the next one.
type heads struct {
	mu      sync.Mutex
	past    []Head // the latest heads, oldest first; never empty once the client is open
	fault   error  // why the node must not be used now
	changed chan struct{}
}

func newHeads() *heads { return &heads{changed: make(chan struct{})} }

// observe takes a head and reports whether it is news. Heads come from several sources and may be late.
func (h *heads) observe(head Head) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if n := len(h.past); n > 0 && head.Height <= h.past[n-1].Height {
		return false
	}
	if len(h.past) == measured {
		h.past = append(h.past[:0], h.past[1:]...)
	}
	h.past = append(h.past, head)
	close(h.changed)
	h.changed = make(chan struct{})
	return true
}

// watch returns the latest head and a channel that is closed when there is a later one.
func (h *heads) watch() (Head, <-chan struct{}) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.past) == 0 {
		return Head{}, h.changed
	}
	return h.past[len(h.past)-1], h.changed
}

func (h *heads) latest() Head {
	head, _ := h.watch()
	return head
}

// setFault notes why the node must not be used, or that it may be.
func (h *heads) setFault(err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.fault = err
}

func (h *heads) usable() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.fault
}

// blockTime estimates the interval of blocks from the times they carry.
func (h *heads) blockTime() time.Duration {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.past) < 2 {
		return defaultBlockTime
	}
	first, last := h.past[0], h.past[len(h.past)-1]
	return max(last.Time.Sub(first.Time)/time.Duration(last.Height-first.Height), time.Millisecond)
}
