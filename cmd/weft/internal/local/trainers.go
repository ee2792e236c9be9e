// SPDX-License-Identifier: Apache-2.0

package local

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"

	"cosmossdk.io/math"

	"github.com/weft-network/weft/app/devnet"
	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/cmd/weft/internal/money"
	"github.com/weft-network/weft/cmd/weft/internal/trainer"
	"github.com/weft-network/weft/trainer/blob/ipfs"
	"github.com/weft-network/weft/trainer/worker"
)

// bond is what a trainer stakes, in uweft.
const bond = 1_000_000_000

const loopback = "/ip4/127.0.0.1/tcp/0"

// hand is a trainer of the network, wherever it runs.
type hand interface {
	// failed is why the trainer ended by itself, nil while it works.
	failed() error
	// stop ends it, as Ctrl-C does.
	stop() error
	// moved is the content that it sent and received, known when it has stopped.
	moved() (sent, received uint64)
}

func (n *Network) hire(ctx context.Context, i int) (hand, error) {
	if n.o.Programs != nil {
		return n.hireProcess(i)
	}
	return n.hireInside(ctx, i)
}

// inside is a trainer in this process.
type inside struct {
	trainer        *trainer.Trainer
	client         *client.Client
	cancel         context.CancelFunc
	done           chan struct{}
	mu             sync.Mutex
	err            error
	sent, received uint64
}

func (n *Network) hireInside(ctx context.Context, i int) (_ hand, err error) {
	h := &inside{done: make(chan struct{})}
	if h.client, err = n.chain.open(ctx, trainerName(i)); err != nil {
		return nil, err
	}
	h.trainer, err = trainer.Open(ctx, trainer.Config{
		Client: h.client, Home: filepath.Join(n.o.Home, trainerName(i)), Kernel: n.o.Machine.Kernel,
		Threads: n.o.threads(runtime.GOMAXPROCS(0)), Memory: n.o.Machine.Memory / int64(n.o.Trainers),
		Store:   ipfs.Config{Listen: []string{loopback}, Peers: n.store.Addrs()},
		Moniker: trainerName(i), Bond: money.Coin(math.NewInt(bond)), Log: n.o.Log.With("trainer", i),
		Report: func(p worker.Progress) { n.report(i, p) },
	})
	if err != nil {
		return nil, errors.Join(err, h.client.Close())
	}
	run, cancel := context.WithCancel(context.WithoutCancel(ctx))
	h.cancel = cancel
	go func() {
		defer close(h.done)
		err := h.trainer.Run(run, func(uint64, worker.Result) error { return nil })
		h.mu.Lock()
		defer h.mu.Unlock()
		if run.Err() == nil {
			h.err = fmt.Errorf("%w: %s: %w", ErrProcess, trainerName(i), cmp.Or(err, errQuiet))
		}
	}()
	return h, nil
}

func (h *inside) failed() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.err
}

func (h *inside) stop() error {
	h.cancel()
	<-h.done
	h.sent, h.received = h.trainer.Store().Sent(), h.trainer.Store().Received()
	return errors.Join(h.trainer.Close(), h.client.Close())
}

func (h *inside) moved() (sent, received uint64) { return h.sent, h.received }

// outside is a trainer in a process of its own.
type outside struct {
	*running
	mu             sync.Mutex
	sent, received uint64
}

func (h *outside) moved() (sent, received uint64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.sent, h.received
}

func (n *Network) hireProcess(i int) (_ hand, err error) {
	home := filepath.Join(n.o.Home, trainerName(i))
	if _, err := devnet.NewKeyring(home, trainerName(i)); err != nil {
		return nil, err
	}
	args := []string{
		"train", "--home", home, "--node", n.chain.rpc, "--chain-id", chainID, "--keyring-backend", "test", "--from", trainerName(i), "--output", "json",
		"--kernel", n.o.Machine.Kernel.Name(), "--threads", strconv.Itoa(n.o.threads(runtime.GOMAXPROCS(0))), "--log-every", "1", "--log-level", "info",
		"--listen", loopback, "--bond", strconv.Itoa(bond) + money.Denom, "--moniker", trainerName(i),
	}
	for _, a := range n.store.Addrs() {
		args = append(args, "--peer", a)
	}
	if n.o.Machine.Memory > 0 {
		args = append(args, "--memory", strconv.FormatInt(n.o.Machine.Memory/int64(n.o.Trainers), 10))
	}
	h := &outside{}
	h.running, err = n.o.spawn(process{name: trainerName(i), program: n.o.Programs.Weft, args: args, line: func(b []byte) { n.said(h, i, b) }})
	return h, err
}

// said reads a line of a trainer's JSON.
func (n *Network) said(h *outside, i int, line []byte) {
	var m struct {
		Event          string  `json:"event"`
		Job            uint64  `json:"job"`
		Round          uint64  `json:"round"`
		Phase          string  `json:"phase"`
		Slot           uint32  `json:"slot"`
		Step           uint32  `json:"step"`
		Of             uint32  `json:"of"`
		Loss           float32 `json:"loss"`
		Sent, Received uint64
	}
	if json.Unmarshal(line, &m) != nil {
		return // what is not for this program is in the log
	}
	switch m.Event {
	case "progress":
		n.report(i, worker.Progress{
			Job: m.Job, Round: m.Round, Phase: worker.Phase(m.Phase), Slot: m.Slot, Step: m.Step, Steps: m.Of, Loss: m.Loss,
		})
	case "stopped":
		h.mu.Lock()
		defer h.mu.Unlock()
		h.sent, h.received = m.Sent, m.Received
	}
}

// report tells whoever watches of a trainer's progress.
func (n *Network) report(i int, p worker.Progress) {
	n.o.Watch(Event{Trainer: i, Round: p.Round, Phase: string(p.Phase), Step: p.Step, Steps: p.Steps, Loss: p.Loss})
}
