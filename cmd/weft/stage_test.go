// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sync"
	"time"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/sync/errgroup"

	"github.com/weft-network/weft/app/devnet"
	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/cmd/weft/internal/money"
	jobtypes "github.com/weft-network/weft/x/job/types"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

const maxTrainers = 4

func trainerName(i int) string { return fmt.Sprintf("trainer%d", i) }

func coins(uweft int64) sdk.Coins { return sdk.NewCoins(sdk.NewInt64Coin(money.Denom, uweft)) }

// stage is a script's chain, with trainers that commit made-up work: the chain
// cannot tell, only a replay could.
type stage struct {
	ctx      context.Context
	net      *devnet.Network
	trainers []*client.Client
	content  *content // nil: made up, and nobody has it
	audited  bool     // there is a beacon
}

// stages are by script.
var stages sync.Map

func stageOf(ts *testscript.TestScript) *stage {
	found, ok := stages.Load(ts)
	if !ok {
		ts.Fatalf("the script has no chain; begin with: chain")
	}
	s, ok := found.(*stage)
	if !ok {
		ts.Fatalf("no stage")
	}
	return s
}

func (s *stage) close() {
	for _, c := range s.trainers {
		_ = c.Close()
	}
	s.trainers = nil
	_ = s.net.Close() // a script that lost its chain has failed already
}

func me(c *client.Client) string { return c.Sender().Operator() }

// register makes n trainers providers.
func (s *stage) register(ts *testscript.TestScript, n int) {
	for i := range n {
		c, err := client.New(s.ctx, client.Config{
			ChainID: s.net.ChainID, Node: s.net.Node(0).RPC, Identity: client.Identity{Key: trainerName(i)}, Keyring: s.net.Keyring,
			PollInterval: 20 * time.Millisecond, GasAdjustment: 3,
		})
		ts.Check(err)
		s.trainers = append(s.trainers, c)
	}
	s.together(ts, func(i int, c *client.Client) error {
		_, err := c.Submit(s.ctx, &staketypes.MsgRegisterProvider{Operator: me(c), Moniker: trainerName(i), Bond: coins(1_000_000_000)[0]})
		return err
	})
}

// together runs f for every trainer at the same time.
func (s *stage) together(ts *testscript.TestScript, f func(i int, c *client.Client) error) {
	var g errgroup.Group
	for i, c := range s.trainers {
		g.Go(func() error { return f(i, c) })
	}
	ts.Check(g.Wait())
}

// join has trainer i take slot i.
func (s *stage) join(ts *testscript.TestScript, job uint64) {
	for _, c := range s.trainers {
		_, err := c.Submit(s.ctx, &jobtypes.MsgJoinJob{Operator: me(c), Job: job})
		ts.Check(err)
	}
}

func (s *stage) job(ts *testscript.TestScript, job uint64) (jobtypes.Job, *jobtypes.Round) {
	res, err := s.trainers[0].Job().Job(s.ctx, &jobtypes.QueryJobRequest{Job: job})
	ts.Check(err)
	return res.Job, res.Round
}

// waitFor waits until the job is as wanted.
func (s *stage) waitFor(ts *testscript.TestScript, job uint64, done func(jobtypes.Job, *jobtypes.Round) bool) {
	ts.Check(s.net.Wait(s.ctx, func() (bool, error) { return done(s.job(ts, job)), nil }))
}

// play has all trainers commit a round, and witness it until it closes.
func (s *stage) play(ts *testscript.TestScript, job, round uint64) {
	s.waitFor(ts, job, func(j jobtypes.Job, _ *jobtypes.Round) bool { return j.Round >= round })
	for i, c := range s.trainers { // one after the other, so that events come in one order
		msg, err := s.unit(c, job, round, uint32(i))
		ts.Check(err)
		_, err = c.Submit(s.ctx, msg)
		ts.Check(err)
	}
	res, err := s.trainers[0].Job().Round(s.ctx, &jobtypes.QueryRoundRequest{Job: job, Round: round})
	ts.Check(err)
	for _, c := range s.trainers {
		_, err := c.Submit(s.ctx, &jobtypes.MsgWitness{Operator: me(c), Job: job, Round: round, Deltas: res.Round.Summable()})
		if !errors.Is(err, jobtypes.ErrRoundPhase) { // else the others sufficed
			ts.Check(err)
		}
	}
	s.waitFor(ts, job, func(_ jobtypes.Job, r *jobtypes.Round) bool {
		return r.Number > round || r.Phase >= jobtypes.ROUND_PHASE_AUDITING
	})
}

