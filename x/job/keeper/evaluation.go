// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"bytes"
	"context"
	"errors"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/payout"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/x/job/types"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

// evaluationGas is for the loss of one batch.
const evaluationGas = 100

// PostEvaluation implements types.MsgServer. The loss of every batch is on the
// chain, so that one batch is all that a game is about (R13).
func (m msgServer) PostEvaluation(ctx context.Context, msg *types.MsgPostEvaluation) (*types.MsgPostEvaluationResponse, error) {
	k := m.k
	operator, err := k.operator(msg.Operator)
	if err != nil {
		return nil, err
	}
	e := types.Evaluation{
		Job: msg.Job, Round: msg.Round, Operator: msg.Operator, Losses: msg.Losses, Height: height(ctx), Status: types.CLAIM_STATUS_LIVE,
	}
	if err := k.mayEvaluate(ctx, operator, &e); err != nil {
		return nil, err
	}
	p, err := k.params.Get(ctx)
	if err != nil {
		return nil, err
	}
	e.Bond = p.OuterBond
	lock := types.EvaluationLock(msg.Job, msg.Round)
	if err := k.stake.Lock(ctx, operator, lock, math.NewIntFromUint64(e.Bond)); err != nil {
		return nil, err
	}
	err = k.enqueue(ctx, types.Due{
		Height: height(ctx) + 1, Kind: types.DUE_KIND_UNLOCK, Job: msg.Job, Round: msg.Round + 1, Operator: msg.Operator, Lock: lock,
	})
	if err != nil {
		return nil, err
	}
	if err := k.evaluations.Set(ctx, collections.Join3(msg.Job, msg.Round, []byte(operator)), e); err != nil {
		return nil, err
	}
	return &types.MsgPostEvaluationResponse{Loss: e.Loss}, emit(ctx, &types.EventEvaluated{Job: e.Job, Round: e.Round, Operator: e.Operator, Loss: e.Loss})
}

// mayEvaluate checks that the evaluation is asked for and says something that
// nobody has said, and fills in state and mean loss.
func (k *Keeper) mayEvaluate(ctx context.Context, operator sdk.AccAddress, e *types.Evaluation) error {
	j, err := k.Job(ctx, e.Job)
	if err != nil {
		return err
	}
	s, err := k.Spec(ctx, e.Job)
	if err != nil {
		return err
	}
	if !types.EvaluatedAfter(&s, e.Round) {
		return types.ErrEvaluation.Wrapf("round %d of job %d, which evaluates every %d rounds on %d batches", e.Round, e.Job, s.Rounds.EvalEvery, types.EvaluationBatches(&s))
	}
	state, err := k.evaluated(ctx, &j, &s, e.Round)
	if err != nil {
		return err
	}
	e.State = state
	end, err := k.ClaimEnd(ctx, e.Job, e.Round)
	if err != nil {
		return err
	}
	if end != 0 && height(ctx)+int64(s.Windows.GameClock) > end {
		return types.ErrTooLate.Wrapf("an evaluation can be disputed until height %d, which leaves less than a game's clock of %d blocks", end, s.Windows.GameClock)
	}
	if err := k.stake.RequireActive(ctx, operator); err != nil {
		return err
	}
	batches := int(types.EvaluationBatches(&s))
	if len(e.Losses) != batches*commit.LossOutSize {
		return types.ErrInvalidLoss.Wrapf("%d bytes, want 4 for each of %d batches", len(e.Losses), batches)
	}
	consumeGas(ctx, evaluationGas*uint64(batches), "losses of an evaluation")
	outs := make([][]byte, batches)
	for i := range outs {
		outs[i], _ = e.BatchLoss(uint32(i))
	}
	if e.Loss, err = commit.LossMean(outs); err != nil {
		return types.ErrInvalidLoss.Wrap(err.Error())
	}
	return k.newEvaluation(ctx, e)
}

// evaluated is the outer state after a round: the base that the next round
// closed on, or the outcome.
func (k *Keeper) evaluated(ctx context.Context, j *types.Job, s *spec.Spec, round uint64) (spec.ContentID, error) {
	if round == uint64(s.Rounds.Rounds) && j.Status == types.JOB_STATUS_COMPLETED {
		return *j.Outer, nil
	}
	if round >= j.Round {
		return spec.ContentID{}, types.ErrRoundPhase.Wrapf("round %d of job %d: its outer state is not settled yet", round, j.Id)
	}
	next, err := k.Round(ctx, j.Id, round+1)
	if err != nil {
		return spec.ContentID{}, err
	}
	if next.Phase < types.ROUND_PHASE_AUDITING || next.Base == nil {
		return spec.ContentID{}, types.ErrRoundPhase.Wrapf("round %d of job %d is %s without a base; the state after round %d is not settled", next.Number, j.Id, next.Phase, round)
	}
	return *next.Base, nil
}

