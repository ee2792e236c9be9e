// SPDX-License-Identifier: Apache-2.0

package watch

import (
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/trainer/blob"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// answers are the data requests that wait for an answer which this machine may
// have (A7). Which are open is read from the chain, so that a restart loses none.
type answers struct {
	*Party
	me string
	// due are the heights from which on requests are answered.
	due map[uint64]int64
	// now is the request that is answered now, beside the games; nil while none
	// is: no request is answered twice at the same time.
	now  *answering
	work sync.WaitGroup
}

type answering struct {
	request uint64
	done    chan answered
}

// answered is how an attempt ended: it is over for good, or to be tried again.
type answered struct {
	over bool
	err  error
}

// newAnswers lists the requests that are open.
func (p *Party) newAnswers(ctx context.Context, me string) (*answers, error) {
	a := &answers{Party: p, me: me, due: map[uint64]int64{}}
	if !p.cfg.Serve {
		return a, nil
	}
	for r, err := range Requests(ctx, p.cfg.Client, disputetypes.QueryDataRequestsRequest{Open: true}) {
		if err != nil {
			return nil, err
		}
		a.expect(ctx, &r)
	}
	return a, nil
}

// Requests are the data requests that fit a selection.
func Requests(ctx context.Context, c *client.Client, sel disputetypes.QueryDataRequestsRequest) func(yield func(disputetypes.DataRequest, error) bool) {
	return client.Pages(ctx, func(ctx context.Context, page *client.PageRequest) ([]disputetypes.DataRequest, *client.PageResponse, error) {
		req := sel
		req.Pagination = page
		res, err := c.Dispute().DataRequests(ctx, &req)
		if err != nil {
			return nil, nil, err
		}
		return res.Requests, res.Pagination, nil
	})
}

// Asked are the open requests that the operator answers for before all others.
func (p *Party) Asked(ctx context.Context) ([]uint64, error) {
	me, err := p.operator()
	if err != nil {
		return nil, err
	}
	var ids []uint64
	for r, err := range Requests(ctx, p.cfg.Client, disputetypes.QueryDataRequestsRequest{Operator: me, Open: true}) {
		if err != nil {
			return nil, err
		}
		ids = append(ids, r.Id)
	}
	return ids, nil
}

// hear notes a request, or that it is over.
func (a *answers) hear(ctx context.Context, e client.Event) {
	if !a.cfg.Serve {
		return
	}
	switch v := e.Value.(type) {
	case *disputetypes.EventDataRequested:
		a.expect(ctx, &disputetypes.DataRequest{
			Id: v.Request, Operator: v.Operator, Content: *v.Content, Offset: v.Offset, Length: v.Length, OpenedHeight: e.Height, Deadline: v.Deadline,
		})
	case *disputetypes.EventDataServed:
		delete(a.due, v.Request)
	case *disputetypes.EventDataWithheld:
		delete(a.due, v.Request)
	case *disputetypes.EventDataRequestEnded:
		delete(a.due, v.Request)
	}
}

// expect schedules the answer to a request and keeps the blob until then. Whoever
// answers for it does so at once. Others, who are paid as well, leave it the
// first half of the window, and do not all speak in the same block: only the
// first answer is paid, and every other one costs its fees.
func (a *answers) expect(ctx context.Context, r *disputetypes.DataRequest) {
	id, err := disputetypes.ContentID("content", &r.Content)
	if err != nil {
		a.cfg.Log.Error("a data request is not understood", "request", r.Id, "err", err)
		return
	}
	pin := blob.Pin{Name: fmt.Sprintf("request/%d", r.Id), Height: r.Deadline + 1}
	switch err := a.cfg.Store.Pin(ctx, id, pin); {
	case errors.Is(err, blob.ErrNotFound) && r.Operator != a.me:
		return // somebody else's
	case err != nil && !errors.Is(err, blob.ErrNotFound):
		a.cfg.Log.Warn("a blob that was asked for cannot be pinned", "request", r.Id, "blob", id, "err", err)
	}
	a.due[r.Id] = a.turn(r)
}

// turn is the height at which the operator answers.
func (a *answers) turn(r *disputetypes.DataRequest) int64 {
	half := (r.Deadline - r.OpenedHeight) / 2
	place := commit.Sum(binary.BigEndian.AppendUint64([]byte(a.me), r.Id))
	spread := int64(binary.BigEndian.Uint32(place[:]) % uint32(half/2+1))
	switch r.Operator {
	case a.me:
		return 0
	case "":
		return r.OpenedHeight + spread
	}
	return r.OpenedHeight + half + spread
}

// settle takes the result of the last attempt, and begins the next.
func (a *answers) settle(ctx context.Context, height int64) {
	if a.now != nil {
		select {
		case res := <-a.now.done:
			a.take(ctx, height, res)
		default:
			return
		}
	}
	if len(a.due) == 0 || ctx.Err() != nil {
		return
	}
	next := slices.MinFunc(slices.Sorted(maps.Keys(a.due)), func(x, y uint64) int { return cmp.Compare(a.due[x], a.due[y]) })
	if a.due[next] > height {
		return
	}
	now := &answering{next, make(chan answered, 1)}
	a.now = now
	a.work.Go(func() {
		over, err := a.answer(ctx, next)
		now.done <- answered{over, err}
	})
}

func (a *answers) take(ctx context.Context, height int64, res answered) {
	id := a.now.request
	a.now = nil
	if _, waits := a.due[id]; !waits || ctx.Err() != nil {
		return
	}
	if res.err != nil {
		a.cfg.Log.Error("a data request cannot be answered", "request", id, "again", !res.over, "err", res.err)
	}
	if res.over {
		delete(a.due, id)
		return
	}
	a.due[id] = height + retryAfter
}

// answer shows the bytes of a request from the store. Of a blob that the operator
// answers for and has lost, the range is fetched from others.
func (a *answers) answer(ctx context.Context, request uint64) (over bool, err error) {
	res, err := a.cfg.Client.Dispute().DataRequest(ctx, &disputetypes.QueryDataRequestRequest{Request: request})
	if err != nil {
		return errors.Is(err, disputetypes.ErrNoRequest), err
	}
	r := res.Request
	if !r.Open() || a.cfg.Client.Height() > r.Deadline {
		return true, nil
	}
	proof, err := a.open(ctx, &r)
	if err != nil {
		return r.Operator != a.me, err
	}
	_, err = a.cfg.Client.Submit(ctx, &disputetypes.MsgRespondData{Responder: a.me, Request: request, Proof: proof})
	switch {
	case errors.Is(err, disputetypes.ErrRequestOver), errors.Is(err, disputetypes.ErrTooLate):
		return true, nil // somebody else was faster, or it was withdrawn
	case err != nil:
		return false, err
	}
	a.cfg.Log.Info("a data request is answered", "request", request, "about", AboutBlob(&r.Blob), "offset", r.Offset, "bytes", r.Length)
	return true, nil
}

// open makes the proof.
func (a *answers) open(ctx context.Context, r *disputetypes.DataRequest) ([]byte, error) {
	id, err := disputetypes.ContentID("content", &r.Content)
	if err != nil {
		return nil, err
	}
	proof, err := a.cfg.Store.Prove(ctx, id, r.Range())
	if err == nil || r.Operator != a.me {
		return proof, err
	}
	o := blob.FetchOptions{Ranges: []commit.Range{r.Range()}, Pins: []blob.Pin{{Name: fmt.Sprintf("request/%d", r.Id), Height: r.Deadline + 1}}}
	if a.cfg.From != nil {
		o.From = a.cfg.From(ctx, r.Blob.Job)
	}
	if fetched := a.cfg.Store.Fetch(ctx, id, o); fetched != nil {
		return nil, errors.Join(err, fetched)
	}
	return a.cfg.Store.Prove(ctx, id, r.Range())
}

// Ask asks on the chain for a range of a blob, whatever it costs now up to most.
func Ask(ctx context.Context, c *client.Client, b disputetypes.Blob, offset uint64, most disputetypes.QueryDepositResponse) (*disputetypes.MsgRequestDataResponse, error) {
	sender := c.Sender()
	if sender == nil {
		return nil, fmt.Errorf("%w: the client has no key to sign with", ErrConfig)
	}
	res, err := c.Submit(ctx, &disputetypes.MsgRequestData{
		Requester: sender.Operator(), Blob: b, Content: most.Content, Offset: offset, Deposit: most.Deposit,
	})
	if err != nil {
		return nil, err
	}
	return client.Response[*disputetypes.MsgRequestDataResponse](res)
}

// AboutBlob names a blob for people.
func AboutBlob(b *disputetypes.Blob) string {
	u := Unit{b.Job, b.Round, b.Slot}
	switch b.Kind {
	case disputetypes.BLOB_KIND_DELTA:
		return fmt.Sprintf("%s, delta", u)
	case disputetypes.BLOB_KIND_STATE:
		return fmt.Sprintf("%s, anchor %d", u, b.Index)
	case disputetypes.BLOB_KIND_CLAIM:
		return fmt.Sprintf("job %d, outer state after round %d, claimed by %s", b.Job, b.Round, b.Operator)
	case disputetypes.BLOB_KIND_BASE:
		return fmt.Sprintf("job %d, base of round %d", b.Job, b.Round)
	case disputetypes.BLOB_KIND_DATASET:
		return fmt.Sprintf("job %d, dataset", b.Job)
	case disputetypes.BLOB_KIND_CHECKPOINT:
		return fmt.Sprintf("job %d, first checkpoint", b.Job)
	default:
		return fmt.Sprintf("job %d, tokenizer", b.Job)
	}
}

// Shown are the bytes of a request that was answered, read from the block of the
// answer and checked.
func Shown(ctx context.Context, c *client.Client, r *disputetypes.DataRequest) ([]byte, error) {
	if r.Status != disputetypes.REQUEST_STATUS_SERVED {
		return nil, fmt.Errorf("%w: request %d is %s", ErrCommit, r.Id, r.Status)
	}
	id, err := jobtypes.CommitID("content", &r.Content)
	if err != nil {
		return nil, err
	}
	for tx := 0; ; tx++ {
		msgs, err := c.Messages(ctx, r.ServedHeight, tx)
		if err != nil {
			return nil, err // the block has no more transactions
		}
		for _, m := range msgs {
			if x, ok := m.(*disputetypes.MsgRespondData); ok && x.Request == r.Id {
				if b, err := id.Verify(r.Range(), x.Proof); err == nil {
					return b, nil
				}
			}
		}
	}
}
