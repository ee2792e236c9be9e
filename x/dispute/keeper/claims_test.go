// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"fmt"
	"testing"

	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/x/dispute/simulation"
	"github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// theta is a made-up outer state of the right length.
func (w *world) theta(what string) commit.ID {
	w.t.Helper()
	layout, err := program.NewOuterState(&w.spec)
	require.NoError(w.t, err)
	return commit.ID{Digest: commit.Sum([]byte(what)), Size: layout.Size()}
}

// claims posts a claim of the outer state after a round.
func (w *world) claims(operator string, round uint64, what string) {
	w.t.Helper()
	_, err := w.jobs.PostOuter(w.ctx, &jobtypes.MsgPostOuter{Operator: operator, Job: 1, Round: round, Id: jobtypes.WireID(w.theta(what))})
	require.NoError(w.t, err)
}

func (w *world) denial(challenger, claimant string) *types.MsgChallengeClaim {
	return &types.MsgChallengeClaim{
		Challenger: challenger, Kind: types.KIND_OUTER, Job: 1, Round: 1, Claimant: claimant,
		State: jobtypes.WireID(w.theta("denied")), Bond: sdk.NewInt64Coin(denom, rich/100),
	}
}

func (w *world) deny(msg *types.MsgChallengeClaim) uint64 {
	w.t.Helper()
	res, err := w.server.ChallengeClaim(w.ctx, msg)
	require.NoError(w.t, err)
	return res.Game
}

// losses are made-up losses of all batches.
func (w *world) losses(bits uint32) []byte {
	var b []byte
	for range jobtypes.EvaluationBatches(&w.spec) {
		b = append(b, commit.LossOut(bits)...)
	}
	return b
}

func (w *world) evaluate(operator string, round uint64, bits uint32) {
	w.t.Helper()
	_, err := w.jobs.PostEvaluation(w.ctx, &jobtypes.MsgPostEvaluation{Operator: operator, Job: 1, Round: round, Losses: w.losses(bits)})
	require.NoError(w.t, err)
}

// claimed is a world in which trainer 0 claims the outer state after round 1
// and round 2 trains.
func claimed(t fataler) *world {
	w := closed(t, 3)
	w.claims(w.trainers[0], 1, "claimed")
	return w
}

// evaluated is a world in which trainer 0 has evaluated the state after round 1.
func evaluated(t fataler) *world {
	w := closed(t, 3)
	for i := range w.trainers {
		w.commit(2, uint32(i))
	}
	require.NoError(w.t, w.job.EndBlock(w.ctx))
	for _, o := range w.trainers {
		r, err := w.job.Round(w.ctx, 1, 2)
		require.NoError(w.t, err)
		_, err = w.jobs.Witness(w.ctx, &jobtypes.MsgWitness{Operator: o, Job: 1, Round: 2, Deltas: r.Summable()})
		require.NoError(w.t, err)
	}
	require.NoError(w.t, w.job.EndBlock(w.ctx))
	w.evaluate(w.trainers[0], 1, lossBits)
	return w
}

func (w *world) claimStatus(round uint64, operator string) jobtypes.ClaimStatus {
	w.t.Helper()
	g, err := w.job.ExportGenesis(w.ctx)
	require.NoError(w.t, err)
	for _, c := range g.Claims {
		if c.Round == round && c.Operator == operator {
			return c.Status
		}
	}
	return jobtypes.CLAIM_STATUS_UNSPECIFIED
}

// TestSilentClaimantIsSlashed: R9. A side that does not open its id loses by
// clock: bond and slot stake, 30 % to the challenger.
func TestSilentClaimantIsSlashed(t *testing.T) {
	w := claimed(t)
	alice := w.account("alice")
	wallet, bonded := w.balance(alice), w.bonded(w.trainers[0])
	id := w.deny(w.denial(alice, w.trainers[0]))
	g := w.game(id)
	require.Equal(t, types.KIND_OUTER, g.Kind)
	pending, err := w.dispute.View().OuterPending(w.ctx, 1, 1)
	require.NoError(t, err)
	require.True(t, pending)
	named, err := w.dispute.View().LockNamed(w.ctx, w.addr(w.trainers[0]), jobtypes.OuterLock(1, 1))
	require.NoError(t, err)
	require.True(t, named, "the bond stays locked while the game is open")
	open, err := w.dispute.View().ChallengeOpen(w.ctx, 1, 1, 0)
	require.NoError(t, err)
	require.False(t, open, "a claim is no unit")
	w.blocks(int(w.spec.Windows.GameClock) + 2)

	require.Equal(t, types.OUTCOME_DEFENDER_LATE, w.game(id).Outcome)
	require.Equal(t, jobtypes.CLAIM_STATUS_LATE, w.claimStatus(1, w.trainers[0]))
	params, err := w.job.Params(w.ctx)
	require.NoError(t, err)
	lost := math.NewIntFromUint64(w.spec.Price.SlotStake).Add(math.NewIntFromUint64(params.OuterBond))
	require.Equal(t, lost, bonded.Sub(w.bonded(w.trainers[0])))
	require.Equal(t, wallet.Add(lost.MulRaw(3).QuoRaw(10)), w.balance(alice))
	pending, err = w.dispute.View().OuterPending(w.ctx, 1, 1)
	require.NoError(t, err)
	require.False(t, pending)
	_, err = w.server.ChallengeClaim(w.ctx, w.denial(w.account("bob"), w.trainers[0]))
	require.ErrorIs(t, err, types.ErrOver)
}

