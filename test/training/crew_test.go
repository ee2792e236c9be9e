// SPDX-License-Identifier: Apache-2.0

package training_test

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/weft-network/weft/app"
	"github.com/weft-network/weft/app/devnet"
	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/chain/spec/spectest"
	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/trainer/blob/disk"
	"github.com/weft-network/weft/trainer/blob/ipfs"
	"github.com/weft-network/weft/trainer/data"
	"github.com/weft-network/weft/trainer/data/corpus"
	"github.com/weft-network/weft/trainer/kernel/cpu"
	"github.com/weft-network/weft/trainer/worker"
	jobtypes "github.com/weft-network/weft/x/job/types"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

// crew is a network with a submitter and trainers, each with its own client and
// content store.
type crew struct {
	testing.TB
	ctx       context.Context
	net       *devnet.Network
	submitter *client.Client
	members   []*trainer
	job       uint64
	spec      spec.Spec
}

// trainer is one machine of a crew.
type trainer struct {
	name   string
	dir    string
	client *client.Client
	store  *ipfs.Store
	roster *worker.Roster
}

// newcomer and latecomer are keys of those who are not members from the start.
const newcomer, latecomer = "newcomer", "latecomer"

func name(i int) string { return fmt.Sprintf("trainer%d", i) }

func weft(n int64) sdk.Coin { return sdk.NewInt64Coin(app.Denom, n*1_000_000) }

// newCrew starts everything and posts a job; change adjusts its specification.
func newCrew(t testing.TB, trainers int, change func(s *spec.Spec)) *crew {
	t.Helper()
	c := assemble(t, trainers)
	c.post(trainers, change)
	return c
}

// assemble starts everything.
func assemble(t testing.TB, trainers int) *crew {
	t.Helper()
	return assembleOn(t, trainers, nil)
}

// assembleOn starts everything on a chain with another genesis.
func assembleOn(t testing.TB, trainers int, edit func(*devnet.Genesis) error) *crew {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 6*time.Minute)
	t.Cleanup(cancel)
	accounts := []devnet.Account{{Name: "submitter"}, {Name: newcomer}, {Name: latecomer}}
	for i := range trainers {
		accounts = append(accounts, devnet.Account{Name: name(i)})
	}
	net, err := devnet.Start(ctx, devnet.Options{BlockTime: 100 * time.Millisecond, Dir: t.TempDir(), Accounts: accounts, Edit: edit})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, net.Close()) })
	require.NoError(t, net.WaitBlocks(ctx, 2))
	c := &crew{TB: t, ctx: ctx, net: net, spec: *spectest.Tiny()}
	c.submitter = c.open("submitter")
	for i := range trainers {
		c.members = append(c.members, c.hire(name(i)))
	}
	return c
}

func (c *crew) open(key string) *client.Client {
	c.Helper()
	cl, err := client.New(c.ctx, client.Config{
		ChainID: c.net.ChainID, Node: c.net.Node(0).RPC, Identity: client.Identity{Key: key}, Keyring: c.net.Keyring,
		GasPrices: "0.001" + app.Denom, PollInterval: 30 * time.Millisecond,
	})
	require.NoError(c, err)
	c.Cleanup(func() { require.NoError(c, cl.Close()) })
	return cl
}

// hire makes a provider with a content store.
func (c *crew) hire(key string) *trainer {
	c.Helper()
	m := &trainer{name: key, dir: c.TempDir(), client: c.open(key)}
	m.roster = worker.NewRoster(m.client)
	var err error
	m.store, err = ipfs.Open(ipfs.Config{
		Disk: disk.Config{Dir: filepath.Join(m.dir, "blobs")}, Listen: []string{"/ip4/127.0.0.1/tcp/0"}, Allow: m.roster.Allow,
	})
	require.NoError(c, err)
	c.Cleanup(func() { require.NoError(c, m.store.Close()) })
	_, err = m.client.Submit(c.ctx, &staketypes.MsgRegisterProvider{
		Operator: m.client.Sender().Operator(), Moniker: key, Bond: weft(1000), PeerId: m.store.PeerID(), Addresses: m.store.Addrs(),
	})
	require.NoError(c, err)
	return m
}

