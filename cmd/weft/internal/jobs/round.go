// SPDX-License-Identifier: Apache-2.0

package jobs

import (
	"context"
	"math"

	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/chain/commit"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// Round is one round of a job. Lists are of slots.
type Round struct {
	Round uint64 `json:"round"`
	// Phase is training, witnessing, auditing or final.
	Phase    string `json:"phase"`
	Extended bool   `json:"extended"`
	// Void is true if the round rested on an outer state that did not stand:
	// nothing of it is summed or paid.
	Void   bool  `json:"void"`
	Opened int64 `json:"opened_height"`
	// Deadline ends the phase; 0 in the last one.
	Deadline  int64 `json:"deadline_height"`
	Closed    int64 `json:"closed_height"`
	Final     int64 `json:"final_height"`
	Active    []int `json:"active"`
	Committed []int `json:"committed"`
	// Included are the slots whose deltas are summed.
	Included  []int `json:"included"`
	Diverged  []int `json:"diverged"`
	Withdrawn []int `json:"withdrawn"`
	// Witnesses is how many of Operators stated what they hold.
	Witnesses uint32 `json:"witnesses"`
	Operators uint32 `json:"operators"`
	// Base is the content id of the outer state that the round started from, once
	// it has closed.
	Base string `json:"base,omitempty"`
	// Loss is the mean over the committed units, absent before the first.
	Loss *float64 `json:"loss,omitempty"`
	// ValLoss is the validation loss of the parameters after the round, where
	// somebody stated it.
	ValLoss *float64 `json:"val_loss,omitempty"`
	// Claims are those of the outer state after the round, where they were
	// asked for.
	Claims []Claim `json:"claims,omitempty"`
	// Units are there where they were asked for.
	Units []Unit `json:"units,omitempty"`

	State jobtypes.RoundPhase `json:"-"`
}

// Unit is the work of one slot in one round.
type Unit struct {
	Slot     uint32 `json:"slot"`
	Operator string `json:"operator"`
	// Status is committed, included, excluded, final, retracted, confessed, void
	// or false.
	Status   string  `json:"status"`
	Loss     float64 `json:"loss"`
	Tokens   uint64  `json:"tokens"`
	Steps    uint32  `json:"steps"`
	Diverged bool    `json:"diverged"`
	Height   int64   `json:"height"`
	Delta    string  `json:"delta,omitempty"`
}

// Claim is an operator's claim of an outer state.
type Claim struct {
	Operator string `json:"operator"`
	State    string `json:"state"`
	// Status is live, late, false or dropped.
	Status string `json:"status"`
	Height int64  `json:"height"`
}

// lossUnit is what the chain counts losses in.
const lossUnit = 1 << 20

// Loss is a loss as the chain keeps it.
func loss(fixed int64) float64 { return float64(fixed) / lossUnit }

func roundView(r *jobtypes.Round) Round {
	v := Round{
		Round: r.Number, Phase: Phase(r.Phase), Extended: r.Extended, Opened: r.OpenedHeight, Deadline: r.Deadline,
		Closed: r.ClosedHeight, Final: r.FinalHeight, Active: slots(r.Active), Committed: slots(r.Committed),
		Included: slots(r.Included), Diverged: slots(r.Diverged), Withdrawn: slots(r.Retracted),
		Witnesses: r.Posted, Operators: r.Operators, State: r.Phase,
		Base: contentID(r.Base), Void: r.Void,
	}
	if r.Phase == jobtypes.ROUND_PHASE_FINAL {
		v.Deadline = 0
	}
	if n := len(v.Committed); n > 0 {
		mean := loss(r.Loss) / float64(n)
		v.Loss = &mean
	}
	return v
}

// slots lists the members of a bitmap, never nil, so that JSON has a list.
func slots(bitmap []byte) []int {
	b, out := commit.Bitmap(bitmap), []int{}
	for i := range 8 * len(bitmap) {
		if b.Has(i) {
			out = append(out, i)
		}
	}
	return out
}

// Latest returns the latest n rounds of a job, oldest first.
func Latest(ctx context.Context, c *client.Client, job, n uint64) ([]Round, error) {
	res, err := c.Job().Rounds(ctx, &jobtypes.QueryRoundsRequest{Job: job, Pagination: &query.PageRequest{Limit: n, Reverse: true}})
	if err != nil {
		return nil, err
	}
	out := make([]Round, len(res.Rounds))
	for i, r := range res.Rounds {
		out[len(out)-1-i] = roundView(&r)
	}
	return out, nil
}

// ReadRound returns one round of a job.
func ReadRound(ctx context.Context, c *client.Client, job, round uint64) (Round, error) {
	res, err := c.Job().Round(ctx, &jobtypes.QueryRoundRequest{Job: job, Round: round})
	if err != nil {
		return Round{}, err
	}
	return roundView(&res.Round), nil
}

// Rounds returns the rounds of a job from one on, oldest first.
func Rounds(ctx context.Context, c *client.Client, job, from uint64) ([]Round, error) {
	var out []Round
	pages := client.Pages(ctx, func(ctx context.Context, page *query.PageRequest) ([]jobtypes.Round, *query.PageResponse, error) {
		res, err := c.Job().Rounds(ctx, &jobtypes.QueryRoundsRequest{Job: job, Pagination: page})
		if err != nil {
			return nil, nil, err
		}
		return res.Rounds, res.Pagination, nil
	})
	for r, err := range pages {
		if err != nil {
			return nil, err
		}
		if r.Number >= from {
			out = append(out, roundView(&r))
		}
	}
	return out, nil
}

// Claims returns the claims of the outer state after a round.
func Claims(ctx context.Context, c *client.Client, job, round uint64) ([]Claim, error) {
	var out []Claim
	pages := client.Pages(ctx, func(ctx context.Context, page *query.PageRequest) ([]jobtypes.OuterClaim, *query.PageResponse, error) {
		res, err := c.Job().OuterClaims(ctx, &jobtypes.QueryOuterClaimsRequest{Job: job, Round: round, Pagination: page})
		if err != nil {
			return nil, nil, err
		}
		return res.Claims, res.Pagination, nil
	})
	for x, err := range pages {
		if err != nil {
			return nil, err
		}
		out = append(out, Claim{Operator: x.Operator, State: contentID(&x.Id), Status: claimStatus(x.Status), Height: x.Height})
	}
	return out, nil
}

// Stage is the phase, and whether the round is void.
func (r *Round) Stage() string {
	if r.Void {
		return r.Phase + ", void"
	}
	return r.Phase
}

// Units returns the units of a round, by slot.
func Units(ctx context.Context, c *client.Client, job, round uint64) ([]Unit, error) {
	out := []Unit{}
	pages := client.Pages(ctx, func(ctx context.Context, page *query.PageRequest) ([]jobtypes.Unit, *query.PageResponse, error) {
		res, err := c.Job().Units(ctx, &jobtypes.QueryUnitsRequest{Job: job, Round: round, Pagination: page})
		if err != nil {
			return nil, nil, err
		}
		return res.Units, res.Pagination, nil
	})
	for u, err := range pages {
		if err != nil {
			return nil, err
		}
		v := Unit{
			Slot: u.Slot, Operator: u.Operator, Status: UnitStatus(u.Status), Loss: loss(u.Loss), Tokens: u.Tokens,
			Steps: u.Steps, Diverged: u.Diverged, Height: u.Height, Delta: contentID(u.Delta),
		}
		out = append(out, v)
	}
	return out, nil
}

// Losses are the losses of rounds as a series; a round without one is a gap.
func Losses(rounds []Round) []float64 {
	out := make([]float64, len(rounds))
	for i, r := range rounds {
		out[i] = math.NaN()
		if r.Loss != nil {
			out[i] = *r.Loss
		}
	}
	return out
}
