// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/x/dispute/types"
)

// served ends a request that was answered: the answer is paid, the rest returns.
func (k *Keeper) served(ctx context.Context, r *types.DataRequest, responder sdk.AccAddress) (math.Int, error) {
	if err := k.due.Remove(ctx, requestItem(r.Deadline, r.Id)); err != nil {
		return math.Int{}, err
	}
	e := types.EventDataServed{
		Request: r.Id, Kind: r.Blob.Kind, Job: r.Blob.Job, Round: r.Blob.Round, Slot: r.Blob.Slot, Operator: r.Operator,
		Requester: r.Requester, Responder: r.Responder, Paid: r.Cost, Burnt: math.ZeroInt(),
	}
	ok, err := k.pay(ctx, responder, r.Cost)
	if err != nil {
		return math.Int{}, err
	}
	if !ok {
		e.Paid, e.Burnt = math.ZeroInt(), r.Cost
	}
	if e.Returned, err = k.giveBack(ctx, r, r.Deposit.Sub(r.Cost)); err != nil {
		return math.Int{}, err
	}
	e.Burnt = r.Deposit.Sub(e.Paid).Sub(e.Returned)
	if err := k.endRequest(ctx, r, types.REQUEST_STATUS_SERVED); err != nil {
		return math.Int{}, err
	}
	if r.Blob.Kind == types.BLOB_KIND_DELTA {
		if err := k.job.Recount(ctx, r.Blob.Job, r.Blob.Round); err != nil {
			return math.Int{}, err
		}
	}
	return e.Paid, emit(ctx, &e)
}

// servedLate takes an answer for which a job waits: nobody is paid any more.
func (k *Keeper) servedLate(ctx context.Context, r *types.DataRequest) (*types.MsgRespondDataResponse, error) {
	r.Status = types.REQUEST_STATUS_SERVED
	if err := k.requests.all.Set(ctx, r.Id, *r); err != nil {
		return nil, err
	}
	none := math.ZeroInt()
	err := emit(ctx, &types.EventDataServed{
		Request: r.Id, Kind: r.Blob.Kind, Job: r.Blob.Job, Operator: r.Operator, Requester: r.Requester, Responder: r.Responder,
		Paid: none, Returned: none, Burnt: none,
	})
	if err != nil {
		return nil, err
	}
	return &types.MsgRespondDataResponse{Paid: sdk.NewCoin(k.bondDenom, none)}, k.job.DataServed(ctx, r.Blob.Job)
}

// giveBack returns an amount to the requester, and how much of it arrived.
func (k *Keeper) giveBack(ctx context.Context, r *types.DataRequest, amount math.Int) (math.Int, error) {
	requester, err := k.account(r.Requester)
	if err != nil {
		return math.Int{}, err
	}
	ok, err := k.pay(ctx, requester, amount)
	if err != nil || !ok {
		return math.ZeroInt(), err
	}
	return amount, nil
}

// endRequest takes a request off its place and stores how it ended.
func (k *Keeper) endRequest(ctx context.Context, r *types.DataRequest, status types.RequestStatus) error {
	if err := k.indexRequest(ctx, r, false); err != nil {
		return err
	}
	if r.Holds {
		r.Holds = false
		if err := k.job.ReleaseUnit(ctx, r.Blob.Job, r.Blob.Round, r.Blob.Slot); err != nil {
			return err
		}
	}
	r.Status, r.EndedHeight = status, height(ctx)
	if err := k.requests.all.Set(ctx, r.Id, *r); err != nil {
		return err
	}
	return k.due.Set(ctx, collections.Join3(height(ctx)+retryBlocks, int32(types.DUE_KIND_FORGET_REQUEST), r.Id))
}

// lookAtRequest ends a request whose matter was settled, or whose time is over.
// One that has ended is left alone.
func (k *Keeper) lookAtRequest(ctx context.Context, id uint64) error {
	r, err := k.requests.all.Get(ctx, id)
	if errors.Is(err, collections.ErrNotFound) {
		return nil
	}
	if err != nil || !r.Open() {
		return err
	}
	stands, err := k.stands(ctx, &r)
	switch {
	case err != nil:
		return err
	case !stands:
		return k.undecidedRequest(ctx, &r)
	case height(ctx) < r.Deadline:
		return nil
	}
	return k.withheld(ctx, &r)
}

func (k *Keeper) undecidedRequest(ctx context.Context, r *types.DataRequest) error {
	if err := k.due.Remove(ctx, requestItem(r.Deadline, r.Id)); err != nil {
		return err
	}
	returned, err := k.giveBack(ctx, r, r.Deposit)
	if err != nil {
		return err
	}
	if err := k.forgive(ctx, r); err != nil {
		return err
	}
	if err := k.endRequest(ctx, r, types.REQUEST_STATUS_UNDECIDED); err != nil {
		return err
	}
	err = emit(ctx, &types.EventDataRequestEnded{
		Request: r.Id, Job: r.Blob.Job, Round: r.Blob.Round, Slot: r.Blob.Slot, Requester: r.Requester, Returned: returned,
	})
	if err != nil || r.Blob.Kind != types.BLOB_KIND_DELTA {
		return err
	}
	return k.job.Recount(ctx, r.Blob.Job, r.Blob.Round)
}

// requestsSettled has the open requests about a subject looked at when the block
// ends: what they are about was withdrawn.
func (k *Keeper) requestsSettled(ctx context.Context, subject []byte) error {
	open, err := k.openAbout(ctx, subject)
	if err != nil {
		return err
	}
	for i := range open {
		if err := k.due.Set(ctx, requestItem(height(ctx), open[i].Id)); err != nil {
			return err
		}
	}
	return nil
}

// forgetRequest removes a request that can matter to nobody any more; until then
// it comes again.
func (k *Keeper) forgetRequest(ctx context.Context, id uint64) error {
	r, err := k.requests.all.Get(ctx, id)
	if errors.Is(err, collections.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	end, err := k.answeredUntil(ctx, &r.Blob)
	if err != nil {
		return err
	}
	now, again := height(ctx), int64(0)
	switch {
	case end == 0:
		again = now + retryBlocks
	case now <= end:
		again = end + 1
	case now <= r.EndedHeight+punishBlocks: // others may still be punished
		again = r.EndedHeight + punishBlocks + 1
	}
	if again > 0 {
		return k.due.Set(ctx, collections.Join3(again, int32(types.DUE_KIND_FORGET_REQUEST), id))
	}
	if err := k.forgetNeedsOf(ctx, &r); err != nil {
		return err
	}
	key, _, err := k.keysOf(&r.Blob)
	if err != nil {
		return err
	}
	at := collections.Join(key, r.Offset)
	latest, err := k.requests.ranges.Get(ctx, at)
	if err != nil && !errors.Is(err, collections.ErrNotFound) {
		return err
	}
	if err == nil && latest == id {
		if err := k.requests.ranges.Remove(ctx, at); err != nil {
			return err
		}
	}
	return k.requests.all.Remove(ctx, id)
}
