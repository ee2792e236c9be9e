// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"context"
	"testing"

	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/x/reward/internal/rewardtest"
	"github.com/weft-network/weft/x/reward/types"
)

// owners makes a finished model whose trainers have claimed their shares: bob
// 266 666 666, carol 533 333 333.
func owners(t *testing.T) *rewardtest.Fixture {
	t.Helper()
	f := rewardtest.New(t)
	f.Finished(1, "bob", "carol")
	for _, name := range []string{"bob", "carol"} {
		_, err := f.ClaimShares(name, 1)
		require.NoError(t, err)
	}
	f.Give("payer", 1_000_000)
	return f
}

func royalties(f *rewardtest.Fixture, name string) types.LockView {
	r, err := f.Queries.Royalties(f.Ctx, &types.QueryRoyaltiesRequest{Account: f.Account(name)})
	f.NoError(err)
	if len(r.Locks) == 0 {
		return types.LockView{}
	}
	return r.Locks[0]
}

func TestShareMessagesRefuse(t *testing.T) {
	f := owners(t)
	bob := f.Account("bob")
	require.NoError(t, f.Lock("bob", 1, 5_000))
	one := math.OneInt()
	for name, c := range map[string]struct {
		send    func(ctx context.Context) error
		wantErr error
	}{
		"lock, address":            {lockMsg(f, "x", 1, 1), types.ErrInvalidAddress},
		"lock, nothing":            {lockMsg(f, bob, 1, 0), types.ErrInvalidShares},
		"lock, too many":           {lockMsg(f, bob, 1, 1_000_000_001), types.ErrInvalidShares},
		"lock, no model":           {lockMsg(f, bob, 2, 1), types.ErrModelNotFound},
		"lock, more than has":      {lockMsg(f, bob, 1, 300_000_000), sdkerrors.ErrInsufficientFunds},
		"unlock, address":          {unlockMsg(f, "x", 1, 1), types.ErrInvalidAddress},
		"unlock, nothing":          {unlockMsg(f, bob, 1, 0), types.ErrInvalidShares},
		"unlock, too many":         {unlockMsg(f, bob, 1, 1<<63), types.ErrInvalidShares},
		"unlock, no model":         {unlockMsg(f, bob, 2, 1), types.ErrModelNotFound},
		"unlock, more than locked": {unlockMsg(f, bob, 1, 5_001), types.ErrLockShort},
		"unlock, stranger":         {unlockMsg(f, f.Account("dave"), 1, 1), types.ErrLockShort},
		"pay, address":             {payMsg(f, "x", 1, one), types.ErrInvalidAddress},
		"pay, nothing":             {payMsg(f, bob, 1, math.ZeroInt()), types.ErrInvalidAmount},
		"pay, no amount":           {payMsg(f, bob, 1, math.Int{}), types.ErrInvalidAmount},
		"pay, no model":            {payMsg(f, bob, 2, one), types.ErrModelNotFound},
		"pay, more than has":       {payMsg(f, bob, 1, one), sdkerrors.ErrInsufficientFunds},
		"royalties, address":       {royaltiesMsg(f, "x", 1), types.ErrInvalidAddress},
		"royalties, no model":      {royaltiesMsg(f, bob, 2), types.ErrModelNotFound},
		"royalties, none":          {royaltiesMsg(f, bob, 1), types.ErrNothingToClaim},
	} {
		t.Run(name, func(t *testing.T) {
			require.ErrorIs(t, f.Do(c.send), c.wantErr)
			f.Check()
		})
	}
}

func lockMsg(f *rewardtest.Fixture, owner string, job, shares uint64) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := f.Msgs.LockShares(ctx, &types.MsgLockShares{Owner: owner, Job: job, Shares: shares})
		return err
	}
}

func unlockMsg(f *rewardtest.Fixture, owner string, job, shares uint64) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := f.Msgs.UnlockShares(ctx, &types.MsgUnlockShares{Owner: owner, Job: job, Shares: shares})
		return err
	}
}

