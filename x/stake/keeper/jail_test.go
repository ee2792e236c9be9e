// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"testing"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/x/stake/internal/staketest"
	"github.com/weft-network/weft/x/stake/types"
)

// A time in jail is never shorter than jail_blocks, and a second jailing never makes it shorter.
func TestJail(t *testing.T) {
	f := staketest.New(t)
	a := f.Provider("a", 1_000)
	steps := []struct{ until, want int64 }{
		{0, 1 + 5},
		{-7, 1 + 5},
		{4, 1 + 5},
		{40, 40},
		{30, 40},
		{41, 41},
	}
	for _, s := range steps {
		require.NoError(t, f.Deliver(jail(f, a, s.until)))
		require.Equal(t, []*types.EventJailed{{Operator: f.Text(a), Reason: types.SlashReasonDowntime, UntilHeight: s.want}}, staketest.Events[types.EventJailed](f))
		stake := f.Stake(a)
		require.True(t, stake.Jailed)
		require.Equal(t, s.want, stake.JailedUntil)
		sound(t, f)
	}
	refuse(t, f, []refusal{
		{"stranger", jail(f, staketest.Address("stranger"), 0), types.ErrNotProvider},
		{"no reason", func(ctx sdk.Context) error { return f.Keeper.Jail(ctx, a, 0, 9) }, types.ErrBadReason},
		{"unknown reason", func(ctx sdk.Context) error { return f.Keeper.Jail(ctx, a, 99, 9) }, types.ErrBadReason},
	})
}
