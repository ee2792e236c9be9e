// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strconv"
	"sync"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/chain/commit"
	layouts "github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/chain/spec/spectest"
	"github.com/weft-network/weft/cmd/weft/internal/disputes"
	"github.com/weft-network/weft/cmd/weft/internal/trainer"
	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/trainer/blob/ipfs"
	"github.com/weft-network/weft/trainer/data"
	"github.com/weft-network/weft/trainer/data/corpus"
	"github.com/weft-network/weft/trainer/kernel"
	"github.com/weft-network/weft/trainer/kernel/cpu"
	"github.com/weft-network/weft/trainer/worker"
	"github.com/weft-network/weft/verifier/replay"
	"github.com/weft-network/weft/verifier/watch"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// liar is a kernel that falsifies the first number of every map, in its last
// bit.
type liar struct{ kernel.Kernel }

func (l liar) Run(c *kernel.Call, task, tasks int, scratch []byte) {
	l.Kernel.Run(c, task, tasks, scratch)
	if c.Op.Kind == layouts.KindMap && task == 0 {
		c.Out.Data[0] ^= 1
	}
}

// crew is the trainers of a script that train, as weft train does, and one who
// accuses the honest.
type crew struct {
	trainers []*trainer.Trainer
	accuser  *watch.Party
	cancel   context.CancelFunc
	work     sync.WaitGroup
}

var crews sync.Map

func crewOf(ts *testscript.TestScript) *crew {
	found, _ := crews.LoadOrStore(ts, &crew{})
	c, ok := found.(*crew)
	if !ok {
		ts.Fatalf("no crew")
	}
	return c
}

// hireCrew has trainer0 and so on train job 1, which it posts: hire honest|liar...
func hireCrew(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: hire honest|liar...")
	}
	s, c := stageOf(ts), crewOf(ts)
	honest, err := cpu.New("auto")
	ts.Check(err)
	s.register(ts, len(args)+1)
	ctx, cancel := context.WithCancel(s.ctx)
	c.cancel = cancel
	ts.Defer(func() { c.close(ts) })
	for i, kind := range args {
		k := kernel.Kernel(honest)
		if kind == "liar" {
			k = liar{honest}
		}
		t, err := trainer.Open(ctx, trainer.Config{
			Client: s.trainers[i], Home: ts.MkAbs(trainerName(i)), Kernel: k, Threads: 1, Policy: trainer.Policy{Jobs: []uint64{1}, Once: true},
			Store: ipfs.Config{Listen: []string{"/ip4/127.0.0.1/tcp/0"}, Allow: func(string) bool { return true }},
		})
		ts.Check(err)
		c.trainers = append(c.trainers, t)
	}
	ts.Check(s.post(c.trainers[0].Store(), len(args)))
	for i, t := range c.trainers {
		c.work.Go(func() {
			err := t.Run(ctx, func(uint64, worker.Result) error { return nil })
			if err != nil && !errors.Is(err, context.Canceled) && !errors.Is(err, worker.ErrNoSlot) {
				ts.Logf("%s: %v", trainerName(i), err)
			}
		})
		// One after another, so that slots are taken in order.
		s.waitFor(ts, 1, func(j jobtypes.Job, _ *jobtypes.Round) bool { return commit.Bitmap(j.Members).Count() > i })
	}
	c.accuser, err = watch.New(watch.Config{
		Client: s.trainers[len(args)], Store: c.trainers[0].Store(), Replay: replay.Config{Kernel: liar{honest}, Workers: 1},
		From: func(context.Context, uint64) (from []string) {
			for _, t := range c.trainers {
				from = append(from, t.Store().Addrs()...)
			}
			return from
		},
	})
	ts.Check(err)
	s.waitFor(ts, 1, func(_ jobtypes.Job, r *jobtypes.Round) bool {
		return r != nil && r.Phase >= jobtypes.ROUND_PHASE_AUDITING
	})
	for i := range c.trainers {
		res, err := s.trainers[0].Job().Units(s.ctx, &jobtypes.QueryUnitsRequest{Job: 1, Round: 1})
		ts.Check(err)
		for _, u := range res.Units {
			if u.Operator == me(s.trainers[i]) {
				ts.Setenv("SLOT"+strconv.Itoa(i), strconv.Itoa(int(u.Slot)))
			}
		}
	}
}

