// SPDX-License-Identifier: Apache-2.0

package jobs

import (
	"context"
	"fmt"

	"cosmossdk.io/math"
	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/payout"
	"github.com/weft-network/weft/chain/spec"
	jobtypes "github.com/weft-network/weft/x/job/types"
	rewardtypes "github.com/weft-network/weft/x/reward/types"
)

// Job is one job.
type Job struct {
	Job       uint64 `json:"job"`
	Title     string `json:"title"`
	Submitter string `json:"submitter"`
	// Status is enrolling, running, paused, completed, cancelled or failed;
	// Reason says why it is paused or ended.
	Status string `json:"status"`
	Reason string `json:"reason,omitempty"`
	// Round is the latest round opened, of Rounds; FinalRounds are paid.
	Round       uint64 `json:"round"`
	Rounds      uint32 `json:"rounds"`
	FinalRounds uint64 `json:"final_rounds"`
	Slots       uint32 `json:"slots"`
	HeldSlots   uint32 `json:"held_slots"`
	Quorum      uint32 `json:"quorum"`
	// PauseRequested and CancelRequested act at the next boundary.
	PauseRequested  bool  `json:"pause_requested"`
	CancelRequested bool  `json:"cancel_requested"`
	CreatedHeight   int64 `json:"created_height"`
	// Deadline ends the wait of an enrolling or paused job; 0 without one.
	Deadline    int64 `json:"deadline_height"`
	EndedHeight int64 `json:"ended_height"`

	UnitPrice   math.Int `json:"unit_price_uweft"`
	VerifierFee math.Int `json:"verifier_fee_uweft"`
	SlotStake   math.Int `json:"slot_stake_uweft"`
	RoundCost   math.Int `json:"round_cost_uweft"`
	// Escrow is the money of the job now.
	Escrow     *Places `json:"escrow,omitempty"`
	SpecDigest string  `json:"spec_digest"`
	// Sources are where the submitter serves the dataset.
	Sources []string `json:"sources,omitempty"`
	// Outer is the state after the last round, Model the exported model: content
	// ids, once the job has completed.
	Outer string `json:"outer,omitempty"`
	Model string `json:"model,omitempty"`

	Spec  *spec.Spec         `json:"-"`
	State jobtypes.JobStatus `json:"-"`
}

// Over reports whether the job has ended.
func (j *Job) Over() bool { return Ended(j.State) }

// Why is the status with its reason, as a sentence.
func (j *Job) Why() string {
	if j.Reason == "" {
		return j.Status
	}
	return j.Status + ": " + j.Reason
}

// Read returns a job and its latest round, which is nil before the first.
func Read(ctx context.Context, c *client.Client, id uint64) (*Job, *Round, error) {
	res, err := c.Job().Job(ctx, &jobtypes.QueryJobRequest{Job: id})
	if err != nil {
		return nil, nil, err
	}
	j, err := view(ctx, c, res.Job)
	if err != nil {
		return nil, nil, err
	}
	escrow, err := c.Reward().Escrow(ctx, &rewardtypes.QueryEscrowRequest{Job: id})
	if err != nil {
		return nil, nil, err
	}
	j.Escrow = placesOf(&escrow.Escrow)
	if res.Round == nil {
		return j, nil, nil
	}
	r := roundView(res.Round)
	return j, &r, nil
}

// view adds to a job what its specification says.
func view(ctx context.Context, c *client.Client, j jobtypes.Job) (*Job, error) {
	res, err := c.Job().Spec(ctx, &jobtypes.QuerySpecRequest{Job: j.Id})
	if err != nil {
		return nil, err
	}
	s := &res.Spec
	return &Job{
		Job: j.Id, Title: j.Title, Submitter: j.Submitter, Status: Status(j.Status), Reason: reasons[j.Reason],
		Round: j.Round, Rounds: s.Rounds.Rounds, FinalRounds: j.FinalRounds,
		Slots: s.Rounds.Slots, HeldSlots: uint32(commit.Bitmap(j.Members).Count()), Quorum: s.Rounds.Quorum,
		PauseRequested: j.PauseRequested, CancelRequested: j.CancelRequested,
		CreatedHeight: j.CreatedHeight, Deadline: j.Deadline, EndedHeight: j.EndedHeight,
		UnitPrice: math.NewIntFromUint64(s.Price.Unit), VerifierFee: math.NewIntFromUint64(s.Price.VerifierFee),
		SlotStake:  math.NewIntFromUint64(s.Price.SlotStake),
		RoundCost:  payout.RoundCost(s.Rounds.Slots, s.Price.Unit, s.Price.VerifierFee),
		SpecDigest: fmt.Sprintf("%x", j.SpecDigest), Sources: j.Sources, Outer: contentID(j.Outer), Model: contentID(j.Result), Spec: s, State: j.Status,
	}, nil
}

// contentID is the text form of a content id, "" for none.
func contentID(id *spec.ContentID) string {
	if id == nil {
		return ""
	}
	read, err := commit.NewID(id.Digest, id.Size_)
	if err != nil {
		return fmt.Sprintf("%x", id.Digest) // the chain holds none that is malformed
	}
	return read.String()
}

// Selection says which jobs to list.
type Selection struct {
	Status    jobtypes.JobStatus // 0: all
	Submitter string             // empty: all
	Limit     uint64
}

// List returns the newest jobs of a selection, newest first.
func List(ctx context.Context, c *client.Client, sel Selection) ([]*Job, error) {
	req := &jobtypes.QueryJobsRequest{Status: sel.Status, Submitter: sel.Submitter}
	if sel.Submitter != "" {
		req.Status = 0 // the chain selects by one of them
	}
	var out []*Job
	page := &query.PageRequest{Limit: max(min(sel.Limit, 100), 1), Reverse: true}
	for {
		req.Pagination = page
		res, err := c.Job().Jobs(ctx, req)
		if err != nil {
			return nil, err
		}
		for _, j := range res.Jobs {
			if sel.Status != 0 && j.Status != sel.Status {
				continue
			}
			if uint64(len(out)) == sel.Limit {
				return out, nil
			}
			v, err := view(ctx, c, j)
			if err != nil {
				return nil, err
			}
			out = append(out, v)
		}
		if res.Pagination == nil || len(res.Pagination.NextKey) == 0 {
			return out, nil
		}
		page = &query.PageRequest{Key: res.Pagination.NextKey, Limit: page.Limit, Reverse: true}
	}
}