func payMsg(f *rewardtest.Fixture, payer string, job uint64, amount math.Int) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := f.Msgs.PayModel(ctx, &types.MsgPayModel{Payer: payer, Job: job, Amount: amount})
		return err
	}
}

func royaltiesMsg(f *rewardtest.Fixture, claimant string, job uint64) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := f.Msgs.ClaimRoyalties(ctx, &types.MsgClaimRoyalties{Claimant: claimant, Job: job})
		return err
	}
}

// Royalties are per locked share and moment: who locks later, or has unlocked,
// gets none of what was paid meanwhile (M7).
func TestRoyalties(t *testing.T) {
	f := owners(t)
	pay := func(amount int64) {
		t.Helper()
		spread, err := f.PayModel("payer", 1, amount)
		require.NoError(t, err)
		require.True(t, spread)
		f.Check()
	}
	require.NoError(t, f.Lock("bob", 1, 1_024))
	pay(900) // bob 900
	require.NoError(t, f.Lock("carol", 1, 3_072))
	pay(2_000) // bob 500, carol 1500
	require.NoError(t, f.Unlock("carol", 1, 2_048))
	pay(200) // bob 100, carol 100
	require.Equal(t, "1500", royalties(f, "bob").Claimable.String())
	require.Equal(t, "1600", earnings(f, "carol", 1).ClaimableRoyalties.String())

	got, err := f.ClaimRoyalties("bob", 1)
	require.NoError(t, err)
	require.Equal(t, int64(1_500), got)
	require.Equal(t, int64(1_500), f.Balance("bob"), "no fee on royalties")
	f.Check()
	got, err = f.ClaimRoyalties("carol", 1)
	require.NoError(t, err)
	require.Equal(t, int64(1_600), got)
	_, err = f.ClaimRoyalties("carol", 1)
	require.ErrorIs(t, err, types.ErrNothingToClaim)
	require.Equal(t, "3100", f.Ledger.Wallet(f.Account("payer")).Neg().String())
	f.Check()
}

// Shares in a wallet earn nothing, and a transfer takes no royalties along:
// selling shares before claiming loses nothing, buying them gains nothing.
func TestSharesMovedBeforeClaiming(t *testing.T) {
	f := owners(t)
	require.NoError(t, f.Lock("bob", 1, 1_000))
	_, err := f.PayModel("payer", 1, 500)
	require.NoError(t, err)
	require.NoError(t, f.Unlock("bob", 1, 1_000))
	f.Next(6)
	shares := sdk.NewCoins(sdk.NewInt64Coin(types.ShareDenom(1), 266_666_666))
	f.Must(func(ctx context.Context) error {
		return f.Bank.SendCoins(ctx, rewardtest.Address("bob"), rewardtest.Address("dave"), shares)
	})
	require.NoError(t, f.Lock("dave", 1, 266_666_666))
	_, err = f.ClaimRoyalties("dave", 1)
	require.ErrorIs(t, err, types.ErrNothingToClaim)
	got, err := f.ClaimRoyalties("bob", 1)
	require.NoError(t, err)
	require.Equal(t, int64(500), got)
	_, err = f.ClaimShares("dave", 1)
	require.ErrorIs(t, err, types.ErrNothingToClaim, "shares cannot be claimed again by their buyer")
	f.Check()
}

