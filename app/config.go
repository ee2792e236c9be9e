// SPDX-License-Identifier: Apache-2.0

package app

import (
	"os"
	"path/filepath"
	"sync"
	"time"

	cmtcfg "github.com/cometbft/cometbft/config"
	sdk "github.com/cosmos/cosmos-sdk/types"
)

const (
	// Name is the application's name.
	Name = "weft"
	// Bech32Prefix starts every account address.
	Bech32Prefix = "weft"
	// Denom is the base denomination of fees, provider stake and validator stake; 1 WEFT is 10^Exponent of it.
	Denom = "uweft"
	// DisplayDenom is the denomination wallets show.
	DisplayDenom = "weft"
	// Exponent is the number of decimals of DisplayDenom.
	Exponent = 6
	// MinGasPrices is a node's default. Zero keeps a fresh network usable; a validator of a public network raises it in app.toml.
	MinGasPrices = "0" + Denom
)

// BlockTime is the interval the defaults of a node aim at. Nothing in the modules depends on it: their windows are counted in blocks.
const BlockTime = time.Second

// maxTxBytes bounds a transaction in a node's mempool; a quarter of a block, so that one transaction never fills one.
const maxTxBytes = maxBlockBytes / 4

var configOnce sync.Once

// SetConfig fixes the address prefixes and the bond denomination of the SDK's global configuration. New calls it; programs that parse
// addresses before they build an application call it first. Calling it again does nothing.
func SetConfig() {
	configOnce.Do(func() {
		sdk.DefaultBondDenom = Denom
		c := sdk.GetConfig()
		c.SetBech32PrefixForAccount(Bech32Prefix, Bech32Prefix+"pub")
		c.SetBech32PrefixForValidator(Bech32Prefix+"valoper", Bech32Prefix+"valoperpub")
		c.SetBech32PrefixForConsensusNode(Bech32Prefix+"valcons", Bech32Prefix+"valconspub")
	})
}

// DefaultHome is the folder of a node that is not told another one.
func DefaultHome() string {
	home, err := os.UserHomeDir()
	if err != nil {
		return ".weftd"
	}
	return filepath.Join(home, ".weftd")
}

// CometConfig returns the consensus engine's configuration that `weftd init` writes.
func CometConfig() *cmtcfg.Config {
	c := cmtcfg.DefaultConfig()
	c.DBBackend = string(DefaultBackend)
	c.Mempool.MaxTxBytes = maxTxBytes
	SetBlockTime(c, BlockTime)
	return c
}

// SetBlockTime sets a node's timeouts so that blocks come about every interval. The pause after a commit is what CometBFT lets one
// choose; the rest of the interval is left for the proposal and two rounds of votes.
func SetBlockTime(c *cmtcfg.Config, interval time.Duration) {
	cs := c.Consensus
	cs.TimeoutCommit = interval * 9 / 10
	// A dead proposer costs a round: twice the interval, but never so short that a busy machine misses a live one.
	cs.TimeoutPropose = max(2*interval, 500*time.Millisecond)
	cs.TimeoutPrevote = max(interval, 250*time.Millisecond)
	cs.TimeoutPrecommit = cs.TimeoutPrevote
	// The defaults (100 ms, 10 ms) alone add 150 ms to every block of four validators.
	cs.PeerGossipSleepDuration = 10 * time.Millisecond
	c.P2P.FlushThrottleTimeout = 5 * time.Millisecond
}

// Options are an application's options given by a program and not read from app.toml.
type Options map[string]any

// Get returns the value of an option, nil if it is not set.
func (o Options) Get(name string) any { return o[name] }
