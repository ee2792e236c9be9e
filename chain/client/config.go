// SPDX-License-Identifier: Apache-2.0

package client

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"time"

	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/crypto/keyring"
	sdk "github.com/cosmos/cosmos-sdk/types"
)

// Config says which chain to use, through which node, and who signs.
type Config struct {
	// ChainID names the chain. A client never signs for another one.
	ChainID string
	// Node is the URL of a node's CometBFT RPC, for example http://127.0.0.1:26657.
	Node string
	// GRPC is the address of a gRPC server for queries: host:port, or https://host:port for TLS. Empty: queries go through Node.
	GRPC string

	// Identity signs what Client.Submit sends. Without a key the client can only read.
	Identity Identity
	// Keyring holds the keys. If it is nil, KeyringBackend (os, file or test), KeyringDir and Passphrase say which one to open.
	Keyring        keyring.Keyring
	KeyringBackend string
	KeyringDir     string
	Passphrase     io.Reader

	// GasPrices is what is offered for a unit of gas, for example 0.01uweft; empty for nothing.
	GasPrices string
	// GasAdjustment is what simulated gas is multiplied with, 1.4 by default: the state may have changed when the transaction is executed.
	GasAdjustment float64
	// ValidBlocks is how many blocks may pass before a transaction can no longer be executed, 60 by default.
	ValidBlocks int64
	// BroadcastTimeout bounds a Submit, waits included. 2 minutes by default.
	BroadcastTimeout time.Duration
	// RequestTimeout bounds one request to the node. 10 s by default.
	RequestTimeout time.Duration
	// PollInterval is how often the node is asked for its height while no websocket brings it. 500 ms by default.
	PollInterval time.Duration

	// Interfaces registers messages of further modules, for chains that have more than this package knows.
	Interfaces []func(codectypes.InterfaceRegistry)
	// Logger takes what is worth knowing about lost connections and transactions sent again. The default drops it.
	Logger *slog.Logger
}

// Identity is a key and for whom it signs.
type Identity struct {
	// Key is the name of the signing key in the keyring.
	Key string
	// Operator is the address that messages are for, if it is not the key's own: the key is a hot key of that operator, and what the operator
	// must sign is wrapped into an authz MsgExec. The operator has granted the key these messages before.
	Operator string
	// FeeGranter is the address whose fee grant pays.
	FeeGranter string
}

const (
	defaultGasAdjustment    = 1.4
	defaultValidBlocks      = 60
	defaultBroadcastTimeout = 2 * time.Minute
	defaultRequestTimeout   = 10 * time.Second
	defaultPollInterval     = 500 * time.Millisecond
)

const (
	maxGasAdjustment = 10
	minValidBlocks   = 5
	maxValidBlocks   = 1000
	minPollInterval  = 10 * time.Millisecond
)

func (c Config) withDefaults() Config {
	if c.GasAdjustment == 0 {
		c.GasAdjustment = defaultGasAdjustment
	}
	if c.ValidBlocks == 0 {
		c.ValidBlocks = defaultValidBlocks
	}
	if c.BroadcastTimeout == 0 {
		c.BroadcastTimeout = defaultBroadcastTimeout
	}
	if c.RequestTimeout == 0 {
		c.RequestTimeout = defaultRequestTimeout
	}
	if c.PollInterval == 0 {
		c.PollInterval = defaultPollInterval
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	return c
}

// Validate reports every fault of the configuration. Zero values that have a default are no faults.
func (c Config) Validate() error {
	c = c.withDefaults()
	var faults []error
	fault := func(format string, args ...any) {
		faults = append(faults, fmt.Errorf("%w: "+format, append([]any{ErrConfig}, args...)...))
	}
	if c.ChainID == "" {
		fault("chain id is empty; set the one that `weftd status` shows as network")
	}
	if err := checkNode(c.Node); err != nil {
		fault("node %q: %w; set the URL of a node's RPC, such as http://127.0.0.1:26657", c.Node, err)
	}
	if _, err := sdk.ParseDecCoins(c.GasPrices); err != nil {
		fault("gas prices %q: %w; write an amount and a denomination, such as 0.01uweft", c.GasPrices, err)
	}
	if c.GasAdjustment < 1 || c.GasAdjustment > maxGasAdjustment {
		fault("gas adjustment %v, allowed 1 to %d", c.GasAdjustment, maxGasAdjustment)
	}
	if c.ValidBlocks < minValidBlocks || c.ValidBlocks > maxValidBlocks {
		fault("valid for %d blocks, allowed %d to %d", c.ValidBlocks, minValidBlocks, maxValidBlocks)
	}
	if c.BroadcastTimeout < 0 || c.RequestTimeout < 0 {
		fault("timeouts %s and %s, allowed above 0", c.BroadcastTimeout, c.RequestTimeout)
	}
	if c.PollInterval < minPollInterval {
		fault("poll interval %s, allowed from %s", c.PollInterval, minPollInterval)
	}
	faults = append(faults, c.Identity.validate())
	if c.Identity.Key != "" && c.Keyring == nil {
		switch c.KeyringBackend {
		case keyring.BackendOS, keyring.BackendFile, keyring.BackendTest:
		default:
			fault("keyring backend %q, allowed os, file and test", c.KeyringBackend)
		}
	}
	return errors.Join(faults...)
}

func checkNode(node string) error {
	u, err := url.Parse(node)
	switch {
	case err != nil:
		return err
	case u.Host == "":
		return errors.New("no host")
	case u.Scheme != "http" && u.Scheme != "https" && u.Scheme != "tcp":
		return fmt.Errorf("scheme %q, allowed http, https and tcp", u.Scheme)
	}
	return nil
}

func (id Identity) validate() error {
	for what, address := range map[string]string{"operator": id.Operator, "fee granter": id.FeeGranter} {
		if address == "" {
			continue
		}
		if id.Key == "" {
			return fmt.Errorf("%w: %s %s without a key to sign with; name one", ErrConfig, what, address)
		}
		if _, err := ParseAddress(address); err != nil {
			return fmt.Errorf("%w: %s: %w", ErrConfig, what, err)
		}
	}
	return nil
}
