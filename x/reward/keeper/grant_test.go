// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"context"
	"testing"

	"cosmossdk.io/math"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/x/reward/internal/rewardtest"
	"github.com/weft-network/weft/x/reward/types"
)

func key(job, round uint64, slot uint32) types.GrantKey {
	return types.GrantKey{Job: job, Round: round, Slot: slot}
}

func revoke(f *rewardtest.Fixture, k types.GrantKey) error {
	return f.Do(func(ctx context.Context) error { return f.Keeper.Revoke(ctx, k) })
}

func hold(f *rewardtest.Fixture, k types.GrantKey) error {
	return f.Do(func(ctx context.Context) error { return f.Keeper.Hold(ctx, k) })
}

func unhold(f *rewardtest.Fixture, k types.GrantKey) error {
	return f.Do(func(ctx context.Context) error { return f.Keeper.Unhold(ctx, k) })
}

// earnings reads what an account earned in a job.
func earnings(f *rewardtest.Fixture, name string, job uint64) types.JobEarnings {
	r, err := f.Queries.Earnings(f.Ctx, &types.QueryEarningsRequest{Account: f.Account(name), Job: job})
	f.NoError(err)
	return r.Jobs[0]
}

func TestCreditRefusals(t *testing.T) {
	f := rewardtest.New(t)
	f.Fund(1, "alice", 1_000)
	f.Credit(rewardtest.Grant(1, 1, 0, "bob", 100))
	f.Reserve(1, 200)
	f.Finalize(1, 9)
	f.Fund(2, "alice", 100)
	f.Reserve(2, 100)
	f.Close(2, "alice", false, 5)
	good := func(change func(*types.Grant)) types.Grant {
		g := rewardtest.Grant(1, 2, 0, "bob", 100)
		change(&g)
		return g
	}
	tooMany := math.NewIntFromBigInt(math.OneInt().BigInt().Lsh(math.OneInt().BigInt(), 96))
	for name, c := range map[string]struct {
		grant   types.Grant
		wantErr error
	}{
		"no amount":     {good(func(g *types.Grant) { g.Amount = math.Int{} }), types.ErrInvalidGrant},
		"negative":      {good(func(g *types.Grant) { g.Amount = math.NewInt(-1) }), types.ErrInvalidGrant},
		"no flops":      {good(func(g *types.Grant) { g.Flops = math.Int{} }), types.ErrInvalidGrant},
		"endless flops": {good(func(g *types.Grant) { g.Flops = tooMany }), types.ErrInvalidGrant},
		"no operator":   {good(func(g *types.Grant) { g.Operator = nil }), types.ErrInvalidGrant},
		"no escrow":     {good(func(g *types.Grant) { g.Job = 3 }), types.ErrEscrowNotFound},
		"closed job":    {good(func(g *types.Grant) { g.Job = 2 }), types.ErrJobClosed},
		"not reserved":  {good(func(g *types.Grant) { g.Amount = math.NewInt(201) }), types.ErrReserveShort},
		"twice":         {good(func(g *types.Grant) { g.Round = 1 }), types.ErrGrantExists},
		"final round":   {good(func(g *types.Grant) { g.Round = 9 }), types.ErrRoundFinal},
	} {
		t.Run(name, func(t *testing.T) {
			err := f.Do(func(ctx context.Context) error { return f.Keeper.Credit(ctx, c.grant) })
			require.ErrorIs(t, err, c.wantErr)
			f.Check()
		})
	}
	f.Must(func(ctx context.Context) error { return f.Keeper.Credit(ctx, good(func(*types.Grant) {})) })
	f.Must(func(ctx context.Context) error {
		return f.Keeper.Credit(ctx, good(func(g *types.Grant) { g.Slot, g.Tokens, g.Amount = 1, 1<<64-1_000_000, math.ZeroInt() }))
	})
	err := f.Do(func(ctx context.Context) error {
		return f.Keeper.Credit(ctx, good(func(g *types.Grant) { g.Slot, g.Tokens, g.Amount = 2, 1_000_000, math.ZeroInt() }))
	})
	require.ErrorIs(t, err, types.ErrInvalidGrant, "tokens never wrap around")
}