// TestSilentDenierLosesItsBond: the claim stands, and half of the bond goes to
// whoever moved for the claimant.
func TestSilentDenierLosesItsBond(t *testing.T) {
	w := claimed(t)
	alice := w.account("alice")
	id := w.deny(w.denial(alice, w.trainers[0]))
	bond, before := w.game(id).Bond, w.balance(w.trainers[0])
	f := w.facts(id)
	m, err := f.Reply(w.position(id), simulation.MadeUp{Facts: f, Of: game.Result{State: w.theta("claimed")}})
	require.NoError(t, err)
	w.move(w.trainers[0], id, game.EncodeMove(m))
	w.blocks(int(w.spec.Windows.GameClock) + 2)
	require.Equal(t, types.OUTCOME_CHALLENGER_LATE, w.game(id).Outcome)
	require.Equal(t, bond.QuoRaw(2), w.balance(w.trainers[0]).Sub(before))
	require.Equal(t, jobtypes.CLAIM_STATUS_LIVE, w.claimStatus(1, w.trainers[0]))
	// What was posted serves the next one too.
	second := w.deny(w.denial(w.account("bob"), w.trainers[0]))
	require.Equal(t, types.SIDE_CHALLENGER, w.game(second).Turn)
}

// TestFirstParametersAreDenied: round 0 has no deltas and no state before.
func TestFirstParametersAreDenied(t *testing.T) {
	w := training(t, 3)
	w.claims(w.trainers[1], 0, "claimed")
	msg := w.denial(w.account("alice"), w.trainers[1])
	msg.Round = 0
	id := w.deny(msg)
	b, err := w.dispute.Board(w.ctx, w.game(id).Board)
	require.NoError(t, err)
	require.Nil(t, b.Before)
	require.Equal(t, uint32(1), b.Slot)
	require.Equal(t, "initialisation", w.facts(id).Program.Name)
	w.blocks(int(w.spec.Windows.GameClock) + 2)
	require.Equal(t, jobtypes.CLAIM_STATUS_LATE, w.claimStatus(0, w.trainers[1]))
	w.blocks(400) // everything is forgotten in the end
	g, err := w.dispute.ExportGenesis(w.ctx)
	require.NoError(t, err)
	require.Empty(t, g.Boards)
}

// TestSilentEvaluatorIsSlashed: R13. Its bond and nothing else.
func TestSilentEvaluatorIsSlashed(t *testing.T) {
	w := evaluated(t)
	alice := w.account("alice")
	wallet, bonded := w.balance(alice), w.bonded(w.trainers[0])
	msg := w.denial(alice, w.trainers[0])
	msg.Kind, msg.State, msg.Out = types.KIND_EVALUATION, jobtypes.MsgPostOuter{}.Id, commit.LossOut(lossBits+1)
	id := w.deny(msg)
	require.Equal(t, "evaluation", w.facts(id).Program.Name)
	w.blocks(int(w.spec.Windows.GameClock) + 2)
	params, err := w.job.Params(w.ctx)
	require.NoError(t, err)
	bond := math.NewIntFromUint64(params.OuterBond)
	require.Equal(t, bond, bonded.Sub(w.bonded(w.trainers[0])))
	require.Equal(t, wallet.Add(bond.MulRaw(3).QuoRaw(10)), w.balance(alice))
	g, err := w.job.ExportGenesis(w.ctx)
	require.NoError(t, err)
	require.Equal(t, jobtypes.CLAIM_STATUS_LATE, g.Evaluations[0].Status)
	require.Equal(t, int64(2.5*(1<<20)), g.Evaluations[0].Loss)
}

// TestClaimSeal: a sealed challenge of a claim is bound by the seal's height.
func TestClaimSeal(t *testing.T) {
	w := claimed(t)
	alice := w.account("alice")
	msg := w.denial(alice, w.trainers[0])
	msg.Salt = []byte("secret")
	seal := types.SealClaimHash(chainID, w.addr(alice), msg)
	_, err := w.server.SealChallenge(w.ctx, &types.MsgSealChallenge{Challenger: alice, Seal: seal[:]})
	require.NoError(t, err)
	w.blocks(1)
	require.Equal(t, w.ctx.BlockHeight()-1, w.game(w.deny(msg)).BoundHeight)
}

