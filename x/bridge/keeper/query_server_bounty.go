// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"

	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/weft-network/weft/x/bridge/types"
)

// Bounty returns a bounty, with what is needed to claim and to relay it.
func (q queryServer) Bounty(ctx context.Context, req *types.QueryBountyRequest) (*types.QueryBountyResponse, error) {
	b, err := q.k.bounty(ctx, req.GetId())
	if err != nil {
		return nil, err
	}
	p, err := q.k.params.Get(ctx)
	if err != nil {
		return nil, err
	}
	s, err := q.k.state.Get(ctx)
	if err != nil {
		return nil, err
	}
	o, err := orZero(q.k.settlements.Get(ctx, b.Order))
	if err != nil {
		return nil, err
	}
	return &types.QueryBountyResponse{
		Bounty: b, Escrow: types.Escrow(p.Contract), RefundTime: b.RefundTime(),
		Open: !b.Fixed() && s.EthTime < b.Deadline && b.Claims < types.MaxClaims, Signed: o.Id != 0 && o.Signed == s.Set,
	}, nil
}

// BountyClaims returns a page of a bounty's claims in the order of their leaves.
func (q queryServer) BountyClaims(ctx context.Context, req *types.QueryBountyClaimsRequest) (*types.QueryBountyClaimsResponse, error) {
	if _, err := q.k.bounty(ctx, req.GetBounty()); err != nil {
		return nil, err
	}
	claims, page, err := query.CollectionPaginate(ctx, q.k.claims, req.GetPagination(),
		func(_ claimKey, c types.BountyClaim) (types.BountyClaim, error) { return c, nil },
		query.WithCollectionPaginationPairPrefix[[]byte, uint64](req.GetBounty()))
	return &types.QueryBountyClaimsResponse{Claims: claims, Pagination: page}, err
}
