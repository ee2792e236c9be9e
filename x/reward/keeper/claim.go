// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/chain/payout"
	"github.com/weft-network/weft/x/reward/types"
)

// claim is one MsgClaimRewards while it is being worked out. Everything is
// collected first and paid by one transfer.
type claim struct {
	account sdk.AccAddress
	name    string
	job     uint64
	// left is how many more units and epochs may be looked at.
	left int

	escrow types.Escrow
	epoch  uint64
	rounds map[uint64]types.RoundState
	// pools holds the epochs of this claim; they are stored in the order of
	// poolOrder.
	pools     map[uint64]*types.EpochPool
	poolOrder []uint64

	pay, audits, trainerEmission, verifierEmission, refund math.Int
	// more is true if there is something left to look at, pruned if records
	// that nobody needs any more were removed.
	more, pruned bool
}

// claimRewards works out and pays what an account can have of a job.
func (k *Keeper) claimRewards(ctx context.Context, account sdk.AccAddress, job uint64, limit int) (*types.MsgClaimRewardsResponse, error) {
	c, err := k.newClaim(ctx, account, job, limit)
	if err != nil {
		return nil, err
	}
	for _, part := range []func(context.Context, *claim) error{
		k.claimAudits, k.claimRefund, k.claimVerifierEmission, k.claimGrants, k.pruneGrants, k.storePools,
	} {
		if err := part(ctx, c); err != nil {
			return nil, err
		}
	}
	gross := c.pay.Add(c.audits).Add(c.trainerEmission).Add(c.verifierEmission).Add(c.refund)
	if gross.IsZero() && !c.more && !c.pruned {
		return nil, types.ErrNothingToClaim.Wrapf("account %s has nothing vested or refundable in job %d at this height; see its earnings", c.name, job)
	}
	if err := k.escrows.Set(ctx, job, c.escrow); err != nil {
		return nil, err
	}
	net, err := k.payClaim(ctx, c)
	return &types.MsgClaimRewardsResponse{Gross: gross, Net: net, More: c.more}, err
}

func (k *Keeper) newClaim(ctx context.Context, account sdk.AccAddress, job uint64, limit int) (*claim, error) {
	name, err := k.text(account)
	if err != nil {
		return nil, err
	}
	e, err := k.escrow(ctx, job)
	if err != nil {
		return nil, err
	}
	epoch, err := k.epoch.Get(ctx)
	zero := math.ZeroInt()
	return &claim{
		account: account, name: name, job: job, left: limit, escrow: e, epoch: epoch.Number,
		rounds: map[uint64]types.RoundState{}, pools: map[uint64]*types.EpochPool{},
		pay: zero, audits: zero, trainerEmission: zero, verifierEmission: zero, refund: zero,
	}, err
}

// claimAudits takes all audit fees of the account in the job.
func (k *Keeper) claimAudits(ctx context.Context, c *claim) error {
	key := collections.Join(c.account, c.job)
	fee, err := k.auditFees.Get(ctx, key)
	if errors.Is(err, collections.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	c.audits = fee.Amount
	return k.auditFees.Remove(ctx, key)
}

// claimRefund takes a depositor's part of what a closed job did not need.
func (k *Keeper) claimRefund(ctx context.Context, c *claim) error {
	if !c.escrow.Closed {
		return nil
	}
	key := collections.Join(c.job, c.account)
	d, err := k.deposits.Get(ctx, key)
	if errors.Is(err, collections.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	c.refund = refundDue(c.escrow, d)
	if c.refund.IsZero() {
		return nil
	}
	d.Refunded = d.Refunded.Add(c.refund)
	c.escrow.Refundable = c.escrow.Refundable.Sub(c.refund)
	c.escrow.Refunded = c.escrow.Refunded.Add(c.refund)
	return k.deposits.Set(ctx, key, d)
}

// refundDue is what a depositor can take back now; nothing while the job runs,
// as nothing is refundable then.
func refundDue(e types.Escrow, d types.Deposit) math.Int {
	return payout.Refund(e.Refundable.Add(e.Refunded), d.Amount, e.Deposited, d.Refunded)
}

// claimVerifierEmission takes the account's part of ended epochs in which it
// audited. Each epoch is looked at once: what earned nothing is forgotten.
func (k *Keeper) claimVerifierEmission(ctx context.Context, c *claim) error {
	entries, err := k.endedAudits(ctx, c)
	if err != nil {
		return err
	}
	for _, a := range entries {
		chargeItem(ctx, c)
		pool, err := k.claimPool(ctx, c, a.Epoch)
		if err != nil {
			return err
		}
		if pool != nil {
			due := verifierEmission(*pool, a)
			pool.VerifiersMinted = pool.VerifiersMinted.Add(due)
			c.verifierEmission = c.verifierEmission.Add(due)
		}
		if err := k.epochAudits.Remove(ctx, collections.Join3(c.account, c.job, a.Epoch)); err != nil {
			return err
		}
	}
	return nil
}

// endedAudits reads the account's audits of ended epochs, as many as the claim
// may look at.
func (k *Keeper) endedAudits(ctx context.Context, c *claim) ([]types.EpochAudits, error) {
	var entries []types.EpochAudits
	prefix := collections.NewSuperPrefixedTripleRange[sdk.AccAddress, uint64, uint64](c.account, c.job)
	err := k.epochAudits.Walk(ctx, prefix, func(_ auditsKey, a types.EpochAudits) (bool, error) {
		if a.Epoch >= c.epoch {
			return true, nil
		}
		if len(entries) == c.left {
			c.more = true
			return true, nil
		}
		entries = append(entries, a)
		return false, nil
	})
	return entries, err
}

func verifierEmission(p types.EpochPool, a types.EpochAudits) math.Int {
	return payout.Share(p.Verifiers, a.Audits, p.Audits)
}

// claimPool reads the emission of a job and epoch once per claim; nil if there
// is none.
func (k *Keeper) claimPool(ctx context.Context, c *claim, epoch uint64) (*types.EpochPool, error) {
	if p, ok := c.pools[epoch]; ok {
		return p, nil
	}
	p, ok, err := k.epochPool(ctx, c.job, epoch)
	if err != nil {
		return nil, err
	}
	if !ok {
		c.pools[epoch] = nil
		return nil, nil
	}
	c.pools[epoch] = &p
	c.poolOrder = append(c.poolOrder, epoch)
	return &p, nil
}

// storePools writes back what the claim took of the epochs' emission.
func (k *Keeper) storePools(ctx context.Context, c *claim) error {
	for _, epoch := range c.poolOrder {
		if err := k.pools.Set(ctx, collections.Join(c.job, epoch), *c.pools[epoch]); err != nil {
			return err
		}
	}
	return nil
}

// chargeItem charges for one unit or epoch before it is looked at.
func chargeItem(ctx context.Context, c *claim) {
	sdk.UnwrapSDKContext(ctx).GasMeter().ConsumeGas(types.ClaimGas, "reward claim item")
	c.left--
}
