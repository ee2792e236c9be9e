// SPDX-License-Identifier: Apache-2.0

package training_test

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/weft-network/weft/app/devnet"
	"github.com/weft-network/weft/chain/beacon/local"
	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/trainer/kernel"
	"github.com/weft-network/weft/trainer/kernel/cpu"
	"github.com/weft-network/weft/trainer/worker"
	"github.com/weft-network/weft/verifier/beacon"
	"github.com/weft-network/weft/verifier/watch"
	beacontypes "github.com/weft-network/weft/x/beacon/types"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
	rewardtypes "github.com/weft-network/weft/x/reward/types"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

// verifier is a member that audits.
type verifier struct {
	*trainer
	party *watch.Party
	*watch.Verifier
	mu   sync.Mutex
	news map[watch.NewsKind]int
	// confirmed counts reports of others that it came to, too.
	confirmed int
}

// verify makes a provider that audits with a part of its bond.
func (c *crew) verify(key string, k kernel.Kernel) *verifier {
	c.Helper()
	v := &verifier{trainer: c.hire(key), news: map[watch.NewsKind]int{}}
	seed := sha256.Sum256([]byte(key))
	secret := ed25519.NewKeyFromSeed(seed[:])
	me := v.client.Sender().Operator()
	_, err := v.client.Submit(c.ctx, &staketypes.MsgUpdateProvider{Operator: me, VrfKey: secret.Public().(ed25519.PublicKey)})
	require.NoError(c, err)
	_, err = v.client.Submit(c.ctx, &disputetypes.MsgActivateVerifier{Operator: me, Stake: weft(200)})
	require.NoError(c, err)
	require.NoError(c, v.roster.Refresh(c.ctx))
	v.party = c.party(v.trainer, k, func(cfg *watch.Config) {
		cfg.Serve, cfg.Log = true, slog.New(slog.NewTextHandler(c.Output(), &slog.HandlerOptions{Level: slog.LevelError}))
	})
	v.Verifier, err = v.party.Verifier(watch.VerifierConfig{Key: secret, Dir: c.TempDir(), Report: v.hear})
	require.NoError(c, err)
	return v
}

func (v *verifier) hear(n watch.News) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.news[n.Kind]++
	if n.Draw == disputetypes.ReauditDraw && n.Kind == watch.NewsAudited && n.Verdict == disputetypes.VERDICT_MATCH {
		v.confirmed++
	}
}

// told reports whether it heard of a reveal for every commit.
func (v *verifier) told() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.news[watch.NewsCommitted] == v.news[watch.NewsRevealed]
}