// unit is the commit of a made-up unit, whose loss falls with the rounds.
func (s *stage) unit(c *client.Client, job, round uint64, slot uint32) (*jobtypes.MsgCommitUnit, error) {
	res, err := c.Job().Spec(s.ctx, &jobtypes.QuerySpecRequest{Job: job})
	if err != nil {
		return nil, err
	}
	address, err := client.ParseAddress(me(c))
	if err != nil {
		return nil, err
	}
	sizes, err := jobtypes.SizesOf(&res.Spec)
	if err != nil {
		return nil, err
	}
	u := &jobtypes.UnitResult{
		ChainID: s.net.ChainID, Operator: me(c), Trainer: address, Job: job, Round: round, Slot: slot,
		Base: s.base(sizes.Base, job, round), Delta: madeUp("delta", sizes.Delta, job, round, uint64(slot)), Norm: commit.Norm{Lo: 9},
	}
	for i := range res.Spec.LeafCount() {
		u.States = append(u.States, madeUp("state", sizes.State, job, round, uint64(slot), uint64(i)))
	}
	losses := []uint32{0x40a00000, 0x40800000, 0x40400000, 0x40200000} // 5, 4, 3, 2.5
	for range res.Spec.Inner.Steps {
		u.Losses = append(u.Losses, losses[min(int(round), len(losses))-1])
	}
	return jobtypes.NewCommit(&res.Spec, u), nil
}

// base is the outer state that a round starts from.
func (s *stage) base(size, job, round uint64) commit.ID {
	if s.content != nil {
		return s.content.outer
	}
	return madeUp("base", size, job, round)
}

func madeUp(what string, size uint64, of ...uint64) commit.ID {
	return commit.ID{Digest: commit.Sum(fmt.Append([]byte(what), of)), Size: size}
}

// complete has all trainers state the same outcome.
func (s *stage) complete(ts *testscript.TestScript, job uint64) {
	rounds := uint64(s.specOf(ts, job).Rounds.Rounds)
	s.waitFor(ts, job, func(j jobtypes.Job, _ *jobtypes.Round) bool { return j.FinalRounds == rounds })
	outer, result := madeUp("outer", 1<<20, job), madeUp("model", 1<<20, job)
	if s.content != nil {
		outer, result = s.content.outer, s.content.model
	}
	s.together(ts, func(_ int, c *client.Client) error {
		_, err := c.Submit(s.ctx, &jobtypes.MsgCompleteJob{Operator: me(c), Job: job, Outer: jobtypes.WireID(outer), Result: jobtypes.WireID(result)})
		if errors.Is(err, jobtypes.ErrNotFinished) {
			return nil // the others sufficed
		}
		return err
	})
	s.waitFor(ts, job, func(j jobtypes.Job, _ *jobtypes.Round) bool { return j.Status == jobtypes.JOB_STATUS_COMPLETED })
}

// evaluate has the first trainer state the same loss of every batch.
func (s *stage) evaluate(ts *testscript.TestScript, job, round uint64) {
	msg := &jobtypes.MsgPostEvaluation{Operator: me(s.trainers[0]), Job: job, Round: round}
	for range jobtypes.EvaluationBatches(s.specOf(ts, job)) {
		msg.Losses = append(msg.Losses, commit.LossOut(math.Float32bits(1.5))...)
	}
	_, err := s.trainers[0].Submit(s.ctx, msg)
	ts.Check(err)
}

// specOf returns the specification of a job.
func (s *stage) specOf(ts *testscript.TestScript, job uint64) *spec.Spec {
	res, err := s.trainers[0].Job().Spec(s.ctx, &jobtypes.QuerySpecRequest{Job: job})
	ts.Check(err)
	return &res.Spec
}

// settle waits until the late window of the last round has ended.
func (s *stage) settle(ts *testscript.TestScript, job uint64) {
	_, last := s.job(ts, job)
	ts.Check(s.net.WaitHeight(s.ctx, last.FinalHeight+int64(s.specOf(ts, job).Windows.Late)+2))
}
