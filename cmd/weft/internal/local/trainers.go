// SPDX-License-Identifier: Apache-2.0

package local

import (
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"

	"cosmossdk.io/math"

	"github.com/weft-network/weft/app/devnet"
	"github.com/weft-network/weft/cmd/weft/internal/money"
	"github.com/weft-network/weft/cmd/weft/internal/trainer"
	"github.com/weft-network/weft/trainer/blob/ipfs"
	"github.com/weft-network/weft/trainer/worker"
)

// bond is what a trainer stakes, in uweft.
const bond = 1_000_000_000

const loopback = "/ip4/127.0.0.1/tcp/0"

// guests is room for the user of this network, who is no member of it.
const guests = 16

func (n *Network) hire(ctx context.Context, i int) (hand, error) {
	if n.o.Programs != nil && n.o.cheat(i) == nil {
		return n.hireProcess(i)
	}
	return n.hireInside(ctx, i)
}

func (n *Network) hireInside(ctx context.Context, i int) (hand, error) {
	c, err := n.chain.open(ctx, trainerName(i))
	if err != nil {
		return nil, err
	}
	cfg := trainer.Config{
		Client: c, Home: filepath.Join(n.o.Home, trainerName(i)), Kernel: n.o.Machine.Kernel,
		Threads: n.o.threads(runtime.GOMAXPROCS(0)), Memory: n.o.Machine.Memory / int64(n.o.Trainers),
		Store:   ipfs.Config{Listen: []string{loopback}, Guests: guests},
		Moniker: trainerName(i), Bond: money.Coin(math.NewInt(bond)), Log: n.o.Log.With("trainer", i),
		Report: func(p worker.Progress) { n.report(i, p) },
	}
	k := n.o.cheat(i)
	if k != nil {
		cfg.Forge = k.forgery()
		if k.run != nil {
			cfg.Kernel = k
		}
		cfg.Report = func(p worker.Progress) { k.watch(p); n.report(i, p) }
	}
	t, err := trainer.Open(ctx, cfg)
	if err != nil {
		return nil, errors.Join(err, c.Close())
	}
	run := func(ctx context.Context) error {
		return t.Run(ctx, func(uint64, worker.Result) error { return nil })
	}
	if k != nil {
		k.tools = tools{spec: n.Spec, client: c, store: t.Store(), roster: t.Roster(), say: func(text string) { n.o.Watch(Event{Trainer: i, Text: text}) }}
		run = k.accompany(run)
	}
	h := &inside{machine: t, client: c, cheat: k}
	return h.start(ctx, trainerName(i), run), nil
}

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
