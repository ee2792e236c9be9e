// SPDX-License-Identifier: Apache-2.0

package devnet

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"cosmossdk.io/log/v2"
	cmttypes "github.com/cometbft/cometbft/types"
	dbm "github.com/cosmos/cosmos-db"
	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/flags"
	"github.com/cosmos/cosmos-sdk/crypto/keyring"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	"github.com/weft-network/weft/app"
)

// Network is a running network.
type Network struct {
	// ChainID names the chain.
	ChainID string
	// Keyring holds the keys of the validators, the faucet and the funded accounts.
	Keyring keyring.Keyring

	opts  Options
	dir   string
	owned bool // dir is ours to remove
	doc   *cmttypes.GenesisDoc
	ref   *app.App
	used  map[string]bool
	fail  *failure

	mu    sync.Mutex
	nodes []*Node

	ctx       context.Context // the network's life
	cancel    context.CancelFunc
	closeOnce sync.Once
	closeErr  error
	nonce     nonces
}

// Start starts a network. It stops when ctx ends or Close is called; call Close in any case.
func Start(ctx context.Context, o Options) (*Network, error) {
	app.SetConfig()
	o = o.withDefaults()
	if err := o.validate(); err != nil {
		return nil, err
	}
	n := &Network{ChainID: o.ChainID, opts: o, dir: o.Dir, used: map[string]bool{}, fail: newFailure()}
	n.ctx, n.cancel = context.WithCancel(ctx)
	if err := n.open(); err != nil {
		return nil, errors.Join(fmt.Errorf("start a devnet: %w", err), n.Close())
	}
	go func() {
		<-n.ctx.Done()
		_ = n.Close() // keeps its result for whoever calls it next
	}()
	return n, nil
}

func (n *Network) open() error {
	if n.dir == "" {
		dir, err := os.MkdirTemp("", "weft-devnet-")
		if err != nil {
			return err
		}
		n.dir, n.owned = dir, true
	}
	if err := n.layOut(); err != nil {
		return err
	}
	for _, nd := range n.Nodes() {
		nd.cfg.P2P.PersistentPeers = n.peersOf(nd)
		if err := nd.Start(); err != nil {
			return err
		}
	}
	return nil
}

// layOut makes the keys, the genesis and the folders of the nodes.
func (n *Network) layOut() error {
	o := n.opts
	n.ref = app.New(log.NewNopLogger(), dbm.NewMemDB(), false, app.Options{flags.FlagHome: n.dir})
	names := []string{FaucetName}
	for i := range o.Validators {
		names = append(names, ValidatorName(i))
	}
	for _, a := range o.Accounts {
		names = append(names, a.Name)
	}
	var err error
	if n.Keyring, err = newKeyring(n.ref.AppCodec(), n.dir, names); err != nil {
		return err
	}
	if n.doc, err = n.genesis(); err != nil {
		return err
	}
	for i := range o.Validators {
		nd, err := newNode(n, i)
		if err != nil {
			return err
		}
		n.add(nd)
	}
	return nil
}

// genesis returns the genesis of a folder used before, the one given, or a new one.
func (n *Network) genesis() (*cmttypes.GenesisDoc, error) {
	path := filepath.Join(n.dir, "genesis.json")
	if n.reused(path) {
		return cmttypes.GenesisDocFromFile(path)
	}
	doc := n.opts.Doc
	if doc == nil {
		var err error
		if doc, err = newGenesis(n.ref, n.opts); err != nil {
			return nil, err
		}
	}
	return doc, doc.SaveAs(path)
}

// reused says whether a file is left from an earlier network in this folder whose state is there too.
func (n *Network) reused(path string) bool {
	if n.opts.Backend == dbm.MemDBBackend {
		return false
	}
	_, err := os.Stat(path)
	return err == nil
}

func (n *Network) peersOf(nd *Node) string {
	var peers []string
	for _, other := range n.Nodes() {
		if other != nd {
			peers = append(peers, other.Peer)
		}
	}
	return strings.Join(peers, ",")
}

