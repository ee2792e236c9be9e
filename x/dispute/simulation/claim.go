// SPDX-License-Identifier: Apache-2.0

package simulation

import (
	"context"

	"github.com/cosmos/cosmos-sdk/testutil/simsx"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// ChallengeClaim opens a game about a made-up outer state, or about a batch of
// a made-up evaluation.
func (f Factory) ChallengeClaim() simsx.SimMsgFactoryFn[*types.MsgChallengeClaim] {
	return factory(f, func(d *draw) (string, *types.MsgChallengeClaim, tryFn) {
		g, err := f.job.ExportGenesis(d.ctx)
		if err != nil {
			d.reporter.Fail(err)
			return "", nil, nil
		}
		n := len(g.Claims) + len(g.Evaluations)
		if n == 0 {
			return "", nil, nil
		}
		msg := &types.MsgChallengeClaim{Challenger: d.anyone(), Bond: sdk.NewInt64Coin(sdk.DefaultBondDenom, 1<<40)}
		if i := d.data.Rand().Intn(n); i < len(g.Claims) {
			c := &g.Claims[i]
			state := jobtypes.WireID(commit.ID{Digest: commit.Sum([]byte("denied")), Size: c.Id.Size_})
			msg.Kind, msg.Job, msg.Round, msg.Claimant, msg.State = types.KIND_OUTER, c.Job, c.Round, c.Operator, state
		} else {
			e := &g.Evaluations[i-len(g.Claims)]
			msg.Kind, msg.Job, msg.Round, msg.Claimant, msg.Out = types.KIND_EVALUATION, e.Job, e.Round, e.Operator, commit.LossOut(9)
		}
		return msg.Challenger, msg, func(ctx context.Context) error { _, err := f.server.ChallengeClaim(ctx, msg); return err }
	})
}
