// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"

	"cosmossdk.io/collections"
	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/x/job/types"
)

type queryServer struct{ k *Keeper }

var _ types.QueryServer = queryServer{}

// NewQueryServer returns the module's query server.
func NewQueryServer(k *Keeper) types.QueryServer { return queryServer{k} }

// Params implements types.QueryServer.
func (q queryServer) Params(ctx context.Context, _ *types.QueryParamsRequest) (*types.QueryParamsResponse, error) {
	p, err := q.k.params.Get(ctx)
	return &types.QueryParamsResponse{Params: p}, err
}

// Job implements types.QueryServer.
func (q queryServer) Job(ctx context.Context, req *types.QueryJobRequest) (*types.QueryJobResponse, error) {
	j, err := q.k.Job(ctx, req.Job)
	if err != nil {
		return nil, err
	}
	out := &types.QueryJobResponse{Job: j, HeldSlots: uint32(commit.Bitmap(j.Members).Count())}
	if j.Round > 0 {
		r, err := q.k.Round(ctx, j.Id, j.Round)
		if err != nil {
			return nil, err
		}
		out.Round = &r
	}
	return out, nil
}

// Jobs implements types.QueryServer.
func (q queryServer) Jobs(ctx context.Context, req *types.QueryJobsRequest) (*types.QueryJobsResponse, error) {
	var (
		out  types.QueryJobsResponse
		err  error
		load = func(id uint64) (types.Job, error) { return q.k.jobs.Get(ctx, id) }
	)
	switch {
	case req.Status != types.JOB_STATUS_UNSPECIFIED && req.Submitter != "":
		return nil, types.ErrInvalidQuery.Wrap("filter by status or by submitter, not both")
	case req.Status != types.JOB_STATUS_UNSPECIFIED:
		out.Jobs, out.Pagination, err = query.CollectionPaginate(ctx, q.k.jobs.Indexes.status, req.Pagination,
			func(key collections.Pair[int32, uint64], _ collections.NoValue) (types.Job, error) {
				return load(key.K2())
			},
			query.WithCollectionPaginationPairPrefix[int32, uint64](int32(req.Status)))
	case req.Submitter != "":
		out.Jobs, out.Pagination, err = query.CollectionPaginate(ctx, q.k.jobs.Indexes.submitter, req.Pagination,
			func(key collections.Pair[string, uint64], _ collections.NoValue) (types.Job, error) {
				return load(key.K2())
			},
			query.WithCollectionPaginationPairPrefix[string, uint64](req.Submitter))
	default:
		out.Jobs, out.Pagination, err = query.CollectionPaginate(ctx, q.k.jobs, req.Pagination,
			func(_ uint64, j types.Job) (types.Job, error) { return j, nil })
	}
	return &out, err
}

// Spec implements types.QueryServer.
func (q queryServer) Spec(ctx context.Context, req *types.QuerySpecRequest) (*types.QuerySpecResponse, error) {
	s, err := q.k.Spec(ctx, req.Job)
	return &types.QuerySpecResponse{Spec: s}, err
}

// Slots implements types.QueryServer.
func (q queryServer) Slots(ctx context.Context, req *types.QuerySlotsRequest) (*types.QuerySlotsResponse, error) {
	j, err := q.k.Job(ctx, req.Job)
	if err != nil {
		return nil, err
	}
	s, err := q.k.Spec(ctx, req.Job)
	if err != nil {
		return nil, err
	}
	slots, page, err := query.CollectionPaginate(ctx, q.k.slots, req.Pagination,
		func(_ slotKey, slot types.Slot) (types.SlotState, error) {
			from, age, err := q.k.carried(ctx, &slot, &s)
			return types.SlotState{
				Slot: slot, FromRound: from, Age: age,
				Leaving: commit.Bitmap(j.Leaving).Has(int(slot.Index)), Misses: missesInRow(&j, int(slot.Index)),
			}, err
		}, query.WithCollectionPaginationPairPrefix[uint64, uint32](req.Job))
	return &types.QuerySlotsResponse{Slots: slots, Pagination: page}, err
}

func missesInRow(j *types.Job, slot int) uint32 {
	var n uint32
	for i := len(j.Missed) - 1; i >= 0 && commit.Bitmap(j.Missed[i]).Has(slot); i-- {
		n++
	}
	return n
}

// SlotsOf implements types.QueryServer.
func (q queryServer) SlotsOf(ctx context.Context, req *types.QuerySlotsOfRequest) (*types.QuerySlotsOfResponse, error) {
	if _, err := q.k.operator(req.Operator); err != nil {
		return nil, err
	}
	prefix := collections.TriplePrefix[string, uint64, uint32](req.Operator)
	slots, page, err := query.CollectionPaginate(ctx, q.k.slotsOf, req.Pagination,
		func(key holderKey, _ collections.NoValue) (types.Slot, error) {
			return q.k.slot(ctx, key.K2(), key.K3())
		},
		func(o *query.CollectionsPaginateOptions[holderKey]) { o.Prefix = &prefix })
	return &types.QuerySlotsOfResponse{Slots: slots, Pagination: page}, err
}

// Round implements types.QueryServer.
func (q queryServer) Round(ctx context.Context, req *types.QueryRoundRequest) (*types.QueryRoundResponse, error) {
	r, err := q.k.Round(ctx, req.Job, req.Round)
	return &types.QueryRoundResponse{Round: r}, err
}

// Rounds implements types.QueryServer.
func (q queryServer) Rounds(ctx context.Context, req *types.QueryRoundsRequest) (*types.QueryRoundsResponse, error) {
	rounds, page, err := query.CollectionPaginate(ctx, q.k.rounds, req.Pagination,
		func(_ roundKey, r types.Round) (types.Round, error) { return r, nil },
		query.WithCollectionPaginationPairPrefix[uint64, uint64](req.Job))
	return &types.QueryRoundsResponse{Rounds: rounds, Pagination: page}, err
}

// Unit implements types.QueryServer.
func (q queryServer) Unit(ctx context.Context, req *types.QueryUnitRequest) (*types.QueryUnitResponse, error) {
	u, err := q.k.Unit(ctx, req.Job, req.Round, req.Slot)
	return &types.QueryUnitResponse{Unit: u}, err
}

// Units implements types.QueryServer.
func (q queryServer) Units(ctx context.Context, req *types.QueryUnitsRequest) (*types.QueryUnitsResponse, error) {
	r, err := q.k.Round(ctx, req.Job, req.Round)
	if err != nil {
		return nil, err
	}
	units, page, err := query.CollectionPaginate(ctx, q.k.units, req.Pagination,
		func(_ unitKey, u types.Unit) (types.Unit, error) {
			u.Status = statusOf(&u, &r)
			return u, nil
		}, inRound[uint32](req.Job, req.Round))
	return &types.QueryUnitsResponse{Units: units, Pagination: page}, err
}
