// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/weft-network/weft/x/stake/types"
)

type queryServer struct{ k Keeper }

// NewQueryServer returns the query service.
func NewQueryServer(k Keeper) types.QueryServer { return queryServer{k} }

var _ types.QueryServer = queryServer{}

// Params returns the parameters.
func (q queryServer) Params(ctx context.Context, _ *types.QueryParamsRequest) (*types.QueryParamsResponse, error) {
	params, err := q.k.params.Get(ctx)
	return &types.QueryParamsResponse{Params: params}, err
}

// Pool returns the sums over all providers.
func (q queryServer) Pool(ctx context.Context, _ *types.QueryPoolRequest) (*types.QueryPoolResponse, error) {
	pool, err := q.k.Pool(ctx)
	return &types.QueryPoolResponse{Pool: pool}, err
}

// Provider returns one provider.
func (q queryServer) Provider(ctx context.Context, req *types.QueryProviderRequest) (*types.QueryProviderResponse, error) {
	operator, err := q.operator(req.GetOperator())
	if err != nil {
		return nil, err
	}
	provider, err := q.k.Provider(ctx, operator)
	if err != nil {
		return nil, notFound(err)
	}
	params, err := q.k.params.Get(ctx)
	return &types.QueryProviderResponse{Provider: provider, Active: params.Active(provider.Stake)}, err
}

// Providers returns a page of providers. With a filter it passes over those that do not match, so that it may read many
// more than it returns: it is not for use by other modules.
func (q queryServer) Providers(ctx context.Context, req *types.QueryProvidersRequest) (*types.QueryProvidersResponse, error) {
	filter := req.GetActive()
	if _, known := types.ActiveFilter_name[int32(filter)]; !known {
		return nil, status.Errorf(codes.InvalidArgument, "unknown filter %s", filter)
	}
	params, err := q.k.params.Get(ctx)
	if err != nil {
		return nil, err
	}
	providers, page, err := query.CollectionFilteredPaginate(ctx, q.k.stakes, req.GetPagination(),
		func(_ sdk.AccAddress, s types.Stake) (bool, error) {
			return filter == types.ActiveFilterUnspecified || params.Active(s) == (filter == types.ActiveFilterActive), nil
		},
		func(operator sdk.AccAddress, _ types.Stake) (types.Provider, error) {
			return q.k.Provider(ctx, operator)
		})
	return &types.QueryProvidersResponse{Providers: providers, Pagination: page}, err
}

// Locks returns a page of a provider's locks.
func (q queryServer) Locks(ctx context.Context, req *types.QueryLocksRequest) (*types.QueryLocksResponse, error) {
	operator, err := q.provider(ctx, req.GetOperator())
	if err != nil {
		return nil, err
	}
	locks, page, err := query.CollectionPaginate(ctx, q.k.locks, req.GetPagination(),
		func(key collections.Pair[sdk.AccAddress, string], amount math.Int) (types.Lock, error) {
			return types.Lock{Operator: q.k.text(key.K1()), Ref: key.K2(), Amount: amount}, nil
		}, query.WithCollectionPaginationPairPrefix[sdk.AccAddress, string](operator))
	return &types.QueryLocksResponse{Locks: locks, Pagination: page}, err
}

// Unbondings returns a page of a provider's unbondings.
func (q queryServer) Unbondings(ctx context.Context, req *types.QueryUnbondingsRequest) (*types.QueryUnbondingsResponse, error) {
	operator, err := q.provider(ctx, req.GetOperator())
	if err != nil {
		return nil, err
	}
	entries, page, err := query.CollectionPaginate(ctx, q.k.unbondings, req.GetPagination(),
		func(_ collections.Pair[sdk.AccAddress, uint64], entry types.Unbonding) (types.Unbonding, error) {
			return entry, nil
		},
		query.WithCollectionPaginationPairPrefix[sdk.AccAddress, uint64](operator))
	return &types.QueryUnbondingsResponse{Unbondings: entries, Pagination: page}, err
}

// Checklist says what an account lacks to work as a provider. An account that is not a provider gets an answer too: that
// it must register is the first thing on the list.
func (q queryServer) Checklist(ctx context.Context, req *types.QueryChecklistRequest) (*types.QueryChecklistResponse, error) {
	operator, err := q.operator(req.GetOperator())
	if err != nil {
		return nil, err
	}
	params, err := q.k.params.Get(ctx)
	if err != nil {
		return nil, err
	}
	list := checklist{params: params, denom: q.k.BondDenom, height: height(ctx)}
	switch provider, err := q.k.Provider(ctx, operator); {
	case err == nil:
		list.provider = &provider
	case !errors.Is(err, types.ErrNotProvider):
		return nil, err
	}
	conditions := list.conditions()
	active := true
	for _, c := range conditions {
		active = active && (c.Met || !c.Required)
	}
	return &types.QueryChecklistResponse{Conditions: conditions, Active: active}, nil
}

// operator decodes the address of a request.
func (q queryServer) operator(text string) (sdk.AccAddress, error) {
	bz, err := q.k.AddressCodec.StringToBytes(text)
	if err != nil {
		return nil, status.Errorf(codes.InvalidArgument, "operator %q: %s", text, err)
	}
	return bz, nil
}

// provider decodes the address of a request about a provider.
func (q queryServer) provider(ctx context.Context, text string) (sdk.AccAddress, error) {
	operator, err := q.operator(text)
	if err != nil {
		return nil, err
	}
	_, err = q.k.Stake(ctx, operator)
	return operator, notFound(err)
}

// notFound gives an unknown provider the status that clients test for.
func notFound(err error) error {
	if errors.Is(err, types.ErrNotProvider) {
		return status.Error(codes.NotFound, err.Error())
	}
	return err
}
