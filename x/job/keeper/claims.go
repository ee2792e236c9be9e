// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	"github.com/weft-network/weft/chain/payout"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/x/job/types"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

// Claims of outer states (R9). Slots name the state that they start from with
// their commits, and mostly agree. Where they do not, claims are what games
// are about, and what stands at their end is the base.

// fold is how the outer state after a round follows from what the chain knows.
// It can be claimed once the next round lists what was retracted, or once no
// round follows.
func (k *Keeper) fold(ctx context.Context, j *types.Job, after uint64) (types.Fold, error) {
	listed := j.Retractions
	if after < j.Round {
		next, err := k.Round(ctx, j.Id, after+1)
		if err != nil {
			return types.Fold{}, err
		}
		listed = next.Retractions
	}
	return types.FoldBefore(after+1, listed, func(q uint64) (types.Round, error) { return k.Round(ctx, j.Id, q) })
}

// claimsOf lists the claims of the outer state after a round, by operator.
func (k *Keeper) claimsOf(ctx context.Context, job, round uint64) ([]types.OuterClaim, error) {
	var out []types.OuterClaim
	err := k.claims.Walk(ctx, collections.NewSuperPrefixedTripleRange[uint64, uint64, []byte](job, round),
		func(_ voiceKey, c types.OuterClaim) (bool, error) {
			out = append(out, c)
			return false, nil
		})
	return out, err
}

// contest is the standing of the claims of the state after a round. open says
// that there is time left to claim or challenge, or that a game goes on.
func (k *Keeper) contest(ctx context.Context, s *spec.Spec, job, after uint64, base *spec.ContentID) (c types.Contest, open, refuted bool, err error) {
	claims, err := k.claimsOf(ctx, job, after)
	if err != nil || len(claims) == 0 {
		return c, false, false, err
	}
	pending, err := k.disputes.OuterPending(ctx, job, after)
	if err != nil {
		return c, false, false, err
	}
	c = types.NewContest(claims, base)
	late := !pending && height(ctx) > c.Latest+int64(s.Windows.GameClock)
	return c, pending || c.Open(late), c.Refuted(late), nil
}

// ClaimStep returns one outer step that a live claim rests on.
func (k *Keeper) ClaimStep(ctx context.Context, job, round uint64, operator string, step uint32) (types.ClaimStep, error) {
	var out types.ClaimStep
	key, err := k.voice(job, round, operator)
	if err != nil {
		return out, err
	}
	if out.Claim, err = k.claim(ctx, key); err != nil {
		return out, err
	}
	if out.Claim.Status != types.CLAIM_STATUS_LIVE {
		return out, types.ErrClaimStatus.Wrapf("the claim of %s is %s", operator, out.Claim.Status)
	}
	j, err := k.Job(ctx, job)
	if err != nil {
		return out, err
	}
	f, err := k.fold(ctx, &j, round)
	if err != nil {
		return out, err
	}
	states := append(out.Claim.Folded, out.Claim.Id)
	if len(states) != f.Steps() || int(step) >= len(states) {
		return out, types.ErrNoClaim.Wrapf("step %d; the claim has %d, and %d lead to the state", step, len(states), f.Steps())
	}
	out.Claimed = states[step]
	if out.Before = f.Base; step > 0 {
		out.Before = &states[step-1]
	}
	i := int(step)
	if f.Base == nil {
		i--
	}
	if i < 0 {
		return out, nil
	}
	out.Round = f.Rounds[i].Round
	for _, slot := range f.Rounds[i].Slots {
		u, err := k.unit(ctx, job, out.Round, slot)
		if err != nil {
			return out, err
		}
		out.Units = append(out.Units, u)
	}
	return out, nil
}

func (k *Keeper) claim(ctx context.Context, key voiceKey) (types.OuterClaim, error) {
	c, err := k.claims.Get(ctx, key)
	if errors.Is(err, collections.ErrNotFound) {
		return c, types.ErrNoClaim.Wrapf("nobody at that address claimed the outer state after round %d of job %d", key.K2(), key.K1())
	}
	return c, err
}

