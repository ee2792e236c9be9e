// SPDX-License-Identifier: Apache-2.0

package training_test

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/trainer/kernel"
	"github.com/weft-network/weft/trainer/kernel/cpu"
	"github.com/weft-network/weft/trainer/worker"
	"github.com/weft-network/weft/verifier/replay"
	"github.com/weft-network/weft/verifier/watch"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

// liar is a kernel that falsifies the first number of every output of one kind,
// in its last bit.
type liar struct {
	kernel.Kernel
	kind program.Kind
}

func (l liar) Run(c *kernel.Call, task, tasks int, scratch []byte) {
	l.Kernel.Run(c, task, tasks, scratch)
	whole := c.Part.Terms == 0 || c.Part.First+c.Op.Attr.(*program.ProductAttr).K == c.Part.Terms
	if c.Op.Kind == l.kind && task == 0 && whole {
		c.Out.Data[0] ^= 1
	}
}

// party plays for a member.
func (c *crew) party(m *trainer, k kernel.Kernel, change ...func(*watch.Config)) *watch.Party {
	c.Helper()
	cfg := watch.Config{
		Client: m.client, Store: m.store, Replay: replay.Config{Kernel: k, Workers: 1},
		From: func(context.Context, uint64) (from []string) {
			for _, other := range c.members {
				from = append(from, other.store.Addrs()...)
			}
			return from
		},
	}
	for _, f := range change {
		f(&cfg)
	}
	p, err := watch.New(cfg)
	require.NoError(c, err)
	c.Cleanup(func() { require.NoError(c, p.Close()) })
	return p
}

// games are all games of the job.
func (c *crew) games() []disputetypes.Game {
	c.Helper()
	res, err := c.submitter.Dispute().Games(c.ctx, &disputetypes.QueryGamesRequest{Job: c.job})
	require.NoError(c, err)
	return res.Games
}

// TestFraudIsProven: trainers who falsify one bit of one number, of every kind
// of operator that a step has, are examined, challenged and proven wrong by the
// chain, though they defend what they did with all that they have. One who is
// honest is confirmed, and wins when challenged.
func TestFraudIsProven(t *testing.T) {
	proveFraud(t, func(*spec.Spec) {}, 0, program.KindProduct, program.KindMap, program.KindReduce, program.KindCopy, program.KindGather,
		program.KindScatter, program.KindRope, program.KindSegment)
}

// TestFraudOfSlicesIsProven is TestFraudIsProven of a job of profile i8x2, for the
// kinds whose rules the profile changes (N9).
func TestFraudOfSlicesIsProven(t *testing.T) {
	proveFraud(t, func(s *spec.Spec) { s.Profile = spec.Profile_PROFILE_I8X2 }, 0, program.KindProduct, program.KindReduce)
}

