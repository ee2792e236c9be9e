// SPDX-License-Identifier: Apache-2.0

package simulation

import (
	"context"

	"github.com/cosmos/cosmos-sdk/testutil/simsx"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/x/job/types"
)

// SubmitJob posts a small job with money for one or more rounds.
func (f Factory) SubmitJob() simsx.SimMsgFactoryFn[*types.MsgSubmitJob] {
	return factory(f, func(d *draw) (string, *types.MsgSubmitJob, tryFn) {
		r := d.data.Rand()
		s, err := randomSpec(r)
		if err != nil {
			d.reporter.Fail(err)
			return "", nil, nil
		}
		rounds := 1 + r.Intn(int(s.Rounds.Rounds))
		cost := int64(s.Price.Unit+s.Price.VerifierFee) * int64(s.Rounds.Slots) * int64(rounds)
		msg := &types.MsgSubmitJob{
			Submitter: d.anyone(), Title: "job " + r.StringN(8), Spec: s, Deposit: sdk.NewInt64Coin(f.keeper.BondDenom(), cost),
		}
		return msg.Submitter, msg, func(ctx context.Context) error { _, err := f.server.SubmitJob(ctx, msg); return err }
	})
}

// FundJob adds to the escrow of a job.
func (f Factory) FundJob() simsx.SimMsgFactoryFn[*types.MsgFundJob] {
	return factory(f, func(d *draw) (string, *types.MsgFundJob, tryFn) {
		j, ok := pick(d, d.state.Jobs, open)
		if !ok {
			return "", nil, nil
		}
		msg := &types.MsgFundJob{Funder: d.anyone(), Job: j.Id, Amount: sdk.NewInt64Coin(f.keeper.BondDenom(), 1+d.data.Rand().Int63n(1000))}
		return msg.Funder, msg, func(ctx context.Context) error { _, err := f.server.FundJob(ctx, msg); return err }
	})
}

// PauseJob asks for a pause.
func (f Factory) PauseJob() simsx.SimMsgFactoryFn[*types.MsgPauseJob] {
	return factory(f, func(d *draw) (string, *types.MsgPauseJob, tryFn) {
		j, ok := pick(d, d.state.Jobs, func(j *types.Job) bool { return j.Status == types.JOB_STATUS_RUNNING })
		if !ok {
			return "", nil, nil
		}
		msg := &types.MsgPauseJob{Submitter: j.Submitter, Job: j.Id}
		return msg.Submitter, msg, func(ctx context.Context) error { _, err := f.server.PauseJob(ctx, msg); return err }
	})
}

// ResumeJob resumes a job or takes a pause back.
func (f Factory) ResumeJob() simsx.SimMsgFactoryFn[*types.MsgResumeJob] {
	return factory(f, func(d *draw) (string, *types.MsgResumeJob, tryFn) {
		j, ok := pick(d, d.state.Jobs, func(j *types.Job) bool { return j.Status == types.JOB_STATUS_PAUSED || j.PauseRequested })
		if !ok {
			return "", nil, nil
		}
		msg := &types.MsgResumeJob{Submitter: j.Submitter, Job: j.Id}
		return msg.Submitter, msg, func(ctx context.Context) error { _, err := f.server.ResumeJob(ctx, msg); return err }
	})
}

// CancelJob ends a job.
func (f Factory) CancelJob() simsx.SimMsgFactoryFn[*types.MsgCancelJob] {
	return factory(f, func(d *draw) (string, *types.MsgCancelJob, tryFn) {
		j, ok := pick(d, d.state.Jobs, open)
		if !ok {
			return "", nil, nil
		}
		msg := &types.MsgCancelJob{Submitter: j.Submitter, Job: j.Id}
		return msg.Submitter, msg, func(ctx context.Context) error { _, err := f.server.CancelJob(ctx, msg); return err }
	})
}
