// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"slices"

	"cosmossdk.io/collections"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/weft-network/weft/x/dispute/types"
)

// DataRequest implements types.QueryServer.
func (q queryServer) DataRequest(ctx context.Context, req *types.QueryDataRequestRequest) (*types.QueryDataRequestResponse, error) {
	r, err := q.k.Request(ctx, req.Request)
	return &types.QueryDataRequestResponse{Request: r}, err
}

// DataRequests implements types.QueryServer. Open ones are found by an index.
func (q queryServer) DataRequests(ctx context.Context, req *types.QueryDataRequestsRequest) (*types.QueryDataRequestsResponse, error) {
	fits := func(r *types.DataRequest) bool {
		return (req.Job == 0 || r.Blob.Job == req.Job) && (req.Round == 0 || r.Blob.Round == req.Round) &&
			(len(req.Slots) == 0 || (r.Blob.OfUnit() && slices.Contains(req.Slots, r.Blob.Slot))) &&
			(req.Operator == "" || r.Operator == req.Operator) && (req.Requester == "" || r.Requester == req.Requester) &&
			(!req.Open || r.Open())
	}
	pick := picking[uint64]{q.k, req.Pagination, fits}
	var out []types.DataRequest
	var page *query.PageResponse
	var err error
	switch {
	case req.Open && req.Operator != "":
		operator, bad := q.k.account(req.Operator)
		if bad != nil {
			return nil, bad
		}
		of := picking[sdk.AccAddress](pick)
		out, page, err = of.from(ctx, q.k.requests.operators, query.WithCollectionPaginationPairPrefix[sdk.AccAddress, uint64](operator))
	case req.Open && req.Job != 0:
		out, page, err = pick.from(ctx, q.k.requests.jobs, query.WithCollectionPaginationPairPrefix[uint64, uint64](req.Job))
	case req.Open:
		out, page, err = pick.from(ctx, q.k.requests.jobs)
	default:
		out, page, err = query.CollectionFilteredPaginate(ctx, q.k.requests.all, req.Pagination,
			func(_ uint64, r types.DataRequest) (bool, error) { return fits(&r), nil },
			func(_ uint64, r types.DataRequest) (types.DataRequest, error) { return r, nil })
	}
	return &types.QueryDataRequestsResponse{Requests: out, Pagination: page}, err
}

// picking is a page of the requests that fit, of those that an index by K lists.
type picking[K any] struct {
	k    *Keeper
	page *query.PageRequest
	fits func(*types.DataRequest) bool
}

func (p picking[K]) from(
	ctx context.Context, index collections.KeySet[collections.Pair[K, uint64]],
	opts ...func(*query.CollectionsPaginateOptions[collections.Pair[K, uint64]]),
) ([]types.DataRequest, *query.PageResponse, error) {
	return query.CollectionFilteredPaginate(ctx, index, p.page,
		func(key collections.Pair[K, uint64], _ collections.NoValue) (bool, error) {
			r, err := p.k.Request(ctx, key.K2())
			return err == nil && p.fits(&r), err
		},
		func(key collections.Pair[K, uint64], _ collections.NoValue) (types.DataRequest, error) {
			return p.k.Request(ctx, key.K2())
		},
		opts...)
}

// Deposit implements types.QueryServer.
func (q queryServer) Deposit(ctx context.Context, req *types.QueryDepositRequest) (*types.QueryDepositResponse, error) {
	k := q.k
	l, err := k.locate(ctx, &req.Blob)
	if err != nil {
		return nil, err
	}
	who := types.Requester{}
	r := types.DataRequest{Blob: req.Blob}
	var account sdk.AccAddress
	if req.Requester != "" {
		if account, err = k.account(req.Requester); err != nil {
			return nil, err
		}
		if who, err = k.requester(ctx, account); err != nil {
			return nil, err
		}
		r.Requester = req.Requester
	}
	_, subject, err := k.keysOf(&req.Blob)
	if err != nil {
		return nil, err
	}
	open, err := k.openAbout(ctx, subject)
	if err != nil {
		return nil, err
	}
	over, err := k.takePlace(ctx, &r, account)
	if err != nil {
		return nil, err
	}
	due, cost, err := k.deposit(ctx, &who, over)
	return &types.QueryDepositResponse{
		Content: *l.content, Deposit: sdk.NewCoin(k.bondDenom, due), Cost: sdk.NewCoin(k.bondDenom, cost), Open: uint32(len(open)),
	}, err
}
