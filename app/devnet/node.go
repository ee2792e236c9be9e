// SPDX-License-Identifier: Apache-2.0

package devnet

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"cosmossdk.io/log/v2"
	cmtcfg "github.com/cometbft/cometbft/config"
	"github.com/cometbft/cometbft/node"
	"github.com/cometbft/cometbft/p2p"
	"github.com/cometbft/cometbft/privval"
	"github.com/cometbft/cometbft/proxy"
	"github.com/cometbft/cometbft/rpc/client/local"
	cmttypes "github.com/cometbft/cometbft/types"
	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/flags"
	"github.com/cosmos/cosmos-sdk/server"
	srvlog "github.com/cosmos/cosmos-sdk/server/log"
	"golang.org/x/sync/errgroup"

	"github.com/weft-network/weft/app"
)

var (
	errRunning = errors.New("the node is running")
	errStopped = errors.New("the node is not running")
	errHung    = errors.New("the node did not stop in time")
)

// stopTimeout bounds a stop. A node whose consensus failed never finishes stopping.
const stopTimeout = 10 * time.Second

// Node is one node of a network.
type Node struct {
	// Index counts the nodes from 0; those below Options.Validators validate.
	Index int
	// Home is the node's folder, laid out like weftd's.
	Home string
	// RPC and REST are URLs, GRPC is host:port, Peer is id@host:port.
	RPC, GRPC, REST, Peer string

	net  *Network
	id   p2p.ID
	addr addresses
	cfg  *cmtcfg.Config
	dbs  *databases

	mu  sync.Mutex
	run *running
}

// running is what exists only while a node runs.
type running struct {
	app    *app.App
	comet  *node.Node
	client client.Context
	cancel context.CancelFunc
	group  *errgroup.Group
	// since is the height of the state the node started with.
	since int64
}

// newNode lays out the folder of node i: keys, configuration, no state.
func newNode(n *Network, i int) (*Node, error) {
	addr, err := pickAddresses(n.opts.BasePort, i, n.used)
	if err != nil {
		return nil, err
	}
	nd := &Node{
		Index: i,
		Home:  filepath.Join(n.dir, fmt.Sprintf("node%d", i)),
		RPC:   "http://" + addr.rpc,
		GRPC:  addr.grpc,
		REST:  "http://" + addr.rest,
		net:   n,
		addr:  addr,
	}
	for _, d := range []string{"config", "data"} {
		if err := os.MkdirAll(filepath.Join(nd.Home, d), 0o755); err != nil {
			return nil, err
		}
	}
	nd.dbs = newDatabases(n.opts.Backend, nd.Home)
	nd.cfg = nd.config(n.opts)

	key := &p2p.NodeKey{PrivKey: nodeKey(i)}
	if err := key.SaveAs(nd.cfg.NodeKeyFile()); err != nil {
		return nil, err
	}
	nd.id = key.ID()
	nd.Peer = fmt.Sprintf("%s@%s", nd.id, addr.p2p)
	if n.reused(nd.cfg.PrivValidatorStateFile()) {
		return nd, nil // what was signed must not be forgotten
	}
	// A node that is not in the genesis has such a key too; it just never votes.
	privval.NewFilePV(consensusKey(i), nd.cfg.PrivValidatorKeyFile(), nd.cfg.PrivValidatorStateFile()).Save()
	return nd, nil
}

func (nd *Node) config(o Options) *cmtcfg.Config {
	c := app.CometConfig()
	c.SetRoot(nd.Home)
	c.Moniker = filepath.Base(nd.Home)
	c.DBBackend = string(o.Backend)
	app.SetBlockTime(c, o.BlockTime)
	c.P2P.ListenAddress = "tcp://" + nd.addr.p2p
	c.P2P.AddrBookStrict, c.P2P.AllowDuplicateIP, c.P2P.PexReactor = false, true, false
	c.RPC.ListenAddress = "tcp://" + nd.addr.rpc
	c.RPC.PprofListenAddress = ""
	// Voting while catching up would start a network of several validators sooner, but its block pool (CometBFT v0.40.0) takes requests
	// off the list that are not there, and the process dies.
	c.BlockSync.AdaptiveSync = false
	c.Instrumentation.Prometheus = false
	return c
}

// Start starts a node that was stopped.
func (nd *Node) Start() error {
	nd.net.forget(nd) // before the lock: two nodes starting at once would each wait for the other's
	nd.mu.Lock()
	defer nd.mu.Unlock()
	if nd.run != nil {
		return fmt.Errorf("node %d: %w", nd.Index, errRunning)
	}
	if err := nd.net.fail.get(); err != nil {
		return err
	}
	run, err := nd.start()
	if err != nil {
		return fmt.Errorf("node %d: %w", nd.Index, errors.Join(err, nd.dbs.closeComet()))
	}
	nd.run = run
	return nil
}

