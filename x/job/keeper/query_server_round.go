// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/weft-network/weft/x/job/types"
)

// inRound limits a page to the entries of one round.
func inRound[K any](job, round uint64) func(*query.CollectionsPaginateOptions[collections.Triple[uint64, uint64, K]]) {
	prefix := collections.TripleSuperPrefix[uint64, uint64, K](job, round)
	return func(o *query.CollectionsPaginateOptions[collections.Triple[uint64, uint64, K]]) { o.Prefix = &prefix }
}

// Witnesses implements types.QueryServer.
func (q queryServer) Witnesses(ctx context.Context, req *types.QueryWitnessesRequest) (*types.QueryWitnessesResponse, error) {
	t, err := q.k.tallies.Get(ctx, collections.Join(req.Job, req.Round))
	if err != nil && !errors.Is(err, collections.ErrNotFound) {
		return nil, err
	}
	all, page, err := query.CollectionPaginate(ctx, q.k.witnesses, req.Pagination,
		func(_ voiceKey, w types.Witness) (types.Witness, error) { return w, nil }, inRound[[]byte](req.Job, req.Round))
	return &types.QueryWitnessesResponse{Witnesses: all, Tally: t, Pagination: page}, err
}

// OuterClaims implements types.QueryServer.
func (q queryServer) OuterClaims(ctx context.Context, req *types.QueryOuterClaimsRequest) (*types.QueryOuterClaimsResponse, error) {
	all, page, err := query.CollectionPaginate(ctx, q.k.claims, req.Pagination,
		func(_ voiceKey, c types.OuterClaim) (types.OuterClaim, error) { return c, nil }, inRound[[]byte](req.Job, req.Round))
	return &types.QueryOuterClaimsResponse{Claims: all, Pagination: page}, err
}

// Evaluations implements types.QueryServer.
func (q queryServer) Evaluations(ctx context.Context, req *types.QueryEvaluationsRequest) (*types.QueryEvaluationsResponse, error) {
	all, page, err := query.CollectionPaginate(ctx, q.k.evaluations, req.Pagination,
		func(_ voiceKey, e types.Evaluation) (types.Evaluation, error) { return e, nil },
		func(o *query.CollectionsPaginateOptions[voiceKey]) {
			prefix := collections.TriplePrefix[uint64, uint64, []byte](req.Job)
			o.Prefix = &prefix
		})
	return &types.QueryEvaluationsResponse{Evaluations: all, Pagination: page}, err
}

// Completions implements types.QueryServer.
func (q queryServer) Completions(ctx context.Context, req *types.QueryCompletionsRequest) (*types.QueryCompletionsResponse, error) {
	all, page, err := query.CollectionPaginate(ctx, q.k.completions, req.Pagination,
		func(_ collections.Pair[uint64, []byte], c types.Completion) (types.Completion, error) { return c, nil },
		query.WithCollectionPaginationPairPrefix[uint64, []byte](req.Job))
	return &types.QueryCompletionsResponse{Completions: all, Pagination: page}, err
}
