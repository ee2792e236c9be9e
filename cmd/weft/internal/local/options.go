// SPDX-License-Identifier: Apache-2.0

package local

import (
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/weft-network/weft/cmd/weft/internal/lab"
)

// ErrOptions is returned for a network that cannot be.
var ErrOptions = errors.New("local network")

// Options describe a network and its job.
type Options struct {
	// Home is the folder of everything; it must not hold anything yet.
	Home       string
	Validators int
	Trainers   int
	BlockTime  time.Duration
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
	// Sparse takes the sparse codec with error feedback instead of dense8.
	Sparse bool
	// Text is what to train on: a path as lab.Text has it, empty for the Go
	// source tree; of which the first TextBytes are taken, 0 for all.
	Text      string
	TextBytes int
	// Machine is what all trainers together may use.
	Machine lab.Machine

	// Watch is told what happens, from several goroutines; may be nil.
	Watch func(Event)
	Log   *slog.Logger
}

// Programs are the binaries of a network of processes.
type Programs struct{ Weftd, Weft string }

const (
	maxValidators = 16
	maxTrainers   = 64
)

func (o *Options) validate() error {
	switch {
	case o.Home == "":
		return fmt.Errorf("%w: no folder", ErrOptions)
	case o.Validators < 1 || o.Validators > maxValidators:
		return fmt.Errorf("%w: %d validators; allowed: 1 to %d", ErrOptions, o.Validators, maxValidators)
	case o.Trainers < 1 || o.Trainers > maxTrainers:
		return fmt.Errorf("%w: %d trainers; allowed: 1 to %d", ErrOptions, o.Trainers, maxTrainers)
	case o.Programs != nil && o.Validators != 1:
		return fmt.Errorf("%w: %d validators in processes; allowed: 1", ErrOptions, o.Validators)
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Watch == nil {
		o.Watch = func(Event) {}
	}
	return nil
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