// newEvaluation refuses what was said before: by the same operator anything,
// by others the same losses.
func (k *Keeper) newEvaluation(ctx context.Context, e *types.Evaluation) error {
	all, err := k.evaluationsOf(ctx, e.Job, e.Round)
	if err != nil {
		return err
	}
	for i := range all {
		if all[i].Operator == e.Operator || bytes.Equal(all[i].Losses, e.Losses) {
			return types.ErrClaimed.Wrapf("%s evaluated round %d: %s", all[i].Operator, e.Round, all[i].Status)
		}
	}
	return nil
}

func (k *Keeper) evaluationsOf(ctx context.Context, job, round uint64) ([]types.Evaluation, error) {
	var out []types.Evaluation
	err := k.evaluations.Walk(ctx, collections.NewSuperPrefixedTripleRange[uint64, uint64, []byte](job, round),
		func(_ voiceKey, e types.Evaluation) (bool, error) {
			out = append(out, e)
			return false, nil
		})
	return out, err
}

// Evaluation returns a live evaluation.
func (k *Keeper) Evaluation(ctx context.Context, job, round uint64, operator string) (types.Evaluation, error) {
	key, err := k.voice(job, round, operator)
	if err != nil {
		return types.Evaluation{}, err
	}
	e, err := k.evaluations.Get(ctx, key)
	if errors.Is(err, collections.ErrNotFound) {
		return e, types.ErrNoClaim.Wrapf("%s has not evaluated the state after round %d of job %d", operator, round, job)
	}
	if err == nil && e.Status != types.CLAIM_STATUS_LIVE {
		err = types.ErrClaimStatus.Wrapf("the evaluation of %s is %s", operator, e.Status)
	}
	return e, err
}

// EndEvaluation carries out the verdict on an evaluation: its bond is slashed.
// It returns what went to whoever is rewarded.
func (k *Keeper) EndEvaluation(ctx context.Context, v types.EvaluationVerdict) (math.Int, error) {
	reward := math.ZeroInt()
	e, err := k.Evaluation(ctx, v.Job, v.Round, v.Operator)
	if err != nil {
		return reward, err
	}
	operator, err := k.operator(v.Operator)
	if err != nil {
		return reward, err
	}
	lock := types.EvaluationLock(v.Job, v.Round)
	locked, err := k.stake.LockedAmount(ctx, operator, lock)
	if err != nil {
		return reward, err
	}
	if locked.IsPositive() {
		var payouts []staketypes.Payout
		of := types.ClaimVerdict(v)
		if reward = of.Reward(payout.SplitSlash(locked).Challenger, reward); reward.IsPositive() {
			payouts = []staketypes.Payout{{Recipient: v.Rewarded, Amount: reward}}
		}
		if _, err := k.stake.Slash(ctx, staketypes.Slash{Operator: operator, Ref: lock, Amount: locked, Reason: v.Reason, Payouts: payouts}); err != nil {
			return reward, err
		}
	}
	status := types.CLAIM_STATUS_FALSE
	if v.Late {
		status = types.CLAIM_STATUS_LATE
	}
	return reward, k.setEvaluation(ctx, &e, status)
}

func (k *Keeper) setEvaluation(ctx context.Context, e *types.Evaluation, status types.ClaimStatus) error {
	key, err := k.voice(e.Job, e.Round, e.Operator)
	if err != nil {
		return err
	}
	e.Status = status
	if err := k.evaluations.Set(ctx, key, *e); err != nil {
		return err
	}
	err = emit(ctx, &types.EventEvaluationChanged{Job: e.Job, Round: e.Round, Operator: e.Operator, Status: status})
	if err != nil || k.hooks == nil {
		return err
	}
	return k.hooks.AfterEvaluationEnded(ctx, e.Job, e.Round, e.Operator)
}

// dropEvaluations ends those of a state that does not stand, without a verdict.
func (k *Keeper) dropEvaluations(ctx context.Context, job, round uint64) error {
	all, err := k.evaluationsOf(ctx, job, round)
	if err != nil {
		return err
	}
	for i := range all {
		if all[i].Status == types.CLAIM_STATUS_LIVE {
			if err := k.setEvaluation(ctx, &all[i], types.CLAIM_STATUS_DROPPED); err != nil {
				return err
			}
		}
	}
	return nil
}
