// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"strings"
	"testing"

	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/x/stake/internal/staketest"
	"github.com/weft-network/weft/x/stake/types"
)

func TestLockAndUnlock(t *testing.T) {
	f := staketest.New(t)
	a := f.Provider("a", 1_000)
	require.NoError(t, f.Deliver(lock(f, a, "job/7/slot/3/1", 400)))
	require.Equal(t, []*types.EventLocked{{Operator: f.Text(a), Ref: "job/7/slot/3/1", Amount: math.NewInt(400)}}, staketest.Events[types.EventLocked](f))
	require.NoError(t, f.Deliver(lock(f, a, "audit/2", 600)), "all that is free may be locked")
	amounts(t, f, a, 1_000, 1_000, 0)
	locked, err := f.Keeper.LockedAmount(f.Ctx, a, "audit/2")
	require.NoError(t, err)
	require.EqualValues(t, 600, locked.Int64())

	require.NoError(t, f.Deliver(unlock(f, a, "job/7/slot/3/1")))
	require.Equal(t, []*types.EventUnlocked{{Operator: f.Text(a), Ref: "job/7/slot/3/1", Amount: math.NewInt(400)}}, staketest.Events[types.EventUnlocked](f))
	amounts(t, f, a, 1_000, 600, 0)
	locked, err = f.Keeper.LockedAmount(f.Ctx, a, "job/7/slot/3/1")
	require.NoError(t, err)
	require.True(t, locked.IsZero())
	require.NoError(t, f.Deliver(lock(f, a, "job/7/slot/3/1", 1)), "a name that is free again may be used again")
}

// A lock backs one duty of one operator, and none of it can be unbonded.
func TestLockRefusals(t *testing.T) {
	f := staketest.New(t)
	a, b := f.Provider("a", 1_000), f.Provider("b", 1_000)
	require.NoError(t, f.Deliver(lock(f, a, "x", 400)))
	require.NoError(t, f.Deliver(unbond(f, a, staketest.Coin(100))))
	stranger := staketest.Address("stranger")
	refuse(t, f, []refusal{
		{"lock of a stranger", lock(f, stranger, "x", 1), types.ErrNotProvider},
		{"lock exists", lock(f, a, "x", 1), types.ErrLockExists},
		{"more than is free", lock(f, a, "y", 501), types.ErrFreeStakeShort},
		{"amount 0", lock(f, a, "y", 0), types.ErrBadAmount},
		{"amount negative", lock(f, a, "y", -1), types.ErrBadAmount},
		{"amount missing", func(ctx sdk.Context) error { return f.Keeper.Lock(ctx, a, "y", math.Int{}) }, types.ErrBadAmount},
		{"no ref", lock(f, a, "", 1), types.ErrBadRef},
		{"ref too long", lock(f, a, strings.Repeat("r", 65), 1), types.ErrBadRef},
		{"ref with a zero byte", lock(f, a, "a\x00", 1), types.ErrBadRef},
		{"unlock of a stranger", unlock(f, stranger, "x"), types.ErrLockNotFound},
		{"unlock of another's", unlock(f, b, "x"), types.ErrLockNotFound},
		{"unlock of an unknown", unlock(f, a, "y"), types.ErrLockNotFound},
	})
	err := f.Deliver(lock(f, a, "y", 501))
	require.ErrorContains(t, err, "bond 1 more", "the shortfall is named")
}

// A jailed provider must still be able to back its defence.
func TestLockWhileJailed(t *testing.T) {
	f := staketest.New(t)
	a := f.Provider("a", 1_000)
	require.NoError(t, f.Deliver(jail(f, a, 0)))
	require.NoError(t, f.Deliver(lock(f, a, "game/1", 10)))
	sound(t, f)
}

func TestRequireActive(t *testing.T) {
	f := staketest.New(t)
	a, poor, jailed := f.Provider("a", 1_000), f.Provider("poor", 1_000), f.Provider("jailed", 1_000)
	require.NoError(t, f.Deliver(unbond(f, poor, staketest.Coin(1))))
	require.NoError(t, f.Deliver(jail(f, jailed, 99)))
	require.NoError(t, f.Keeper.RequireActive(f.Ctx, a))
	require.ErrorIs(t, f.Keeper.RequireActive(f.Ctx, poor), types.ErrBelowMinBond)
	require.ErrorIs(t, f.Keeper.RequireActive(f.Ctx, jailed), types.ErrJailed)
	require.ErrorIs(t, f.Keeper.RequireActive(f.Ctx, staketest.Address("stranger")), types.ErrNotProvider)
	_, err := f.Keeper.Provider(f.Ctx, staketest.Address("stranger"))
	require.ErrorIs(t, err, types.ErrNotProvider)
}
