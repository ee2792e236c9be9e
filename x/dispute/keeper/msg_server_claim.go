// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"encoding/binary"
	"errors"

	"cosmossdk.io/collections"
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
	if msg.Kind != types.KIND_OUTER {
		return nil, types.ErrInvalidKind.Wrapf("%s; claims are of %s", msg.Kind, types.KIND_OUTER)
	}
	var c challenge
	var err error
	if c.challenger, err = k.account(msg.Challenger); err != nil {
		return nil, err
	}
	state, err := types.ContentID("state", &msg.State)
	if err != nil {
		return nil, err
	}
	c.claim = game.Claim{Result: game.Result{State: state}}
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

// claimBoard finds or makes the board of a step of a claim, which must stand
// and be within its late window.
func (k *Keeper) claimBoard(ctx context.Context, c *challenge, msg *types.MsgChallengeClaim) error {
	claimant, err := k.account(msg.Claimant)
	if err != nil {
		return err
	}
	end, err := k.job.LateEnd(ctx, msg.Job, max(msg.Round, 1)) // first parameters have no round of their own
	if err != nil {
		return err
	}
	if end != 0 && height(ctx) > end {
		return types.ErrTooLate.Wrapf("the late window of round %d ended at height %d", msg.Round, end)
	}
	id, err := k.claimBoards.Get(ctx, collections.Join4(msg.Job, msg.Round, claimant, msg.Step))
	if err == nil {
		if c.board, err = k.Board(ctx, id); err == nil && c.board.Over {
			err = types.ErrOver.Wrapf("step %d was settled", msg.Step)
		}
		return err
	}
	if !errors.Is(err, collections.ErrNotFound) {
		return err
	}
	x, err := k.job.ClaimStep(ctx, msg.Job, msg.Round, msg.Claimant, msg.Step)
	if err != nil {
		return err
	}
	c.board, err = k.boardOf(ctx, &x, msg, claimant)
	return err
}

// boardOf is a new board with all that the outer step reads.
func (k *Keeper) boardOf(ctx context.Context, x *jobtypes.ClaimStep, msg *types.MsgChallengeClaim, claimant sdk.AccAddress) (types.Board, error) {
	b := types.Board{
		Kind: types.KIND_OUTER, Job: msg.Job, Round: msg.Round, Slot: x.Claim.Slot, Step: msg.Step, Defender: msg.Claimant,
		Lock: jobtypes.OuterLock(msg.Job, msg.Round), Before: x.Before, Claimed: &x.Claimed, Folds: x.Round,
	}
	consumeGas(ctx, factorGas*uint64(len(x.Units)), "clip factors")
	norms := make([]commit.Norm, 0, len(x.Units))
	for i := range x.Units {
		u := &x.Units[i]
		if u.Delta == nil || len(u.Norm) != 16 {
			return b, types.ErrBroken.Wrapf("slot %d of round %d is summed and has no delta", u.Slot, u.Round)
		}
		b.Deltas = append(b.Deltas, *u.Delta)
		norms = append(norms, commit.Norm{Hi: binary.BigEndian.Uint64(u.Norm), Lo: binary.BigEndian.Uint64(u.Norm[8:])})
	}
	b.Factors = program.Factors(norms)
	claim := types.ClaimOf{ChainID: sdk.UnwrapSDKContext(ctx).ChainID(), Board: &b, Claimant: claimant}
	leaf, err := claim.Leaf()
	if err != nil {
		return b, err
	}
	hash := leaf.Hash()
	b.Leaf = hash[:]
	return b, nil
}

// provenClaim ends a game that its claimant lost: by proof, which takes every
// equal claim with it, or by the clock, which says nothing about the state.
func (k *Keeper) provenClaim(ctx context.Context, p *playing, outcome types.Outcome, reason staketypes.SlashReason, winner string) error {
	rewarded, err := k.account(winner)
	if err != nil {
		return err
	}
	g := &p.game
	reward, err := k.job.EndClaim(ctx, jobtypes.ClaimVerdict{
		Job: g.Job, Round: g.Round, Operator: g.Defender, Late: outcome == types.OUTCOME_DEFENDER_LATE, Reason: reason, Rewarded: rewarded,
	})
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
