// SPDX-License-Identifier: Apache-2.0

package devnet

import (
	"errors"
	"fmt"
	"time"

	"cosmossdk.io/log/v2"
	cmttypes "github.com/cometbft/cometbft/types"
	dbm "github.com/cosmos/cosmos-db"
	"github.com/cosmos/cosmos-sdk/baseapp"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/app"
	bridgetypes "github.com/weft-network/weft/x/bridge/types"
)

// ErrOptions marks options that cannot work.
var ErrOptions = errors.New("devnet options")

const (
	maxValidators = 32
	minBlockTime  = 20 * time.Millisecond
)

// Options configure a network. The zero value is one validator in memory with blocks of 250 ms.
type Options struct {
	// ChainID names the chain.
	ChainID string
	// Validators is the number of validators, all of equal stake.
	Validators int
	// BlockTime is the interval the nodes aim at.
	BlockTime time.Duration
	// Backend is the database of every node; the default keeps all state in memory.
	Backend dbm.BackendType
	// Dir holds the nodes' folders and the keyring (backend "test"); the default is a temporary folder that Close removes.
	Dir string
	// BasePort fixes the addresses: node i listens on BasePort+10*i for peers, and on the next three ports for RPC, gRPC and REST. The
	// default picks free ports.
	BasePort int
	// Logger takes the nodes' log; the default drops it.
	Logger log.Logger

	// Accounts are funded in the genesis, beside the validators and the faucet.
	Accounts []Account
	// Edit changes the genesis before the network starts.
	Edit func(*Genesis) error
	// Doc is a complete genesis to start from, an export for example; Accounts and Edit are not applied to it. Its validators must be
	// those of a devnet: Validators of them, in order.
	Doc *cmttypes.GenesisDoc

	// SnapshotInterval is the number of blocks between state snapshots, 0 for none. A node can join by state sync only with them.
	SnapshotInterval uint64
	// InvariantPeriod is the number of blocks between checks of all invariants, 0 for never. A broken one stops the network.
	InvariantPeriod int64
	// Observer gives node i what it knows of Ethereum; the default knows nothing.
	Observer func(i int) bridgetypes.Observer
	// BaseOptions are added to every node's application.
	BaseOptions []func(*baseapp.BaseApp)
}

// Account is a funded account, its key derived from its name.
type Account struct {
	Name string
	// Coins default to 1 000 000 WEFT.
	Coins sdk.Coins
}

func (o Options) withDefaults() Options {
	if o.ChainID == "" {
		o.ChainID = "weft-devnet-1"
	}
	if o.Doc != nil {
		o.ChainID = o.Doc.ChainID
	}
	if o.Validators == 0 {
		o.Validators = 1
	}
	if o.BlockTime == 0 {
		o.BlockTime = 250 * time.Millisecond
	}
	if o.Backend == "" {
		o.Backend = dbm.MemDBBackend
	}
	if o.Logger == nil {
		o.Logger = log.NewNopLogger()
	}
	return o
}

func (o Options) validate() error {
	if o.Validators < 1 || o.Validators > maxValidators {
		return fmt.Errorf("%w: %d validators, allowed 1 to %d", ErrOptions, o.Validators, maxValidators)
	}
	if o.BlockTime < minBlockTime {
		return fmt.Errorf("%w: blocks of %s, allowed from %s", ErrOptions, o.BlockTime, minBlockTime)
	}
	switch o.Backend {
	case dbm.MemDBBackend, dbm.PebbleDBBackend, dbm.GoLevelDBBackend:
	default:
		return fmt.Errorf("%w: database %q, allowed memdb, pebbledb and goleveldb", ErrOptions, o.Backend)
	}
	if o.BasePort != 0 && (o.BasePort < 1024 || o.BasePort+10*maxValidators > firstEphemeralPort) {
		return fmt.Errorf("%w: base port %d, allowed 1024 to %d: above are the ports of outgoing connections, which would take ours",
			ErrOptions, o.BasePort, firstEphemeralPort-10*maxValidators)
	}
	seen := map[string]bool{FaucetName: true}
	for _, a := range o.Accounts {
		if a.Name == "" || seen[a.Name] {
			return fmt.Errorf("%w: account name %q is empty or used twice", ErrOptions, a.Name)
		}
		seen[a.Name] = true
	}
	return nil
}

func weft(n int64) sdk.Coins { return sdk.NewCoins(sdk.NewInt64Coin(app.Denom, n*1_000_000)) }
