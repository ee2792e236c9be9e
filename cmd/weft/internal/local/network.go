// SPDX-License-Identifier: Apache-2.0

package local

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"cosmossdk.io/math"
	"golang.org/x/sync/errgroup"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/chain/payout"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/cmd/weft/internal/disputes"
	"github.com/weft-network/weft/cmd/weft/internal/jobs"
	"github.com/weft-network/weft/cmd/weft/internal/lab"
	"github.com/weft-network/weft/cmd/weft/internal/money"
	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/trainer/blob/disk"
	"github.com/weft-network/weft/trainer/blob/ipfs"
	"github.com/weft-network/weft/trainer/data"
	"github.com/weft-network/weft/trainer/worker"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
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
	hands    []hand // the trainers, then the verifiers
	began    time.Time
	stop     context.CancelFunc
	follower errgroup.Group
	from     int64 // the height after which the job is there
	verified verified
	seen     int64 // the last block that verified has observed
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
	n := &Network{o: o, began: time.Now(), verified: verified{fees: map[string]math.Int{}}}
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
		{"starting the verifiers", n.hireVerifiers},
		{"starting the trainers", n.hireTrainers},
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
		Disk: disk.Config{Dir: filepath.Join(n.o.Home, submitter)}, Listen: []string{loopback}, Members: n.roster.Members, Allow: n.roster.Allow, Guests: guests,
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
		Deposit: money.Coin(payout.Bounty(r.Rounds, r.Slots, p.Unit, p.VerifierFee)), Sources: n.store.Addrs(),
	})
	if err != nil {
		return err
	}
	answer, err := client.Response[*jobtypes.MsgSubmitJobResponse](res)
	if err != nil {
		return err
	}
	n.Job, n.from = answer.Job, res.Height
	return nil
}

// hireVerifiers comes before the trainers: who takes part in the audits of a
// round is fixed when it opens.
func (n *Network) hireVerifiers(ctx context.Context) error {
	n.hands = make([]hand, n.o.Trainers+n.o.Verifiers)
	if err := hireAll(ctx, n.hands[n.o.Trainers:], verifierName, n.hireVerifier); err != nil {
		return err
	}
	return n.awaitVerifiers(ctx)
}

// awaitVerifiers waits until all take part: processes have only begun to start, and
// a round that opens without any is not audited.
func (n *Network) awaitVerifiers(ctx context.Context) error {
	for {
		res, err := n.client.Dispute().Verifiers(ctx, &disputetypes.QueryVerifiersRequest{Active: true})
		if err != nil || len(res.Verifiers) >= n.o.Verifiers {
			return err
		}
		for _, h := range n.hands[n.o.Trainers:] {
			if err := h.failed(); err != nil {
				return err
			}
		}
		if err := n.client.WaitHeight(ctx, n.client.Height()+1); err != nil {
			return err
		}
	}
}

func (n *Network) hireTrainers(ctx context.Context) error {
	return hireAll(ctx, n.hands[:n.o.Trainers], trainerName, n.hire)
}

func hireAll(ctx context.Context, hands []hand, name func(i int) string, hire func(ctx context.Context, i int) (hand, error)) error {
	var g errgroup.Group
	for i := range hands {
		g.Go(func() (err error) {
			if hands[i], err = hire(ctx, i); err != nil {
				return fmt.Errorf("%s: %w", name(i), err)
			}
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
	var end int64 // the last block to be seen, once that is known
	err := n.client.Follow(ctx, n.from, func(ctx context.Context, b client.Block) error {
		if err := n.Failed(); err != nil {
			return err
		}
		n.verified.observe(&b)
		n.seen = b.Height
		if err := observe(ctx, b); err != nil {
			return err
		}
		switch {
		case end > 0 && b.Height >= end:
			return errOver
		case end > 0 || b.Height < n.client.Height():
			return nil // there are blocks to be seen first
		}
		over, err := n.over(ctx)
		if over {
			end = n.client.Height() + 1 // no block after it says anything new
		}
		return err
	}, client.OfJob(n.Job))
	if errors.Is(err, errOver) {
		return nil
	}
	return err
}

// over reports whether the job has ended and no game about it is open: whoever
// left before would lose by the clock.
func (n *Network) over(ctx context.Context) (bool, error) {
	res, err := n.client.Job().Job(ctx, &jobtypes.QueryJobRequest{Job: n.Job})
	if err != nil || !jobs.Ended(res.Job.Status) {
		return false, err
	}
	if n.o.rogue != nil && n.o.rogue.execute != nil { // it is found out when all is over for the job
		res, err := n.client.Dispute().Audits(ctx, &disputetypes.QueryAuditsRequest{Job: n.Job, Open: true})
		if err != nil || len(res.Audits) > 0 {
			return false, err
		}
	}
	open, err := disputes.List(ctx, n.client, disputes.Selection{Job: n.Job, Open: true, Limit: 1})
	return err == nil && len(open) == 0, err
}

// stopHands ends the trainers and verifiers that run.
func (n *Network) stopHands() error {
	var g errgroup.Group
	for _, h := range n.hands {
		if h != nil {
			g.Go(h.stop)
		}
	}
	err := g.Wait()
	return err
}

// catchUp observes the blocks since the job was followed: verifiers report, and are
// paid for it, until they have stopped.
func (n *Network) catchUp(ctx context.Context) error {
	last := n.client.Height() + 2 // what they sent in the end is in a block by then
	err := n.client.Follow(ctx, n.seen+1, func(_ context.Context, b client.Block) error {
		n.verified.observe(&b)
		if n.seen = b.Height; b.Height >= last {
			return errOver
		}
		return nil
	}, client.OfJob(n.Job))
	if errors.Is(err, errOver) {
		return nil
	}
	return err
}

// dismiss ends the trainers and verifiers, if nobody wants them any more, and
// counts what trainers moved. A process says so when it ends.
func (n *Network) dismiss(s *Summary) error {
	if !n.o.Keep {
		if err := n.stopHands(); err != nil {
			return err
		}
	}
	for _, h := range n.hands[:n.o.Trainers] {
		sent, received := h.moved()
		s.BytesUp, s.BytesDown = s.BytesUp+sent, s.BytesDown+received
	}
	if !n.o.Keep {
		n.hands = nil
	}
	return nil
}

// Close ends everything.
func (n *Network) Close() error {
	n.stop()
	err := n.follower.Wait()
	if n.hands != nil {
		err = errors.Join(err, n.stopHands())
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
