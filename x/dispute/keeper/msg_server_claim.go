// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"encoding/binary"
	"errors"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

// factorGas is for the clip factor of one delta.
const factorGas = 100

// ChallengeClaim implements types.MsgServer. Anybody may challenge a claim,
// with or without one of its own.
func (m msgServer) ChallengeClaim(ctx context.Context, msg *types.MsgChallengeClaim) (*types.MsgChallengeClaimResponse, error) {
	k := m.k
	var c challenge
	var err error
	if c.challenger, err = k.account(msg.Challenger); err != nil {
		return nil, err
	}
	if c.claim, err = resultOf(msg); err != nil {
		return nil, err
	}
	if c.spec, err = k.job.Spec(ctx, msg.Job); err != nil {
		return nil, err
	}
	if err := k.claimBoard(ctx, &c, msg); err != nil {
		return nil, err
	}
	if c.party, err = k.party(ctx, c.challenger); err != nil {
		return nil, err
	}
	seal := types.SealClaimHash(sdk.UnwrapSDKContext(ctx).ChainID(), c.challenger, msg)
	if c.bound, err = k.unseal(ctx, c.challenger, &c.party, seal, msg.Salt); err != nil {
		return nil, err
	}
	g, err := k.openGame(ctx, &c, msg.Challenger, msg.Bond)
	if err != nil {
		return nil, err
	}
	return &types.MsgChallengeClaimResponse{Game: g.Id, Bond: sdk.NewCoin(k.bondDenom, g.Bond)}, nil
}

// resultOf is what the challenger says the step came to.
func resultOf(msg *types.MsgChallengeClaim) (game.Claim, error) {
	claim := game.Claim{Result: game.Result{Out: msg.Out}}
	switch msg.Kind {
	case types.KIND_OUTER:
		state, err := types.ContentID("state", &msg.State)
		claim.State = state
		return claim, err
	case types.KIND_EVALUATION:
		if len(msg.State.Digest) > 0 || msg.State.Size_ > 0 {
			return claim, types.ErrInvalidID.Wrap("state: a batch of an evaluation leaves none; name its loss in out")
		}
		return claim, nil
	default:
		return claim, types.ErrInvalidKind.Wrapf("%s; claims are of %s or %s", msg.Kind, types.KIND_OUTER, types.KIND_EVALUATION)
	}
}

// claimBoard finds or makes the board of a step of a claim, which must stand
// and be within its late window.
func (k *Keeper) claimBoard(ctx context.Context, c *challenge, msg *types.MsgChallengeClaim) error {
	claimant, err := k.account(msg.Claimant)
	if err != nil {
		return err
	}
	end, err := k.job.ClaimEnd(ctx, msg.Job, msg.Round)
	if err != nil {
		return err
	}
	if end != 0 && height(ctx) > end {
		return types.ErrTooLate.Wrapf("claims about round %d could be challenged until height %d", msg.Round, end)
	}
	id, err := k.claimBoards.Get(ctx, keyOfClaim(msg.Kind, msg.Job, msg.Round, claimant, msg.Step))
	if err == nil {
		if c.board, err = k.Board(ctx, id); err == nil && c.board.Over {
			err = types.ErrOver.Wrapf("step %d was settled", msg.Step)
		}
		return err
	}
	if !errors.Is(err, collections.ErrNotFound) {
		return err
	}
	c.board = types.Board{Kind: msg.Kind, Job: msg.Job, Round: msg.Round, Step: msg.Step, Defender: msg.Claimant}
	if msg.Kind == types.KIND_EVALUATION {
		err = k.ofEvaluation(ctx, &c.board)
	} else {
		err = k.ofOuter(ctx, &c.board)
	}
	if err != nil {
		return err
	}
	claim := types.ClaimOf{ChainID: sdk.UnwrapSDKContext(ctx).ChainID(), Board: &c.board, Claimant: claimant}
	leaf, err := claim.Leaf()
	if err != nil {
		return err
	}
	hash := leaf.Hash()
	c.board.Leaf = hash[:]
	return nil
}

// ofEvaluation writes on a new board what a batch of an evaluation reads.
func (k *Keeper) ofEvaluation(ctx context.Context, b *types.Board) error {
	e, err := k.job.Evaluation(ctx, b.Job, b.Round, b.Defender)
	if err != nil {
		return err
	}
	loss, ok := e.BatchLoss(b.Step)
	if !ok {
		return types.ErrInvalidStep.Wrapf("batch %d, the evaluation has %d", b.Step, len(e.Losses)/commit.LossOutSize)
	}
	b.Lock, b.Before, b.Out = jobtypes.EvaluationLock(b.Job, b.Round), &e.State, loss
	return nil
}

// ofOuter writes on a new board what an outer step of a claim reads.
func (k *Keeper) ofOuter(ctx context.Context, b *types.Board) error {
	x, err := k.job.ClaimStep(ctx, b.Job, b.Round, b.Defender, b.Step)
	if err != nil {
		return err
	}
	b.Slot, b.Lock = x.Claim.Slot, jobtypes.OuterLock(b.Job, b.Round)
	b.Before, b.Claimed, b.Folds = x.Before, &x.Claimed, x.Round
	consumeGas(ctx, factorGas*uint64(len(x.Units)), "clip factors")
	norms := make([]commit.Norm, 0, len(x.Units))
	for i := range x.Units {
		u := &x.Units[i]
		if u.Delta == nil || len(u.Norm) != 16 {
			return types.ErrBroken.Wrapf("slot %d of round %d is summed and has no delta", u.Slot, u.Round)
		}
		b.Deltas = append(b.Deltas, *u.Delta)
		norms = append(norms, commit.Norm{Hi: binary.BigEndian.Uint64(u.Norm), Lo: binary.BigEndian.Uint64(u.Norm[8:])})
	}
	b.Factors = program.Factors(norms)
	return nil
}

// provenClaim ends a game that its claimant lost: by proof, which takes every
// equal claim with it, or by the clock, which says nothing about the state.
func (k *Keeper) provenClaim(ctx context.Context, p *playing, outcome types.Outcome, reason staketypes.SlashReason, winner string) error {
	rewarded, err := k.account(winner)
	if err != nil {
		return err
	}
	g := &p.game
	v := jobtypes.ClaimVerdict{
		Job: g.Job, Round: g.Round, Operator: g.Defender, Late: outcome == types.OUTCOME_DEFENDER_LATE, Reason: reason, Rewarded: rewarded,
	}
	var reward math.Int
	if g.Kind == types.KIND_EVALUATION {
		reward, err = k.job.EndEvaluation(ctx, jobtypes.EvaluationVerdict(v))
	} else {
		reward, err = k.job.EndClaim(ctx, v)
	}
	if err != nil {
		return err
	}
	err = emit(ctx, &types.EventFraudProven{
		Kind: g.Kind, Job: g.Job, Round: g.Round, Slot: g.Slot, Operator: g.Defender, Game: g.Id, Outcome: outcome,
		Rewarded: winner, Reward: reward,
	})
	if err != nil {
		return err
	}
	if p.board, err = k.Board(ctx, p.board.Id); err != nil { // x/job has closed it
		return err
	}
	return k.returnBond(ctx, p, outcome)
}
