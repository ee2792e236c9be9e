// SPDX-License-Identifier: Apache-2.0

package local

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/trainer/blob/ipfs"
)

// hand is a trainer or a verifier of the network, wherever it runs.
type hand interface {
	// failed is why it ended by itself, nil while it works.
	failed() error
	// stop ends it, as Ctrl-C does.
	stop() error
	// moved is the content that it sent and received; of a process it is known when
	// that has stopped.
	moved() (sent, received uint64)
}

// machine is what runs inside a hand of this process.
type machine interface {
	Store() *ipfs.Store
	Close() error
}

// inside is a hand in this process.
type inside struct {
	machine
	client *client.Client
	cheat  *cheat // nil: it is honest
	cancel context.CancelFunc
	done   chan struct{}
	mu     sync.Mutex
	err    error
}

// start runs a machine until it is stopped. How an adversary ends is nobody's
// failure.
func (h *inside) start(ctx context.Context, name string, run func(context.Context) error) *inside {
	h.done = make(chan struct{})
	ctx, h.cancel = context.WithCancel(context.WithoutCancel(ctx))
	go func() {
		defer close(h.done)
		err := run(ctx)
		h.mu.Lock()
		defer h.mu.Unlock()
		if ctx.Err() == nil && h.cheat == nil {
			h.err = fmt.Errorf("%w: %s: %w", ErrProcess, name, cmp.Or(err, errQuiet))
		}
	}()
	return h
}

func (h *inside) failed() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.err
}

func (h *inside) stop() error {
	h.cancel()
	if h.cheat != nil {
		h.cheat.stop()
	}
	<-h.done
	return errors.Join(h.Close(), h.client.Close())
}

func (h *inside) moved() (sent, received uint64) { return h.Store().Sent(), h.Store().Received() }
