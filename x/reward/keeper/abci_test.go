// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"context"
	"fmt"
	"testing"

	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/x/reward/internal/rewardtest"
	"github.com/weft-network/weft/x/reward/types"
)

// At most 100 entries of the queue come due in a block, the rest later.
func TestUnlockQueueIsBounded(t *testing.T) {
	f := owners(t)
	name := func(i int) string { return fmt.Sprintf("owner %d", i) }
	for i := range 130 {
		coins := sdk.NewCoins(sdk.NewCoin(types.ShareDenom(1), math.OneInt()))
		f.Must(func(ctx context.Context) error {
			return f.Bank.SendCoins(ctx, rewardtest.Address("bob"), rewardtest.Address(name(i)), coins)
		})
		require.NoError(t, f.Lock(name(i), 1, 1))
		require.NoError(t, f.Unlock(name(i), 1, 1))
	}
	returned := func() (n int64) {
		for i := range 130 {
			n += f.Shares(name(i), 1)
		}
		return n
	}
	f.Next(5)
	require.Zero(t, returned())
	f.Next(1)
	require.Equal(t, int64(100), returned())
	f.Check()
	f.Next(1)
	require.Equal(t, int64(130), returned())
	f.Check()
}

// An entry that cannot be paid is tried again later; it neither halts the
// chain nor stands in the way of others.
func TestUnlockQueueFailure(t *testing.T) {
	f := owners(t)
	bob, carol := f.Shares("bob", 1), f.Shares("carol", 1)
	for _, name := range []string{"bob", "carol"} {
		require.NoError(t, f.Lock(name, 1, 10))
		require.NoError(t, f.Unlock(name, 1, 10))
	}
	f.FailSend = string(rewardtest.Address("bob"))
	f.Next(6)
	require.Equal(t, bob-10, f.Shares("bob", 1))
	require.Equal(t, carol, f.Shares("carol", 1))
	require.Equal(t, 1, f.Ledger.Seen["weft.reward.v1.EventItemFailed"])
	require.Len(t, royalties(f, "bob").Unlocking, 1)
	f.Check()
	f.FailSend = ""
	f.Next(5)
	require.Equal(t, bob, f.Shares("bob", 1))
	f.Check()
}