func (nd *Node) start() (_ *running, err error) {
	o := nd.net.opts
	logger := watchLog{Logger: o.Logger.With("node", nd.Index), node: nd.Index, fail: nd.net.fail}
	ap, err := nd.newApp(logger)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, ap.Close())
		}
	}()
	key, err := p2p.LoadNodeKey(nd.cfg.NodeKeyFile())
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(nd.net.ctx)
	defer func() {
		if err != nil {
			cancel()
		}
	}()
	comet, err := node.NewNodeWithContext(ctx, nd.cfg,
		privval.LoadFilePV(nd.cfg.PrivValidatorKeyFile(), nd.cfg.PrivValidatorStateFile()), key,
		proxy.NewLocalClientCreator(server.NewCometABCIWrapper(ap)),
		func() (*cmttypes.GenesisDoc, error) { return nd.net.doc, nil },
		nd.dbs.comet, node.DefaultMetricsProvider(nd.cfg.Instrumentation), srvlog.CometLoggerWrapper{Logger: logger})
	if err != nil {
		return nil, err
	}
	if err := comet.Start(); err != nil {
		return nil, err
	}
	group, ctx := errgroup.WithContext(ctx)
	run := &running{app: ap, comet: comet, cancel: cancel, group: group, since: ap.LastBlockHeight()}
	run.client = nd.net.clientContext(ap, nd.Home).WithClient(local.New(comet)).WithNodeURI(nd.RPC)
	if err := nd.serve(ctx, run, logger); err != nil {
		return nil, errors.Join(err, stopComet(comet))
	}
	return run, nil
}

func (nd *Node) newApp(logger log.Logger) (*app.App, error) {
	o := nd.net.opts
	db, err := nd.dbs.application()
	if err != nil {
		return nil, err
	}
	base, err := nd.baseOptions(o)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	opts := app.Options{flags.FlagHome: nd.Home, server.FlagInvCheckPeriod: o.InvariantPeriod}
	if o.Observer != nil {
		opts[app.OptionObserver] = o.Observer(nd.Index)
	}
	return app.New(logger, db, true, opts, base...), nil
}

// Stop stops the node and closes its databases. Its state stays.
func (nd *Node) Stop() error {
	nd.mu.Lock()
	defer nd.mu.Unlock()
	if nd.run == nil {
		return fmt.Errorf("node %d: %w", nd.Index, errStopped)
	}
	run := nd.run
	nd.run = nil
	run.cancel()
	err := errors.Join(stopComet(run.comet), waitGroup(run.group))
	if errors.Is(err, errHung) {
		// Something still uses the databases: leave them open rather than crash it.
		return fmt.Errorf("node %d: %w", nd.Index, err)
	}
	if err := errors.Join(err, nd.dbs.closeComet(), run.app.Close()); err != nil {
		return fmt.Errorf("node %d: %w", nd.Index, err)
	}
	return nil
}

func stopComet(n *node.Node) error {
	return bounded(func() error {
		if !n.IsRunning() {
			return nil
		}
		if err := n.Stop(); err != nil {
			return err
		}
		n.Wait()
		return nil
	})
}

func waitGroup(g *errgroup.Group) error {
	return bounded(g.Wait)
}

func bounded(f func() error) error {
	done := make(chan error, 1)
	go func() { done <- f() }()
	select {
	case err := <-done:
		return err
	case <-time.After(stopTimeout):
		return errHung
	}
}

func (nd *Node) dropPeer(peer *Node) {
	nd.mu.Lock()
	defer nd.mu.Unlock()
	if nd.run == nil {
		return
	}
	sw := nd.run.comet.Switch()
	if p := sw.Peers().Get(peer.id); p != nil {
		sw.StopPeerGracefully(p)
	}
}

// Running says whether the node runs.
func (nd *Node) Running() bool {
	nd.mu.Lock()
	defer nd.mu.Unlock()
	return nd.run != nil
}

// App returns the node's application, nil if the node is stopped. Its state changes with every block: read it through Client.
func (nd *Node) App() *app.App {
	nd.mu.Lock()
	defer nd.mu.Unlock()
	if nd.run == nil {
		return nil
	}
	return nd.run.app
}

// Client returns a context that queries this node and signs with the network's keyring. It is valid until the node stops.
func (nd *Node) Client() client.Context {
	nd.mu.Lock()
	defer nd.mu.Unlock()
	if nd.run == nil {
		return client.Context{}
	}
	return nd.run.client
}

// Height is the height of the node's latest committed state, 0 if it is stopped. The block itself is stored a moment earlier.
func (nd *Node) Height() int64 {
	nd.mu.Lock()
	defer nd.mu.Unlock()
	if nd.run == nil {
		return 0
	}
	return nd.run.app.LastBlockHeight()
}

// CatchingUp says whether the node runs and is still fetching blocks, so that it neither votes nor takes transactions.
func (nd *Node) CatchingUp() bool {
	nd.mu.Lock()
	defer nd.mu.Unlock()
	return nd.run != nil && nd.run.comet.ConsensusReactor().WaitSync()
}
