// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/weft-network/weft/x/reward/types"
)

// Grants returns the pay of a job's units, or of an operator's.
func (q queryServer) Grants(ctx context.Context, r *types.QueryGrantsRequest) (*types.QueryGrantsResponse, error) {
	if r.Operator == "" {
		return q.grantsOfJob(ctx, r)
	}
	operator, err := q.k.accAddress(r.Operator)
	if err != nil {
		return nil, asStatus(err)
	}
	index := q.k.openGrants
	if r.Paid {
		index = q.k.paidGrants
	}
	prefix := collections.QuadPrefix[sdk.AccAddress, uint64, uint64, uint32](operator)
	if r.Job > 0 {
		prefix = collections.QuadSuperPrefix[sdk.AccAddress, uint64, uint64, uint32](operator, r.Job)
	}
	view := func(key ownedKey, _ collections.NoValue) (types.GrantView, error) {
		g, err := q.k.grants.Get(ctx, collections.Join3(key.K2(), key.K3(), key.K4()))
		if err != nil {
			return types.GrantView{}, err
		}
		return q.grantView(ctx, g)
	}
	grants, page, err := query.CollectionPaginate(ctx, index, r.Pagination, view,
		func(o *query.CollectionsPaginateOptions[ownedKey]) { o.Prefix = &prefix })
	return &types.QueryGrantsResponse{Grants: grants, Pagination: page}, err
}

func (q queryServer) grantsOfJob(ctx context.Context, r *types.QueryGrantsRequest) (*types.QueryGrantsResponse, error) {
	if r.Job == 0 {
		return nil, status.Error(codes.InvalidArgument, "name an operator or a job")
	}
	prefix := collections.TriplePrefix[uint64, uint64, uint32](r.Job)
	grants, page, err := query.CollectionPaginate(ctx, q.k.grants, r.Pagination,
		func(_ grantKey, g types.GrantState) (types.GrantView, error) { return q.grantView(ctx, g) },
		func(o *query.CollectionsPaginateOptions[grantKey]) { o.Prefix = &prefix })
	return &types.QueryGrantsResponse{Grants: grants, Pagination: page}, err
}

// grantView says where a unit's pay stands.
func (q queryServer) grantView(ctx context.Context, g types.GrantState) (types.GrantView, error) {
	e, err := q.k.escrow(ctx, g.Job)
	if err != nil {
		return types.GrantView{}, err
	}
	r, err := q.k.round(ctx, g.Job, g.Round)
	if err != nil {
		return types.GrantView{}, err
	}
	v := types.GrantView{Grant: g, Claimable: math.ZeroInt(), Vesting: math.ZeroInt(), Emission: math.ZeroInt()}
	clock, epoch := g.Finality(r)
	if clock == 0 {
		return v, nil
	}
	v.Final = true
	due := grantDue(g, e, clock, nil, height(ctx))
	v.Vesting = g.Unpaid().Sub(due.pay)
	if !g.Held {
		v.Claimable = due.pay
	}
	pool, found, err := q.k.epochPool(ctx, g.Job, epoch)
	if found {
		v.Emission = grantEmission(g, pool)
	}
	return v, err
}
