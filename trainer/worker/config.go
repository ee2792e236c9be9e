// SPDX-License-Identifier: Apache-2.0

package worker

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/trainer/kernel"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// Config is what a worker works with. It owns none of it: whoever opened the
// client and the store closes them, after the worker has returned.
type Config struct {
	// Client signs for the operator that holds the slots.
	Client *client.Client
	Store  blob.Store
	Kernel kernel.Kernel
	// Dir holds journals and exported models. One process works in it.
	Dir string
	// Slots is how many slots of a job to take, if that many are free; 0 is 1.
	Slots int
	// Threads and Memory bound the engine; 0 is all processors, and no bound.
	Threads int
	Memory  int64
	// Roster says where operators serve their blobs. The store asks the same one
	// whom to let in. nil makes a new one.
	Roster *Roster
	// Sources are addresses that are asked for what trainers may not have: the
	// dataset, a base checkpoint.
	Sources []string
	// Leave gives the slots back after the round that is open, and takes none.
	Leave bool
	// Report learns how the work goes, from several goroutines; may be nil.
	Report func(Progress)
	// Forge changes what a unit came to before it is committed: for those who test
	// what happens to cheats. Nil for everybody else.
	Forge func(context.Context, *jobtypes.UnitResult) error
	Log   *slog.Logger
}

func (c *Config) validate() error {
	switch {
	case c.Client == nil || c.Client.Sender() == nil:
		return fmt.Errorf("%w: no client with a key", ErrConfig)
	case c.Store == nil:
		return fmt.Errorf("%w: no content store", ErrConfig)
	case c.Kernel == nil:
		return fmt.Errorf("%w: no kernel", ErrConfig)
	case c.Dir == "":
		return fmt.Errorf("%w: no folder", ErrConfig)
	case c.Slots < 0 || c.Threads < 0 || c.Memory < 0:
		return fmt.Errorf("%w: slots %d, threads %d, memory %d, none may be negative", ErrConfig, c.Slots, c.Threads, c.Memory)
	}
	c.Slots = max(c.Slots, 1)
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Roster == nil {
		c.Roster = NewRoster(c.Client)
	}
	if c.Report == nil {
		c.Report = func(Progress) {}
	}
	return nil
}

// Phase is what a worker is busy with.
type Phase string

// The phases, in the order in which a round goes through them.
const (
	PhaseJoin     Phase = "join"
	PhaseBase     Phase = "base"
	PhaseTrain    Phase = "train"
	PhaseCommit   Phase = "commit"
	PhaseWitness  Phase = "witness"
	PhaseEvaluate Phase = "evaluate"
	PhaseWait     Phase = "wait"
	PhaseFinal    Phase = "final" // all rounds are trained: from now on the worker only waits for them to become FINAL, evaluates, and finishes
	PhaseFinish   Phase = "finish"
)

// Progress is one report. Slot and Step are those of PhaseTrain.
type Progress struct {
	Job, Round uint64
	Phase      Phase
	Slot       uint32
	Step       uint32 // steps made, of Steps
	Steps      uint32
	Loss       float32 // of the latest step
	Tokens     uint64  // trained on since the worker started
}
