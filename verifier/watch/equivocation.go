// SPDX-License-Identifier: Apache-2.0

package watch

import (
	"context"
	"errors"
	"fmt"

	"github.com/weft-network/weft/chain/client"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// mostAccused is how many refused commits of a block are looked at: each is a
// question to the node, and whoever sends many that are no evidence is not to keep
// the machine busy. A trainer that equivocates sends one.
const mostAccused = 16

// accuse reports trainers who signed a second, different commit of a unit, and
// sent it: the chain takes one and refuses the other, and its blocks hold both. It
// runs beside the games, which wait for nothing, from a height on until ctx ends.
func (p *Party) accuse(ctx context.Context, me string, from int64) {
	err := p.cfg.Client.Follow(ctx, from, func(ctx context.Context, b client.Block) error {
		if err := p.accuseIn(ctx, me, b); err != nil && ctx.Err() == nil {
			p.cfg.Log.Error("refused commits of a block were not looked at", "height", b.Height, "err", err)
		}
		return ctx.Err()
	})
	if err != nil && ctx.Err() == nil {
		p.cfg.Log.Error("second commits are looked for no more", "err", err)
	}
}

// accuseIn looks at one block. Whether a commit is evidence the chain says before
// anything is paid for: the report is simulated first, and a refused one costs
// nothing.
func (p *Party) accuseIn(ctx context.Context, me string, b client.Block) error {
	if len(b.Refused) == 0 {
		return nil
	}
	refused, err := p.cfg.Client.Signed(ctx, b.Height, b.Refused)
	if err != nil {
		return err
	}
	looked := 0
	for _, tx := range refused {
		for _, m := range tx.Messages {
			second, ok := m.(*jobtypes.MsgCommitUnit)
			if !ok || second.Operator == me || len(tx.Signatures) != 1 {
				continue // nobody denounces itself, such as a machine that by mistake runs twice
			}
			if looked++; looked > mostAccused {
				return nil
			}
			if err := p.report(ctx, me, &tx, second); err != nil {
				return err
			}
		}
	}
	return nil
}

// report shows the chain a commit, as evidence.
func (p *Party) report(ctx context.Context, me string, tx *client.Signed, second *jobtypes.MsgCommitUnit) error {
	unit := Unit{second.Job, second.Round, second.Slot}
	_, err := p.cfg.Client.Submit(ctx, &disputetypes.MsgReportEquivocation{
		Reporter: me, Job: unit.Job, Round: unit.Round, Slot: unit.Slot, Body: tx.Body, AuthInfo: tx.AuthInfo, Signature: tx.Signatures[0],
	})
	switch {
	case err == nil:
		p.cfg.Log.Warn("a second commit of a unit is proven", "about", unit, "operator", second.Operator)
	case errors.Is(err, client.ErrRefused): // the same commit again, one of no unit, one that somebody else has reported
		p.cfg.Log.Debug("a refused commit is no evidence", "about", unit, "operator", second.Operator, "err", err)
		return nil
	default:
		return fmt.Errorf("report a second commit of %v: %w", unit, err)
	}
	return nil
}
