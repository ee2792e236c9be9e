// SPDX-License-Identifier: Apache-2.0

package local

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/chain/payout"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/cmd/weft/internal/jobs"
	"github.com/weft-network/weft/cmd/weft/internal/lab"
	"github.com/weft-network/weft/cmd/weft/internal/money"
	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/trainer/blob/disk"
	"github.com/weft-network/weft/trainer/blob/ipfs"
	"github.com/weft-network/weft/trainer/data"
	"github.com/weft-network/weft/trainer/worker"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// Network is a network that runs.
type Network struct {
	Spec *spec.Spec
	Job  uint64

	o        Options
	chain    *chain
	client   *client.Client
	store    *ipfs.Store
	roster   *worker.Roster
	manifest data.Manifest
	hands    []hand
	began    time.Time
	stop     context.CancelFunc
	follower errgroup.Group
}

// Start starts everything and posts the job. Close the network in any case
// where there is no error.
func Start(ctx context.Context, o Options) (_ *Network, err error) {
	if err := o.validate(); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(o.Home, 0o755); err != nil {
		return nil, err
	}
	n := &Network{o: o, began: time.Now()}
	ctx, n.stop = context.WithCancel(ctx)
	defer func() {
		if err != nil {
			err = errors.Join(err, n.Close())
		}
	}()
	for _, step := range []struct {
		text string
		do   func(context.Context) error
	}{
		{"reading the text", n.readText},
		{"starting the chain", n.startChain},
		{"publishing the dataset", n.publish},
		{"posting the job", n.post},
		{"starting the trainers", n.hireAll},
	} {
		o.Watch(Event{Trainer: -1, Text: step.text})
		if err := step.do(ctx); err != nil {
			return nil, fmt.Errorf("%s: %w", step.text, err)
		}
	}
	return n, nil
}

func (n *Network) datasetDir() string { return filepath.Join(n.o.Home, "dataset") }

// readText makes the dataset.
func (n *Network) readText(ctx context.Context) error {
	text := lab.Text{Path: n.o.Text}
	src, err := text.Beginning(n.o.TextBytes)
	if err != nil {
		return err
	}
	d, err := data.Create(ctx, n.datasetDir(), src, data.Options{Validation: lab.HeldOut, Workers: n.o.Machine.Threads})
	if err != nil {
		return err
	}
	n.manifest = d.Manifest()
	return d.Close()
}

func (n *Network) startChain(ctx context.Context) (err error) {
	if n.chain, err = n.o.startChain(ctx); err != nil {
		return err
	}
	n.client, err = n.chain.open(ctx, submitter)
	return err
}

// publish opens the submitter's store, lets trainers in as the chain learns of
// them, and puts the dataset into it.
func (n *Network) publish(ctx context.Context) (err error) {
	n.roster = worker.NewRoster(n.client)
	n.store, err = ipfs.Open(ipfs.Config{
		Disk: disk.Config{Dir: filepath.Join(n.o.Home, submitter)}, Listen: []string{loopback}, Members: n.roster.Members, Allow: n.roster.Allow,
	})
	if err != nil {
		return err
	}
	n.roster.OnChange(n.store.Recheck)
	n.follower.Go(func() error {
		_ = n.client.Follow(ctx, 0, func(ctx context.Context, b client.Block) error { //nolint:errcheck // it ends with the network
			_ = n.roster.Refresh(ctx) //nolint:errcheck // the next block asks again
			return nil
		})
		return nil
	})
	id, err := n.store.PutFile(ctx, filepath.Join(n.datasetDir(), data.TokensFile), blob.PutOptions{Pins: []blob.Pin{{Name: "dataset"}}})
	if err == nil && id != n.manifest.Content {
		err = fmt.Errorf("the dataset is %s, its manifest says %s", id, n.manifest.Content)
	}
	return err
}

func (n *Network) post(ctx context.Context) (err error) {
	if n.Spec, err = n.o.spec(n.manifest); err != nil {
		return err
	}
	r, p := &n.Spec.Rounds, &n.Spec.Price
	res, err := n.client.Submit(ctx, &jobtypes.MsgSubmitJob{
		Submitter: n.client.Sender().Operator(), Title: "a model of this machine's text", Spec: *n.Spec,
		Deposit: money.Coin(payout.Bounty(r.Rounds, r.Slots, p.Unit, p.VerifierFee)),
	})
	if err != nil {
		return err
	}
	answer, err := client.Response[*jobtypes.MsgSubmitJobResponse](res)
	if err != nil {
		return err
	}
	n.Job = answer.Job
	return nil
}

func (n *Network) hireAll(ctx context.Context) error {
	n.hands = make([]hand, n.o.Trainers)
	var g errgroup.Group
	for i := range n.hands {
		g.Go(func() error {
			h, err := n.hire(ctx, i)
			if err != nil {
				return fmt.Errorf("%s: %w", trainerName(i), err)
			}
			n.hands[i] = h
			return nil
		})
	}
	return g.Wait()
}

// Client is the submitter's.
func (n *Network) Client() *client.Client { return n.client }

// Dataset is what the job trains on.
func (n *Network) Dataset() data.Manifest { return n.manifest }

// Endpoints are where the chain is served: RPC, gRPC, REST.
func (n *Network) Endpoints() (rpc, grpc, rest string) {
	return n.chain.rpc, n.chain.grpc, n.chain.rest
}

// Failed is why a part of the network ended, nil while all work.
func (n *Network) Failed() error {
	errs := []error{n.chain.failed()}
	for _, h := range n.hands {
		errs = append(errs, h.failed())
	}
	return errors.Join(errs...)
}

// errOver ends the following of a job.
var errOver = errors.New("over")

// Follow calls observe for every block until the job has ended.
func (n *Network) Follow(ctx context.Context, observe func(context.Context, client.Block) error) error {
	err := n.client.Follow(ctx, n.client.Height(), func(ctx context.Context, b client.Block) error {
		if err := n.Failed(); err != nil {
			return err
		}
		if err := observe(ctx, b); err != nil {
			return err
		}
		res, err := n.client.Job().Job(ctx, &jobtypes.QueryJobRequest{Job: n.Job})
		if err == nil && jobs.Ended(res.Job.Status) {
			err = errOver
		}
		return err
	}, client.OfJob(n.Job))
	if errors.Is(err, errOver) {
		return nil
	}
	return err
}

// stopTrainers ends the trainers that run.
func (n *Network) stopTrainers() error {
	var g errgroup.Group
	for _, h := range n.hands {
		if h != nil {
			g.Go(h.stop)
		}
	}
	err := g.Wait()
	return err
}

// Close ends everything.
func (n *Network) Close() error {
	n.stop()
	err := n.follower.Wait()
	if n.hands != nil {
		err = errors.Join(err, n.stopTrainers())
		n.hands = nil
	}
	if n.store != nil {
		err = errors.Join(err, n.store.Close())
		n.store = nil
	}
	if n.client != nil {
		err = errors.Join(err, n.client.Close())
		n.client = nil
	}
	if n.chain != nil {
		err = errors.Join(err, n.chain.close())
		n.chain = nil
	}
	return err
}
