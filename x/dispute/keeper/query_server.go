// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"

	"cosmossdk.io/collections"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/weft-network/weft/x/dispute/types"
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

// Game implements types.QueryServer.
func (q queryServer) Game(ctx context.Context, req *types.QueryGameRequest) (*types.QueryGameResponse, error) {
	g, err := q.k.Game(ctx, req.Game)
	if err != nil {
		return nil, err
	}
	if g, err = q.k.whole(ctx, g); err != nil {
		return nil, err
	}
	b, err := q.k.Board(ctx, g.Board)
	return &types.QueryGameResponse{Game: g, Board: b}, err
}

// Games implements types.QueryServer.
func (q queryServer) Games(ctx context.Context, req *types.QueryGamesRequest) (*types.QueryGamesResponse, error) {
	fits := func(_ uint64, g types.Game) (bool, error) {
		return (req.Job == 0 || g.Job == req.Job) && (req.Round == 0 || g.Round == req.Round) &&
			(req.Defender == "" || g.Defender == req.Defender) && (req.Challenger == "" || g.Challenger == req.Challenger) &&
			(!req.Open || g.Outcome == types.OUTCOME_UNSPECIFIED), nil
	}
	games, page, err := query.CollectionFilteredPaginate(ctx, q.k.games, req.Pagination, fits,
		func(_ uint64, g types.Game) (types.Game, error) { return q.k.whole(ctx, g) })
	return &types.QueryGamesResponse{Games: games, Pagination: page}, err
}

// Board implements types.QueryServer.
func (q queryServer) Board(ctx context.Context, req *types.QueryBoardRequest) (*types.QueryBoardResponse, error) {
	b, err := q.k.Board(ctx, req.Board)
	return &types.QueryBoardResponse{Board: b}, err
}

// Boards implements types.QueryServer.
func (q queryServer) Boards(ctx context.Context, req *types.QueryBoardsRequest) (*types.QueryBoardsResponse, error) {
	prefix := collections.QuadSuperPrefix[uint64, uint64, uint32, uint32](req.Job, req.Round)
	boards, page, err := query.CollectionPaginate(ctx, q.k.stepBoards, req.Pagination,
		func(_ stepKey, id uint64) (types.Board, error) { return q.k.Board(ctx, id) },
		func(o *query.CollectionsPaginateOptions[stepKey]) { o.Prefix = &prefix })
	return &types.QueryBoardsResponse{Boards: boards, Pagination: page}, err
}

// Posts implements types.QueryServer.
func (q queryServer) Posts(ctx context.Context, req *types.QueryPostsRequest) (*types.QueryPostsResponse, error) {
	posts, page, err := query.CollectionPaginate(ctx, q.k.posts, req.Pagination,
		func(_ postKey, p types.Post) (types.Post, error) { return p, nil },
		query.WithCollectionPaginationPairPrefix[uint64, []byte](req.Board))
	return &types.QueryPostsResponse{Posts: posts, Pagination: page}, err
}

// Bond implements types.QueryServer.
func (q queryServer) Bond(ctx context.Context, req *types.QueryBondRequest) (*types.QueryBondResponse, error) {
	s, err := q.k.job.Spec(ctx, req.Job)
	if err != nil {
		return nil, err
	}
	var p types.Party
	if req.Challenger != "" {
		who, err := q.k.account(req.Challenger)
		if err != nil {
			return nil, err
		}
		if p, err = q.k.party(ctx, who); err != nil {
			return nil, err
		}
	}
	bond, err := q.k.bond(ctx, &s, &p)
	if err != nil {
		return nil, err
	}
	if req.Round > 0 {
		matched, err := q.k.matched(ctx, unit{req.Job, req.Round, req.Slot})
		if err != nil {
			return nil, err
		}
		if matched {
			bond = bondOfMatched(&s, bond)
		}
	}
	return &types.QueryBondResponse{Bond: sdk.NewCoin(q.k.bondDenom, bond), Lost: uint32(countLost(&p, height(ctx)))}, nil
}

// Party implements types.QueryServer.
func (q queryServer) Party(ctx context.Context, req *types.QueryPartyRequest) (*types.QueryPartyResponse, error) {
	who, err := q.k.account(req.Address)
	if err != nil {
		return nil, err
	}
	p, err := q.k.party(ctx, who)
	return &types.QueryPartyResponse{Party: p}, err
}
