// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"errors"
	"time"

	"cosmossdk.io/collections"
	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/weft-network/weft/x/beacon/types"
)

type queryServer struct{ k *Keeper }

// NewQueryServer returns the query service.
func NewQueryServer(k *Keeper) types.QueryServer { return queryServer{k} }

var _ types.QueryServer = queryServer{}

// Params returns the parameters.
func (q queryServer) Params(ctx context.Context, _ *types.QueryParamsRequest) (*types.QueryParamsResponse, error) {
	params, err := q.k.params.Get(ctx)
	if err != nil {
		return nil, err
	}
	generation, err := q.k.generation.Get(ctx)
	return &types.QueryParamsResponse{Params: params, Generation: generation}, err
}

// Round returns a posted round.
func (q queryServer) Round(ctx context.Context, req *types.QueryRoundRequest) (*types.QueryRoundResponse, error) {
	r, err := q.k.rounds.Get(ctx, req.GetRound())
	if errors.Is(err, collections.ErrNotFound) {
		return nil, types.ErrNoRound.Wrapf("round %d: not posted, or forgotten; see weftd query beacon awaited", req.GetRound())
	}
	if err != nil {
		return nil, err
	}
	_, n := types.Split(r.AnsweredBy)
	return &types.QueryRoundResponse{Round: r, Randomness: randomness(&r), BeaconRound: n}, nil
}

// Latest returns the posted round with the highest number.
func (q queryServer) Latest(ctx context.Context, _ *types.QueryLatestRequest) (*types.QueryLatestResponse, error) {
	var res *types.QueryLatestResponse
	err := q.k.rounds.Walk(ctx, new(collections.Range[uint64]).Descending(), func(_ uint64, r types.Round) (bool, error) {
		_, n := types.Split(r.AnsweredBy)
		res = &types.QueryLatestResponse{Round: r, Randomness: randomness(&r), BeaconRound: n}
		return true, nil
	})
	if err == nil && res == nil {
		err = types.ErrNoRound.Wrap("none was posted that the chain still keeps")
	}
	return res, err
}

// Awaited returns a page of the rounds to be posted. Those of a beacon that was replaced, which cannot be posted any more and
// are moved within a few blocks, are not among them.
func (q queryServer) Awaited(ctx context.Context, req *types.QueryAwaitedRequest) (*types.QueryAwaitedResponse, error) {
	params, err := q.k.params.Get(ctx)
	if err != nil {
		return nil, err
	}
	generation, err := q.k.generation.Get(ctx)
	if err != nil {
		return nil, err
	}
	rounds, page, err := query.CollectionFilteredPaginate(ctx, q.k.open, req.GetPagination(),
		func(round uint64, _ collections.NoValue) (bool, error) {
			g, _ := types.Split(round)
			return g == generation && params.Active(), nil
		},
		func(round uint64, _ collections.NoValue) (types.AwaitedRound, error) {
			_, n := types.Split(round)
			return types.AwaitedRound{Round: round, BeaconRound: n, PublicationTime: time.Unix(params.Schedule().Time(n), 0).UTC()}, nil
		})
	return &types.QueryAwaitedResponse{Rounds: rounds, Pagination: page}, err
}
