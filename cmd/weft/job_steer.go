// SPDX-License-Identifier: Apache-2.0

package main

import (
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/cmd/weft/internal/jobs"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

func (p *program) jobPause() *cli.Command {
	return p.command(&cli.Command{
		Name:        "pause",
		Usage:       "pause a job at the end of its round",
		ArgsUsage:   "JOB",
		Description: "A round that is open is finished and paid. A job may stand paused for windows.max_wait blocks.",
		Flags:       sendFlags(),
	}, p.withSigner(p.steer(func(from string, job uint64) sdk.Msg { return &jobtypes.MsgPauseJob{Submitter: from, Job: job} })))
}

func (p *program) jobResume() *cli.Command {
	return p.command(&cli.Command{
		Name:      "resume",
		Usage:     "let a paused job go on, or take back a pause",
		ArgsUsage: "JOB",
		Flags:     sendFlags(),
	}, p.withSigner(p.steer(func(from string, job uint64) sdk.Msg { return &jobtypes.MsgResumeJob{Submitter: from, Job: job} })))
}

func (p *program) jobCancel() *cli.Command {
	return p.command(&cli.Command{
		Name:        "cancel",
		Usage:       "end a job at the end of its round",
		ArgsUsage:   "JOB",
		Description: "A round that is open is finished and paid; the rest of the money comes back with weft job claim. It cannot be undone.",
		Flags:       sendFlags(),
	}, p.withSigner(func(c *cli.Context, cl *client.Client) error {
		id, err := jobArgument(c, 1)
		if err != nil {
			return err
		}
		if err := p.confirm(c, "cancel job %d for ever", id); err != nil {
			return err
		}
		return p.steer(func(from string, job uint64) sdk.Msg { return &jobtypes.MsgCancelJob{Submitter: from, Job: job} })(c, cl)
	}))
}

// steerLine is the JSON of a job that was paused, resumed or cancelled.
type steerLine struct {
	Job             uint64 `json:"job"`
	Status          string `json:"status"`
	Reason          string `json:"reason,omitempty"`
	PauseRequested  bool   `json:"pause_requested"`
	CancelRequested bool   `json:"cancel_requested"`
	sent
}

// steer sends a submitter's wish and says how the job stands then.
func (p *program) steer(wish func(from string, job uint64) sdk.Msg) func(*cli.Context, *client.Client) error {
	return func(c *cli.Context, cl *client.Client) error {
		id, err := jobArgument(c, 1)
		if err != nil {
			return err
		}
		res, err := cl.Submit(c.Context, wish(cl.Sender().Operator(), id))
		if err != nil {
			return err
		}
		j, _, err := jobs.Read(c.Context, cl, id)
		if err != nil {
			return err
		}
		how := j.Why()
		switch {
		case j.Over(): // it had no round to end
		case j.CancelRequested:
			how += "; it ends when its round has"
		case j.PauseRequested:
			how += "; it pauses when its round has ended"
		}
		return p.done(res, steerLine{id, j.Status, j.Reason, j.PauseRequested, j.CancelRequested, sentBy(res)}, "job %d is %s", id, how)
	}
}
