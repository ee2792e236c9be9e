// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"context"
	"testing"

	"cosmossdk.io/math"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/x/reward/internal/rewardtest"
	"github.com/weft-network/weft/x/reward/types"
)

// escrow reads a job's escrow.
func escrow(f *rewardtest.Fixture, job uint64) types.Escrow {
	r, err := f.Queries.Escrow(f.Ctx, &types.QueryEscrowRequest{Job: job})
	f.NoError(err)
	return r.Escrow
}

func release(f *rewardtest.Fixture, job uint64, amount int64) func(context.Context) error {
	return func(ctx context.Context) error { return f.Keeper.Release(ctx, job, math.NewInt(amount)) }
}

func TestDepositRefusals(t *testing.T) {
	f := rewardtest.New(t)
	f.Fund(1, "alice", 100)
	f.Fund(2, "alice", 100)
	f.Close(2, "alice", false, 0)
	f.Give("alice", 10)
	huge := math.NewIntFromBigInt(math.OneInt().BigInt().Lsh(math.OneInt().BigInt(), 100))
	for name, c := range map[string]struct {
		job     uint64
		from    string
		amount  math.Int
		wantErr error
	}{
		"nothing":       {1, "alice", math.ZeroInt(), types.ErrInvalidAmount},
		"negative":      {1, "alice", math.NewInt(-1), types.ErrInvalidAmount},
		"missing":       {1, "alice", math.Int{}, types.ErrInvalidAmount},
		"huge":          {1, "alice", huge, types.ErrInvalidAmount},
		"job 0":         {0, "alice", math.OneInt(), types.ErrInvalidJob},
		"nobody":        {1, "", math.OneInt(), types.ErrInvalidAddress},
		"closed job":    {2, "alice", math.OneInt(), types.ErrJobClosed},
		"more than has": {1, "alice", math.NewInt(11), sdkerrors.ErrInsufficientFunds},
	} {
		t.Run(name, func(t *testing.T) {
			from := rewardtest.Address(c.from)
			if c.from == "" {
				from = nil
			}
			err := f.Do(func(ctx context.Context) error { return f.Keeper.Deposit(ctx, c.job, from, c.amount) })
			require.ErrorIs(t, err, c.wantErr)
			f.Check()
		})
	}
}

func TestReserveAndRelease(t *testing.T) {
	f := rewardtest.New(t)
	free := func(job uint64) int64 {
		a, err := f.Keeper.Free(f.Ctx, job)
		require.NoError(t, err)
		return a.Int64()
	}
	require.Zero(t, free(1), "a job that was never funded has nothing free")
	f.Fund(1, "alice", 1_000)
	f.Fund(1, "bob", 500)
	f.Fund(1, "alice", 500)
	f.Reserve(1, 1_200)
	require.Equal(t, int64(800), free(1))
	f.Must(func(ctx context.Context) error { return f.Keeper.Release(ctx, 1, math.NewInt(200)) })
	e := escrow(f, 1)
	require.Equal(t, "2000", e.Deposited.String())
	require.Equal(t, "1000", e.Free.String())
	require.Equal(t, "1000", e.Reserved.String())
	f.Check()

	reserve := func(job uint64, amount int64) error {
		return f.Do(func(ctx context.Context) error { return f.Keeper.Reserve(ctx, job, math.NewInt(amount)) })
	}
	giveBack := func(job uint64, amount int64) error { return f.Do(release(f, job, amount)) }
	err := reserve(1, 1_001)
	require.ErrorIs(t, err, types.ErrEscrowShort)
	require.ErrorContains(t, err, "lacks 1", "the error names the shortfall")
	require.ErrorIs(t, reserve(9, 1), types.ErrEscrowNotFound)
	require.ErrorIs(t, reserve(1, -1), types.ErrInvalidAmount)
	require.ErrorIs(t, giveBack(9, 1), types.ErrEscrowNotFound)
	require.ErrorIs(t, giveBack(1, -1), types.ErrInvalidAmount)

	// What a unit counts on cannot be released.
	f.Must(func(ctx context.Context) error { return f.Keeper.Credit(ctx, rewardtest.Grant(1, 1, 0, "carol", 900)) })
	err = giveBack(1, 101)
	require.ErrorIs(t, err, types.ErrReserveShort)
	require.ErrorContains(t, err, "lacks 1")
	require.NoError(t, giveBack(1, 100))

	f.Close(1, "alice", false, 0)
	require.ErrorIs(t, reserve(1, 1), types.ErrJobClosed)
	f.Check()
}

