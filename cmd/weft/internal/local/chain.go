// SPDX-License-Identifier: Apache-2.0

package local

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/weft-network/weft/app/devnet"
	"github.com/weft-network/weft/chain/beacon/local"
	"github.com/weft-network/weft/chain/client"
	beacontypes "github.com/weft-network/weft/x/beacon/types"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
	rewardtypes "github.com/weft-network/weft/x/reward/types"
)

// chainID names the chain of every local network: the model must not depend on
// where it was made.
const chainID = "weft-devnet-1"

const submitter = "submitter"

func trainerName(i int) string { return fmt.Sprintf("trainer%d", i) }

// chain is a running chain.
type chain struct {
	rpc, grpc, rest string
	// dir holds the keyring of all accounts.
	dir    string
	failed func() error
	close  func() error
	// node is the process of the validator, if it has one of its own, and again
	// starts it once more where it stopped.
	node  *running
	again func() (*running, error)
}

func (o *Options) devnet() devnet.Options {
	d := devnet.Options{
		ChainID: chainID, Validators: o.Validators, BlockTime: o.BlockTime, Dir: filepath.Join(o.Home, "chain"),
		Accounts: []devnet.Account{{Name: submitter}}, Edit: o.genesis,
	}
	for i := range o.Trainers {
		d.Accounts = append(d.Accounts, devnet.Account{Name: trainerName(i)})
	}
	for i := range o.Verifiers {
		d.Accounts = append(d.Accounts, devnet.Account{Name: verifierName(i)})
	}
	return d
}

// genesis lets pay vest within a job of few rounds, and has verifiers draw by a
// beacon whose key this machine holds.
func (o *Options) genesis(g *devnet.Genesis) error {
	err := devnet.Edit(g, rewardtypes.ModuleName, func(s *rewardtypes.GenesisState) { s.Params.VestRounds, s.Params.UnlockBlocks = 2, 8 })
	if err != nil || o.Verifiers == 0 {
		return err
	}
	if o.rogue != nil && o.rogue.execute != nil { // every report is looked at again by everybody else
		err = devnet.Edit(g, disputetypes.ModuleName, func(s *disputetypes.GenesisState) {
			s.Params.ReauditRate = min(uint32(o.Verifiers)*disputetypes.Million, disputetypes.MaxReauditRate)
		})
		if err != nil {
			return err
		}
	}
	return devnet.Edit(g, beacontypes.ModuleName, func(s *beacontypes.GenesisState) {
		s.Params = beacontypes.Params{
			PublicKey: local.New([]byte(beaconSeed)).Public(), Period: 1, GenesisTime: g.Time.Unix(), KeepBlocks: beacontypes.MaxKeepBlocks,
		}
	})
}

// startChain starts the validators.
func (o *Options) startChain(ctx context.Context) (*chain, error) {
	if o.Programs != nil {
		return o.startWeftd(ctx)
	}
	d := o.devnet()
	net, err := devnet.Start(ctx, d)
	if err != nil {
		return nil, err
	}
	nd := net.Node(0)
	c := &chain{rpc: nd.RPC, grpc: nd.GRPC, rest: nd.REST, dir: d.Dir, failed: net.Err, close: net.Close}
	return c, c.awaitBlocks(ctx)
}

// startWeftd starts the validator in a process of its own.
func (o *Options) startWeftd(ctx context.Context) (*chain, error) {
	d := o.devnet()
	nodes, err := devnet.Prepare(d)
	if err != nil {
		return nil, err
	}
	c := &chain{rpc: nodes[0].RPC, grpc: nodes[0].GRPC, rest: nodes[0].REST, dir: d.Dir}
	c.again = func() (*running, error) {
		return o.spawn(process{name: "weftd", program: o.Programs.Weftd, args: nodes[0].Args()})
	}
	if c.node, err = c.again(); err != nil {
		return nil, err
	}
	c.failed = func() error { return c.node.failed() }
	c.close = func() error { return c.node.stop() }
	return c, c.awaitBlocks(ctx)
}

// patience is how long a node may take to make its first blocks.
const patience = time.Minute

// awaitBlocks waits until the chain makes blocks. A client that knows no block
// knows no time either.
func (c *chain) awaitBlocks(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		cl, err := client.New(ctx, client.Config{ChainID: chainID, Node: c.rpc})
		if err == nil {
			err = cl.WaitHeight(ctx, 2)
			if err = errors.Join(err, cl.Close()); err == nil {
				return nil
			}
		}
		if failed := c.failed(); failed != nil {
			return failed
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("the node made no block: %w", err)
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// open connects to the chain with the key of an account.
func (c *chain) open(ctx context.Context, key string) (*client.Client, error) {
	return client.New(ctx, client.Config{
		ChainID: chainID, Node: c.rpc, Identity: client.Identity{Key: key}, KeyringBackend: "test", KeyringDir: c.dir,
		PollInterval: 100 * time.Millisecond,
	})
}
