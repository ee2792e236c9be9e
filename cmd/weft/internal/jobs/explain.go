// SPDX-License-Identifier: Apache-2.0

package jobs

import (
	"context"
	"fmt"
	"strings"

	"cosmossdk.io/math"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/cmd/weft/internal/money"
	"github.com/weft-network/weft/cmd/weft/internal/screen"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// Explain says what keeps a job from its next round, and an operator from
// joining it if one is named.
func Explain(ctx context.Context, c *client.Client, j *Job, operator string) ([]screen.Check, error) {
	if j.Over() {
		return []screen.Check{j.over()}, nil
	}
	res, err := c.Job().Checklist(ctx, &jobtypes.QueryChecklistRequest{Job: j.Job, Operator: operator})
	if err != nil {
		return nil, err
	}
	checks := []screen.Check{}
	for _, check := range res.Checks {
		checks = append(checks, j.checkOf(check, operator))
	}
	if j.State != jobtypes.JOB_STATUS_ENROLLING || j.HeldSlots >= j.Quorum {
		return checks, nil
	}
	prices, err := c.Job().Prices(ctx, &jobtypes.QueryPricesRequest{})
	if err != nil {
		return nil, err
	}
	if len(prices.Quotes) < 2 { // this job is one of them
		return checks, nil
	}
	return append(checks, j.priceCheck(prices)), nil
}

// over is the one condition of a job that has ended.
func (j *Job) over() screen.Check {
	check := screen.Check{Name: "open", Required: true, Detail: "the job is " + j.Why()}
	if j.State == jobtypes.JOB_STATUS_COMPLETED {
		check.Fix = fmt.Sprintf("weft job pull %d fetches its model, weft job claim %d what is left of its money", j.Job, j.Job)
	} else {
		check.Fix = fmt.Sprintf("weft job claim %d takes back what is left of its money; weft job submit posts a new one", j.Job)
	}
	return check
}

// checkOf takes the chain's check, with the commands of this program.
func (j *Job) checkOf(c jobtypes.Check, operator string) screen.Check {
	out := screen.Check{Name: c.Name, Pass: c.Pass, Required: true, Detail: c.Detail}
	switch c.Name {
	case "open":
		out.Detail = "the job is " + j.Why()
	case "rounds left":
		out.Fix = "nothing: its last round has opened; it completes when all are final"
	case "slots":
		out.Fix = "wait for providers to join"
	case "not paused":
		out.Detail = "no pause is asked for"
		if !c.Pass {
			out.Detail, out.Fix = "the job is "+j.Why(), j.goOn()
		}
	case "money":
		seats := j.HeldSlots
		if seats == 0 {
			seats = j.Slots
		}
		cost := j.UnitPrice.Add(j.VerifierFee).MulRaw(int64(seats))
		out.Detail = fmt.Sprintf("%s free, a round with %d slots costs %s", money.Format(j.Escrow.Free), seats, money.Format(cost))
		out.Fix = fmt.Sprintf("weft job fund %d %s", j.Job, money.Typed(math.MaxInt(cost.Sub(j.Escrow.Free), math.ZeroInt())))
	case "free slot":
		out.Fix = "wait for a slot to be given back, or join another job: weft job list --status enrolling"
	case "active provider":
		// What the chain says ends with the cause; before it stand commands of weftd.
		out.Detail = operator
		if said := strings.Split(c.Detail, ": "); !c.Pass {
			out.Detail += ": " + said[len(said)-1]
		}
		out.Fix = "weft provider status " + operator
	default:
		out.Fix = c.Fix
	}
	if c.Pass {
		out.Fix = ""
	}
	return out
}

// goOn is what ends a pause.
func (j *Job) goOn() string {
	switch j.Reason {
	case reasons[jobtypes.REASON_MONEY]:
		return "it goes on when its escrow can pay a round"
	case reasons[jobtypes.REASON_SLOTS]:
		return "it goes on when its quorum of slots is held"
	default:
		return fmt.Sprintf("weft job resume %d", j.Job)
	}
}

// priceCheck compares the job with the others that take slots. It is advice.
func (j *Job) priceCheck(prices *jobtypes.QueryPricesResponse) screen.Check {
	median, stake := math.NewIntFromUint64(prices.MedianUnit), math.NewIntFromUint64(prices.MedianSlotStake)
	check := screen.Check{
		Name: "price", Pass: j.UnitPrice.GTE(median),
		Detail: fmt.Sprintf("%s a unit and stake %s; the median of %d open jobs is %s and %s", money.Format(j.UnitPrice),
			money.Format(j.SlotStake), len(prices.Quotes), money.Format(median), money.Format(stake)),
	}
	if !check.Pass {
		check.Fix = fmt.Sprintf("a specification cannot change: weft job cancel %d, then submit one that pays more", j.Job)
	}
	return check
}
