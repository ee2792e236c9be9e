// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/weft-network/weft/x/bridge/types"
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

// Status returns where the bridge stands.
func (q queryServer) Status(ctx context.Context, _ *types.QueryStatusRequest) (*types.QueryStatusResponse, error) {
	s, err := q.k.state.Get(ctx)
	return &types.QueryStatusResponse{State: s}, err
}

// Tokens returns the tokens with their ledgers.
func (q queryServer) Tokens(ctx context.Context, _ *types.QueryTokensRequest) (*types.QueryTokensResponse, error) {
	tokens, err := q.k.listed(ctx)
	if err != nil {
		return nil, err
	}
	res := &types.QueryTokensResponse{Tokens: tokens, Ledgers: make([]types.Ledger, len(tokens))}
	for i, t := range tokens {
		if res.Ledgers[i], err = q.k.ledgers.Get(ctx, t.Denom); err != nil {
			return nil, err
		}
	}
	return res, nil
}

// Keys returns a page of the validators' keys.
func (q queryServer) Keys(ctx context.Context, req *types.QueryKeysRequest) (*types.QueryKeysResponse, error) {
	keys, page, err := query.CollectionPaginate(ctx, q.k.keys, req.GetPagination(), func(_ []byte, key types.Key) (types.Key, error) { return key, nil })
	return &types.QueryKeysResponse{Keys: keys, Pagination: page}, err
}

// NextSet returns the set that the validators of now make.
func (q queryServer) NextSet(ctx context.Context, _ *types.QueryNextSetRequest) (*types.QueryNextSetResponse, error) {
	members, err := q.k.members(ctx)
	return &types.QueryNextSetResponse{Members: members, Words: words(members), Enough: types.CheckMembers(members) == nil}, err
}

// Set returns a validator set.
func (q queryServer) Set(ctx context.Context, req *types.QuerySetRequest) (*types.QuerySetResponse, error) {
	set, err := q.k.sets.Get(ctx, req.GetNonce())
	if errors.Is(err, collections.ErrNotFound) {
		return nil, types.ErrNoSet.Wrapf("set %d; see set and latest_set in weftd query bridge status", req.GetNonce())
	}
	if err != nil {
		return nil, err
	}
	hash := types.SetHash(set.Nonce, set.Members)
	return &types.QuerySetResponse{Set: set, Words: words(set.Members), Hash: hash[:]}, nil
}

func words(members []types.Member) [][]byte {
	packed := types.Packed(members)
	out := make([][]byte, len(packed))
	for i := range packed {
		out[i] = packed[i][:]
	}
	return out
}

// Orders returns what is being signed.
func (q queryServer) Orders(ctx context.Context, req *types.QueryOrdersRequest) (*types.QueryOrdersResponse, error) {
	orders, page, err := query.CollectionPaginate(ctx, q.k.orders, req.GetPagination(), func(_ uint64, o types.Order) (types.Order, error) { return o, nil })
	return &types.QueryOrdersResponse{Orders: orders, Pagination: page}, err
}

// Order returns what a relayer needs of one order.
func (q queryServer) Order(ctx context.Context, req *types.QueryOrderRequest) (*types.QueryOrderResponse, error) {
	o, err := q.k.orders.Get(ctx, req.GetId())
	if errors.Is(err, collections.ErrNotFound) {
		o, err = q.k.settlements.Get(ctx, req.GetId())
	}
	if errors.Is(err, collections.ErrNotFound) {
		return nil, types.ErrNoOrder.Wrapf("order %d: it is done, or never was; see weftd query bridge orders", req.GetId())
	}
	if err != nil {
		return nil, err
	}
	s, err := q.k.state.Get(ctx)
	if err != nil {
		return nil, err
	}
	by := s.Set
	if o.Signed != 0 {
		by = o.Signed
	}
	set, err := orZero(q.k.sets.Get(ctx, by))
	if err != nil {
		return nil, err
	}
	domain, err := q.k.domain(ctx)
	if err != nil {
		return nil, err
	}
	digest, err := o.Digest(domain, by)
	if err != nil {
		return nil, err
	}
	res := &types.QueryOrderResponse{Order: o, Set: by, Digest: digest[:]}
	var members []uint32
	err = q.k.signatures.Walk(ctx, collections.NewPrefixedPairRange[uint64, uint32](o.Id), func(key signatureKey, sig []byte) (bool, error) {
		res.Signatures = append(res.Signatures, types.OrderSignature{Order: key.K1(), Member: key.K2(), Signature: sig})
		members = append(members, key.K2())
		return false, nil
	})
	res.Enough = types.PowerOf(set.Members, members) > types.Threshold
	return res, err
}

// Batches returns a page of the batches that can be executed.
func (q queryServer) Batches(ctx context.Context, req *types.QueryBatchesRequest) (*types.QueryBatchesResponse, error) {
	batches, page, err := query.CollectionPaginate(ctx, q.k.batches, req.GetPagination(), func(_ tokenKey, b types.Batch) (types.Batch, error) { return b, nil })
	return &types.QueryBatchesResponse{Batches: batches, Pagination: page}, err
}

// Withdrawals returns a page of the withdrawals on their way.
func (q queryServer) Withdrawals(ctx context.Context, req *types.QueryWithdrawalsRequest) (*types.QueryWithdrawalsResponse, error) {
	list, page, err := query.CollectionFilteredPaginate(ctx, q.k.withdrawals, req.GetPagination(),
		func(_ uint64, w types.Withdrawal) (bool, error) {
			return req.GetSender() == "" || w.Sender == req.Sender, nil
		},
		func(_ uint64, w types.Withdrawal) (types.Withdrawal, error) { return w, nil })
	return &types.QueryWithdrawalsResponse{Withdrawals: list, Pagination: page}, err
}

// Delayed returns a page of the deposits that the caps hold back.
func (q queryServer) Delayed(ctx context.Context, req *types.QueryDelayedRequest) (*types.QueryDelayedResponse, error) {
	list, page, err := query.CollectionPaginate(ctx, q.k.delayed, req.GetPagination(), func(_ tokenKey, d types.Delayed) (types.Delayed, error) { return d, nil })
	return &types.QueryDelayedResponse{Delayed: list, Pagination: page}, err
}

// Bounties returns a page of the bounties in escrow on Ethereum.
func (q queryServer) Bounties(ctx context.Context, req *types.QueryBountiesRequest) (*types.QueryBountiesResponse, error) {
	list, page, err := query.CollectionPaginate(ctx, q.k.bounties, req.GetPagination(), func(_ []byte, b types.Bounty) (types.Bounty, error) { return b, nil })
	return &types.QueryBountiesResponse{Bounties: list, Pagination: page}, err
}
