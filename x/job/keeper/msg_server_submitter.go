// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"

	"github.com/weft-network/weft/x/job/types"
)

// FundJob implements types.MsgServer. Money that a paused job waits for
// resumes it.
func (m msgServer) FundJob(ctx context.Context, msg *types.MsgFundJob) (*types.MsgFundJobResponse, error) {
	k := m.k
	funder, err := k.operator(msg.Funder)
	if err != nil {
		return nil, err
	}
	amount, err := k.amount("amount", msg.Amount)
	if err != nil {
		return nil, err
	}
	j, err := k.Job(ctx, msg.Job)
	if err != nil {
		return nil, err
	}
	if err := require(&j, types.JOB_STATUS_ENROLLING, types.JOB_STATUS_RUNNING, types.JOB_STATUS_PAUSED); err != nil {
		return nil, err
	}
	if err := k.reward.Deposit(ctx, j.Id, funder, amount); err != nil {
		return nil, err
	}
	if j.Status == types.JOB_STATUS_PAUSED && j.Reason == types.REASON_MONEY {
		return &types.MsgFundJobResponse{}, k.boundary(ctx, &j)
	}
	return &types.MsgFundJobResponse{}, nil
}

// CancelJob implements types.MsgServer: at once between rounds, else when the
// open round has closed.
func (m msgServer) CancelJob(ctx context.Context, msg *types.MsgCancelJob) (*types.MsgCancelJobResponse, error) {
	k := m.k
	j, err := k.jobOf(ctx, msg.Submitter, msg.Job)
	if err != nil {
		return nil, err
	}
	if err := require(&j, types.JOB_STATUS_ENROLLING, types.JOB_STATUS_RUNNING, types.JOB_STATUS_PAUSED); err != nil {
		return nil, err
	}
	s, err := k.Spec(ctx, j.Id)
	if err != nil {
		return nil, err
	}
	switch {
	case finishing(&j, &s):
		return nil, types.ErrJobStatus.Wrapf("job %d has run all its rounds and waits for its outcome", j.Id)
	case j.CancelRequested:
		return nil, types.ErrJobStatus.Wrapf("job %d is already being cancelled", j.Id)
	}
	j.CancelRequested = true
	if err := emit(ctx, &types.EventBoundaryRequested{Job: j.Id, Cancel: true}); err != nil {
		return nil, err
	}
	if j.Status != types.JOB_STATUS_RUNNING {
		return &types.MsgCancelJobResponse{}, k.boundary(ctx, &j)
	}
	return &types.MsgCancelJobResponse{}, k.setJob(ctx, &j)
}

// PauseJob implements types.MsgServer. The open round is always finished and
// paid.
func (m msgServer) PauseJob(ctx context.Context, msg *types.MsgPauseJob) (*types.MsgPauseJobResponse, error) {
	k := m.k
	j, err := k.jobOf(ctx, msg.Submitter, msg.Job)
	if err != nil {
		return nil, err
	}
	if err := require(&j, types.JOB_STATUS_RUNNING); err != nil {
		return nil, err
	}
	s, err := k.Spec(ctx, j.Id)
	if err != nil {
		return nil, err
	}
	if j.PauseRequested || j.Round >= uint64(s.Rounds.Rounds) {
		return nil, types.ErrJobStatus.Wrapf("job %d is already pausing or in its last round", j.Id)
	}
	j.PauseRequested = true
	if err := emit(ctx, &types.EventBoundaryRequested{Job: j.Id, Pause: true}); err != nil {
		return nil, err
	}
	return &types.MsgPauseJobResponse{}, k.setJob(ctx, &j)
}

// ResumeJob implements types.MsgServer. If the job still cannot open a round
// it stays paused and says why.
func (m msgServer) ResumeJob(ctx context.Context, msg *types.MsgResumeJob) (*types.MsgResumeJobResponse, error) {
	k := m.k
	j, err := k.jobOf(ctx, msg.Submitter, msg.Job)
	if err != nil {
		return nil, err
	}
	switch {
	case j.Status == types.JOB_STATUS_RUNNING && j.PauseRequested:
		j.PauseRequested = false
		if err := emit(ctx, &types.EventBoundaryRequested{Job: j.Id}); err != nil {
			return nil, err
		}
		return &types.MsgResumeJobResponse{}, k.setJob(ctx, &j)
	case j.Status == types.JOB_STATUS_PAUSED:
		return &types.MsgResumeJobResponse{}, k.boundary(ctx, &j)
	}
	return nil, types.ErrJobStatus.Wrapf("job %d is %s and no pause is asked for", j.Id, j.Status)
}
