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

// accuse reports trainers who signed a second, different commit of a unit, and
// sent it: the chain takes one and refuses the other, and its blocks hold both.
// Whether one is evidence the chain says before anything is paid for: the report
// is simulated first, and a refused one costs nothing.
func (p *Party) accuse(ctx context.Context, me string, b client.Block) error {
	if !p.cfg.Accuse || len(b.Refused) == 0 {
		return nil
	}
	refused, err := p.cfg.Client.Signed(ctx, b.Height, b.Refused)
	if err != nil {
		return err
	}
	for _, tx := range refused {
		for _, m := range tx.Messages {
			second, ok := m.(*jobtypes.MsgCommitUnit)
			if !ok || second.Operator == me || len(tx.Signatures) != 1 {
				continue // nobody denounces itself, such as a machine that by mistake runs twice
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
