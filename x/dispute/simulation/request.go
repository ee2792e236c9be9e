// SPDX-License-Identifier: Apache-2.0

package simulation

import (
	"context"

	"github.com/cosmos/cosmos-sdk/testutil/simsx"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/x/dispute/types"
)

// RequestData asks for the first range of a made-up unit's delta or of a job's
// dataset. Nobody has these files: silence decides.
func (f Factory) RequestData() simsx.SimMsgFactoryFn[*types.MsgRequestData] {
	return factory(f, func(d *draw) (string, *types.MsgRequestData, tryFn) {
		for range 20 {
			msg := f.request(d)
			if msg != nil {
				return msg.Requester, msg, func(ctx context.Context) error { _, err := f.server.RequestData(ctx, msg); return err }
			}
		}
		return "", nil, nil
	})
}

func (f Factory) request(d *draw) *types.MsgRequestData {
	r := d.data.Rand()
	blob := types.Blob{Kind: types.BLOB_KIND_DATASET, Job: uint64(1 + r.Intn(8))}
	s, err := f.job.Spec(d.ctx, blob.Job)
	if err != nil {
		return nil
	}
	content := s.Data.Dataset
	if r.Intn(10) > 0 {
		j, err := f.job.Job(d.ctx, blob.Job)
		if err != nil || j.Round == 0 {
			return nil
		}
		u, err := f.job.Unit(d.ctx, blob.Job, j.Round, uint32(r.Intn(int(s.Rounds.Slots))))
		if err != nil || u.Delta == nil {
			return nil
		}
		blob, content = types.Blob{Kind: types.BLOB_KIND_DELTA, Job: u.Job, Round: u.Round, Slot: u.Slot}, *u.Delta
	}
	return &types.MsgRequestData{
		Requester: d.anyone(), Blob: blob, Content: content, Deposit: sdk.NewInt64Coin(sdk.DefaultBondDenom, 1<<40),
	}
}
