// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"errors"
	"testing"

	errorsmod "cosmossdk.io/errors"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/x/dispute/simulation"
	"github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
	rewardkeeper "github.com/weft-network/weft/x/reward/keeper"
	rewardtypes "github.com/weft-network/weft/x/reward/types"
)

// history plays random messages of random people against the real modules.
type history struct {
	*world
	files  *stocked
	t      *rapid.T
	people []string
}

// TestRandomHistories: whatever people commit, challenge, answer and leave
// alone, the invariants of all modules hold after every block, money is
// conserved, a genesis of any moment is the state, and in the end every game is
// over and every bond has gone where it belongs.
func TestRandomHistories(t *testing.T) {
	seen := map[types.Outcome]int{}
	units := map[jobtypes.UnitStatus]int{}
	kinds := map[types.Kind]int{}
	asked := map[types.RequestStatus]int{}
	rapid.Check(t, func(t *rapid.T) {
		files := stock(t, 3)
		w := files.world
		h := &history{world: w, files: files, t: t, people: append([]string{w.account("alice"), w.account("bob")}, w.trainers...)}
		supply := w.supply()
		moves := map[string]func(*rapid.T){
			"commit": h.commitAny, "commit more": h.commitAny, "witness": h.witness, "challenge": h.challengeAny, "challenge more": h.challengeAny,
			"request": h.requestAny, "request more": h.requestAny, "respond": h.respondAny,
			"state": h.claimAny, "deny": h.denyAny, "deny more": h.denyAny, "evaluate": h.evaluateAny,
			"seal": h.seal, "move": h.moveAny, "move more": h.moveAny, "withdraw": h.withdraw, "void": h.void, "claim": h.claim, "blocks": h.pass,
			"genesis": h.genesis,
			"":        func(t *rapid.T) { h.t = t; w.check() },
		}
		t.Repeat(moves)
		t.Repeat(moves)
		h.t = t
		require.True(t, w.supply().LTE(supply), "nothing here mints")
		g := h.state()
		h.blocks(2*int(w.spec.Windows.GameClock) + int(w.spec.Windows.GameExtension) + 4)
		for _, x := range g.Games {
			end, err := h.dispute.Game(h.ctx, x.Id)
			if errors.Is(err, types.ErrNoGame) {
				end = x // forgotten with its board, which no open game lets happen
			}
			seen[end.Outcome]++
			if err == nil {
				require.NotEqual(t, types.OUTCOME_UNSPECIFIED, end.Outcome, "game %d never ended", x.Id)
			}
			if x.Kind != types.KIND_STEP {
				kinds[x.Kind]++
				continue
			}
			u, err := w.job.Unit(w.ctx, 1, x.Round, x.Slot)
			require.NoError(t, err)
			units[u.Status]++
			if end.Outcome == types.OUTCOME_DEFENDER_LATE {
				require.Equal(t, jobtypes.UNIT_STATUS_FALSE, u.Status)
			}
		}
		for _, x := range g.Requests {
			end, err := h.dispute.Request(h.ctx, x.Id)
			if errors.Is(err, types.ErrNoRequest) {
				end = x
			}
			require.False(t, end.Open(), "request %d never ended", x.Id)
			asked[end.Status]++
		}
		held := w.bank.GetBalance(w.ctx, authtypes.NewModuleAddress(types.ModuleName), denom)
		require.True(t, held.IsZero(), "%s is left", held)
	})
	t.Logf("games ended: %v, with units %v; about claims: %v; requests ended: %v", seen, units, kinds, asked)
	for _, want := range []types.RequestStatus{types.REQUEST_STATUS_SERVED, types.REQUEST_STATUS_WITHHELD, types.REQUEST_STATUS_UNDECIDED} {
		require.Positive(t, asked[want], "no history reached %s: the test proves too little", want)
	}
	require.Positive(t, kinds[types.KIND_OUTER], "no history disputed an outer state")
	for _, want := range []types.Outcome{types.OUTCOME_DEFENDER_LATE, types.OUTCOME_CHALLENGER_LATE, types.OUTCOME_UNDECIDED} {
		require.Positive(t, seen[want], "no history reached %s: the test proves too little", want)
	}
}

// try sends a message as the application would: it fails with a registered
// error and no trace, or not at all.
func (h *history) try(send func(ctx sdk.Context) error) {
	h.world.t.Helper()
	cached, write := h.ctx.CacheContext()
	err := send(cached)
	if err == nil {
		write()
		return
	}
	var registered *errorsmod.Error
	require.True(h.t, errors.As(err, &registered), "unregistered: %v", err)
}

