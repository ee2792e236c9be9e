// SPDX-License-Identifier: Apache-2.0

package verifier

import (
	"log/slog"
	"time"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/trainer/blob/ipfs"
	"github.com/weft-network/weft/trainer/kernel"
	"github.com/weft-network/weft/verifier/beacon"
	"github.com/weft-network/weft/verifier/watch"
)

// Config is what a verifier works with.
type Config struct {
	// Client signs for the operator; whoever made it closes it.
	Client *client.Client
	// Home is the folder of blobs, of the VRF key and of what must outlive the
	// process. One process works in it.
	Home string

	Kernel  kernel.Kernel
	Threads int   // of all audits together; 0: all processors
	Memory  int64 // bytes of all audits together; 0: no bound
	Audits  int   // at a time; 0 is 1

	// Store, Announce and Sources are those of member.Config.
	Store    ipfs.Config
	Announce []string
	Sources  []string

	// Moniker and Bond register the operator if it is no provider yet. Without a
	// bond that is an error.
	Moniker string
	Bond    sdk.Coin
	// Stake is locked for audits if less is, and has the operator take part in
	// draws again whenever it has missed too many. Without it, one that takes no
	// part is an error.
	Stake sdk.Coin
	// ReplaceKey puts the VRF key of Home into a record that names another one.
	ReplaceKey bool
	// Leave takes the operator out of the draws; Run ends when it owes nothing
	// any more.
	Leave bool

	// Beacon are sources of the beacon's rounds, which are posted for all; with
	// none, others have to. Turn is how long at most this machine leaves a round to
	// others.
	Beacon []beacon.Source
	Turn   time.Duration

	// Report learns of the audits, Posted of posted rounds of the beacon, both from
	// several goroutines; Games of the operator's games, from one. Any may be nil.
	Report func(watch.News)
	Posted func(beacon.Posted)
	Games  func(watch.Report)
	// Executor is that of watch.VerifierConfig: for those who test what happens to
	// cheats.
	Executor func() watch.Executor
	Log      *slog.Logger
}
