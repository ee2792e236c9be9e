// SPDX-License-Identifier: Apache-2.0

package devnet

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"cosmossdk.io/log/v2"
)

// ErrConsensus reports that a node's consensus engine has stopped. It is a bug of the application, or a broken invariant.
var ErrConsensus = errors.New("consensus failure")

// failure keeps the first thing that went wrong in a network and lets waits end at once.
type failure struct {
	once sync.Once
	done chan struct{}
	err  error
}

func newFailure() *failure { return &failure{done: make(chan struct{})} }

func (f *failure) set(err error) {
	f.once.Do(func() {
		f.err = err
		close(f.done)
	})
}

// get returns what went wrong, nil if nothing has.
func (f *failure) get() error {
	select {
	case <-f.done:
		return f.err
	default:
		return nil
	}
}

// watchLog passes a node's log on and notices the line by which CometBFT says that it gave up: it has no other way to tell.
type watchLog struct {
	log.Logger
	node int
	fail *failure
}

func (w watchLog) With(kv ...any) log.Logger {
	w.Logger = w.Logger.With(kv...)
	return w
}

func (w watchLog) Error(msg string, kv ...any) {
	w.check(msg, kv)
	w.Logger.Error(msg, kv...)
}

func (w watchLog) ErrorContext(ctx context.Context, msg string, kv ...any) {
	w.check(msg, kv)
	w.Logger.ErrorContext(ctx, msg, kv...)
}

func (w watchLog) check(msg string, kv []any) {
	if !strings.HasPrefix(msg, "CONSENSUS FAILURE") {
		return
	}
	cause := any("unknown cause")
	for i := 0; i+1 < len(kv); i += 2 {
		if kv[i] == "err" {
			cause = kv[i+1]
		}
	}
	w.fail.set(fmt.Errorf("node %d: %w: %v", w.node, ErrConsensus, cause))
}
