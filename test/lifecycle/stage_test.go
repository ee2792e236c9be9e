// SPDX-License-Identifier: Apache-2.0

package lifecycle_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	cmttypes "github.com/cometbft/cometbft/types"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	gov "github.com/cosmos/cosmos-sdk/x/gov/types/v1"
	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/weft-network/weft/app"
	"github.com/weft-network/weft/app/devnet"
	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/chain/spec/spectest"
	bridgetypes "github.com/weft-network/weft/x/bridge/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
	rewardtypes "github.com/weft-network/weft/x/reward/types"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

// stage is a network with a submitter and some trainers, each with its own
// client on its own node.
type stage struct {
	testing.TB
	ctx       context.Context
	net       *devnet.Network
	submitter *client.Client
	trainers  []*client.Client
	spec      spec.Spec
}

// trainerName is the key of a trainer.
func trainerName(i int) string { return fmt.Sprintf("trainer%d", i) }

func newStage(t testing.TB, trainers int, o devnet.Options) *stage {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	t.Cleanup(cancel)
	o.Accounts = append(o.Accounts, devnet.Account{Name: "submitter"})
	for i := range trainers {
		o.Accounts = append(o.Accounts, devnet.Account{Name: trainerName(i)})
	}
	if o.Dir == "" {
		o.Dir = t.TempDir()
	}
	s := startStage(ctx, t, o)
	s.connect(trainers)
	s.spec = specOf(trainers)
	return s
}

// specOf is the specification of a stage's jobs.
func specOf(trainers int) spec.Spec {
	s := *spectest.Tiny()
	s.Rounds.Slots, s.Rounds.Quorum, s.Rounds.Rounds = uint32(trainers), uint32(max(1, trainers-1)), 3
	s.Inner.Schedule = spec.Schedule{Kind: spec.ScheduleKind_SCHEDULE_KIND_CONSTANT, Peak: "0.001"}
	s.Price.SlotStake = 5_000_000
	s.Windows.Training, s.Windows.Witness, s.Windows.Late = 200, 50, 5
	return s
}

func startStage(ctx context.Context, t testing.TB, o devnet.Options) *stage {
	t.Helper()
	net, err := devnet.Start(ctx, o)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, net.Close()) })
	require.NoError(t, net.WaitBlocks(ctx, 2))
	return &stage{TB: t, ctx: ctx, net: net, spec: *spectest.Tiny()}
}

// continued is the stage on a new chain that starts from a genesis, with the
// keys of the old one.
func (s *stage) continued(doc *cmttypes.GenesisDoc) *stage {
	s.Helper()
	o := devnet.Options{BlockTime: 100 * time.Millisecond, Dir: s.TempDir(), Doc: doc}
	next := startStage(s.ctx, s.TB, o)
	next.spec = s.spec
	next.net.Keyring = s.net.Keyring
	next.connect(len(s.trainers))
	return next
}

// export is the state as a genesis.
func (s *stage) export() *cmttypes.GenesisDoc {
	s.Helper()
	a, err := s.net.Node(0).App().ExportAppStateAndValidators(false, nil, nil)
	require.NoError(s, err)
	doc := *s.net.Genesis()
	doc.AppState, doc.InitialHeight, doc.Validators = a.AppState, a.Height, a.Validators
	return &doc
}

// connect opens the clients, spread over the nodes.
func (s *stage) connect(trainers int) {
	s.Helper()
	s.submitter = s.open("submitter", 0)
	s.trainers = nil
	for i := range trainers {
		s.trainers = append(s.trainers, s.open(trainerName(i), i))
	}
}

func (s *stage) open(key string, node int) *client.Client {
	s.Helper()
	nodes := s.net.Nodes()
	c, err := client.New(s.ctx, client.Config{
		ChainID: s.net.ChainID, Node: nodes[node%len(nodes)].RPC, Identity: client.Identity{Key: key}, Keyring: s.net.Keyring,
		GasPrices: "0.001" + app.Denom, PollInterval: 30 * time.Millisecond,
		Interfaces: []func(codectypes.InterfaceRegistry){gov.RegisterInterfaces, bridgetypes.RegisterInterfaces},
	})
	require.NoError(s, err)
	s.Cleanup(func() { require.NoError(s, c.Close()) })
	return c
}

func weft(n int64) sdk.Coin { return sdk.NewInt64Coin(app.Denom, n*1_000_000) }

func me(c *client.Client) string { return c.Sender().Operator() }

// send submits and fails the test if the chain refuses.
func (s *stage) send(c *client.Client, msgs ...sdk.Msg) *client.Result {
	s.Helper()
	res, err := c.Submit(s.ctx, msgs...)
	require.NoError(s, err)
	return res
}

// together runs f for every trainer at the same time.
func (s *stage) together(f func(i int, c *client.Client) error) {
	s.Helper()
	var g errgroup.Group
	for i, c := range s.trainers {
		g.Go(func() error { return f(i, c) })
	}
	require.NoError(s, g.Wait())
}

// register makes every trainer a provider.
func (s *stage) register() {
	s.Helper()
	s.together(func(i int, c *client.Client) error {
		_, err := c.Submit(s.ctx, &staketypes.MsgRegisterProvider{Operator: me(c), Moniker: trainerName(i), Bond: weft(1000)})
		return err
	})
}