// forget makes the other nodes drop what connections to nd they still have. A node that stops while a peer dials it leaves that
// connection open, because its process lives on; the peer would refuse every new connection as a second one.
func (n *Network) forget(nd *Node) {
	for _, other := range n.Nodes() {
		if other != nd {
			other.dropPeer(nd)
		}
	}
}

func (n *Network) clientContext(a *app.App, home string) client.Context {
	return client.Context{}.WithCodec(a.AppCodec()).WithInterfaceRegistry(a.InterfaceRegistry()).WithTxConfig(a.TxConfig()).
		WithLegacyAmino(a.LegacyAmino()).WithChainID(n.ChainID).WithKeyring(n.Keyring).WithAccountRetriever(authtypes.AccountRetriever{}).
		WithBroadcastMode(flags.BroadcastSync).WithHomeDir(home)
}

// Nodes lists the validators, and after them the nodes that joined.
func (n *Network) Nodes() []*Node {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.nodes)
}

// Node returns the node of an index.
func (n *Network) Node(i int) *Node { return n.Nodes()[i] }

func (n *Network) add(nd *Node) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.nodes = append(n.nodes, nd)
}

// Genesis returns the genesis the network started from.
func (n *Network) Genesis() *cmttypes.GenesisDoc { return n.doc }

// Dir is the folder of the network: genesis.json, the keyring and the nodes' folders.
func (n *Network) Dir() string { return n.dir }

// Err returns what stopped the network, nil if nothing has.
func (n *Network) Err() error { return n.fail.get() }

// Height is the lowest height of the nodes that run.
func (n *Network) Height() int64 {
	low := int64(-1)
	for _, nd := range n.Nodes() {
		if !nd.Running() {
			continue
		}
		if h := nd.Height(); low < 0 || h < low {
			low = h
		}
	}
	return max(low, 0)
}

// synced says whether no node that runs is still fetching blocks.
func (n *Network) synced() bool {
	return !slices.ContainsFunc(n.Nodes(), (*Node).CatchingUp)
}

// WaitHeight waits until every node that runs has the block at height and takes part in consensus: a node that is still fetching blocks
// refuses transactions, at whatever height it is.
func (n *Network) WaitHeight(ctx context.Context, height int64) error {
	err := n.Wait(ctx, func() (bool, error) { return n.Height() >= height && n.synced(), nil })
	if err != nil {
		return fmt.Errorf("at height %d, waiting for %d: %w", n.Height(), height, err)
	}
	return nil
}

// WaitBlocks waits for so many more blocks.
func (n *Network) WaitBlocks(ctx context.Context, blocks int64) error {
	return n.WaitHeight(ctx, n.Height()+blocks)
}

// Wait polls until done says so or fails, the context ends, or the network fails.
func (n *Network) Wait(ctx context.Context, done func() (bool, error)) error {
	t := time.NewTicker(max(n.opts.BlockTime/10, 5*time.Millisecond))
	defer t.Stop()
	for {
		if ok, err := done(); ok || err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-n.ctx.Done():
			return fmt.Errorf("the network stopped: %w", n.ctx.Err())
		case <-n.fail.done:
			return n.fail.err
		case <-t.C:
		}
	}
}

// Close stops all nodes and reports what went wrong while the network ran. Closing again returns the same.
func (n *Network) Close() error {
	n.closeOnce.Do(func() {
		failed := n.fail.get()
		n.cancel()
		nodes := n.Nodes()
		errs := make([]error, len(nodes)+1)
		var wg sync.WaitGroup
		for i, nd := range nodes {
			wg.Go(func() {
				if nd.Running() {
					errs[i] = nd.Stop()
				}
			})
		}
		wg.Wait()
		if n.owned {
			errs[len(nodes)] = os.RemoveAll(n.dir)
		}
		n.closeErr = errors.Join(append([]error{failed}, errs...)...)
	})
	return n.closeErr
}