// Money that waits is not for whoever locks first: it is spread over what is
// locked when the notice has passed, and only if enough is.
func TestWaitingRoyalties(t *testing.T) {
	f := owners(t)
	spread, err := f.PayModel("payer", 1, 1_000)
	require.NoError(t, err)
	require.False(t, spread)
	require.NoError(t, f.Lock("carol", 1, 999)) // one short
	require.Zero(t, model(f, 1).Model.SpreadHeight)
	f.Next(10)
	_, err = f.ClaimRoyalties("carol", 1)
	require.ErrorIs(t, err, types.ErrNothingToClaim)

	require.NoError(t, f.Lock("carol", 1, 1)) // the notice begins
	require.Equal(t, f.Height()+5, model(f, 1).Model.SpreadHeight)
	f.Next(4)
	require.NoError(t, f.Lock("bob", 1, 3_000)) // bob heard of it in time
	spread, err = f.PayModel("payer", 1, 1_000)
	require.NoError(t, err)
	require.False(t, spread, "what comes during the notice waits too")
	require.Equal(t, "0", royalties(f, "carol").Claimable.String())
	f.Check()
	f.Next(1)
	require.Equal(t, "500", royalties(f, "carol").Claimable.String())
	// A lock in the very block in which the notice ends comes too late.
	require.NoError(t, f.Lock("carol", 1, 4_000))
	require.Equal(t, "500", royalties(f, "carol").Claimable.String())
	got, err := f.ClaimRoyalties("bob", 1)
	require.NoError(t, err)
	require.Equal(t, int64(1_500), got)
	f.Check()
	spread, err = f.PayModel("payer", 1, 8)
	require.NoError(t, err)
	require.True(t, spread)
	f.Check()
}

// If shares are unlocked during the notice so that too few are left, it ends.
func TestNoticeEndsWithTheLocks(t *testing.T) {
	f := owners(t)
	_, err := f.PayModel("payer", 1, 1_000)
	require.NoError(t, err)
	require.NoError(t, f.Lock("bob", 1, 1_000))
	f.Next(3)
	require.NoError(t, f.Unlock("bob", 1, 1))
	require.Zero(t, model(f, 1).Model.SpreadHeight)
	f.Next(10)
	require.NoError(t, f.Lock("carol", 1, 1))
	require.Equal(t, f.Height()+5, model(f, 1).Model.SpreadHeight)
	require.Equal(t, "0", royalties(f, "bob").Claimable.String())
	f.Check()
}

// Thirds are not lost: what does not divide is in the index later.
func TestRoyaltiesRound(t *testing.T) {
	f := owners(t)
	require.NoError(t, f.Lock("bob", 1, 1_000))
	require.NoError(t, f.Lock("carol", 1, 2_000))
	for range 300 {
		_, err := f.PayModel("payer", 1, 1)
		require.NoError(t, err)
	}
	f.Check()
	got := royalties(f, "bob").Claimable.Int64() + royalties(f, "carol").Claimable.Int64()
	require.LessOrEqual(t, got, int64(300))
	require.GreaterOrEqual(t, got, int64(298), "at most one unit is lost per owner")
}

func TestUnlockQueue(t *testing.T) {
	f := owners(t)
	have := f.Shares("bob", 1)
	require.NoError(t, f.Lock("bob", 1, 1_000))
	require.Equal(t, have-1_000, f.Shares("bob", 1))
	require.NoError(t, f.Unlock("bob", 1, 100))
	require.NoError(t, f.Unlock("bob", 1, 200)) // one entry with the first
	f.Next(1)
	require.NoError(t, f.Unlock("bob", 1, 300))
	v := royalties(f, "bob")
	require.Len(t, v.Unlocking, 2)
	require.Equal(t, uint64(300), v.Unlocking[0].Shares)
	require.Equal(t, uint64(400), v.Lock.Shares)
	f.Next(4) // the block at which the first is due has begun
	require.Equal(t, have-1_000, f.Shares("bob", 1))
	f.Next(1)
	require.Equal(t, have-700, f.Shares("bob", 1))
	f.Next(1)
	require.Equal(t, have-400, f.Shares("bob", 1))
	f.Check()
	require.NoError(t, f.Unlock("bob", 1, 400))
	f.Next(6)
	require.Equal(t, have, f.Shares("bob", 1))
	require.Equal(t, have, f.Ledger.Shares(f.Account("bob"), 1).Int64())
	f.Check()
}
