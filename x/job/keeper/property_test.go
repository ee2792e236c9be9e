// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"testing"

	errorsmod "cosmossdk.io/errors"
	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/x/job/types"
	rewardkeeper "github.com/weft-network/weft/x/reward/keeper"
	rewardtypes "github.com/weft-network/weft/x/reward/types"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

// history plays random messages of random people against the real modules.
type history struct {
	*world
	t         *rapid.T
	people    []string // the first are submitters, the rest providers
	providers []string
}

// TestRandomHistories: whatever people send, in whatever order, the invariants
// of all modules hold after every block, money is conserved, a genesis of any
// moment is the state, and when all is over nobody's money is left behind.
func TestRandomHistories(t *testing.T) {
	seen := make(map[any]int)
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		h := &history{world: w, t: t, people: []string{w.account("first"), w.account("second")}}
		h.providers = w.providers(4)
		h.people = append(h.people, h.providers...)
		supply := w.bank.GetSupply(w.ctx, denom).Amount

		moves := map[string]func(*rapid.T){
			"submit": h.submitAny, "fund": h.fund, "join": h.joinAny, "leave": h.leave, "commit": h.commitAny, "commit more": h.commitAny,
			"withdraw": h.withdraw, "witness": h.witnessAny, "witness more": h.witnessAny, "outer": h.outer, "outer more": h.outer, "end a claim": h.settleClaim,
			"evaluate": h.evaluateAny, "end an evaluation": h.settleEvaluation, "complete": h.complete,
			"steer": h.steer, "judge": h.judge, "claim": h.claimAny, "blocks": h.pass, "genesis": h.genesis,
			"": func(t *rapid.T) { h.t = t; w.check() },
		}
		for range 2 {
			h.submitAny(t)
			for range 6 {
				h.joinAny(t)
			}
		}
		t.Repeat(moves)
		t.Repeat(moves)
		h.t = t
		require.True(t, w.bank.GetSupply(w.ctx, denom).Amount.LTE(supply), "nothing here mints")
		h.settleAll()
		for _, u := range h.state().Units {
			seen[w.status(u.Job, u.Round, u.Slot)]++
		}
		for _, j := range h.state().Jobs {
			seen[j.Status]++
			seen[j.Reason]++
		}
		for _, c := range h.state().Claims {
			seen[c.Status]++
		}
		for _, r := range h.state().Rounds {
			if r.Void {
				seen["void"]++
			}
		}
	})
	t.Logf("reached: %v", seen)
	for _, want := range []any{
		types.UNIT_STATUS_FINAL, types.UNIT_STATUS_EXCLUDED, types.UNIT_STATUS_RETRACTED, types.UNIT_STATUS_CONFESSED, types.UNIT_STATUS_VOID,
		types.UNIT_STATUS_FALSE, types.JOB_STATUS_CANCELLED, types.JOB_STATUS_FAILED, types.REASON_WAIT,
		types.CLAIM_STATUS_LIVE, types.CLAIM_STATUS_LATE, types.CLAIM_STATUS_FALSE, "void",
	} {
		require.Positive(t, seen[want], "no history reached %v: the test proves too little", want)
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

func draw[T any](h *history, what string, from []T) (T, bool) {
	if len(from) == 0 {
		var none T
		return none, false
	}
	return from[rapid.IntRange(0, len(from)-1).Draw(h.t, what)], true
}

func (h *history) number(what string, low, high int) int {
	return rapid.IntRange(low, high).Draw(h.t, what)
}

func (h *history) state() *types.GenesisState {
	g, err := h.job.ExportGenesis(h.ctx)
	require.NoError(h.t, err)
	return g
}

func (h *history) submitAny(t *rapid.T) {
	h.t = t
	s := tiny(h.number("slots", 1, 4))
	s.Rounds.Rounds = uint32(h.number("rounds", 1, 3))
	s.Inner.Schedule = spec.Schedule{Kind: spec.ScheduleKind_SCHEDULE_KIND_CONSTANT, Peak: "0.001"}
	s.Rounds.MaxMisses, s.Rounds.MaxIdleRounds = uint32(h.number("misses", 1, 3)), uint32(h.number("idle", 1, 2))
	if h.number("carry", 0, 1) == 0 {
		s.Outer.Carry, s.Audit.Custodians = spec.Carry_CARRY_NONE, 0
	}
	s.Price.Unit, s.Price.SlotStake, s.Price.VerifierFee = uint64(h.number("price", 1, 1000)), uint64(h.number("stake", 1000, 1_000_000)), 17
	round := int64(s.Price.Unit+s.Price.VerifierFee) * int64(s.Rounds.Slots)
	deposit := round*int64(h.number("paid rounds", 1, 3)) + int64(h.number("deposit", 0, 100))
	h.try(func(ctx sdk.Context) error {
		_, err := h.server.SubmitJob(ctx, &types.MsgSubmitJob{Submitter: h.people[h.number("who", 0, 1)], Title: "x", Spec: bound(s), Deposit: sdk.NewInt64Coin(denom, deposit)})
		return err
	})
}

func (h *history) fund(t *rapid.T) {
	h.t = t
	if j, ok := draw(h, "job", h.state().Jobs); ok {
		funder, _ := draw(h, "who", h.people)
		h.try(func(ctx sdk.Context) error {
			_, err := h.server.FundJob(ctx, &types.MsgFundJob{Funder: funder, Job: j.Id, Amount: sdk.NewInt64Coin(denom, int64(h.number("amount", 0, 5000)))})
			return err
		})
	}
}

func (h *history) joinAny(t *rapid.T) {
	h.t = t
	if j, ok := draw(h, "job", h.state().Jobs); ok {
		operator, _ := draw(h, "who", h.people)
		h.try(func(ctx sdk.Context) error {
			_, err := h.server.JoinJob(ctx, &types.MsgJoinJob{Operator: operator, Job: j.Id})
			return err
		})
	}
}

func (h *history) leave(t *rapid.T) {
	h.t = t
	if s, ok := draw(h, "slot", h.state().Slots); ok {
		h.try(func(ctx sdk.Context) error {
			_, err := h.server.LeaveJob(ctx, &types.MsgLeaveJob{Operator: s.Operator, Job: s.Job, Slot: s.Index})
			return err
		})
	}
}

func (h *history) commitAny(t *rapid.T) {
	h.t = t
	s, ok := draw(h, "slot", h.state().Slots)
	if !ok {
		return
	}
	msg := h.unit(s.Operator, s.Job, h.get(s.Job).Round, s.Index)
	if h.number("other base", 0, 9) == 0 {
		msg.Base.Digest = msg.Delta.Digest
	}
	h.try(func(ctx sdk.Context) error {
		_, err := h.server.CommitUnit(ctx, msg)
		return err
	})
}

func (h *history) withdraw(t *rapid.T) {
	h.t = t
	u, ok := draw(h, "unit", h.state().Units)
	if !ok {
		return
	}
	h.try(func(ctx sdk.Context) error {
		if h.number("how", 0, 1) == 0 {
			_, err := h.server.RetractUnit(ctx, &types.MsgRetractUnit{Operator: u.Operator, Job: u.Job, Round: u.Round, Slot: u.Slot})
			return err
		}
		_, err := h.server.ConfessUnit(ctx, &types.MsgConfessUnit{Operator: u.Operator, Job: u.Job, Round: u.Round, Slot: u.Slot})
		return err
	})
}

func (h *history) witnessAny(t *rapid.T) {
	h.t = t
	var open []types.Round
	for _, r := range h.state().Rounds {
		if r.Phase == types.ROUND_PHASE_WITNESSING {
			open = append(open, r)
		}
	}
	r, ok := draw(h, "round", open)
	if !ok {
		return
	}
	operator, _ := draw(h, "who", h.people)
	deltas := r.Summable()
	if h.number("partial", 0, 5) == 0 {
		deltas = commit.NewBitmap(len(deltas) * 8)
	}
	h.try(func(ctx sdk.Context) error {
		_, err := h.server.Witness(ctx, &types.MsgWitness{Operator: operator, Job: r.Job, Round: r.Number, Deltas: deltas})
		return err
	})
}

// outer claims a state after a recent round: the one that round's units named,
// or another.
func (h *history) outer(t *rapid.T) {
	h.t = t
	g := h.state()
	rounds := slices.DeleteFunc(slices.Clone(g.Rounds), func(r types.Round) bool { return r.Phase != types.ROUND_PHASE_AUDITING || r.Base == nil })
	if h.number("any", 0, 3) == 0 {
		rounds = g.Rounds
	}
	r, ok := draw(h, "round", rounds)
	if !ok {
		return
	}
	operator, _ := draw(h, "who", h.people)
	if s, ok := draw(h, "slot", slices.DeleteFunc(g.Slots, func(s types.Slot) bool { return s.Job != r.Job })); ok {
		operator = s.Operator
	}
	msg := &types.MsgPostOuter{Operator: operator, Job: r.Job, Round: r.Number - uint64(h.number("before", 0, 1)), Id: h.outcome(r.Job)}
	if h.number("named", 0, 2) > 0 && len(r.Bases) > 0 {
		msg.Round, msg.Id = r.Number-1, r.Bases[0].Base
	}
	for range h.number("folded", 0, 4) / 4 {
		msg.Folded = append(msg.Folded, msg.Id)
	}
	h.try(func(ctx sdk.Context) error {
		_, err := h.server.PostOuter(ctx, msg)
		return err
	})
}

// settleClaim is what x/dispute may do to a claim.
func (h *history) settleClaim(t *rapid.T) {
	h.t = t
	c, ok := draw(h, "claim", h.state().Claims)
	if !ok {
		return
	}
	v := types.ClaimVerdict{
		Job: c.Job, Round: c.Round, Operator: c.Operator, Late: h.number("late", 0, 2) == 0, Reason: staketypes.SlashReasonFraud,
		Rewarded: h.addr(h.people[0]),
	}
	h.try(func(ctx sdk.Context) error {
		_, err := h.job.EndClaim(ctx, v)
		return err
	})
}

func (h *history) evaluateAny(t *rapid.T) {
	h.t = t
	r, ok := draw(h, "round", h.state().Rounds)
	if !ok {
		return
	}
	operator, _ := draw(h, "who", h.people)
	s, err := h.job.Spec(h.ctx, r.Job)
	require.NoError(t, err)
	losses := bytes.Repeat(commit.LossOut(0x40200000+uint32(h.number("loss", 0, 1))), int(types.EvaluationBatches(&s)))
	h.try(func(ctx sdk.Context) error {
		_, err := h.server.PostEvaluation(ctx, &types.MsgPostEvaluation{Operator: operator, Job: r.Job, Round: r.Number, Losses: losses})
		return err
	})
}

// settleEvaluation is what x/dispute may do to an evaluation.
func (h *history) settleEvaluation(t *rapid.T) {
	h.t = t
	e, ok := draw(h, "evaluation", h.state().Evaluations)
	if !ok {
		return
	}
	h.try(func(ctx sdk.Context) error {
		_, err := h.job.EndEvaluation(ctx, types.EvaluationVerdict{
			Job: e.Job, Round: e.Round, Operator: e.Operator, Late: h.number("late", 0, 1) == 0, Reason: staketypes.SlashReasonClock, Rewarded: h.addr(h.people[0]),
		})
		return err
	})
}

func (h *history) outcome(job uint64) spec.ContentID {
	return types.WireID(commit.ID{Digest: commit.Sum(fmt.Appendf(nil, "outcome/%d/%d", job, h.number("outcome", 0, 1))), Size: 5})
}

func (h *history) complete(t *rapid.T) {
	h.t = t
	if j, ok := draw(h, "job", h.state().Jobs); ok {
		operator, _ := draw(h, "who", h.people)
		id := h.outcome(j.Id)
		h.try(func(ctx sdk.Context) error {
			_, err := h.server.CompleteJob(ctx, &types.MsgCompleteJob{Operator: operator, Job: j.Id, Outer: id, Result: id})
			return err
		})
	}
}

func (h *history) steer(t *rapid.T) {
	h.t = t
	j, ok := draw(h, "job", h.state().Jobs)
	if !ok {
		return
	}
	h.try(func(ctx sdk.Context) error {
		var err error
		switch h.number("how", 0, 20) {
		case 20:
			_, err = h.server.CancelJob(ctx, &types.MsgCancelJob{Submitter: j.Submitter, Job: j.Id})
		case 1, 2:
			_, err = h.server.PauseJob(ctx, &types.MsgPauseJob{Submitter: j.Submitter, Job: j.Id})
		default:
			_, err = h.server.ResumeJob(ctx, &types.MsgResumeJob{Submitter: j.Submitter, Job: j.Id})
		}
		return err
	})
}

// judge is what x/dispute may do to a unit.
func (h *history) judge(t *rapid.T) {
	h.t = t
	u, ok := draw(h, "unit", h.state().Units)
	if !ok {
		return
	}
	h.try(func(ctx sdk.Context) error {
		switch h.number("how", 0, 5) {
		case 0:
			return h.job.ProveFalse(ctx, types.Verdict{Job: u.Job, Round: u.Round, Slot: u.Slot, Reason: staketypes.SlashReasonFraud})
		case 1:
			return h.job.VoidUnit(ctx, u.Job, u.Round, u.Slot)
		case 2, 3:
			return h.job.HoldUnit(ctx, u.Job, u.Round, u.Slot)
		default:
			return h.job.ReleaseUnit(ctx, u.Job, u.Round, u.Slot)
		}
	})
}

func (h *history) claimAny(t *rapid.T) {
	h.t = t
	if j, ok := draw(h, "job", h.state().Jobs); ok {
		who, _ := draw(h, "who", h.people)
		h.try(func(ctx sdk.Context) error {
			_, err := rewardkeeper.NewMsgServer(h.reward).ClaimRewards(ctx, &rewardtypes.MsgClaimRewards{Claimant: who, Job: j.Id})
			return err
		})
	}
}

func (h *history) pass(t *rapid.T) {
	h.t = t
	h.blocks(h.number("blocks", 1, 12))
}

// genesis: the export of a state, loaded into an empty store, exports the same.
func (h *history) genesis(t *rapid.T) {
	h.t = t
	g := h.state()
	require.NoError(t, g.Validate())
	fresh := newWorld(h.world.t)
	require.NoError(t, fresh.job.InitGenesis(fresh.ctx, g))
	again, err := fresh.job.ExportGenesis(fresh.ctx)
	require.NoError(t, err)
	require.Equal(t, g, again)
}

// settleAll ends every job, releases every unit, lets every window pass and
// has everybody claim: what is left in escrow is what rounding kept back.
func (h *history) settleAll() {
	for _, u := range h.state().Units {
		for range u.Holds {
			require.NoError(h.t, h.job.ReleaseUnit(h.ctx, u.Job, u.Round, u.Slot))
		}
	}
	for _, j := range h.state().Jobs {
		h.try(func(ctx sdk.Context) error {
			_, err := h.server.CancelJob(ctx, &types.MsgCancelJob{Submitter: j.Submitter, Job: j.Id})
			return err
		})
	}
	for range 12 { // no wait, extension or window is longer than a hundred blocks
		h.blocks(1)
		h.ctx = h.ctx.WithBlockHeight(h.ctx.BlockHeight() + 99)
	}
	left := math.ZeroInt()
	for _, j := range h.state().Jobs {
		require.NotZero(h.t, j.EndedHeight, "job %d never ended: %v", j.Id, j)
		for _, who := range h.people {
			h.claim(who, j.Id)
		}
	}
	left = left.Add(h.bank.GetBalance(h.ctx, authtypes.NewModuleAddress(rewardtypes.ModuleName), denom).Amount)
	dust := int64(len(h.state().Jobs)*len(h.people) + len(h.state().Units))
	require.True(h.t, left.LTE(math.NewInt(dust)), "%s uweft are stuck, rounding explains %d", left, dust)
	for _, p := range h.providers {
		s, err := h.stake.Stake(h.ctx, h.addr(p))
		require.NoError(h.t, err)
		require.True(h.t, s.Locked.IsZero(), "%s of %s stay locked", s.Locked, p)
	}
}