func TestChallengeClaimRefusals(t *testing.T) {
	denying := func(change func(w *world, m *types.MsgChallengeClaim)) func(w *world) error {
		return func(w *world) error {
			msg := w.denial(w.account("alice"), w.trainers[0])
			change(w, msg)
			_, err := w.server.ChallengeClaim(w.ctx, msg)
			return err
		}
	}
	runRefusals(t, claimed, []refusal{
		{"address", denying(func(_ *world, m *types.MsgChallengeClaim) { m.Challenger = "weft1nobody" }), types.ErrInvalidAddress},
		{"claimant's address", denying(func(_ *world, m *types.MsgChallengeClaim) { m.Claimant = "weft1nobody" }), types.ErrInvalidAddress},
		{"no kind", denying(func(_ *world, m *types.MsgChallengeClaim) { m.Kind = types.KIND_STEP }), types.ErrInvalidKind},
		{"no state", denying(func(_ *world, m *types.MsgChallengeClaim) { m.State.Digest = nil }), types.ErrInvalidID},
		{"a state of another length", denying(func(_ *world, m *types.MsgChallengeClaim) { m.State.Size_++ }), types.ErrInvalidClaim},
		{"an out of an outer step", denying(func(_ *world, m *types.MsgChallengeClaim) { m.Out = []byte{1} }), types.ErrInvalidClaim},
		{"the claim itself", denying(func(w *world, m *types.MsgChallengeClaim) { m.State = jobtypes.WireID(w.theta("claimed")) }), types.ErrInvalidClaim},
		{"no claim", denying(func(w *world, m *types.MsgChallengeClaim) { m.Claimant = w.trainers[1] }), jobtypes.ErrNoClaim},
		{"no such step", denying(func(_ *world, m *types.MsgChallengeClaim) { m.Step = 1 }), jobtypes.ErrNoClaim},
		{"no such job", denying(func(_ *world, m *types.MsgChallengeClaim) { m.Job = 7 }), jobtypes.ErrNoJob},
		{"no such round", denying(func(_ *world, m *types.MsgChallengeClaim) { m.Round = 7 }), jobtypes.ErrNoRound},
		{"bond too small", denying(func(_ *world, m *types.MsgChallengeClaim) { m.Bond = sdk.NewInt64Coin(denom, 1) }), types.ErrBondShort},
		{"not sealed", denying(func(_ *world, m *types.MsgChallengeClaim) { m.Salt = []byte("x") }), types.ErrSealUnknown},
		{"twice", denying(func(w *world, m *types.MsgChallengeClaim) { w.deny(m) }), types.ErrChallenged},
		{"too late", denying(func(w *world, _ *types.MsgChallengeClaim) { w.blocks(300) }), types.ErrTooLate},
	})
	batch := func(change func(m *types.MsgChallengeClaim)) func(w *world) error {
		return denying(func(_ *world, m *types.MsgChallengeClaim) {
			m.Kind, m.State, m.Out = types.KIND_EVALUATION, jobtypes.MsgPostOuter{}.Id, commit.LossOut(lossBits+1)
			change(m)
		})
	}
	runRefusals(t, evaluated, []refusal{
		{"a state of a batch", batch(func(m *types.MsgChallengeClaim) { m.State.Size_ = 1 }), types.ErrInvalidID},
		{"no loss", batch(func(m *types.MsgChallengeClaim) { m.Out = nil }), types.ErrInvalidClaim},
		{"the same loss", batch(func(m *types.MsgChallengeClaim) { m.Out = commit.LossOut(lossBits) }), types.ErrInvalidClaim},
		{"no such batch", batch(func(m *types.MsgChallengeClaim) { m.Step = 300 }), types.ErrInvalidStep},
		{"no evaluation", batch(func(m *types.MsgChallengeClaim) { m.Round = 2 }), jobtypes.ErrNoClaim},
	})
}

// TestClaimsInGenesis: boards of claims are found again after an import.
func TestClaimsInGenesis(t *testing.T) {
	for name, setup := range map[string]func(t fataler) *world{"outer": claimed, "evaluation": evaluated} {
		t.Run(name, func(t *testing.T) {
			w := setup(t)
			msg := w.denial(w.account("alice"), w.trainers[0])
			if name == "evaluation" {
				msg.Kind, msg.State, msg.Out = types.KIND_EVALUATION, jobtypes.MsgPostOuter{}.Id, commit.LossOut(7)
			}
			w.deny(msg)
			g, err := w.dispute.ExportGenesis(w.ctx)
			require.NoError(t, err)
			require.NoError(t, g.Validate())
			fresh := newWorld(t)
			require.NoError(t, fresh.dispute.InitGenesis(fresh.ctx, g))
			again, err := fresh.dispute.ExportGenesis(fresh.ctx)
			require.NoError(t, err)
			require.Equal(t, g, again)
			pending, err := fresh.dispute.View().OuterPending(fresh.ctx, 1, 1)
			require.NoError(t, err)
			require.Equal(t, name == "outer", pending, fmt.Sprint(g.Boards))
		})
	}
}