func (c *crew) close(ts *testscript.TestScript) {
	c.cancel()
	c.work.Wait()
	if c.accuser != nil {
		_ = c.accuser.Close()
	}
	for _, t := range c.trainers {
		ts.Check(t.Close())
	}
	crews.Delete(ts)
}

// post publishes the built-in text in a store and submits a job of one round on it.
func (s *stage) post(store blob.Store, slots int) error {
	var tokens bytes.Buffer
	manifest, err := data.Build(s.ctx, corpus.Builtin(), &tokens, data.Options{})
	if err != nil {
		return err
	}
	if _, err := store.Put(s.ctx, io.Reader(&tokens), blob.PutOptions{Pins: []blob.Pin{{Name: "dataset"}}}); err != nil {
		return err
	}
	j := spectest.Tiny()
	j.Model.Vocab = uint32(manifest.Vocabulary)
	j.Data = spec.Data{Dataset: jobtypes.WireID(manifest.Content), TokenWidth: uint32(manifest.Width), Tokens: manifest.Tokens}
	j.Rounds.Slots, j.Rounds.Quorum, j.Rounds.Rounds, j.Rounds.EvalEvery = uint32(slots), 1, 1, 0
	j.Inner.Schedule = spec.Schedule{Kind: spec.ScheduleKind_SCHEDULE_KIND_CONSTANT, Peak: "0.003"}
	j.Windows.Enrol, j.Windows.MaxWait, j.Windows.Training, j.Windows.Witness = 1000, 2000, 600, 300
	j.Windows.Challenge, j.Windows.GameClock, j.Windows.Late = 2000, 500, 5
	if s.audited {
		j.Audit.Rate = 3_000_000 // more than one audit of a unit is expected: each verifier draws each
		j.Windows.AuditCommit, j.Windows.AuditReveal, j.Windows.Challenge = 80, 60, 5
	}
	if err := layouts.Bind(j); err != nil {
		return err
	}
	c, err := client.New(s.ctx, client.Config{
		ChainID: s.net.ChainID, Node: s.net.Node(0).RPC, Identity: client.Identity{Key: "submitter"}, Keyring: s.net.Keyring,
	})
	if err != nil {
		return err
	}
	_, err = c.Submit(s.ctx, &jobtypes.MsgSubmitJob{
		Submitter: me(c), Title: "a job", Spec: *j, Deposit: coins(int64(j.Price.Unit+j.Price.VerifierFee) * int64(slots))[0],
	})
	return errors.Join(err, c.Close())
}

// accuse challenges a unit that is right, and leaves the game to itself until
// insist: accuse SLOT.
func accuse(ts *testscript.TestScript, _ bool, args []string) {
	s, c := stageOf(ts), crewOf(ts)
	found, err := c.accuser.Examine(s.ctx, watch.Unit{Job: 1, Round: 1, Slot: uint32(argument(ts, args, 0))}, nil)
	ts.Check(err)
	_, err = c.accuser.Challenge(s.ctx, found)
	ts.Check(err)
}

// awaitTurn waits until a side is to move in a game: turn GAME SIDE.
func awaitTurn(ts *testscript.TestScript, _ bool, args []string) {
	s := stageOf(ts)
	ts.Check(s.net.Wait(s.ctx, func() (bool, error) {
		v, err := disputes.Read(s.ctx, s.trainers[0], argument(ts, args, 0))
		return err == nil && v.Turn == args[1], err
	}))
}

// insist plays the accuser's games from now on.
func insist(ts *testscript.TestScript, _ bool, _ []string) {
	s, c := stageOf(ts), crewOf(ts)
	ctx, cancel := context.WithCancel(s.ctx)
	ts.Defer(cancel)
	c.work.Go(func() { _ = c.accuser.Run(ctx) }) //nolint:errcheck // it ends with the script
}
