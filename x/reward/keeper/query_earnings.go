// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/weft-network/weft/x/reward/types"
)

// MaxEarningsGrants bounds the open units of one job that a query of earnings
// looks at.
const MaxEarningsGrants = 10_000

// Earnings returns what an account earned in one job or in all of them.
func (q queryServer) Earnings(ctx context.Context, r *types.QueryEarningsRequest) (*types.QueryEarningsResponse, error) {
	account, err := q.k.accAddress(r.Account)
	if err != nil {
		return nil, asStatus(err)
	}
	if r.Job > 0 {
		e, err := q.jobEarnings(ctx, account, r.Job)
		if err != nil {
			return nil, asStatus(err)
		}
		return &types.QueryEarningsResponse{Jobs: []types.JobEarnings{e}}, nil
	}
	jobs, page, err := query.CollectionPaginate(ctx, q.k.members, r.Pagination,
		func(key memberKey, _ types.Member) (types.JobEarnings, error) {
			return q.jobEarnings(ctx, account, key.K2())
		},
		query.WithCollectionPaginationPairPrefix[sdk.AccAddress, uint64](account))
	return &types.QueryEarningsResponse{Jobs: jobs, Pagination: page}, err
}

// jobEarnings is what an account earned in one job.
func (q queryServer) jobEarnings(ctx context.Context, account sdk.AccAddress, job uint64) (types.JobEarnings, error) {
	c, err := q.k.newClaim(ctx, account, job, MaxEarningsGrants)
	if err != nil {
		return types.JobEarnings{}, err
	}
	zero := math.ZeroInt()
	e := types.JobEarnings{
		Job: job, Pending: zero, Vesting: zero, Held: zero,
		ClaimablePay: zero, ClaimableAudits: zero, ClaimableTrainerEmission: zero,
		ClaimableVerifierEmission: zero, ClaimableRefunds: zero, ClaimableRoyalties: zero,
	}
	for _, part := range []func(context.Context, *claim, *types.JobEarnings) error{
		q.earnedByUnits, q.earnedByAudits, q.earnedByDeposit, q.earnedByShares,
	} {
		if err := part(ctx, c, &e); err != nil {
			return e, err
		}
	}
	e.Truncated = c.more
	e.Received, err = valueOr(ctx, q.k.received, collections.Join(account, job),
		func() types.Received { return types.NewReceived(c.name, job) })
	return e, err
}

func (q queryServer) earnedByUnits(ctx context.Context, c *claim, e *types.JobEarnings) error {
	all := collections.QuadSuperPrefix[sdk.AccAddress, uint64, uint64, uint32](c.account, c.job)
	keys, err := q.k.collectOpen(ctx, c, nil, new(collections.Range[ownedKey]).Prefix(all))
	if err != nil {
		return err
	}
	for _, key := range keys {
		if err := q.earnedByUnit(ctx, c, key, e); err != nil {
			return err
		}
	}
	return nil
}

func (q queryServer) earnedByUnit(ctx context.Context, c *claim, key ownedKey, e *types.JobEarnings) error {
	g, err := q.k.grants.Get(ctx, collections.Join3(key.K2(), key.K3(), key.K4()))
	if err != nil {
		return err
	}
	r, err := q.k.claimRound(ctx, c, g.Round)
	if err != nil {
		return err
	}
	clock, epoch := g.Finality(r)
	switch {
	case clock == 0:
		e.Pending = e.Pending.Add(g.Amount)
		return nil
	case g.Held:
		e.Held = e.Held.Add(g.Unpaid())
		return nil
	}
	pool, err := q.k.emissionOf(ctx, c, epoch)
	if err != nil {
		return err
	}
	due := grantDue(g, c.escrow, clock, pool, height(ctx))
	e.Vesting = e.Vesting.Add(g.Unpaid()).Sub(due.pay)
	e.ClaimablePay = e.ClaimablePay.Add(due.pay)
	e.ClaimableTrainerEmission = e.ClaimableTrainerEmission.Add(due.emission)
	return nil
}

func (q queryServer) earnedByAudits(ctx context.Context, c *claim, e *types.JobEarnings) error {
	fee, err := q.k.auditFees.Get(ctx, collections.Join(c.account, c.job))
	if err == nil {
		e.ClaimableAudits = fee.Amount
	} else if !errors.Is(err, collections.ErrNotFound) {
		return err
	}
	ended, err := q.k.endedAudits(ctx, c)
	if err != nil {
		return err
	}
	for _, a := range ended {
		pool, err := q.k.claimPool(ctx, c, a.Epoch)
		if err != nil {
			return err
		}
		if pool != nil {
			e.ClaimableVerifierEmission = e.ClaimableVerifierEmission.Add(verifierEmission(*pool, a))
		}
	}
	return nil
}

func (q queryServer) earnedByDeposit(ctx context.Context, c *claim, e *types.JobEarnings) error {
	d, err := q.k.deposits.Get(ctx, collections.Join(c.job, c.account))
	if errors.Is(err, collections.ErrNotFound) {
		return nil
	}
	e.ClaimableRefunds = refundDue(c.escrow, d)
	return err
}

func (q queryServer) earnedByShares(ctx context.Context, c *claim, e *types.JobEarnings) error {
	m, err := q.k.royaltiesNow(ctx, c.job)
	if errors.Is(err, types.ErrModelNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	l, err := q.k.openLock(ctx, c.account, m)
	if err != nil {
		return err
	}
	e.ClaimableRoyalties = l.Earned
	if !c.escrow.SharesSettled(height(ctx)) {
		return nil
	}
	member, err := q.k.member(ctx, c.account, c.job)
	if err != nil {
		return err
	}
	due, err := q.k.sharesDue(ctx, m, member)
	e.ClaimableShares = due.Slots + due.Verifiers + due.Submitter
	return err
}