func TestUnitRefusals(t *testing.T) {
	f := rewardtest.New(t)
	f.Fund(1, "alice", 1_000)
	f.Credit(rewardtest.Grant(1, 1, 0, "bob", 100))
	none := key(1, 1, 5)
	require.ErrorIs(t, revoke(f, none), types.ErrGrantNotFound)
	require.ErrorIs(t, hold(f, none), types.ErrGrantNotFound)
	require.ErrorIs(t, unhold(f, none), types.ErrGrantNotFound)
	require.ErrorIs(t, unhold(f, key(1, 1, 0)), types.ErrNotHeld)
	require.NoError(t, hold(f, key(1, 1, 0)))
	require.ErrorIs(t, hold(f, key(1, 1, 0)), types.ErrHeld)
	finalize := func(job, round uint64) error {
		return f.Do(func(ctx context.Context) error { return f.Keeper.FinalizeRound(ctx, job, round) })
	}
	require.ErrorIs(t, finalize(2, 1), types.ErrEscrowNotFound)
	require.NoError(t, finalize(1, 1))
	require.ErrorIs(t, finalize(1, 1), types.ErrRoundFinal)
	f.Check()
}

// Pay vests in four equal parts over four finalised rounds, rounded down
// until the last (M3); the fee is 5 %, half burnt (M5).
func TestVesting(t *testing.T) {
	f := rewardtest.New(t)
	f.Fund(1, "alice", 10_000)
	f.Credit(rewardtest.Grant(1, 1, 0, "bob", 1_001))
	_, err := f.Claim("bob", 1, 0)
	require.ErrorIs(t, err, types.ErrNothingToClaim, "a unit that is not final")
	f.Finalize(1, 1)
	_, err = f.Claim("bob", 1, 0)
	require.ErrorIs(t, err, types.ErrNothingToClaim, "nothing vests in its own round")
	supply := f.Supply(rewardtest.Denom)

	f.Finalize(1, 2)
	require.Equal(t, int64(237), f.ClaimNet("bob", 1)) // 250 vested; 237.5 after the fee, rounded down
	require.Equal(t, int64(7), f.Community())          // fee 13: 6 burnt, 7 to the pool
	require.Equal(t, supply-6, f.Supply(rewardtest.Denom))
	require.Equal(t, "751", earnings(f, "bob", 1).Vesting.String())

	f.Finalize(1, 3, 4)
	e := earnings(f, "bob", 1)
	require.Equal(t, "500", e.ClaimablePay.String()) // 750 vested
	require.Equal(t, "251", e.Vesting.String())
	require.Equal(t, int64(475), f.ClaimNet("bob", 1))
	f.Finalize(1, 5, 6, 7)
	require.Equal(t, int64(238), f.ClaimNet("bob", 1)) // 251, fee 13
	_, err = f.Claim("bob", 1, 0)
	require.ErrorIs(t, err, types.ErrNothingToClaim)
	require.Equal(t, int64(237+475+238), f.Ledger.Wallet(f.Account("bob")).Int64())
	require.Equal(t, f.Ledger.Community.Int64(), f.Community())
	f.Check()
}

// A closed job's pay is vested in full from the settle height on, whatever the
// number of rounds.
func TestVestingEndsWithTheJob(t *testing.T) {
	f := rewardtest.New(t)
	f.Fund(1, "alice", 10_000)
	f.Credit(rewardtest.Grant(1, 1, 0, "bob", 1_000))
	f.Finalize(1, 1, 2)
	f.Close(1, "alice", false, 5)
	require.Equal(t, "250", earnings(f, "bob", 1).ClaimablePay.String())
	f.Next(4)
	require.Equal(t, "250", earnings(f, "bob", 1).ClaimablePay.String())
	f.Next(1)
	require.Equal(t, int64(950), f.ClaimNet("bob", 1))
	f.Check()
	// The unit's record is gone, its tokens are not.
	require.ErrorIs(t, revoke(f, key(1, 1, 0)), types.ErrGrantNotFound)
}