// proveFraud lets a trainer falsify each kind of operator; 0 is an honest one.
func proveFraud(t *testing.T, change func(*spec.Spec), kinds ...program.Kind) {
	t.Helper()
	honest, err := cpu.New("auto")
	require.NoError(t, err)
	c := newCrew(t, len(kinds), func(s *spec.Spec) {
		s.Rounds.Rounds, s.Data.DocumentMask, s.Data.Separator = 1, true, ' '
		s.Windows.Challenge, s.Windows.GameClock = 1000, 300
		change(s)
	})
	judge := c.hire(newcomer)
	require.NoError(t, judge.roster.Refresh(c.ctx))
	c.members = append(c.members, judge)

	life, end := context.WithCancel(c.ctx)
	defer end()
	var work errgroup.Group
	for i, kind := range kinds {
		m, k := c.members[i], kernel.Kernel(honest)
		if kind != 0 {
			k = liar{honest, kind}
		}
		work.Go(func() error {
			_, err := c.work(life, m, func(cfg *worker.Config) { cfg.Kernel = k })
			return quiet(life, err)
		})
		p := c.party(m, k)
		work.Go(func() error { return quiet(life, p.Run(life)) })
	}
	c.until(func(*jobtypes.Job) bool {
		r := c.rounds()
		return len(r) > 0 && r[0].Phase == jobtypes.ROUND_PHASE_AUDITING
	})

	// One party examines with a kernel that lies: it challenges who is honest.
	right, wrong := c.party(judge, honest), c.party(judge, liar{honest, program.KindMap})
	_, err = right.Examine(c.ctx, watch.Unit{Job: c.job, Round: 1, Slot: c.slotOf(0)}, nil)
	require.ErrorIs(t, err, watch.ErrConfirmed)
	by, of := map[uint32]*watch.Party{}, map[uint32]program.Kind{}
	for i, kind := range kinds {
		unit := watch.Unit{Job: c.job, Round: 1, Slot: c.slotOf(i)}
		by[unit.Slot], of[unit.Slot] = right, kind
		if kind == 0 {
			by[unit.Slot] = wrong
		}
		found, err := by[unit.Slot].Examine(c.ctx, unit, nil)
		require.NoError(t, err)
		t.Logf("slot %d, %v: step %d differs", unit.Slot, kind, found.Step)
		_, err = by[unit.Slot].Challenge(c.ctx, found)
		require.NoError(t, err)
	}
	defended := func(uint32, *disputetypes.Game) error { return nil } // by the trainers' own parties
	c.finish(by, defended, func(g *disputetypes.Game) {
		want := disputetypes.OUTCOME_FRAUD
		if by[g.Slot] == wrong {
			want = disputetypes.OUTCOME_FALSE_CHALLENGE
		}
		require.Equal(t, want, g.Outcome, "slot %d", g.Slot)
		require.LessOrEqual(t, g.Moves, uint32(16), "eight rounds")
		t.Logf("slot %d: %s after %d moves, %d blocks", g.Slot, g.Outcome, g.Moves, g.EndedHeight-g.OpenedHeight)
	})
	bills := c.bills()
	t.Log("| operator | outcome | transactions | bytes | witness | gas | dearest of each |")
	for _, g := range c.games() {
		name := cmp.Or(of[g.Slot].String(), "honest")
		t.Logf("| %s | %s %s", name, strings.ToLower(strings.TrimPrefix(g.Outcome.String(), "OUTCOME_")), bills[g.Id])
		bills[g.Id].hold(t, name)
	}
	for i, kind := range kinds {
		res, err := c.submitter.Job().Unit(c.ctx, &jobtypes.QueryUnitRequest{Job: c.job, Round: 1, Slot: c.slotOf(i)})
		if kind == 0 {
			require.NoError(t, err)
			require.NotEqual(t, jobtypes.UNIT_STATUS_FALSE, res.Unit.Status)
		} else if err == nil {
			require.Equal(t, jobtypes.UNIT_STATUS_FALSE, res.Unit.Status, kind)
		}
		who, err := c.submitter.Stake().Provider(c.ctx, &staketypes.QueryProviderRequest{Operator: c.members[i].client.Sender().Operator()})
		require.NoError(t, err)
		require.Equal(t, kind != 0, who.Provider.Stake.Bonded.LT(weft(1000).Amount), "%v: %v is bonded", kind, who.Provider.Stake.Bonded)
	}
	end()
	require.NoError(t, work.Wait())
}

// finish plays every game until all have ended: the challengers' side by the
// party of the slot, the other as defend does.
func (c *crew) finish(
	by map[uint32]*watch.Party, defend func(slot uint32, g *disputetypes.Game) error, ended func(*disputetypes.Game),
) {
	c.Helper()
	seen := map[uint64]bool{}
	for len(seen) < len(by) {
		for _, g := range c.games() {
			if g.Outcome == disputetypes.OUTCOME_UNSPECIFIED {
				require.NoError(c, by[g.Slot].Play(c.ctx, g.Id))
				require.NoError(c, defend(g.Slot, &g))
			} else if !seen[g.Id] {
				seen[g.Id] = true
				ended(&g)
			}
		}
		require.NoError(c, c.net.WaitBlocks(c.ctx, 1))
	}
}

// quiet is an error that is neither the end of a life nor of a slot. The context
// of a test ends before its clean-up: clients may have closed by then, and a
// moment before a life ends that has the same context.
func quiet(ctx context.Context, err error) error {
	over := errors.Is(err, client.ErrClosed) || ctx.Err() != nil && errors.Is(err, context.Canceled)
	if over || errors.Is(err, worker.ErrNoSlot) {
		return nil
	}
	return err
}

// slotOf is the slot that a member holds.
func (c *crew) slotOf(i int) uint32 {
	c.Helper()
	res, err := c.submitter.Job().Units(c.ctx, &jobtypes.QueryUnitsRequest{Job: c.job, Round: 1})
	require.NoError(c, err)
	me := c.members[i].client.Sender().Operator()
	for _, u := range res.Units {
		if u.Operator == me {
			return u.Slot
		}
	}
	require.Fail(c, "no unit", c.members[i].name)
	return 0
}