// EndClaim carries out the verdict on a claim: its bond and the slot stake
// behind it are slashed and the slot is freed. A claim that was proven false
// takes those that say the same with it; of one that was not defended nothing
// follows about what it said. It returns what went to whoever is rewarded.
func (k *Keeper) EndClaim(ctx context.Context, v types.ClaimVerdict) (math.Int, error) {
	reward := math.ZeroInt()
	key, err := k.voice(v.Job, v.Round, v.Operator)
	if err != nil {
		return reward, err
	}
	c, err := k.claim(ctx, key)
	if err != nil {
		return reward, err
	}
	if c.Status != types.CLAIM_STATUS_LIVE {
		return reward, types.ErrClaimStatus.Wrapf("the claim of %s is %s", v.Operator, c.Status)
	}
	j, err := k.Job(ctx, v.Job)
	if err != nil {
		return reward, err
	}
	if reward, err = k.slashClaim(ctx, &j, &c, v); err != nil {
		return reward, err
	}
	if v.Late {
		err = k.setClaim(ctx, &c, types.CLAIM_STATUS_LATE)
	} else {
		err = k.refute(ctx, &c)
	}
	if err != nil {
		return reward, err
	}
	if err := k.lookAgain(ctx, &j, v.Round, c.Id, !v.Late && len(c.Folded) == 0); err != nil {
		return reward, err
	}
	return reward, k.vacate(ctx, c.Job, c.Slot, c.Operator)
}

// refute marks every claim that says the same as one that was proven false. The
// bonds behind the others are burnt: nobody lies for free beside a friend who
// pays.
func (k *Keeper) refute(ctx context.Context, proven *types.OuterClaim) error {
	claims, err := k.claimsOf(ctx, proven.Job, proven.Round)
	if err != nil {
		return err
	}
	for i := range claims {
		if claims[i].Status == types.CLAIM_STATUS_LIVE && claims[i].SameAs(proven) {
			err := k.burnStake(ctx, claims[i].Operator, types.OuterLock(proven.Job, proven.Round), types.BasisPoints, staketypes.SlashReasonFraud)
			if err != nil {
				return err
			}
			if err := k.setClaim(ctx, &claims[i], types.CLAIM_STATUS_FALSE); err != nil {
				return err
			}
		}
	}
	return nil
}

// slashClaim takes what stands behind a claim, and frees the slot.
func (k *Keeper) slashClaim(ctx context.Context, j *types.Job, c *types.OuterClaim, v types.ClaimVerdict) (math.Int, error) {
	rewarded := math.ZeroInt()
	operator, err := k.operator(c.Operator)
	if err != nil {
		return rewarded, err
	}
	for _, lock := range []string{types.OuterLock(c.Job, c.Round), types.SlotLock(c.Job, c.Slot, c.Tenancy)} {
		locked, err := k.stake.LockedAmount(ctx, operator, lock)
		if err != nil {
			return rewarded, err
		}
		if locked.IsZero() {
			continue
		}
		var payouts []staketypes.Payout
		if reward := v.Reward(payout.SplitSlash(locked).Challenger, rewarded); reward.IsPositive() {
			payouts = []staketypes.Payout{{Recipient: v.Rewarded, Amount: reward}}
			rewarded = rewarded.Add(reward)
		}
		if _, err := k.stake.Slash(ctx, staketypes.Slash{Operator: operator, Ref: lock, Amount: locked, Reason: v.Reason, Payouts: payouts}); err != nil {
			return rewarded, err
		}
	}
	s, err := k.slots.Get(ctx, collections.Join(c.Job, c.Slot))
	if errors.Is(err, collections.ErrNotFound) || (err == nil && (s.FirstRound != c.Tenancy || s.Operator != c.Operator)) {
		return rewarded, nil
	}
	if err != nil {
		return rewarded, err
	}
	if err := k.free(ctx, j, c.Slot, types.FREED_REASON_FALSE); err != nil {
		return rewarded, err
	}
	return rewarded, k.setJob(ctx, j)
}

// setClaim changes the status of a claim and says so; its games end.
func (k *Keeper) setClaim(ctx context.Context, c *types.OuterClaim, status types.ClaimStatus) error {
	key, err := k.voice(c.Job, c.Round, c.Operator)
	if err != nil {
		return err
	}
	c.Status = status
	if err := k.claims.Set(ctx, key, *c); err != nil {
		return err
	}
	err = emit(ctx, &types.EventClaimChanged{Job: c.Job, Round: c.Round, Operator: c.Operator, Id: &c.Id, Status: status})
	if err != nil || k.hooks == nil {
		return err
	}
	return k.hooks.AfterClaimEnded(ctx, c.Job, c.Round, c.Operator)
}

// dropClaims ends the live claims of the outer state after a round without a
// verdict: what they were about is no longer asked.
func (k *Keeper) dropClaims(ctx context.Context, job, round uint64) error {
	claims, err := k.claimsOf(ctx, job, round)
	if err != nil {
		return err
	}
	for i := range claims {
		if claims[i].Status == types.CLAIM_STATUS_LIVE {
			if err := k.setClaim(ctx, &claims[i], types.CLAIM_STATUS_DROPPED); err != nil {
				return err
			}
		}
	}
	return nil
}
