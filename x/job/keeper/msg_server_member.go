// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/x/job/types"
)

// JoinJob implements types.MsgServer.
func (m msgServer) JoinJob(ctx context.Context, msg *types.MsgJoinJob) (*types.MsgJoinJobResponse, error) {
	k := m.k
	operator, err := k.operator(msg.Operator)
	if err != nil {
		return nil, err
	}
	j, err := k.Job(ctx, msg.Job)
	if err != nil {
		return nil, err
	}
	s, err := k.Spec(ctx, msg.Job)
	if err != nil {
		return nil, err
	}
	if err := require(&j, types.JOB_STATUS_ENROLLING, types.JOB_STATUS_RUNNING, types.JOB_STATUS_PAUSED); err != nil {
		return nil, err
	}
	if j.Round >= uint64(s.Rounds.Rounds) {
		return nil, types.ErrJobStatus.Wrapf("job %d has opened its last round; join another", j.Id)
	}
	if err := k.stake.RequireActive(ctx, operator); err != nil {
		return nil, err
	}
	slot, err := k.take(ctx, &j, &s, operator)
	if err != nil {
		return nil, err
	}
	switch {
	case j.Status == types.JOB_STATUS_ENROLLING:
		err = k.enrolled(ctx, &j, &s)
	case j.Status == types.JOB_STATUS_PAUSED && j.Reason == types.REASON_SLOTS:
		if commit.Bitmap(j.Members).Count() >= int(s.Rounds.Quorum) {
			err = k.startAt(ctx, &j, height(ctx))
		} else {
			err = k.setJob(ctx, &j)
		}
	default:
		err = k.setJob(ctx, &j)
	}
	return &types.MsgJoinJobResponse{Slot: slot.Index, FirstRound: slot.FirstRound}, err
}

// LeaveJob implements types.MsgServer. A slot of a job between rounds is free
// at once, one of a running job at the next boundary.
func (m msgServer) LeaveJob(ctx context.Context, msg *types.MsgLeaveJob) (*types.MsgLeaveJobResponse, error) {
	k := m.k
	j, err := k.Job(ctx, msg.Job)
	if err != nil {
		return nil, err
	}
	s, err := k.Spec(ctx, msg.Job)
	if err != nil {
		return nil, err
	}
	if err := require(&j, types.JOB_STATUS_ENROLLING, types.JOB_STATUS_RUNNING, types.JOB_STATUS_PAUSED); err != nil {
		return nil, err
	}
	slot, err := k.slot(ctx, msg.Job, msg.Slot)
	if err != nil {
		return nil, err
	}
	switch {
	case slot.Operator != msg.Operator:
		return nil, types.ErrNotHolder.Wrapf("slot %d of job %d is held by %s", msg.Slot, msg.Job, slot.Operator)
	case commit.Bitmap(j.Leaving).Has(int(msg.Slot)):
		return nil, types.ErrLeaving.Wrapf("slot %d of job %d leaves when round %d closes", msg.Slot, msg.Job, j.Round)
	case j.Status == types.JOB_STATUS_RUNNING && !finishing(&j, &s):
		commit.Bitmap(j.Leaving).Set(int(msg.Slot))
		if err := emit(ctx, &types.EventSlotLeaving{Job: j.Id, Slot: msg.Slot, Operator: msg.Operator}); err != nil {
			return nil, err
		}
		return &types.MsgLeaveJobResponse{}, k.setJob(ctx, &j)
	}
	if err := k.free(ctx, &j, msg.Slot, types.FREED_REASON_LEFT); err != nil {
		return nil, err
	}
	if j.Status == types.JOB_STATUS_ENROLLING {
		return &types.MsgLeaveJobResponse{}, k.enrolled(ctx, &j, &s)
	}
	return &types.MsgLeaveJobResponse{}, k.setJob(ctx, &j)
}
