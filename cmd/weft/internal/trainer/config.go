// SPDX-License-Identifier: Apache-2.0

package trainer

import (
	"context"
	"errors"
	"log/slog"
	"math/big"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/trainer/blob/ipfs"
	"github.com/weft-network/weft/trainer/kernel"
	"github.com/weft-network/weft/trainer/worker"
	"github.com/weft-network/weft/verifier/watch"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// ErrPolicy is a job that the policy does not take.
var ErrPolicy = errors.New("job not taken")

// Config is what a trainer works with.
type Config struct {
	// Client signs for the operator; whoever made it closes it.
	Client *client.Client
	// Home is the folder of blobs and of the worker. One process works in it.
	Home string

	Kernel  kernel.Kernel
	Threads int   // 0: all processors
	Memory  int64 // bytes of the computation; 0: no bound
	Slots   int   // of a job; 0 is 1
	Leave   bool  // give slots back instead of taking any

	// Store is the content store without folder and members, which Open sets. Its
	// Guests are whom the chain does not know.
	Store ipfs.Config
	// Announce are the addresses of the provider's record; with none they are
	// those at which the store listens.
	Announce []string
	// Sources are addresses to ask for what no trainer has, such as a dataset.
	Sources []string

	// Moniker and Bond register the operator if it is no provider yet. Without a
	// bond that is an error.
	Moniker string
	Bond    sdk.Coin

	Policy Policy
	// Report learns how the work goes, from several goroutines; may be nil.
	Report func(worker.Progress)
	// Forge is that of worker.Config: for those who test what happens to cheats.
	Forge func(context.Context, *jobtypes.UnitResult) error
	// Games learns of games about the operator's units, from one goroutine; may be
	// nil.
	Games func(watch.Report)
	Log   *slog.Logger
}

// Policy says which jobs are taken. Jobs in which slots are held already are
// always worked on first.
type Policy struct {
	// Jobs are the only ones taken; with none, any may be.
	Jobs []uint64
	// MinPrice is the least pay for 10^15 floating point operations, in uweft.
	MinPrice *big.Rat
	// Once ends with the first job.
	Once bool
}