// post publishes the built-in text as a dataset and submits a job on it.
func (c *crew) post(slots int, change func(s *spec.Spec)) {
	c.Helper()
	var tokens bytes.Buffer
	manifest, err := data.Build(c.ctx, corpus.Builtin(), &tokens, data.Options{})
	require.NoError(c, err)
	_, err = c.members[0].store.Put(c.ctx, bytes.NewReader(tokens.Bytes()), blob.PutOptions{Pins: []blob.Pin{{Name: "dataset"}}})
	require.NoError(c, err)

	s := &c.spec
	s.Model.Vocab = uint32(manifest.Vocabulary)
	s.Data = spec.Data{Dataset: jobtypes.WireID(manifest.Content), TokenWidth: uint32(manifest.Width), Tokens: manifest.Tokens}
	s.Rounds.Slots, s.Rounds.Quorum, s.Rounds.Rounds, s.Rounds.EvalEvery = uint32(slots), uint32(max(1, slots-1)), 3, 0
	s.Inner.Schedule = spec.Schedule{Kind: spec.ScheduleKind_SCHEDULE_KIND_CONSTANT, Peak: "0.003"}
	s.Price.SlotStake = 5_000_000
	// A job begins when all slots are held, however long it takes.
	s.Windows.Enrol, s.Windows.MaxWait = 1000, 2000
	s.Windows.Training, s.Windows.Witness, s.Windows.Late = 600, 300, 5
	change(s)
	require.NoError(c, program.Bind(s))
	cost := int64(s.Price.Unit+s.Price.VerifierFee) * int64(s.Rounds.Slots) * int64(s.Rounds.Rounds)
	res, err := c.submitter.Submit(c.ctx, &jobtypes.MsgSubmitJob{
		Submitter: c.submitter.Sender().Operator(), Title: "a model", Spec: *s, Deposit: sdk.NewInt64Coin(app.Denom, cost),
	})
	require.NoError(c, err)
	answer, err := client.Response[*jobtypes.MsgSubmitJobResponse](res)
	require.NoError(c, err)
	c.job = answer.Job
}

// work runs a trainer until the job or ctx ends; change adjusts its settings.
func (c *crew) work(ctx context.Context, m *trainer, change ...func(*worker.Config)) (worker.Result, error) {
	kernel, err := cpu.New("auto")
	if err != nil {
		return worker.Result{}, err
	}
	cfg := worker.Config{
		Client: m.client, Store: m.store, Kernel: kernel, Dir: filepath.Join(m.dir, "work"), Threads: 1, Roster: m.roster,
	}
	for _, f := range change {
		f(&cfg)
	}
	w, err := worker.New(cfg)
	if err != nil {
		return worker.Result{}, err
	}
	res, err := w.Run(ctx, c.job)
	if closed := w.Close(); err == nil {
		err = closed
	}
	return res, err
}

// together runs trainers at the same time, each as run does, and gives their
// results.
func (c *crew) together(members []*trainer, run func(i int, m *trainer) (worker.Result, error)) []worker.Result {
	c.Helper()
	results := make([]worker.Result, len(members))
	var g errgroup.Group
	for i, m := range members {
		g.Go(func() (err error) {
			results[i], err = run(i, m)
			return err
		})
	}
	require.NoError(c, g.Wait())
	return results
}

// all runs every trainer to the end of the job.
func (c *crew) all() []worker.Result {
	c.Helper()
	return c.together(c.members, func(_ int, m *trainer) (worker.Result, error) { return c.work(c.ctx, m) })
}

// interrupted runs a trainer that stops after so many steps and starts again,
// until the job has ended.
func (c *crew) interrupted(m *trainer, after func() int) (worker.Result, error) {
	for {
		ctx, cancel := context.WithCancel(c.ctx)
		left := after()
		res, err := c.work(ctx, m, func(cfg *worker.Config) {
			cfg.Report = func(p worker.Progress) {
				if p.Phase == worker.PhaseTrain {
					if left--; left == 0 {
						cancel()
					}
				}
			}
		})
		stopped := ctx.Err() != nil && c.ctx.Err() == nil
		cancel()
		if !stopped {
			return res, err
		}
	}
}

// rounds asks for all rounds.
func (c *crew) rounds() []jobtypes.Round {
	c.Helper()
	res, err := c.submitter.Job().Rounds(c.ctx, &jobtypes.QueryRoundsRequest{Job: c.job})
	require.NoError(c, err)
	return res.Rounds
}

// until waits for the job to be as done says.
func (c *crew) until(done func(j *jobtypes.Job) bool) {
	c.Helper()
	require.NoError(c, c.net.Wait(c.ctx, func() (bool, error) {
		res, err := c.submitter.Job().Job(c.ctx, &jobtypes.QueryJobRequest{Job: c.job})
		return err == nil && done(&res.Job), err
	}))
}

// get asks for the job.
func (c *crew) get() jobtypes.Job {
	c.Helper()
	res, err := c.submitter.Job().Job(c.ctx, &jobtypes.QueryJobRequest{Job: c.job})
	require.NoError(c, err)
	return res.Job
}
