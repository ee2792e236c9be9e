// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"context"
	"testing"

	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/x/stake/internal/staketest"
	"github.com/weft-network/weft/x/stake/keeper"
	"github.com/weft-network/weft/x/stake/types"
)

// Each way to break the state on purpose is seen.
func TestCheckInvariantsSeesDamage(t *testing.T) {
	stake := func(edit func(*types.Stake)) func(context.Context, *staketest.Fixture, keeper.Raw, sdk.AccAddress) error {
		return func(ctx context.Context, f *staketest.Fixture, raw keeper.Raw, a sdk.AccAddress) error {
			s, err := f.Keeper.Stake(ctx, a)
			if err != nil {
				return err
			}
			edit(&s)
			return raw.SetStake(ctx, a, s)
		}
	}
	tests := map[string]func(context.Context, *staketest.Fixture, keeper.Raw, sdk.AccAddress) error{
		"bonded unlike the pool":  stake(func(s *types.Stake) { s.Bonded = s.Bonded.AddRaw(1) }),
		"locked unlike its locks": stake(func(s *types.Stake) { s.Locked = s.Locked.SubRaw(1) }),
		"locked above bonded":     stake(func(s *types.Stake) { s.Bonded = s.Locked.SubRaw(1) }),
		"unbonding unlike its sum": stake(func(s *types.Stake) {
			s.Unbonding = s.Unbonding.AddRaw(1)
		}),
		"unbondings unlike their count": stake(func(s *types.Stake) { s.Unbondings++ }),
		"lock without sum": func(ctx context.Context, _ *staketest.Fixture, raw keeper.Raw, a sdk.AccAddress) error {
			return raw.SetLock(ctx, a, "z", math.OneInt())
		},
		"stake without profile": func(ctx context.Context, _ *staketest.Fixture, raw keeper.Raw, _ sdk.AccAddress) error {
			return raw.SetStake(ctx, staketest.Address("b"), types.NewStake())
		},
		"profile without stake": func(ctx context.Context, _ *staketest.Fixture, raw keeper.Raw, _ sdk.AccAddress) error {
			return raw.SetProfile(ctx, staketest.Address("b"), types.Profile{Moniker: "b"})
		},
		"profile with a key that the table lacks": func(ctx context.Context, f *staketest.Fixture, raw keeper.Raw, a sdk.AccAddress) error {
			p, err := f.Keeper.Provider(ctx, a)
			if err != nil {
				return err
			}
			p.Profile.VrfKey = staketest.VRFKey("other")
			return raw.SetProfile(ctx, a, p.Profile)
		},
		"key of another in the table": func(ctx context.Context, _ *staketest.Fixture, raw keeper.Raw, _ sdk.AccAddress) error {
			return raw.SetVRFKey(ctx, staketest.VRFKey("a"), staketest.Address("b"))
		},
		"key in the table that no profile has": func(ctx context.Context, _ *staketest.Fixture, raw keeper.Raw, a sdk.AccAddress) error {
			return raw.SetVRFKey(ctx, staketest.VRFKey("other"), a)
		},
		"unbonding without queue key": func(ctx context.Context, _ *staketest.Fixture, raw keeper.Raw, _ sdk.AccAddress) error {
			return raw.Dequeue(ctx, 21, 1)
		},
		"queue key without unbonding": func(ctx context.Context, _ *staketest.Fixture, raw keeper.Raw, a sdk.AccAddress) error {
			return raw.Enqueue(ctx, 21, 9, a)
		},
		"second queue key": func(ctx context.Context, _ *staketest.Fixture, raw keeper.Raw, a sdk.AccAddress) error {
			return raw.Enqueue(ctx, 22, 1, a)
		},
		"pool unlike its providers": func(ctx context.Context, _ *staketest.Fixture, raw keeper.Raw, _ sdk.AccAddress) error {
			return raw.SetPoolBonded(ctx, math.NewInt(5))
		},
		"money that is in no book": func(_ context.Context, f *staketest.Fixture, _ keeper.Raw, _ sdk.AccAddress) error {
			f.Fund(authtypes.NewModuleAddress(types.ModuleName), 1)
			return nil
		},
	}
	for name, damage := range tests {
		t.Run(name, func(t *testing.T) {
			f, a := slashed(t)
			require.NoError(t, f.Deliver(update(f, &types.MsgUpdateProvider{Operator: f.Text(a), VrfKey: staketest.VRFKey("a")})))
			sound(t, f)
			require.NoError(t, damage(f.Ctx, f, keeper.NewRaw(f.Keeper), a))
			require.ErrorIs(t, f.Keeper.CheckInvariants(f.Ctx), types.ErrInvariant)
		})
	}
}

func TestNewRefusesBadWiring(t *testing.T) {
	f := staketest.New(t)
	for name, edit := range map[string]func(*keeper.Deps){
		"authority": func(d *keeper.Deps) { d.Authority = "gov" },
		"denom":     func(d *keeper.Deps) { d.BondDenom = "1 x" },
	} {
		t.Run(name, func(t *testing.T) {
			deps := f.Keeper.Deps
			edit(&deps)
			require.Panics(t, func() { keeper.New(deps) })
		})
	}
}
