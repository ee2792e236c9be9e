// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	sdk "github.com/cosmos/cosmos-sdk/types"
	"pgregory.net/rapid"

	"github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// requestAny asks for a range of any blob that there might be.
func (h *history) requestAny(t *rapid.T) {
	h.t = t
	round := max(1, h.latest()-uint64(h.number("back", 0, 1)))
	unit := types.Blob{Kind: types.BLOB_KIND_DELTA, Job: 1, Round: round, Slot: uint32(h.number("slot", 0, 2))}
	blob, f := unit, h.files.delta
	switch h.number("blob", 0, 7) {
	case 0, 1:
		blob.Kind, blob.Index, f = types.BLOB_KIND_STATE, uint32(h.number("anchor", 0, 4)), h.files.state
	case 2:
		blob, f = types.Blob{Kind: types.BLOB_KIND_BASE, Job: 1, Round: round}, h.files.base
		if h.number("seldom", 0, 9) > 0 {
			blob = unit
		}
	case 3:
		blob = types.Blob{Kind: types.BLOB_KIND_CLAIM, Job: 1, Round: round, Operator: h.trainers[h.number("claimant", 0, 2)]}
	case 4:
		blob = types.Blob{Kind: types.BLOB_KIND_DATASET, Job: 1}
		if h.number("seldom", 0, 9) > 0 {
			blob = unit
		}
	}
	content := jobtypes.WireID(f.id)
	res, err := h.query.Deposit(h.ctx, &types.QueryDepositRequest{Blob: blob})
	if err == nil {
		content = res.Content
	}
	msg := &types.MsgRequestData{
		Requester: h.who(), Blob: blob, Content: content, Offset: types.RangeSize * uint64(h.number("range", 0, 2)),
		Deposit: sdk.NewInt64Coin(denom, rich/100),
	}
	h.try(func(ctx sdk.Context) error {
		_, err := h.server.RequestData(ctx, msg)
		return err
	})
}

// respondAny answers a request from the files that there are, or with another.
func (h *history) respondAny(t *rapid.T) {
	h.t = t
	var open []types.DataRequest
	for _, r := range h.state().Requests {
		if r.Status == types.REQUEST_STATUS_OPEN || r.Status == types.REQUEST_STATUS_WITHHELD {
			open = append(open, r)
		}
	}
	if len(open) == 0 {
		return
	}
	r := open[h.number("request", 0, len(open)-1)]
	proof := []byte("nothing")
	for _, f := range []*file{h.files.delta, h.files.state, h.files.base} {
		if id := jobtypes.WireID(f.id); id.Equal(&r.Content) {
			proof = f.prove(h.files.t, r)
		}
	}
	h.try(func(ctx sdk.Context) error {
		_, err := h.server.RespondData(ctx, &types.MsgRespondData{Responder: h.who(), Request: r.Id, Proof: proof})
		return err
	})
}
