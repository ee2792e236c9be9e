// SPDX-License-Identifier: Apache-2.0

package devnet

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"cosmossdk.io/log/v2"
	cmtcfg "github.com/cometbft/cometbft/config"
	dbm "github.com/cosmos/cosmos-db"
	"github.com/cosmos/cosmos-sdk/client/flags"
	"github.com/cosmos/cosmos-sdk/codec"
	"github.com/cosmos/cosmos-sdk/crypto/keyring"

	"github.com/weft-network/weft/app"
)

// Laid is a node that was laid out on disk, for weftd to run.
type Laid struct {
	Home            string
	RPC, GRPC, REST string
}

// Args are the arguments of weftd that run the node.
func (l Laid) Args() []string {
	return []string{
		"start", "--home", l.Home, "--minimum-gas-prices", "0" + app.Denom, "--grpc.address", l.GRPC,
		"--api.enable", "--api.address", "tcp://" + strings.TrimPrefix(l.REST, "http://"),
	}
}

// Prepare lays out the folders of a network, with genesis and keys, and starts nothing: each node is for a weftd of its own.
func Prepare(o Options) (_ []Laid, err error) {
	app.SetConfig()
	if o.Backend == "" {
		o.Backend = app.DefaultBackend
	}
	o = o.withDefaults()
	if err := o.validate(); err != nil {
		return nil, err
	}
	if o.Dir == "" || o.Backend == dbm.MemDBBackend {
		return nil, fmt.Errorf("%w: nodes in processes of their own need a folder and a database on disk", ErrOptions)
	}
	n := &Network{ChainID: o.ChainID, opts: o, dir: o.Dir, used: map[string]bool{}, fail: newFailure()}
	if err := n.layOut(); err != nil {
		return nil, fmt.Errorf("lay out a devnet: %w", err)
	}
	var out []Laid
	for _, nd := range n.nodes {
		nd.cfg.P2P.PersistentPeers = n.peersOf(nd)
		cmtcfg.WriteConfigFile(filepath.Join(nd.Home, "config", "config.toml"), nd.cfg)
		err = errors.Join(err, n.doc.SaveAs(nd.cfg.GenesisFile()))
		out = append(out, Laid{Home: nd.Home, RPC: nd.RPC, GRPC: nd.GRPC, REST: nd.REST})
	}
	return out, err
}

// NewKeyring makes a keyring in a folder, without a passphrase (backend "test"), that holds the keys of named accounts.
func NewKeyring(dir string, names ...string) (keyring.Keyring, error) {
	ref := app.New(log.NewNopLogger(), dbm.NewMemDB(), false, app.Options{flags.FlagHome: dir})
	return newKeyring(codec.NewProtoCodec(ref.InterfaceRegistry()), dir, names)
}
