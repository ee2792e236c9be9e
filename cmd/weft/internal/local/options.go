// SPDX-License-Identifier: Apache-2.0

package local

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/weft-network/weft/cmd/weft/internal/lab"
	"github.com/weft-network/weft/verifier/watch"
)

// ErrOptions is returned for a network that cannot be.
var ErrOptions = errors.New("local network")

// Options describe a network and its job.
type Options struct {
	// Home is the folder of everything; it must not hold anything yet.
	Home       string
	Validators int
	Trainers   int
	// Verifiers audit what the trainers make; with none, nothing is audited.
	Verifiers int
	// AuditRate is the audits that are expected of a unit, in parts per million;
	// 0: one.
	AuditRate uint32
	// Adversary is one of Adversaries: the last trainer, or the last verifier,
	// does not do what the job asks. Empty is none.
	Adversary string
	BlockTime time.Duration
	// Programs runs every part in a process of its own; nil runs them all in
	// this one.
	Programs *Programs

	// Size, Rounds, Steps, Batch and Seed describe the job: every trainer has one
	// slot and makes so many steps in a round, each of Batch samples (0: the
	// size's).
	Size          lab.Size
	Rounds, Steps uint32
	Batch         uint32
	Seed          uint64
	// Segment is the steps from one published state to the next; 0: a quarter of
	// Steps.
	Segment uint32
	// Sparse takes the sparse codec with error feedback instead of dense8.
	Sparse bool
	// Keep leaves everybody at work after Summarize, until Close.
	Keep bool
	// Text is what to train on: a path as lab.Text has it, empty for the Go
	// source tree; of which the first TextBytes are taken, 0 for all.
	Text      string
	TextBytes int
	// Machine is what all trainers together may use.
	Machine lab.Machine

	// Watch is told what happens, from several goroutines; may be nil.
	Watch func(Event)
	// Audits is told of the verifiers' work, from several goroutines; may be nil.
	Audits func(verifier int, a watch.News)
	Log    *slog.Logger

	rogue *cheat // the adversary
}

// Programs are the binaries of a network of processes.
type Programs struct{ Weftd, Weft string }

const (
	maxValidators = 16
	maxTrainers   = 64
	maxVerifiers  = 16
)

func (o *Options) validate() error {
	switch {
	case o.Home == "":
		return fmt.Errorf("%w: no folder", ErrOptions)
	case o.Validators < 1 || o.Validators > maxValidators:
		return fmt.Errorf("%w: %d validators; allowed: 1 to %d", ErrOptions, o.Validators, maxValidators)
	case o.Trainers < 1 || o.Trainers > maxTrainers:
		return fmt.Errorf("%w: %d trainers; allowed: 1 to %d", ErrOptions, o.Trainers, maxTrainers)
	case o.Verifiers < 0 || o.Verifiers > maxVerifiers:
		return fmt.Errorf("%w: %d verifiers; allowed: 0 to %d", ErrOptions, o.Verifiers, maxVerifiers)
	case o.Programs != nil && o.Validators != 1:
		return fmt.Errorf("%w: %d validators in processes; allowed: 1", ErrOptions, o.Validators)
	}
	if err := o.validateAdversary(); err != nil {
		return err
	}
	if o.Audits == nil {
		o.Audits = func(int, watch.News) {}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Watch == nil {
		o.Watch = func(Event) {}
	}
	return nil
}

func (o *Options) validateAdversary() error {
	if o.Adversary = cmp.Or(o.Adversary, None); o.Adversary == None {
		return nil
	}
	if _, ok := strategies[o.Adversary]; !ok {
		return fmt.Errorf("%w: adversary %q; allowed: %s", ErrOptions, o.Adversary, Adversaries())
	}
	if !o.MayCheat() {
		return fmt.Errorf("%w: an adversary among %d trainers, with %d verifiers; allowed: from 3, so that the others hold the quorum, and from 1",
			ErrOptions, o.Trainers, o.Verifiers)
	}
	o.rogue = newCheat(o.Adversary, o.Machine.Kernel)
	if o.Verifiers < o.rogue.peers {
		return fmt.Errorf("%w: %s among %d verifiers; allowed: from %d, because nobody looks at its own reports", ErrOptions, o.Adversary, o.Verifiers,
			o.rogue.peers)
	}
	return nil
}

// MayCheat reports whether a network can have an adversary: the others hold the
// quorum without it, and somebody looks.
func (o *Options) MayCheat() bool { return o.Trainers >= 3 && o.Verifiers > 0 }

// cheat is the adversary if that is a trainer, nil for an honest one.
func (o *Options) cheat(i int) *cheat {
	if o.rogue == nil || o.rogue.verifier || i != o.Trainers-1 {
		return nil
	}
	return o.rogue
}

// liar is the adversary if that is a verifier, nil for an honest one.
func (o *Options) liar(i int) *cheat {
	if o.rogue == nil || !o.rogue.verifier || i != o.Verifiers-1 {
		return nil
	}
	return o.rogue
}

// threads is what one trainer of several may use, so that together they use
// the machine.
func (o *Options) threads(machine int) int {
	if o.Machine.Threads > 0 {
		machine = o.Machine.Threads
	}
	return max(1, machine/o.Trainers)
}

// Event is something that happened.
type Event struct {
	// Trainer is who it happened to, -1 for the network.
	Trainer int
	// Text says what, for people; empty for a step.
	Text string
	// Step of a unit, of Steps, and its loss.
	Round       uint64
	Step, Steps uint32
	Loss        float32
	Phase       string
}