func TestRevoke(t *testing.T) {
	f := rewardtest.New(t)
	f.Fund(1, "alice", 10_000)
	for slot := range uint32(3) {
		f.Credit(rewardtest.Grant(1, 1, slot, "bob", 1_000))
	}
	// Before FINAL all of it goes back, and the round pays the others only.
	require.NoError(t, revoke(f, key(1, 1, 0)))
	require.Equal(t, "8000", escrow(f, 1).Free.String())
	f.Finalize(1, 1, 2)
	require.Equal(t, "2000", escrow(f, 1).Owed.String())
	// After FINAL what was not claimed goes back.
	require.Equal(t, int64(475), f.ClaimNet("bob", 1)) // a quarter of two units
	require.NoError(t, revoke(f, key(1, 1, 1)))
	require.Equal(t, "8750", escrow(f, 1).Free.String())
	require.Equal(t, "750", escrow(f, 1).Owed.String())
	// The key is free again while the round is not final.
	f.Credit(rewardtest.Grant(1, 3, 0, "bob", 10))
	require.NoError(t, revoke(f, key(1, 3, 0)))
	f.Credit(rewardtest.Grant(1, 3, 0, "carol", 10))
	f.Check()
}

// Revoking a unit that was paid in full takes its tokens, and gives nothing
// back.
func TestRevokeAfterFullPayment(t *testing.T) {
	f := rewardtest.New(t)
	f.Fund(1, "alice", 10_000)
	f.Credit(rewardtest.Grant(1, 1, 0, "bob", 1_000))
	f.Finalize(1, 1, 2, 3, 4, 5)
	require.Equal(t, int64(950), f.ClaimNet("bob", 1))
	require.NoError(t, revoke(f, key(1, 1, 0)))
	require.Equal(t, "9000", escrow(f, 1).Free.String())
	f.Check()
}

func TestHold(t *testing.T) {
	f := rewardtest.New(t)
	f.Fund(1, "alice", 10_000)
	for slot := range uint32(4) {
		f.Credit(rewardtest.Grant(1, 1, slot, "bob", 1_000))
	}
	require.NoError(t, hold(f, key(1, 1, 0))) // let go before the round is final
	require.NoError(t, unhold(f, key(1, 1, 0)))
	require.NoError(t, hold(f, key(1, 1, 1))) // let go after it
	require.NoError(t, hold(f, key(1, 1, 2))) // revoked while it is held
	f.Finalize(1, 1)
	require.NoError(t, hold(f, key(1, 1, 3))) // held once it is final
	f.Check()

	f.Finalize(1, 2, 3)
	e := earnings(f, "bob", 1)
	require.Equal(t, "500", e.ClaimablePay.String()) // slot 0 alone
	require.Equal(t, "2000", e.Pending.String())
	require.Equal(t, "1000", e.Held.String())

	require.NoError(t, unhold(f, key(1, 1, 1))) // final now, vests from here
	require.NoError(t, revoke(f, key(1, 1, 2)))
	require.NoError(t, unhold(f, key(1, 1, 3))) // vested all the while
	f.Check()
	e = earnings(f, "bob", 1)
	require.Equal(t, "1000", e.ClaimablePay.String()) // half of slots 0 and 3
	require.Equal(t, "2000", e.Vesting.String())
	f.Finalize(1, 4)
	require.Equal(t, "1750", earnings(f, "bob", 1).ClaimablePay.String()) // and a quarter of slot 1
	f.Finalize(1, 5, 6, 7)
	require.Equal(t, int64(2_850), f.ClaimNet("bob", 1))
	require.Equal(t, "7000", escrow(f, 1).Free.String())
	f.Check()
}

// A unit that became final late is not made final again by a second hold.
func TestHoldTwice(t *testing.T) {
	f := rewardtest.New(t)
	f.Fund(1, "alice", 10_000)
	f.Credit(rewardtest.Grant(1, 1, 0, "bob", 1_000))
	k := key(1, 1, 0)
	require.NoError(t, hold(f, k))
	f.Finalize(1, 1)
	require.NoError(t, unhold(f, k))
	f.Finalize(1, 2)
	require.NoError(t, hold(f, k))
	f.Check()
	require.Equal(t, "1000", earnings(f, "bob", 1).Held.String())
	require.NoError(t, unhold(f, k))
	f.Check()
	require.Equal(t, "1000", escrow(f, 1).Owed.String())
	require.Equal(t, "250", earnings(f, "bob", 1).ClaimablePay.String())
}
