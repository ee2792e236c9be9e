// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"bytes"
	"context"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/chain/payout"
	"github.com/weft-network/weft/x/bridge/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
	rewardtypes "github.com/weft-network/weft/x/reward/types"
)

// ClaimBounty gives a member of a completed job its part of a bounty: a leaf of what is settled on Ethereum.
func (m msgServer) ClaimBounty(ctx context.Context, msg *types.MsgClaimBounty) (*types.MsgClaimBountyResponse, error) {
	account, err := m.AddressCodec.StringToBytes(msg.Sender)
	if err != nil {
		return nil, types.ErrBadAddress.Wrapf("sender %q: %s", msg.Sender, err)
	}
	if err := m.require(ctx); err != nil {
		return nil, err
	}
	b, err := m.claimable(ctx, msg.Bounty)
	if err != nil {
		return nil, err
	}
	if err := m.checkWinner(ctx, b, msg.Recipient); err != nil {
		return nil, err
	}
	claimant := collections.Join(msg.Bounty, account)
	if has, err := m.claimants.Has(ctx, claimant); err != nil {
		return nil, err
	} else if has {
		return nil, types.ErrClaimed.Wrapf("%s of bounty %x; an account claims once", msg.Sender, msg.Bounty)
	}
	if err := m.bind(ctx, &b, msg.Job); err != nil {
		return nil, err
	}
	part, err := m.Parts.Part(ctx, msg.Job, account)
	if err != nil {
		return nil, err
	}
	amount := award(b, part)
	if !amount.IsPositive() {
		return nil, types.ErrNoPart.Wrapf("%d of %d shares of job %d in a bounty of %s", part.Shares, part.Whole, msg.Job, b.Amount)
	}
	c := types.BountyClaim{Bounty: b.Id, Index: b.Claims, Account: msg.Sender, Recipient: msg.Recipient, Amount: amount}
	if err := m.claimants.Set(ctx, claimant); err != nil {
		return nil, err
	}
	if err := m.addClaim(ctx, b, c, part); err != nil {
		return nil, err
	}
	return &types.MsgClaimBountyResponse{Index: c.Index, Amount: amount}, emit(ctx, &types.EventBountyClaimed{Claim: c, Job: msg.Job})
}

// award is an account's part of a bounty, rounded down; the parts of all are at most the whole of it.
func award(b types.Bounty, p rewardtypes.Part) math.Int {
	return math.MinInt(payout.Share(b.Amount, p.Shares, p.Whole), b.Amount.Sub(b.Awarded))
}

// claimable returns a bounty that takes claims.
func (k *Keeper) claimable(ctx context.Context, id []byte) (types.Bounty, error) {
	b, err := k.bounty(ctx, id)
	if err != nil {
		return b, err
	}
	s, err := k.state.Get(ctx)
	switch {
	case err != nil:
		return b, err
	case b.Fixed():
		return b, types.ErrBountyClosed.Wrapf("bounty %x is settled with root %x", id, b.Root)
	case s.EthTime >= b.Deadline:
		return b, types.ErrBountyClosed.Wrapf("bounty %x was to be claimed before %d on Ethereum's clock, it is %d", id, b.Deadline, s.EthTime)
	case b.Claims >= types.MaxClaims:
		return b, types.ErrBountyClosed.Wrapf("bounty %x has %d claims, which is all there may be", id, b.Claims)
	}
	return b, nil
}

// checkWinner refuses addresses from which nobody gets anything back.
func (k *Keeper) checkWinner(ctx context.Context, b types.Bounty, recipient []byte) error {
	if err := types.CheckAddress(recipient); err != nil {
		return err
	}
	p, err := k.params.Get(ctx)
	if err != nil {
		return err
	}
	for _, contract := range [][]byte{p.Contract, types.Escrow(p.Contract), b.Token} {
		if bytes.Equal(recipient, contract) {
			return types.ErrBadAddress.Wrapf("recipient %x is a contract of the bridge or the token; name an account of yours", recipient)
		}
	}
	return nil
}

// bind holds that a bounty is for a job, and binds one that names none to the first that is claimed for.
func (k *Keeper) bind(ctx context.Context, b *types.Bounty, job uint64) error {
	j, err := k.Outcomes.Job(ctx, job)
	if err != nil {
		return err
	}
	switch {
	case b.Bound != 0 && b.Bound != job:
		return types.ErrBountyJob.Wrapf("bounty %x is for job %d", b.Id, b.Bound)
	case !bytes.Equal(j.SpecDigest, b.Spec):
		return types.ErrBountyJob.Wrapf("bounty %x is for specification %x, job %d has %x", b.Id, b.Spec, job, j.SpecDigest)
	case j.Status != jobtypes.JOB_STATUS_COMPLETED || j.Result == nil || len(j.Result.Digest) != types.WordSize:
		return types.ErrNotCompleted.Wrapf("job %d is %s; claim when it is completed", job, j.Status)
	}
	b.Bound, b.Model = job, j.Result.Digest
	return nil
}

// addClaim stores a claim. The first decides when the bounty is settled at the latest; the last one of all that there can be has it settled now.
func (k *Keeper) addClaim(ctx context.Context, b types.Bounty, c types.BountyClaim, part rewardtypes.Part) error {
	s, err := k.state.Get(ctx)
	if err != nil {
		return err
	}
	meter := sdk.UnwrapSDKContext(ctx).GasMeter()
	meter.ConsumeGas(types.ClaimGas, "part of a bounty")
	due := b.Due
	if b.Claims == 0 {
		meter.ConsumeGas(types.SettlementGas, "settlement of a bounty")
		due = b.SettleTime(s.EthTime)
	}
	b.Add(c, part.Tokens, part.Audits)
	if b.Tokens >= part.AllTokens && b.Audits >= part.AllAudits || b.Claims == types.MaxClaims {
		due = min(due, s.EthTime)
	}
	if err := k.claims.Set(ctx, collections.Join(c.Bounty, c.Index), c); err != nil {
		return err
	}
	return k.putOff(ctx, b, due)
}
