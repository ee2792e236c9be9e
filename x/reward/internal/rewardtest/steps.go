// SPDX-License-Identifier: Apache-2.0

package rewardtest

import (
	"context"

	"cosmossdk.io/math"

	"github.com/weft-network/weft/x/reward/types"
)

// Fund deposits to a job money that an account is given first.
func (f *Fixture) Fund(job uint64, name string, amount int64) {
	f.TB.Helper()
	f.Give(name, amount)
	f.Must(func(ctx context.Context) error { return f.Keeper.Deposit(ctx, job, Address(name), math.NewInt(amount)) })
}

// Reserve sets money aside.
func (f *Fixture) Reserve(job uint64, amount int64) {
	f.TB.Helper()
	f.Must(func(ctx context.Context) error { return f.Keeper.Reserve(ctx, job, math.NewInt(amount)) })
}

// Grant is a unit of an operator with 10 tokens and 100 FLOP per unit of pay.
func Grant(job, round uint64, slot uint32, name string, amount int64) types.Grant {
	return types.Grant{
		Job: job, Round: round, Slot: slot, Operator: Address(name), Amount: math.NewInt(amount),
		Tokens: uint64(amount) * 10, Flops: math.NewInt(amount * 100),
	}
}

// Credit reserves a unit's pay and credits it.
func (f *Fixture) Credit(g types.Grant) {
	f.TB.Helper()
	f.Reserve(g.Job, g.Amount.Int64())
	f.Must(func(ctx context.Context) error { return f.Keeper.Credit(ctx, g) })
}

// Finalize makes rounds of a job final.
func (f *Fixture) Finalize(job uint64, rounds ...uint64) {
	f.TB.Helper()
	for _, r := range rounds {
		f.Must(func(ctx context.Context) error { return f.Keeper.FinalizeRound(ctx, job, r) })
	}
}

// Close closes a job that settles a number of blocks later.
func (f *Fixture) Close(job uint64, submitter string, completed bool, blocks int64) {
	f.TB.Helper()
	f.Must(func(ctx context.Context) error {
		return f.Keeper.CloseJob(ctx, types.Close{
			Job: job, Submitter: Address(submitter), Completed: completed, SubmitterShare: 1_000, SettleHeight: f.Height() + blocks,
		})
	})
}

// Sponsor sponsors a job.
func (f *Fixture) Sponsor(job, weight uint64, most int64) {
	f.TB.Helper()
	f.Must(func(ctx context.Context) error {
		_, err := f.Msgs.SponsorJob(ctx, &types.MsgSponsorJob{Authority: f.Authority, Job: job, Weight: weight, Cap: math.NewInt(most)})
		return err
	})
}

// Claim claims the rewards of an account in a job.
func (f *Fixture) Claim(name string, job uint64, limit uint32) (*types.MsgClaimRewardsResponse, error) {
	f.TB.Helper()
	var r *types.MsgClaimRewardsResponse
	err := f.Do(func(ctx context.Context) (err error) {
		r, err = f.Msgs.ClaimRewards(ctx, &types.MsgClaimRewards{Claimant: f.Account(name), Job: job, Limit: limit})
		return err
	})
	return r, err
}

// ClaimNet claims and returns what the account received.
func (f *Fixture) ClaimNet(name string, job uint64) int64 {
	f.TB.Helper()
	before := f.Balance(name)
	r, err := f.Claim(name, job, 0)
	f.NoError(err)
	if got := f.Balance(name) - before; got != r.Net.Int64() {
		f.TB.Fatalf("%s received %d, the answer says %s", name, got, r.Net)
	}
	return r.Net.Int64()
}

// ClaimShares claims shares and returns how many came.
func (f *Fixture) ClaimShares(name string, job uint64) (uint64, error) {
	f.TB.Helper()
	var shares uint64
	return shares, f.Do(func(ctx context.Context) error {
		r, err := f.Msgs.ClaimShares(ctx, &types.MsgClaimShares{Claimant: f.Account(name), Job: job})
		if err == nil {
			shares = r.Shares
		}
		return err
	})
}

// Lock locks shares.
func (f *Fixture) Lock(name string, job, shares uint64) error {
	f.TB.Helper()
	return f.Do(func(ctx context.Context) error {
		_, err := f.Msgs.LockShares(ctx, &types.MsgLockShares{Owner: f.Account(name), Job: job, Shares: shares})
		return err
	})
}

// Unlock unlocks shares.
func (f *Fixture) Unlock(name string, job, shares uint64) error {
	f.TB.Helper()
	return f.Do(func(ctx context.Context) error {
		_, err := f.Msgs.UnlockShares(ctx, &types.MsgUnlockShares{Owner: f.Account(name), Job: job, Shares: shares})
		return err
	})
}

// PayModel pays a model and returns whether that was spread at once.
func (f *Fixture) PayModel(name string, job uint64, amount int64) (bool, error) {
	f.TB.Helper()
	var spread bool
	err := f.Do(func(ctx context.Context) error {
		r, err := f.Msgs.PayModel(ctx, &types.MsgPayModel{Payer: f.Account(name), Job: job, Amount: math.NewInt(amount)})
		if err == nil {
			spread = r.Spread
		}
		return err
	})
	return spread, err
}

// ClaimRoyalties claims royalties and returns what came.
func (f *Fixture) ClaimRoyalties(name string, job uint64) (int64, error) {
	f.TB.Helper()
	var amount int64
	err := f.Do(func(ctx context.Context) error {
		r, err := f.Msgs.ClaimRoyalties(ctx, &types.MsgClaimRoyalties{Claimant: f.Account(name), Job: job})
		if err == nil {
			amount = r.Amount.Int64()
		}
		return err
	})
	return amount, err
}

// Finished makes a completed job whose shares can be claimed: names[i] trained
// (i+1)·1000 tokens, and an account named submitter paid and owns a tenth.
func (f *Fixture) Finished(job uint64, names ...string) {
	f.TB.Helper()
	f.Fund(job, "submitter", 10_000)
	for i, name := range names {
		f.Credit(Grant(job, 1, uint32(i), name, int64(i+1)*100))
	}
	f.Finalize(job, 1)
	f.Close(job, "submitter", true, 0)
}
