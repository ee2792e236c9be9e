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

func updateParams(f *rewardtest.Fixture, p types.Params) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := f.Msgs.UpdateParams(ctx, &types.MsgUpdateParams{Authority: f.Authority, Params: p})
		return err
	}
}

func TestUpdateParams(t *testing.T) {
	f := rewardtest.New(t)
	update := func(authority string, p types.Params) error {
		return f.Do(func(ctx context.Context) error {
			_, err := f.Msgs.UpdateParams(ctx, &types.MsgUpdateParams{Authority: authority, Params: p})
			return err
		})
	}
	p := rewardtest.Params()
	require.ErrorIs(t, update(f.Account("alice"), p), sdkerrors.ErrUnauthorized)
	bad := p
	bad.MinLocked = 0
	require.ErrorIs(t, update(f.Authority, bad), types.ErrInvalidParams)

	// The running epoch keeps its amount; a new first emission restarts the
	// schedule with the next.
	p.EpochBlocks = 5
	require.NoError(t, update(f.Authority, p))
	require.Equal(t, "500", epoch(f).Next.String())
	p.Emission = math.NewInt(8_000)
	require.NoError(t, update(f.Authority, p))
	require.Equal(t, "1000", epoch(f).Epoch.Amount.String())
	require.Equal(t, "8000", epoch(f).Next.String())
	f.Next(5)
	require.Equal(t, "8000", epoch(f).Epoch.Amount.String())
	require.Equal(t, "4000", epoch(f).Next.String())
	f.Check()
}

// A job vests as it did when it was opened, whatever becomes of the parameter.
func TestVestRoundsOfOpenJobs(t *testing.T) {
	f := rewardtest.New(t)
	f.Fund(1, "alice", 10_000)
	p := rewardtest.Params()
	p.VestRounds = 1
	f.Must(updateParams(f, p))
	f.Fund(2, "alice", 10_000)
	for job := uint64(1); job <= 2; job++ {
		f.Credit(rewardtest.Grant(job, 1, 0, "bob", 1_000))
		f.Finalize(job, 1, 2)
	}
	require.Equal(t, "250", earnings(f, "bob", 1).ClaimablePay.String())
	require.Equal(t, "1000", earnings(f, "bob", 2).ClaimablePay.String())
	f.Check()
}
