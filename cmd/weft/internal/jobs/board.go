// SPDX-License-Identifier: Apache-2.0

package jobs

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/cmd/weft/internal/money"
	"github.com/weft-network/weft/cmd/weft/internal/screen"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// Board is a job as one sees it live.
type Board struct {
	client *client.Client
	Job    *Job
	rounds []Round
	units  []Unit // of the latest round
	said   []string
}

// maxSaid is how many of the latest events a board shows.
const maxSaid = 6

// boardRounds is how many rounds a board remembers.
const boardRounds = 1000

// NewBoard reads a job for the first time.
func NewBoard(ctx context.Context, c *client.Client, job uint64) (*Board, error) {
	b := &Board{client: c, Job: &Job{Job: job}}
	var err error
	if b.rounds, err = Latest(ctx, c, job, boardRounds); err != nil {
		return nil, err
	}
	return b, b.refresh(ctx)
}

// Observe takes the events of a block.
func (b *Board) Observe(ctx context.Context, block client.Block) error {
	for _, e := range block.Events {
		if Minor(e) {
			continue
		}
		b.said = append(b.said, fmt.Sprintf("%d  %s", e.Height, Describe(e)))
	}
	b.said = b.said[max(0, len(b.said)-maxSaid):]
	if len(block.Events) == 0 {
		return nil
	}
	return b.refresh(ctx)
}

// refresh reads what can have changed.
func (b *Board) refresh(ctx context.Context) error {
	j, latest, err := Read(ctx, b.client, b.Job.Job)
	if err != nil {
		return err
	}
	b.Job = j
	if latest == nil {
		return nil
	}
	known := slices.IndexFunc(b.rounds, func(r Round) bool { return r.Round == latest.Round })
	if known < 0 {
		b.rounds = append(b.rounds, *latest)
	} else {
		b.rounds[known] = *latest
	}
	if err := Evaluate(ctx, b.client, j, b.rounds); err != nil {
		return err
	}
	b.units, err = Units(ctx, b.client, j.Job, latest.Round)
	return err
}

// Lines draws the board for a width.
func (b *Board) Lines(width int) []string {
	j, head, each := b.Job, b.client.Height(), b.client.BlockTime()
	lines := []string{
		fmt.Sprintf("job %d  %s  %s", j.Job, screen.Clip(j.Title, 40), j.Why()),
		fmt.Sprintf("rounds %s %d/%d   slots %d/%d (quorum %d)   height %d", screen.Bar(j.FinalRounds, uint64(j.Rounds), 20),
			j.FinalRounds, j.Rounds, j.HeldSlots, j.Slots, j.Quorum, head),
		fmt.Sprintf("escrow %s free, %s reserved, %s owed, %s paid", money.Format(j.Escrow.Free), money.Format(j.Escrow.Reserved),
			money.Format(j.Escrow.Owed), money.Format(j.Escrow.Paid)),
	}
	if r := LatestEvaluated(b.rounds); r != nil {
		lines = append(lines, fmt.Sprintf("validation loss %.4f after round %d", *r.ValLoss, r.Round))
	}
	if n := len(b.rounds); n > 0 {
		lines = append(lines, "", b.roundLine(&b.rounds[n-1], head, each))
		lines = append(lines, b.unitLines(&b.rounds[n-1])...)
	}
	if chart := screen.Chart("mean loss by round", Losses(b.rounds), width); chart != nil {
		lines = append(append(lines, ""), chart...)
	}
	if len(b.said) > 0 {
		lines = append(append(lines, ""), b.said...)
	}
	return lines
}

func (b *Board) roundLine(r *Round, head int64, each time.Duration) string {
	text := fmt.Sprintf("round %d  %s", r.Round, r.Stage())
	switch r.State {
	case jobtypes.ROUND_PHASE_TRAINING:
		text += fmt.Sprintf("  %d of %d committed", len(r.Committed), len(r.Active))
	case jobtypes.ROUND_PHASE_WITNESSING:
		text += fmt.Sprintf("  %d of %d operators stated what they hold", r.Witnesses, r.Operators)
	case jobtypes.ROUND_PHASE_AUDITING:
		text += fmt.Sprintf("  %d included", len(r.Included))
		return text + left(r.Final, head, each)
	default:
	}
	return text + left(r.Deadline, head, each)
}

// left says how long there is until a height.
func left(height, head int64, each time.Duration) string {
	if height <= head {
		return ""
	}
	return "  " + screen.Blocks(height-head, each) + " left"
}

func (b *Board) unitLines(r *Round) []string {
	const most = 16
	if len(r.Active) > most {
		return nil
	}
	of := map[uint32]Unit{}
	for _, u := range b.units {
		of[u.Slot] = u
	}
	t := screen.NewTable("SLOT", "UNIT", ">LOSS", ">HEIGHT")
	for _, slot := range r.Active {
		if u, ok := of[uint32(slot)]; ok {
			t.Row(fmt.Sprint(slot), u.Status, fmt.Sprintf("%.4f", u.Loss), fmt.Sprint(u.Height))
		} else {
			t.Row(fmt.Sprint(slot), "training", "", "")
		}
	}
	return t.Lines()
}
