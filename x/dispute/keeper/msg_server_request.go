// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"errors"
	"slices"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/payout"
	"github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// RequestData implements types.MsgServer. Who asks for a range that is asked for
// already shares the answer: it takes no place and pays nothing.
func (m msgServer) RequestData(ctx context.Context, msg *types.MsgRequestData) (*types.MsgRequestDataResponse, error) {
	k := m.k
	requester, err := k.account(msg.Requester)
	if err != nil {
		return nil, err
	}
	l, err := k.locate(ctx, &msg.Blob)
	if err != nil {
		return nil, err
	}
	id, err := types.ContentID("content", &msg.Content)
	if err != nil {
		return nil, err
	}
	if !msg.Content.Equal(l.content) {
		return nil, types.ErrInvalidID.Wrapf("content is %s, the blob is %s", id, jobtypesID(l))
	}
	at, err := types.RangeAt(id, msg.Offset)
	if err != nil {
		return nil, err
	}
	earlier, err := k.latest(ctx, &msg.Blob, msg.Offset)
	if err != nil {
		return nil, err
	}
	if earlier != nil {
		return k.join(ctx, msg, requester, earlier)
	}
	if l.ready != nil {
		return nil, l.ready
	}
	r := types.DataRequest{
		Blob: msg.Blob, Content: msg.Content, Offset: at.Offset, Length: uint32(at.Length), Requester: msg.Requester, Operator: l.operator, Lock: l.lock,
		OpenedHeight: height(ctx), Deadline: height(ctx) + int64(l.spec.Windows.DataRequest), CountsUntil: height(ctx) + int64(l.spec.Windows.Late),
		Status: types.REQUEST_STATUS_OPEN,
	}
	if err := k.ask(ctx, &r, requester, msg.Deposit); err != nil {
		return nil, err
	}
	return &types.MsgRequestDataResponse{Request: r.Id, Deposit: sdk.NewCoin(k.bondDenom, r.Deposit), Deadline: r.Deadline}, nil
}

func jobtypesID(l *located) string {
	id, err := types.ContentID("content", l.content)
	if err != nil {
		return err.Error()
	}
	return id.String()
}

