// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"errors"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

const (
	// maxStateProof bounds a proof that opens a chunk of a state: the chunk, and
	// the nodes above it.
	maxStateProof = 16 << 10
	// stateProofByteGas is for hashing each byte of it.
	stateProofByteGas = 5
	// layoutGas is for the layout of a state.
	layoutGas = 1_000
)

// ReportNonFinite implements types.MsgServer. A step of a unit that leaves a
// number that is not finite has failed (N1): the unit ends there, is committed
// as diverged, and is paid for its steps. Who commits such a state as that of
// any other step loses the slot stake as for fraud, without a game: executing
// the step may well lead there, so that nobody has another result to play
// with. The reporter takes the challengers' part.
func (m msgServer) ReportNonFinite(ctx context.Context, msg *types.MsgReportNonFinite) (*types.MsgReportNonFiniteResponse, error) {
	k := m.k
	if _, err := k.account(msg.Reporter); err != nil {
		return nil, err
	}
	c := challenge{}
	at := &types.MsgChallenge{Job: msg.Job, Round: msg.Round, Slot: msg.Slot}
	if err := k.challengeable(ctx, &c, at); err != nil {
		return nil, err
	}
	if err := mustBeFinite(&c.unit, msg.Step); err != nil {
		return nil, err
	}
	if err := k.showNonFinite(ctx, &c, msg); err != nil {
		return nil, err
	}
	err := k.punish(ctx, verdict{
		job: msg.Job, round: msg.Round, slot: msg.Slot, operator: c.unit.Operator, lock: jobtypes.SlotLock(msg.Job, msg.Slot, c.unit.Tenancy),
		reason: staketypes.SlashReasonFraud, rewarded: msg.Reporter,
	})
	if err != nil {
		return nil, err
	}
	if err := k.falseReceipts(ctx, msg.Job, msg.Round, msg.Slot, msg.Step); err != nil {
		return nil, err
	}
	return &types.MsgReportNonFiniteResponse{}, emit(ctx, &types.EventNonFiniteReported{
		Job: msg.Job, Round: msg.Round, Slot: msg.Slot, Step: msg.Step, Operator: c.unit.Operator, Reporter: msg.Reporter,
		State: &msg.State, Offset: msg.Offset,
	})
}

func mustBeFinite(u *jobtypes.Unit, step uint32) error {
	switch n := types.Steps(u); {
	case step >= n:
		return types.ErrInvalidStep.Wrapf("step %d, the unit has %d", step, n)
	case step == 0:
		return types.ErrMayDiverge.Wrap("step 0 copies the base and what is carried; report the unit whose step made the number")
	case types.MayDiverge(u, step):
		return types.ErrMayDiverge.Wrapf("step %d is the one at which the unit was committed as diverged", step)
	}
	return nil
}

// showNonFinite checks that the state in a message is the committed one of its
// step, and that the chunk which the proof opens holds such a number.
func (k *Keeper) showNonFinite(ctx context.Context, c *challenge, msg *types.MsgReportNonFinite) error {
	state, err := types.ContentID("state", &msg.State)
	if err != nil {
		return err
	}
	if n := len(msg.Proof); n > maxStateProof {
		return types.ErrInvalidProof.Wrapf("%d bytes, at most %d", n, maxStateProof)
	}
	consumeGas(ctx, pathGas*uint64(len(msg.Path)/commit.DigestSize+1), "path of a leaf")
	consumeGas(ctx, layoutGas+stateProofByteGas*uint64(len(msg.Proof)), "chunk of a state")
	if err := k.committed(ctx, &c.unit, msg.Step, game.Result{State: state, Out: msg.Out}, msg.Path); err != nil {
		return err
	}
	layout, err := program.NewState(&c.spec)
	if err != nil {
		return types.ErrFacts.Wrap(err.Error())
	}
	switch err := game.NonFinite(layout, state, msg.Offset, msg.Proof); {
	case errors.Is(err, game.ErrFinite):
		return types.ErrFinite.Wrapf("%s; name a byte of a number that is not", err)
	case err != nil:
		return types.ErrInvalidProof.Wrap(err.Error())
	}
	return nil
}
