// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	"github.com/weft-network/weft/chain/payout"
	"github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

// verdict is a unit proven false, and who is rewarded for it.
type verdict struct {
	job, round uint64
	slot       uint32
	operator   string
	lock       string
	game       uint64
	outcome    types.Outcome
	reason     staketypes.SlashReason
	rewarded   string
	// absent says that the defender said nothing about what an audit had found
	// right: it loses less, and nobody gains.
	absent bool
}

// punish has x/job carry out a verdict (A8). Of what is slashed the challengers'
// part goes to one account, the auditors' part to those whose audits said so
// before; without any it is burnt with the rest.
func (k *Keeper) punish(ctx context.Context, v verdict) error {
	operator, err := k.account(v.operator)
	if err != nil {
		return err
	}
	rewarded, err := k.account(v.rewarded)
	if err != nil {
		return err
	}
	locked, err := k.stake.LockedAmount(ctx, operator, v.lock)
	if err != nil {
		return err
	}
	parts, err := k.slashOf(ctx, &v, locked)
	if err != nil {
		return err
	}
	reward := parts.Challenger
	var payouts []staketypes.Payout
	if reward.IsPositive() {
		payouts = []staketypes.Payout{{Recipient: rewarded, Amount: reward}}
	}
	auditors, err := k.auditorsPart(ctx, v, parts.Auditors)
	if err != nil {
		return err
	}
	payouts = append(payouts, auditors...)
	err = k.job.ProveFalse(ctx, jobtypes.Verdict{
		Job: v.job, Round: v.round, Slot: v.slot, Reason: v.reason, Payouts: payouts, Amount: parts.Sum(),
	})
	if err != nil {
		return err
	}
	return emit(ctx, &types.EventFraudProven{
		Kind: types.KIND_STEP, Job: v.job, Round: v.round, Slot: v.slot, Operator: v.operator, Game: v.game, Outcome: v.outcome,
		Rewarded: v.rewarded, Reward: reward,
	})
}

// slashOf is what a verdict takes of the stake behind a unit, and for whom. Where
// nobody has been proven wrong, and a drawn verifier has found the unit right, it
// is half of the slot stake: what a cheat loses for good in any case, as the
// other half may go to its friends. The challenger has back what a transaction
// costs, so that nobody makes a living of knocking trainers off the net (A6).
func (k *Keeper) slashOf(ctx context.Context, v *verdict, locked math.Int) (payout.Slash, error) {
	if !v.absent {
		return payout.SplitSlash(locked), nil
	}
	s, err := k.job.Spec(ctx, v.job)
	if err != nil {
		return payout.Slash{}, err
	}
	params, err := k.params.Get(ctx)
	if err != nil {
		return payout.Slash{}, err
	}
	stake := math.NewIntFromUint64(s.Price.SlotStake)
	return payout.SplitAbsence(stake, locked, math.NewIntFromUint64(params.ResponseCost)), nil
}

// absent says whether a game was lost by the clock without any move, after a
// drawn verifier had found the unit right, while nobody disputes it who did so
// before, or was drawn: a cheat must not have a friend's game end first.
func (k *Keeper) absent(ctx context.Context, g *types.Game, outcome types.Outcome) (bool, error) {
	if outcome != types.OUTCOME_DEFENDER_LATE || !g.Matched || g.Moves > 0 {
		return false, nil
	}
	others, err := k.fullUnits.Has(ctx, collections.Join3(g.Job, g.Round, g.Slot))
	return !others, err
}