// latest is the request for a range that decides what another one is: one that is
// open, was served, or was withheld and may still be; nil if there is none.
func (k *Keeper) latest(ctx context.Context, b *types.Blob, offset uint64) (*types.DataRequest, error) {
	key, _, err := k.keysOf(b)
	if err != nil {
		return nil, err
	}
	id, err := k.requests.ranges.Get(ctx, collections.Join(key, offset))
	if errors.Is(err, collections.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	r, err := k.Request(ctx, id)
	if err != nil || r.Status == types.REQUEST_STATUS_UNDECIDED {
		return nil, err
	}
	return &r, nil
}

// join notes that somebody else needs what is asked for. What was shown once is
// in the block of its answer, for everybody: a cheat that keeps the places of its
// unit full has to publish the unit.
func (k *Keeper) join(ctx context.Context, msg *types.MsgRequestData, requester sdk.AccAddress, r *types.DataRequest) (*types.MsgRequestDataResponse, error) {
	switch {
	case r.Status == types.REQUEST_STATUS_SERVED:
		return nil, types.ErrServed.Wrapf("%s showed it at height %d for request %d; read it there", r.Responder, r.ServedHeight, r.Id)
	case !r.Open() && !r.Blob.OfJob():
		return nil, types.ErrRequestOver.Wrapf("request %d ended at height %d: %s", r.Id, r.EndedHeight, r.Status)
	}
	if err := k.need(ctx, r, requester); err != nil {
		return nil, err
	}
	if err := emit(ctx, &types.EventDataJoined{Request: r.Id, Job: r.Blob.Job, Requester: msg.Requester}); err != nil {
		return nil, err
	}
	return &types.MsgRequestDataResponse{Request: r.Id, Deposit: sdk.NewCoin(k.bondDenom, math.ZeroInt()), Deadline: r.Deadline, Joined: true}, nil
}

// ask opens a request: it takes a place and the deposit, holds the unit from
// FINAL, and keeps the stake behind it locked.
func (k *Keeper) ask(ctx context.Context, r *types.DataRequest, requester sdk.AccAddress, offered sdk.Coin) error {
	over, err := k.takePlace(ctx, r, requester)
	if err != nil {
		return err
	}
	who, err := k.requester(ctx, requester)
	if err != nil {
		return err
	}
	if r.Deposit, r.Cost, err = k.deposit(ctx, &who, over); err != nil {
		return err
	}
	if err := k.takeDeposit(ctx, requester, offered, r.Deposit); err != nil {
		return err
	}
	if err := k.remember(ctx, requester, who, r.CountsUntil); err != nil {
		return err
	}
	n, err := k.requests.seq.Next(ctx)
	if err != nil {
		return err
	}
	r.Id = n + 1
	if err := k.holdFor(ctx, r); err != nil {
		return err
	}
	if err := k.storeNew(ctx, r); err != nil {
		return err
	}
	if err := k.need(ctx, r, requester); err != nil {
		return err
	}
	return emit(ctx, &types.EventDataRequested{
		Request: r.Id, Kind: r.Blob.Kind, Job: r.Blob.Job, Round: r.Blob.Round, Slot: r.Blob.Slot, Index: r.Blob.Index, Operator: r.Operator,
		Requester: r.Requester, Content: &r.Content, Offset: r.Offset, Length: r.Length, Deposit: r.Deposit, Deadline: r.Deadline,
	})
}

func (k *Keeper) storeNew(ctx context.Context, r *types.DataRequest) error {
	key, _, err := k.keysOf(&r.Blob)
	if err != nil {
		return err
	}
	return errors.Join(
		k.requests.all.Set(ctx, r.Id, *r),
		k.requests.ranges.Set(ctx, collections.Join(key, r.Offset), r.Id),
		k.indexRequest(ctx, r, true),
		k.due.Set(ctx, requestItem(r.Deadline, r.Id)),
	)
}

// takePlace finds a place, one for each account, and returns how often the
// deposit doubles for it: not for the first ones, and once more for each beyond.
func (k *Keeper) takePlace(ctx context.Context, r *types.DataRequest, requester sdk.AccAddress) (over int, err error) {
	_, subject, err := k.keysOf(&r.Blob)
	if err != nil {
		return 0, err
	}
	open, err := k.openAbout(ctx, subject)
	if err != nil {
		return 0, err
	}
	drawn := 0
	for i := range open {
		if open[i].Requester == r.Requester {
			return 0, types.ErrPlaces.Wrapf("request %d of this account is open; wait for its answer, at height %d at the latest", open[i].Id, open[i].Deadline)
		}
		if open[i].Drawn {
			drawn++
		}
	}
	if r.Blob.OfUnit() && drawn < types.Places {
		if r.Drawn, err = k.Drawn(ctx, requester, r.Blob.Job, r.Blob.Round, r.Blob.Slot); err != nil || r.Drawn {
			return 0, err
		}
	}
	others := len(open) - drawn
	if others >= types.Places+types.MorePlaces {
		return 0, types.ErrPlaces.Wrapf("%d requests are open about it; wait for an answer", len(open))
	}
	return max(0, others-types.Places+1), nil
}

// requester returns what is remembered of an account, without what counts no
// more.
func (k *Keeper) requester(ctx context.Context, who sdk.AccAddress) (types.Requester, error) {
	x, err := k.requests.accounts.Get(ctx, who)
	if errors.Is(err, collections.ErrNotFound) {
		x.Address, err = k.addr.BytesToString(who)
	}
	now := height(ctx)
	x.Recent = slices.DeleteFunc(x.Recent, func(until int64) bool { return until < now })
	return x, err
}

// remember counts one request more.
func (k *Keeper) remember(ctx context.Context, who sdk.AccAddress, x types.Requester, until int64) error {
	x.Recent = append(x.Recent, until)
	slices.Sort(x.Recent)
	if extra := len(x.Recent) - types.MaxRecent; extra > 0 {
		x.Recent = x.Recent[extra:]
	}
	return k.requests.accounts.Set(ctx, who, x)
}

// forgive takes one request off the count: it was made for good reason.
func (k *Keeper) forgive(ctx context.Context, r *types.DataRequest) error {
	who, err := k.account(r.Requester)
	if err != nil {
		return err
	}
	x, err := k.requester(ctx, who)
	if err != nil {
		return err
	}
	if i := slices.Index(x.Recent, r.CountsUntil); i >= 0 {
		x.Recent = slices.Delete(x.Recent, i, i+1)
	}
	if len(x.Recent) == 0 {
		return k.requests.accounts.Remove(ctx, who)
	}
	return k.requests.accounts.Set(ctx, who, x)
}

// deposit is what a request takes from an account now, and what of it pays an
// answer: the cost of an answer, doubled for every request that the account made
// in the last late window up to a bound, and without one for every place beyond
// those at the plain price.
func (k *Keeper) deposit(ctx context.Context, who *types.Requester, over int) (due, cost math.Int, err error) {
	p, err := k.params.Get(ctx)
	if err != nil {
		return due, cost, err
	}
	cost = math.NewIntFromUint64(p.ResponseCost)
	due = payout.Doubled(cost, uint64(len(who.Recent)), math.MaxInt(cost, math.NewIntFromUint64(p.MaxDeposit)))
	return due.MulRaw(1 << over), cost, nil
}

// takeDeposit moves the deposit into the module's account. offered is the most
// that the requester allows.
func (k *Keeper) takeDeposit(ctx context.Context, from sdk.AccAddress, offered sdk.Coin, due math.Int) error {
	switch {
	case offered.Denom != k.bondDenom:
		return types.ErrInvalidDeposit.Wrapf("the deposit is in %q; pay in %s", offered.Denom, k.bondDenom)
	case offered.Amount.IsNil() || !offered.Amount.IsPositive():
		return types.ErrInvalidDeposit.Wrap("the deposit must be positive")
	case offered.Amount.LT(due):
		return types.ErrDepositShort.Wrapf("the deposit may be %s, %s%s are due; allow that much", offered.Amount, due, k.bondDenom)
	}
	return k.bank.SendCoinsFromAccountToModule(ctx, from, types.ModuleName, k.coins(due))
}

// holdFor keeps the unit of a request from FINAL while it is open.
func (k *Keeper) holdFor(ctx context.Context, r *types.DataRequest) error {
	if !r.Blob.OfUnit() {
		return nil
	}
	u, err := k.job.Unit(ctx, r.Blob.Job, r.Blob.Round, r.Blob.Slot)
	if err != nil {
		return err
	}
	if u.Status != jobtypes.UNIT_STATUS_COMMITTED && u.Status != jobtypes.UNIT_STATUS_INCLUDED {
		return nil
	}
	r.Holds = true
	return k.job.HoldUnit(ctx, u.Job, u.Round, u.Slot)
}

// need notes that a slot holder asked for what a round is made from, so that it
// is not charged a miss if nobody serves it (R3). One such request is enough.
func (k *Keeper) need(ctx context.Context, r *types.DataRequest, requester sdk.AccAddress) error {
	b := &r.Blob
	switch b.Kind {
	case types.BLOB_KIND_DELTA, types.BLOB_KIND_BASE, types.BLOB_KIND_DATASET, types.BLOB_KIND_CHECKPOINT:
	default:
		return nil
	}
	name, err := k.addr.BytesToString(requester)
	if err != nil {
		return err
	}
	held, err := k.job.HeldBy(ctx, name, b.Job)
	if err != nil || len(held) == 0 {
		return err
	}
	j, err := k.job.Job(ctx, b.Job)
	if err != nil {
		return err
	}
	round := j.Round
	if b.Kind == types.BLOB_KIND_DELTA {
		round = max(round, b.Round+1) // the next round is what a delta is for
	}
	key := collections.Join3(b.Job, round, requester)
	old, err := k.requests.vain.Get(ctx, key)
	if err == nil {
		var earlier types.DataRequest
		if earlier, err = k.requests.all.Get(ctx, old); err == nil && earlier.Status != types.REQUEST_STATUS_SERVED {
			return nil // it stands
		}
	}
	if err != nil && !errors.Is(err, collections.ErrNotFound) {
		return err
	}
	return k.requests.vain.Set(ctx, key, r.Id)
}

// openingGas is for what an answer costs beside its bytes and hashing.
const openingGas = 1_000

// RespondData implements types.MsgServer. Anybody may show the bytes; who does so
// first is paid what an answer costs.
func (m msgServer) RespondData(ctx context.Context, msg *types.MsgRespondData) (*types.MsgRespondDataResponse, error) {
	k := m.k
	responder, err := k.account(msg.Responder)
	if err != nil {
		return nil, err
	}
	r, err := k.Request(ctx, msg.Request)
	if err != nil {
		return nil, err
	}
	late := r.Status == types.REQUEST_STATUS_WITHHELD && r.Blob.OfJob()
	switch {
	case !r.Open() && !late:
		return nil, types.ErrRequestOver.Wrapf("request %d ended at height %d: %s", r.Id, r.EndedHeight, r.Status)
	case r.Open() && height(ctx) > r.Deadline:
		return nil, types.ErrTooLate.Wrapf("request %d could be answered until height %d", r.Id, r.Deadline)
	}
	if err := k.openRange(ctx, &r, msg.Proof); err != nil {
		return nil, err
	}
	r.Responder, r.ServedHeight = msg.Responder, height(ctx)
	if late {
		return k.servedLate(ctx, &r)
	}
	paid, err := k.served(ctx, &r, responder)
	return &types.MsgRespondDataResponse{Paid: sdk.NewCoin(k.bondDenom, paid)}, err
}

// openRange checks that a proof opens what was asked for. Its length follows from
// the range and is checked before anything is charged or hashed.
func (k *Keeper) openRange(ctx context.Context, r *types.DataRequest, proof []byte) error {
	id, err := types.ContentID("content", &r.Content)
	if err != nil {
		return err
	}
	cost, err := r.OpeningCost()
	if err != nil {
		return types.ErrBroken.Wrapf("range of request %d: %s", r.Id, err)
	}
	if uint64(len(proof)) != cost.Bytes {
		return types.ErrInvalidOpening.Wrapf("%d bytes, want %d", len(proof), cost.Bytes)
	}
	consumeGas(ctx, openingGas+compressionGas*cost.Compressions, "opening of a range")
	if _, err := id.Verify(r.Range(), proof); err != nil {
		if errors.Is(err, commit.ErrProof) {
			return types.ErrInvalidOpening.Wrap(err.Error())
		}
		return types.ErrBroken.Wrap(err.Error())
	}
	return nil
}
