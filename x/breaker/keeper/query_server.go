// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"slices"

	"github.com/weft-network/weft/x/breaker/types"
)

type queryServer struct{ k *Keeper }

// NewQueryServer returns the query service.
func NewQueryServer(k *Keeper) types.QueryServer { return queryServer{k} }

var _ types.QueryServer = queryServer{}

// Params returns the parameters.
func (q queryServer) Params(ctx context.Context, _ *types.QueryParamsRequest) (*types.QueryParamsResponse, error) {
	p, err := q.k.params.Get(ctx)
	return &types.QueryParamsResponse{Params: p}, err
}

// Tripped lists what is refused now.
func (q queryServer) Tripped(ctx context.Context, _ *types.QueryTrippedRequest) (*types.QueryTrippedResponse, error) {
	res := &types.QueryTrippedResponse{}
	err := q.k.trips.Walk(ctx, nil, func(_ string, t types.Trip) (bool, error) {
		if height(ctx) < t.Until {
			res.Trips = append(res.Trips, t)
		}
		return false, nil
	})
	return res, err
}

// Grants lists who may trip what.
func (q queryServer) Grants(ctx context.Context, _ *types.QueryGrantsRequest) (*types.QueryGrantsResponse, error) {
	g, err := q.k.ExportGenesis(ctx)
	if err != nil {
		return nil, err
	}
	return &types.QueryGrantsResponse{Grants: g.Grants}, nil
}

// Messages lists what can be tripped at all.
func (q queryServer) Messages(context.Context, *types.QueryMessagesRequest) (*types.QueryMessagesResponse, error) {
	return &types.QueryMessagesResponse{Messages: slices.Clone(q.k.Messages)}, nil
}