func (h *history) number(what string, low, high int) int {
	return rapid.IntRange(low, high).Draw(h.t, what)
}

func (h *history) who() string { return h.people[h.number("who", 0, len(h.people)-1)] }

func (h *history) state() *types.GenesisState {
	g, err := h.dispute.ExportGenesis(h.ctx)
	require.NoError(h.t, err)
	return g
}

// latest is the latest round of the job.
func (h *history) latest() uint64 {
	j, err := h.job.Job(h.ctx, 1)
	require.NoError(h.t, err)
	return j.Round
}

func (h *history) commitAny(t *rapid.T) {
	h.t = t
	msg := jobtypes.NewCommit(&h.spec, h.unit(h.latest(), uint32(h.number("slot", 0, 2))).UnitResult)
	h.try(func(ctx sdk.Context) error {
		_, err := h.jobs.CommitUnit(ctx, msg)
		return err
	})
}

func (h *history) witness(t *rapid.T) {
	h.t = t
	r, err := h.job.Round(h.ctx, 1, h.latest())
	require.NoError(t, err)
	h.try(func(ctx sdk.Context) error {
		_, err := h.jobs.Witness(ctx, &jobtypes.MsgWitness{Operator: h.who(), Job: 1, Round: r.Number, Deltas: r.Summable()})
		return err
	})
}

// drawn is a challenge of any unit of the last two rounds, there or not.
func (h *history) drawn() *types.MsgChallenge {
	round := max(1, h.latest()-uint64(h.number("back", 0, 1)))
	msg := h.challengeOf(h.who(), round, uint32(h.number("slot", 0, 2)), uint32(h.number("step", 0, 9)))
	msg.State.Digest[5] ^= byte(h.number("claim", 0, 1))
	return msg
}

func (h *history) challengeAny(t *rapid.T) {
	h.t = t
	msg := h.drawn()
	if h.number("sealed", 0, 2) == 0 {
		msg.Salt = []byte("salt")
	}
	h.try(func(ctx sdk.Context) error {
		_, err := h.server.Challenge(ctx, msg)
		return err
	})
}

func (h *history) seal(t *rapid.T) {
	h.t = t
	msg := h.drawn()
	msg.Salt = []byte("salt")
	seal := types.SealHash(chainID, h.addr(msg.Challenger), msg)
	h.try(func(ctx sdk.Context) error {
		_, err := h.server.SealChallenge(ctx, &types.MsgSealChallenge{Challenger: msg.Challenger, Seal: seal[:]})
		return err
	})
}

func (h *history) moveAny(t *rapid.T) {
	h.t = t
	var open []types.Game
	for _, g := range h.state().Games {
		if g.Outcome == types.OUTCOME_UNSPECIFIED {
			open = append(open, g)
		}
	}
	if len(open) == 0 {
		return
	}
	g := open[h.number("game", 0, len(open)-1)]
	mover, move := g.Challenger, pick(uint16(h.number("child", 0, 32)))
	if g.Turn == types.SIDE_DEFENDER {
		f := h.facts(g.Id)
		m, err := f.Reply(h.position(g.Id), simulation.MadeUp{Facts: f, Of: h.said(&g, f)})
		if err != nil {
			return // nothing lies below a made-up trace
		}
		mover, move = g.Defender, game.EncodeMove(m)
	}
	if h.number("stranger", 0, 9) == 0 {
		mover = h.who()
	}
	h.try(func(ctx sdk.Context) error {
		_, err := h.server.Move(ctx, &types.MsgMove{Mover: mover, Game: g.Id, Move: move})
		return err
	})
}

// said is what the defender of a game committed or claimed.
func (h *history) said(g *types.Game, f *game.Facts) game.Result {
	if g.Kind != types.KIND_STEP {
		return game.Result{State: f.Leaf.State, Out: f.Leaf.Out}
	}
	u := h.unit(g.Round, g.Slot)
	return game.Result{State: u.States[g.Step], Out: u.out(g.Step)}
}