// Refunds are pro rata, whatever the order and however often money becomes
// refundable after the close (M1).
func TestRefunds(t *testing.T) {
	f := rewardtest.New(t)
	f.Fund(1, "alice", 600)
	f.Fund(1, "bob", 300)
	f.Fund(1, "carol", 100)
	f.Credit(rewardtest.Grant(1, 1, 0, "dave", 200))
	f.Reserve(1, 100)
	f.Close(1, "alice", false, 10)
	e := escrow(f, 1)
	require.Equal(t, "700", e.Refundable.String())
	require.Equal(t, "0", e.Free.String())

	require.Equal(t, int64(420), f.ClaimNet("alice", 1)) // 700 · 600/1000
	_, err := f.Claim("alice", 1, 0)
	require.ErrorIs(t, err, types.ErrNothingToClaim)
	f.Must(func(ctx context.Context) error { return f.Keeper.Release(ctx, 1, math.NewInt(100)) })
	require.Equal(t, int64(60), f.ClaimNet("alice", 1))
	require.Equal(t, int64(240), f.ClaimNet("bob", 1)) // 800 · 300/1000
	f.Must(func(ctx context.Context) error {
		return f.Keeper.Revoke(ctx, types.GrantKey{Job: 1, Round: 1, Slot: 0})
	})
	require.Equal(t, int64(120), f.ClaimNet("alice", 1))
	require.Equal(t, int64(60), f.ClaimNet("bob", 1))
	require.Equal(t, int64(100), f.ClaimNet("carol", 1))
	require.Equal(t, "0", escrow(f, 1).Refundable.String())
	for name, want := range map[string]int64{"alice": 600, "bob": 300, "carol": 100, "dave": 0} {
		require.Equal(t, want, f.Balance(name), name)
		require.Zero(t, f.Ledger.Wallet(f.Account(name)).Int64(), "%s put in what it got back", name)
	}
	f.Check()
}

// What does not divide stays in the escrow: nobody gets more than its part.
func TestRefundsRoundDown(t *testing.T) {
	f := rewardtest.New(t)
	f.Fund(1, "alice", 1)
	f.Fund(1, "bob", 1)
	f.Fund(1, "carol", 1)
	f.Reserve(1, 1)
	f.Close(1, "alice", false, 0)
	// 2 · 1/3 is nothing yet.
	for _, name := range []string{"alice", "bob", "carol"} {
		_, err := f.Claim(name, 1, 0)
		require.ErrorIs(t, err, types.ErrNothingToClaim)
	}
	f.Must(func(ctx context.Context) error { return f.Keeper.Release(ctx, 1, math.OneInt()) })
	for _, name := range []string{"carol", "alice", "bob"} {
		require.Equal(t, int64(1), f.ClaimNet(name, 1))
	}
	f.Check()
}

func TestCloseRefusals(t *testing.T) {
	f := rewardtest.New(t)
	f.Fund(1, "alice", 100)
	alice := rewardtest.Address("alice")
	for name, c := range map[string]struct {
		close   types.Close
		wantErr error
	}{
		"job 0":           {types.Close{Submitter: alice, SettleHeight: 1}, types.ErrInvalidJob},
		"settled before":  {types.Close{Job: 1, Submitter: alice, SettleHeight: 0}, types.ErrInvalidClose},
		"no submitter":    {types.Close{Job: 1, Completed: true, SettleHeight: 1}, types.ErrInvalidClose},
		"share too large": {types.Close{Job: 1, Submitter: alice, Completed: true, SubmitterShare: 5_001, SettleHeight: 1}, types.ErrInvalidClose},
	} {
		t.Run(name, func(t *testing.T) {
			err := f.Do(func(ctx context.Context) error { return f.Keeper.CloseJob(ctx, c.close) })
			require.ErrorIs(t, err, c.wantErr)
		})
	}
	f.Close(1, "alice", false, 0)
	err := f.Do(func(ctx context.Context) error {
		return f.Keeper.CloseJob(ctx, types.Close{Job: 1, Submitter: alice, SettleHeight: 1})
	})
	require.ErrorIs(t, err, types.ErrJobClosed)
	// A job that nobody funded can end too.
	f.Close(7, "alice", false, 3)
	f.Check()
}