// TestVerifiersCatchACheat: two verifiers audit a job of three trainers, drawn by
// a beacon that anybody posts. One trainer falsifies the last bit of one number of
// every step, and defends it: an audit finds it, its challenge proves it, it is
// slashed, and the honest end the job without it and are paid. Nobody has to name
// the cheat. Both look again at whatever the other one reported, and come to the
// same traces.
func TestVerifiersCatchACheat(t *testing.T) {
	honest, err := cpu.New("auto")
	require.NoError(t, err)
	key := local.New([]byte(t.Name()))
	c := assembleOn(t, 3, func(g *devnet.Genesis) error {
		return errors.Join(devnet.Edit(g, beacontypes.ModuleName, func(s *beacontypes.GenesisState) {
			s.Params = beacontypes.Params{PublicKey: key.Public(), Period: 1, GenesisTime: g.Time.Unix(), KeepBlocks: beacontypes.MaxKeepBlocks}
		}), devnet.Edit(g, disputetypes.ModuleName, func(s *disputetypes.GenesisState) {
			s.Params.ReauditRate = 2 * disputetypes.Million // each of two, always
		}))
	})
	audits := []*verifier{c.verify(newcomer, honest), c.verify(latecomer, honest)}
	c.post(3, func(s *spec.Spec) {
		s.Rounds.Rounds, s.Rounds.Quorum, s.Audit.Rate = 4, 2, 3_000_000
		s.Windows.AuditCommit, s.Windows.AuditReveal, s.Windows.Challenge, s.Windows.GameClock = 120, 40, 30, 300
	})
	life, end := context.WithCancel(c.ctx)
	defer end()
	var work errgroup.Group
	run := func(f func(context.Context) error) {
		work.Go(func() error {
			if err := f(life); life.Err() == nil && !errors.Is(err, worker.ErrNoSlot) {
				return err
			}
			return nil
		})
	}
	poster, err := beacon.New(beacon.Config{Client: c.submitter, Sources: []beacon.Source{beacon.Local{Key: key}}})
	require.NoError(t, err)
	run(poster.Run)
	for _, v := range audits {
		run(v.party.Run)
		run(v.Run)
	}
	const cheat = 2
	for i, m := range c.members {
		k := kernel.Kernel(honest)
		if i == cheat {
			k = liar{honest, program.KindMap}
		}
		p := c.party(m, k)
		run(p.Run)
		run(func(ctx context.Context) error {
			_, err := c.work(ctx, m, func(cfg *worker.Config) { cfg.Kernel = k })
			return err
		})
	}
	c.until(func(j *jobtypes.Job) bool { return j.Status == jobtypes.JOB_STATUS_COMPLETED })
	c.until(func(*jobtypes.Job) bool { // no round waits for second looks
		res, err := c.submitter.Dispute().Audits(c.ctx, &disputetypes.QueryAuditsRequest{Job: c.job, Open: true})
		require.NoError(t, err)
		return len(res.Audits) == 0
	})
	for _, v := range audits { // who hears of it a moment after the chain
		require.Eventually(t, v.told, time.Minute, 10*time.Millisecond, "%s has reveals of which it was not told", v.name)
	}
	end()
	require.NoError(t, work.Wait())

	proven := 0
	for _, g := range c.verdicts() {
		require.Equal(t, c.members[cheat].client.Sender().Operator(), g.Operator, "nobody else is challenged")
		if g.Outcome == disputetypes.OUTCOME_FRAUD {
			proven++
		}
	}
	require.Positive(t, proven)
	for i, m := range c.members {
		require.Equal(t, i == cheat, c.bonded(m) < weft(1000).Amount.Int64(), "trainer %d has %d", i, c.bonded(m))
	}
	for _, v := range audits {
		t.Logf("%s: %v, confirmed %d", v.name, v.news, v.confirmed)
		require.Positive(t, v.confirmed)
		require.Equal(t, v.news[watch.NewsCommitted], v.news[watch.NewsRevealed])
		require.Equal(t, weft(1000).Amount.Int64(), c.bonded(v.trainer))
		require.Positive(t, v.news[watch.NewsRevealed])
		require.Zero(t, v.news[watch.NewsMissed])
		res, err := c.submitter.Reward().Earnings(c.ctx, &rewardtypes.QueryEarningsRequest{Account: v.client.Sender().Operator(), Job: c.job})
		require.NoError(t, err)
		require.Len(t, res.Jobs, 1)
		require.True(t, res.Jobs[0].ClaimableAudits.IsPositive(), "an audit is paid, whatever it comes to")
	}
	for _, r := range c.rounds() {
		require.Equal(t, jobtypes.ROUND_PHASE_FINAL, r.Phase, "round %d", r.Number)
	}
}

// verdicts are the ends of all games so far, those of rounds that are final and
// forgotten too.
func (c *crew) verdicts() (all []disputetypes.EventGameEnded) {
	c.Helper()
	last, enough := c.submitter.Height(), errors.New("enough")
	err := c.submitter.Follow(c.ctx, 1, func(_ context.Context, b client.Block) error {
		for _, e := range b.Events {
			if g, ok := e.Value.(*disputetypes.EventGameEnded); ok {
				c.Logf("game %d, %s, round %d, slot %d, step %d: %s at height %d", g.Game, g.Kind, g.Round, g.Slot, g.Step, g.Outcome, b.Height)
				all = append(all, *g)
			}
		}
		if b.Height >= last {
			return enough
		}
		return nil
	})
	require.ErrorIs(c, err, enough)
	return all
}
