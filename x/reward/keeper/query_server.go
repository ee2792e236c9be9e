// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/weft-network/weft/x/reward/types"
)

type queryServer struct{ k *Keeper }

var _ types.QueryServer = queryServer{}

// NewQueryServer returns the query service.
func NewQueryServer(k *Keeper) types.QueryServer { return queryServer{k} }

// asStatus gives the module's errors the gRPC code a client expects.
func asStatus(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, types.ErrEscrowNotFound), errors.Is(err, types.ErrModelNotFound):
		return status.Error(codes.NotFound, err.Error())
	case errors.Is(err, types.ErrInvalidAddress):
		return status.Error(codes.InvalidArgument, err.Error())
	}
	return err
}

// Params returns the parameters.
func (q queryServer) Params(ctx context.Context, _ *types.QueryParamsRequest) (*types.QueryParamsResponse, error) {
	p, err := q.k.params.Get(ctx)
	return &types.QueryParamsResponse{Params: p}, err
}

// Escrow returns the money and the work of a job.
func (q queryServer) Escrow(ctx context.Context, r *types.QueryEscrowRequest) (*types.QueryEscrowResponse, error) {
	e, err := q.k.escrow(ctx, r.Job)
	if err != nil {
		return nil, asStatus(err)
	}
	w, err := q.k.work(ctx, r.Job)
	return &types.QueryEscrowResponse{Escrow: e, Work: w}, err
}

// Deposits returns who funded a job.
func (q queryServer) Deposits(ctx context.Context, r *types.QueryDepositsRequest) (*types.QueryDepositsResponse, error) {
	e, err := q.k.escrow(ctx, r.Job)
	if err != nil {
		return nil, asStatus(err)
	}
	view := func(_ depositKey, d types.Deposit) (types.DepositView, error) {
		return types.DepositView{Deposit: d, Claimable: refundDue(e, d)}, nil
	}
	deposits, page, err := query.CollectionPaginate(ctx, q.k.deposits, r.Pagination, view,
		query.WithCollectionPaginationPairPrefix[uint64, sdk.AccAddress](r.Job))
	return &types.QueryDepositsResponse{Deposits: deposits, Pagination: page}, err
}

// Emission returns the running epoch.
func (q queryServer) Emission(ctx context.Context, _ *types.QueryEmissionRequest) (*types.QueryEmissionResponse, error) {
	e, err := q.k.epoch.Get(ctx)
	if err != nil {
		return nil, err
	}
	p, err := q.k.params.Get(ctx)
	if err != nil {
		return nil, err
	}
	return &types.QueryEmissionResponse{Epoch: e, EndHeight: epochEnd(e, p), Next: nextEmission(e, p)}, nil
}

// EpochPools returns what a job's work earned in ended epochs.
func (q queryServer) EpochPools(ctx context.Context, r *types.QueryEpochPoolsRequest) (*types.QueryEpochPoolsResponse, error) {
	pools, page, err := query.CollectionPaginate(ctx, q.k.pools, r.Pagination,
		func(_ poolKey, p types.EpochPool) (types.EpochPool, error) { return p, nil },
		query.WithCollectionPaginationPairPrefix[uint64, uint64](r.Job))
	return &types.QueryEpochPoolsResponse{Pools: pools, Pagination: page}, err
}

// Sponsors returns the jobs that earn emission.
func (q queryServer) Sponsors(ctx context.Context, _ *types.QuerySponsorsRequest) (*types.QuerySponsorsResponse, error) {
	all, err := q.k.allSponsors(ctx)
	return &types.QuerySponsorsResponse{Sponsors: all}, err
}

// Model returns the ownership of a completed job's model.
func (q queryServer) Model(ctx context.Context, r *types.QueryModelRequest) (*types.QueryModelResponse, error) {
	m, err := q.k.model(ctx, r.Job)
	if err != nil {
		return nil, asStatus(err)
	}
	e, err := q.k.escrow(ctx, r.Job)
	if err != nil {
		return nil, asStatus(err)
	}
	parts := m.Parts()
	return &types.QueryModelResponse{
		Model: m, Denom: types.ShareDenom(r.Job),
		TrainerShares: parts.Slots, VerifierShares: parts.Verifiers, SubmitterShares: parts.Submitter,
		Claimable: e.SharesSettled(height(ctx)), SettleHeight: e.SettleHeight,
	}, nil
}

// Royalties returns an account's locked and unlocking shares.
func (q queryServer) Royalties(ctx context.Context, r *types.QueryRoyaltiesRequest) (*types.QueryRoyaltiesResponse, error) {
	account, err := q.k.accAddress(r.Account)
	if err != nil {
		return nil, asStatus(err)
	}
	// Every account that has locked shares once is a member of the job, while
	// its lock is gone as soon as everything is unlocked and claimed.
	has := func(key memberKey, _ types.Member) (bool, error) {
		v, err := q.lockView(ctx, key)
		return v.Lock.Shares > 0 || v.Claimable.IsPositive() || len(v.Unlocking) > 0, err
	}
	view := func(key memberKey, _ types.Member) (types.LockView, error) { return q.lockView(ctx, key) }
	locks, page, err := query.CollectionFilteredPaginate(ctx, q.k.members, r.Pagination, has, view,
		query.WithCollectionPaginationPairPrefix[sdk.AccAddress, uint64](account))
	return &types.QueryRoyaltiesResponse{Locks: locks, Pagination: page}, err
}

func (q queryServer) lockView(ctx context.Context, key memberKey) (types.LockView, error) {
	owner, job := key.K1(), key.K2()
	m, err := q.k.royaltiesNow(ctx, job)
	if errors.Is(err, types.ErrModelNotFound) {
		m, err = types.NewModel(types.Close{Job: job}, "", 0), nil
	}
	if err != nil {
		return types.LockView{}, err
	}
	l, err := q.k.openLock(ctx, owner, m)
	if err != nil {
		return types.LockView{}, err
	}
	v := types.LockView{Lock: l, Claimable: l.Earned}
	queue := collections.NewSuperPrefixedTripleRange[sdk.AccAddress, uint64, int64](owner, job)
	err = q.k.unlocks.Walk(ctx, queue, func(_ unlockKey, u types.Unlock) (bool, error) {
		v.Unlocking = append(v.Unlocking, u)
		return len(v.Unlocking) == types.MaxDue, nil
	})
	return v, err
}

// royaltiesNow reads a model as a message in this block would find it. The
// events of spreading go nowhere.
func (k *Keeper) royaltiesNow(ctx context.Context, job uint64) (types.Model, error) {
	quiet := sdk.UnwrapSDKContext(ctx).WithEventManager(sdk.NewEventManager())
	return k.openModel(quiet, job)
}

// Totals returns sums over all jobs.
func (q queryServer) Totals(ctx context.Context, _ *types.QueryTotalsRequest) (*types.QueryTotalsResponse, error) {
	t, err := q.k.totals.Get(ctx)
	return &types.QueryTotalsResponse{Totals: t}, err
}
