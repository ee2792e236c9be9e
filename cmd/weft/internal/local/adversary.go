// SPDX-License-Identifier: Apache-2.0

package local

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/trainer/kernel"
	"github.com/weft-network/weft/trainer/worker"
	"github.com/weft-network/weft/verifier/watch"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// None is the name of no adversary.
const None = "none"

// cheatFrom is the first round in which a trainer cheats: one sees it work
// honestly before.
const cheatFrom = 2

// strategy is a way not to do what a job asks. Whoever has one is honest in all
// else, and goes on to defend what it did as far as it can.
type strategy struct {
	// run executes the operators of one kind otherwise. Equal calls come to equal
	// results, so that the adversary defends what it has done.
	kind program.Kind
	run  func(k *cheat, c *kernel.Call, scratch []byte)
	// forge changes what a trainer's unit came to before it is committed, and
	// beside runs beside the trainer.
	forge  func(ctx context.Context, k *cheat, u *jobtypes.UnitResult) error
	beside func(ctx context.Context, k *cheat) error
	// execute makes what a verifier has in place of an auditor.
	execute func() watch.Executor

	// verifier is the strategy of a verifier; all others are trainers'.
	verifier bool
	// peers is how many verifiers there must be; 0 is one.
	peers int
	// windows are those of the job in which the others wait for an adversary:
	// nothing comes of waiting for longer.
	windows func(w *spec.Windows)
}

var strategies = map[string]strategy{
	// A kernel that does not compute what the program says.
	"one-ulp":       {kind: program.KindProduct, run: after(lastBit)},                                        // of one number of every matrix product
	"lazy":          {kind: program.KindProduct, run: after(nothing)},                                        // matrix products are not computed
	"low-precision": {kind: program.KindProduct, run: after(round)},                                          // they have the precision of bfloat16
	"frozen":        {kind: program.KindMap, run: frozen},                                                    // parameters stay as they are in every step
	"wrong-data":    {kind: program.KindGather, run: after(oneToken)},                                        // every sample is its first token
	"stall":         {kind: program.KindProduct, run: stall, windows: trainOnly(waitBlocks)},                 // a slot is taken, and its step never ends
	"false-accuser": {kind: program.KindProduct, run: after(lastBit), verifier: true},                        // every leaf of everybody looks false
	"bad-delta":     {forge: badDelta, windows: playFor(clockBlocks)},                                        // one byte of the delta is not what was encoded
	"copy":          {forge: copyUnit, windows: playFor(clockBlocks)},                                        // states and delta are those of another trainer
	"withhold":      {forge: withhold, windows: witnessFor(waitBlocks)},                                      // nobody can fetch the delta
	"lazy-verifier": {execute: invent, verifier: true, peers: 2, windows: auditFor(waitBlocks, clockBlocks)}, // says match of what it has not looked at
	"equivocate":    {forge: remember, beside: commitTwice},                                                  // signs a second commit of a unit
}

// Adversaries are the names that Options.Adversary may have, for people.
func Adversaries() string {
	return strings.Join(append([]string{None}, slices.Sorted(maps.Keys(strategies))...), ", ")
}

const (
	// waitBlocks is how long others wait for what does not come.
	waitBlocks = 160
	// clockBlocks is the clock of a game that its defender leaves to it: an honest
	// side makes its moves in a tenth of that.
	clockBlocks = 300
)

func trainOnly(blocks uint64) func(w *spec.Windows) {
	return func(w *spec.Windows) { w.Training, w.Extension = blocks, 2 }
}

func witnessFor(blocks uint64) func(w *spec.Windows) {
	return func(w *spec.Windows) { w.Witness = blocks }
}

func auditFor(blocks, clock uint64) func(w *spec.Windows) {
	return func(w *spec.Windows) { w.AuditCommit, w.GameClock = blocks, clock }
}

func playFor(blocks uint64) func(w *spec.Windows) {
	return func(w *spec.Windows) { w.GameClock = blocks }
}

// cheat is an adversary, honest until it begins; its kernel, if that is how it
// cheats.
type cheat struct {
	kernel.Kernel
	strategy
	tools
	begun atomic.Bool
	ended chan struct{}
	end   sync.Once
	// made is the latest unit whose commit was on its way.
	made chan jobtypes.UnitResult
}

// tools are what an adversary has to forge with, of its own and of the network.
type tools struct {
	spec   *spec.Spec
	client *client.Client
	store  blob.Store
	roster *worker.Roster
	say    func(text string)
}

func newCheat(name string, honest kernel.Kernel) *cheat {
	return &cheat{
		Kernel: honest, strategy: strategies[name], ended: make(chan struct{}), made: make(chan jobtypes.UnitResult, 1),
	}
}

// watch begins to cheat when the first round to cheat in is trained.
func (k *cheat) watch(p worker.Progress) {
	if p.Round >= cheatFrom && p.Phase == worker.PhaseTrain {
		k.begun.Store(true)
	}
}

// stop ends what waits.
func (k *cheat) stop() { k.end.Do(func() { close(k.ended) }) }

// forgery is what a trainer commits in place of what its units came to; nil if
// that is not how it cheats.
func (k *cheat) forgery() func(context.Context, *jobtypes.UnitResult) error {
	if k.forge == nil {
		return nil
	}
	return func(ctx context.Context, u *jobtypes.UnitResult) error {
		if u.Round < cheatFrom || len(u.Divergence) > 0 {
			return nil
		}
		if err := k.forge(ctx, k, u); err != nil {
			return fmt.Errorf("forging the unit of round %d: %w", u.Round, err)
		}
		return nil
	}
}

// accompany runs what an adversary does beside its training.
func (k *cheat) accompany(train func(context.Context) error) func(context.Context) error {
	if k.beside == nil {
		return train
	}
	return func(ctx context.Context) error {
		var group errgroup.Group
		ctx, cancel := context.WithCancel(ctx)
		group.Go(func() error { return k.beside(ctx, k) })
		err := train(ctx)
		cancel()
		return errors.Join(err, group.Wait())
	}
}