// claimAny claims one of two states after a recent round, or the first one.
func (h *history) claimAny(t *rapid.T) {
	h.t = t
	back := min(h.latest(), uint64(h.number("back", 0, 3)))
	msg := &jobtypes.MsgPostOuter{Operator: h.who(), Job: 1, Round: h.latest() - back}
	for range h.number("folded", 0, 4) / 4 {
		msg.Folded = append(msg.Folded, jobtypes.WireID(h.theta("folded")))
	}
	msg.Id = jobtypes.WireID(h.theta([]string{"base/2", "another"}[h.number("which", 0, 1)]))
	h.try(func(ctx sdk.Context) error {
		_, err := h.jobs.PostOuter(ctx, msg)
		return err
	})
}

func (h *history) evaluateAny(t *rapid.T) {
	h.t = t
	g, err := h.job.ExportGenesis(h.ctx)
	require.NoError(t, err)
	round := uint64(1)
	for _, r := range g.Rounds {
		if r.Number > 1 && r.Base != nil {
			round = r.Number - 1
		}
	}
	msg := &jobtypes.MsgPostEvaluation{
		Operator: h.trainers[h.number("who", 0, 2)], Job: 1, Round: round, Losses: h.losses(lossBits + uint32(h.number("loss", 0, 1))),
	}
	h.try(func(ctx sdk.Context) error {
		_, err := h.jobs.PostEvaluation(ctx, msg)
		return err
	})
}

// denyAny challenges a claim or an evaluation, whether it stands or not.
func (h *history) denyAny(t *rapid.T) {
	h.t = t
	g, err := h.job.ExportGenesis(h.ctx)
	require.NoError(t, err)
	msg := &types.MsgChallengeClaim{Challenger: h.who(), Job: 1, Step: uint32(h.number("step", 0, 3) / 3), Bond: sdk.NewInt64Coin(denom, rich/100)}
	n := len(g.Claims) + len(g.Evaluations)
	if n == 0 {
		return
	}
	if i := h.number("claim", 0, n-1); i < len(g.Claims) {
		msg.Kind, msg.Round, msg.Claimant, msg.State = types.KIND_OUTER, g.Claims[i].Round, g.Claims[i].Operator, jobtypes.WireID(h.theta("denied"))
	} else {
		e := g.Evaluations[i-len(g.Claims)]
		msg.Kind, msg.Round, msg.Claimant, msg.Out = types.KIND_EVALUATION, e.Round, e.Operator, commit.LossOut(9)
	}
	h.try(func(ctx sdk.Context) error {
		_, err := h.server.ChallengeClaim(ctx, msg)
		return err
	})
}

func (h *history) withdraw(t *rapid.T) {
	h.t = t
	slot, round := uint32(h.number("slot", 0, 2)), max(1, h.latest()-uint64(h.number("back", 0, 1)))
	h.try(func(ctx sdk.Context) error {
		if h.number("how", 0, 1) == 0 {
			_, err := h.jobs.RetractUnit(ctx, &jobtypes.MsgRetractUnit{Operator: h.trainers[slot], Job: 1, Round: round, Slot: slot})
			return err
		}
		_, err := h.jobs.ConfessUnit(ctx, &jobtypes.MsgConfessUnit{Operator: h.trainers[slot], Job: 1, Round: round, Slot: slot})
		return err
	})
}

// void is what audits may do to a unit.
func (h *history) void(t *rapid.T) {
	h.t = t
	if h.number("seldom", 0, 4) > 0 {
		return
	}
	h.try(func(ctx sdk.Context) error {
		return h.job.VoidUnit(ctx, 1, max(1, h.latest()-uint64(h.number("back", 0, 1))), uint32(h.number("slot", 0, 2)))
	})
}

func (h *history) claim(t *rapid.T) {
	h.t = t
	h.try(func(ctx sdk.Context) error {
		_, err := rewardkeeper.NewMsgServer(h.reward).ClaimRewards(ctx, &rewardtypes.MsgClaimRewards{Claimant: h.who(), Job: 1})
		return err
	})
}

func (h *history) pass(t *rapid.T) {
	h.t = t
	h.blocks(h.number("blocks", 1, 8))
}

// genesis: the export of a state, loaded into an empty store, exports the same.
func (h *history) genesis(t *rapid.T) {
	h.t = t
	g := h.state()
	require.NoError(t, g.Validate())
	fresh := newWorld(h.world.t)
	require.NoError(t, fresh.dispute.InitGenesis(fresh.ctx, g))
	again, err := fresh.dispute.ExportGenesis(fresh.ctx)
	require.NoError(t, err)
	require.Equal(t, g, again)
}