// submitJob posts the stage's job with money for all its rounds.
func (s *stage) submitJob() uint64 {
	s.Helper()
	p, r := s.spec.Price, s.spec.Rounds
	deposit := sdk.NewInt64Coin(app.Denom, int64(p.Unit+p.VerifierFee)*int64(r.Slots)*int64(r.Rounds))
	require.NoError(s, program.Bind(&s.spec))
	res := s.send(s.submitter, &jobtypes.MsgSubmitJob{Submitter: me(s.submitter), Title: "a model", Spec: s.spec, Deposit: deposit})
	answer, err := client.Response[*jobtypes.MsgSubmitJobResponse](res)
	require.NoError(s, err)
	return answer.Job
}

// join has trainer i take slot i.
func (s *stage) join(job uint64) {
	s.Helper()
	for i, c := range s.trainers {
		res := s.send(c, &jobtypes.MsgJoinJob{Operator: me(c), Job: job})
		answer, err := client.Response[*jobtypes.MsgJoinJobResponse](res)
		require.NoError(s, err)
		require.Equal(s, uint32(i), answer.Slot)
	}
}

// unit is the commit of a made-up unit: the chain cannot tell, only a replay
// could.
func (s *stage) unit(c *client.Client, job, round uint64, slot uint32) *jobtypes.MsgCommitUnit {
	return jobtypes.NewCommit(&s.spec, s.result(c, job, round, slot))
}

func (s *stage) result(c *client.Client, job, round uint64, slot uint32) *jobtypes.UnitResult {
	sizes, err := jobtypes.SizesOf(&s.spec)
	require.NoError(s, err)
	id := func(what string, i int, size uint64) commit.ID {
		return commit.ID{Digest: commit.Sum(fmt.Appendf(nil, "%s/%d/%d/%d/%d", what, job, round, slot, i)), Size: size}
	}
	addr, err := client.ParseAddress(me(c))
	require.NoError(s, err)
	u := &jobtypes.UnitResult{
		ChainID: s.net.ChainID, Operator: me(c), Trainer: addr, Job: job, Round: round, Slot: slot,
		Base: commit.ID{Digest: commit.Sum(fmt.Appendf(nil, "base/%d/%d", job, round)), Size: sizes.Base}, Delta: id("delta", 0, sizes.Delta), Norm: commit.Norm{Lo: 9},
	}
	for i := range s.spec.LeafCount() {
		u.States = append(u.States, id("state", i, sizes.State))
	}
	for range s.spec.Inner.Steps {
		u.Losses = append(u.Losses, 0x40200000) // 2.5
	}
	return u
}

// play has all trainers commit a round, and witness it until it closes.
func (s *stage) play(job, round uint64) {
	s.Helper()
	s.waitFor(job, func(j jobtypes.Job) bool { return j.Round >= round })
	s.sync()
	s.together(func(i int, c *client.Client) error {
		_, err := c.Submit(s.ctx, s.unit(c, job, round, uint32(i)))
		return err
	})
	s.sync()
	r := s.round(job, round)
	s.together(func(_ int, c *client.Client) error {
		_, err := c.Submit(s.ctx, &jobtypes.MsgWitness{Operator: me(c), Job: job, Round: round, Deltas: r.Summable()})
		if errors.Is(err, jobtypes.ErrRoundPhase) {
			return nil // the others sufficed
		}
		return err
	})
}

// sync waits until every node has what any node has.
func (s *stage) sync() {
	s.Helper()
	high := int64(0)
	for _, nd := range s.net.Nodes() {
		high = max(high, nd.Height())
	}
	require.NoError(s, s.net.WaitHeight(s.ctx, high))
}

func (s *stage) round(job, round uint64) jobtypes.Round {
	s.Helper()
	res, err := s.submitter.Job().Round(s.ctx, &jobtypes.QueryRoundRequest{Job: job, Round: round})
	require.NoError(s, err)
	return res.Round
}

func (s *stage) job(job uint64) jobtypes.Job {
	s.Helper()
	res, err := s.submitter.Job().Job(s.ctx, &jobtypes.QueryJobRequest{Job: job})
	require.NoError(s, err)
	return res.Job
}

// waitFor waits until the job is as wanted.
func (s *stage) waitFor(job uint64, done func(jobtypes.Job) bool) {
	s.Helper()
	require.NoError(s, s.net.Wait(s.ctx, func() (bool, error) { return done(s.job(job)), nil }))
}

// complete has all holders state the same outcome.
func (s *stage) complete(job uint64) {
	s.Helper()
	s.waitFor(job, func(j jobtypes.Job) bool { return j.FinalRounds == uint64(s.spec.Rounds.Rounds) })
	s.sync()
	u := s.unit(s.trainers[0], job, 99, 0)
	s.together(func(_ int, c *client.Client) error {
		_, err := c.Submit(s.ctx, &jobtypes.MsgCompleteJob{Operator: me(c), Job: job, Outer: u.Base, Result: *u.Delta})
		if errors.Is(err, jobtypes.ErrNotFinished) {
			return nil // the others sufficed
		}
		return err
	})
	s.waitFor(job, func(j jobtypes.Job) bool { return j.Status == jobtypes.JOB_STATUS_COMPLETED })
}

// claim has everybody claim pay, refunds and shares, after the late window.
func (s *stage) claim(job uint64) {
	s.Helper()
	last := s.round(job, uint64(s.spec.Rounds.Rounds))
	require.NoError(s, s.net.WaitHeight(s.ctx, last.FinalHeight+int64(s.spec.Windows.Late)+2))
	s.send(s.submitter, &rewardtypes.MsgClaimRewards{Claimant: me(s.submitter), Job: job})
	s.together(func(_ int, c *client.Client) error {
		_, err := c.Submit(s.ctx, &rewardtypes.MsgClaimRewards{Claimant: me(c), Job: job}, &rewardtypes.MsgClaimShares{Claimant: me(c), Job: job})
		return err
	})
}
