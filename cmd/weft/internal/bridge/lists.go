// SPDX-License-Identifier: Apache-2.0

package bridge

import (
	"context"
	"iter"

	"github.com/weft-network/weft/chain/client"
	bridgetypes "github.com/weft-network/weft/x/bridge/types"
)

// Withdrawals are those that are neither paid nor given back, of one account if it
// is named.
func Withdrawals(ctx context.Context, c *client.Client, sender string) iter.Seq2[bridgetypes.Withdrawal, error] {
	return client.Pages(ctx, func(ctx context.Context, page *client.PageRequest) ([]bridgetypes.Withdrawal, *client.PageResponse, error) {
		res, err := c.Bridge().Withdrawals(ctx, &bridgetypes.QueryWithdrawalsRequest{Sender: sender, Pagination: page})
		if err != nil {
			return nil, nil, err
		}
		return res.Withdrawals, res.Pagination, nil
	})
}

// Bounties are those that the chain knows.
func Bounties(ctx context.Context, c *client.Client) iter.Seq2[bridgetypes.Bounty, error] {
	return client.Pages(ctx, func(ctx context.Context, page *client.PageRequest) ([]bridgetypes.Bounty, *client.PageResponse, error) {
		res, err := c.Bridge().Bounties(ctx, &bridgetypes.QueryBountiesRequest{Pagination: page})
		if err != nil {
			return nil, nil, err
		}
		return res.Bounties, res.Pagination, nil
	})
}

// claims are a bounty's, in the order of their leaves.
func claims(ctx context.Context, c *client.Client, bounty []byte) ([]bridgetypes.BountyClaim, error) {
	return all(client.Pages(ctx, func(ctx context.Context, page *client.PageRequest) ([]bridgetypes.BountyClaim, *client.PageResponse, error) {
		res, err := c.Bridge().BountyClaims(ctx, &bridgetypes.QueryBountyClaimsRequest{Bounty: bounty, Pagination: page})
		if err != nil {
			return nil, nil, err
		}
		return res.Claims, res.Pagination, nil
	}))
}

func (b *Bridge) orders(ctx context.Context) ([]bridgetypes.Order, error) {
	return all(client.Pages(ctx, func(ctx context.Context, page *client.PageRequest) ([]bridgetypes.Order, *client.PageResponse, error) {
		res, err := b.Chain.Bridge().Orders(ctx, &bridgetypes.QueryOrdersRequest{Pagination: page})
		if err != nil {
			return nil, nil, err
		}
		return res.Orders, res.Pagination, nil
	}))
}

// batches are those that are open, by their order.
func (b *Bridge) batches(ctx context.Context) (map[uint64]bridgetypes.Batch, error) {
	out := map[uint64]bridgetypes.Batch{}
	for batch, err := range client.Pages(ctx, func(ctx context.Context, page *client.PageRequest) ([]bridgetypes.Batch, *client.PageResponse, error) {
		res, err := b.Chain.Bridge().Batches(ctx, &bridgetypes.QueryBatchesRequest{Pagination: page})
		if err != nil {
			return nil, nil, err
		}
		return res.Batches, res.Pagination, nil
	}) {
		if err != nil {
			return nil, err
		}
		out[batch.Order] = batch
	}
	return out, nil
}

// delayed are the deposits that the caps hold back, by their event.
func (b *Bridge) delayed(ctx context.Context) (map[uint64]bridgetypes.Delayed, error) {
	out := map[uint64]bridgetypes.Delayed{}
	for d, err := range client.Pages(ctx, func(ctx context.Context, page *client.PageRequest) ([]bridgetypes.Delayed, *client.PageResponse, error) {
		res, err := b.Chain.Bridge().Delayed(ctx, &bridgetypes.QueryDelayedRequest{Pagination: page})
		if err != nil {
			return nil, nil, err
		}
		return res.Delayed, res.Pagination, nil
	}) {
		if err != nil {
			return nil, err
		}
		out[d.Nonce] = d
	}
	return out, nil
}

// all collects a sequence.
func all[T any](seq iter.Seq2[T, error]) ([]T, error) {
	var out []T
	for item, err := range seq {
		if err != nil {
			return nil, err
		}
		out = append(out, item)
	}
	return out, nil
}
