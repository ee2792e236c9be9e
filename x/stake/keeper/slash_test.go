// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"context"
	"errors"
	"testing"

	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/x/stake/internal/staketest"
	"github.com/weft-network/weft/x/stake/types"
)

// slashed is a provider with 400 locked as "x", 100 locked as "y", 300 free, and unbondings of 50 at height 21 (1), 60 at
// 26 (2) and 90 at 11 (3): the last to be made is the first to end.
func slashed(t *testing.T) (*staketest.Fixture, sdk.AccAddress) {
	t.Helper()
	f := staketest.New(t)
	a := f.Provider("a", 1_000)
	require.NoError(t, f.Deliver(unbond(f, a, staketest.Coin(50))))
	p := staketest.Params()
	p.UnbondingBlocks = 25
	require.NoError(t, f.Deliver(updateParams(f, f.Authority, p)))
	require.NoError(t, f.Deliver(unbond(f, a, staketest.Coin(60))))
	p.UnbondingBlocks = 10
	require.NoError(t, f.Deliver(updateParams(f, f.Authority, p)))
	require.NoError(t, f.Deliver(unbond(f, a, staketest.Coin(90))))
	require.NoError(t, f.Deliver(lock(f, a, "x", 400)))
	require.NoError(t, f.Deliver(lock(f, a, "y", 100)))
	amounts(t, f, a, 800, 500, 200)
	return f, a
}

// unbondings maps the ids of a provider's unbondings to what they hold.
func unbondings(t *testing.T, f *staketest.Fixture, a sdk.AccAddress) map[uint64]int64 {
	t.Helper()
	res, err := f.Queries.Unbondings(f.Ctx, &types.QueryUnbondingsRequest{Operator: f.Text(a)})
	require.NoError(t, err)
	out := make(map[uint64]int64)
	for _, u := range res.Unbondings {
		out[u.Id] = u.Amount.Int64()
	}
	return out
}

func TestSlashOrder(t *testing.T) {
	tests := []struct {
		name                        string
		ref                         string
		amount                      int64
		fromLock, fromFree, fromOut int64
		left                        map[uint64]int64
	}{
		{"part of the lock", "x", 399, 399, 0, 0, map[uint64]int64{1: 50, 2: 60, 3: 90}},
		{"the lock", "x", 400, 400, 0, 0, map[uint64]int64{1: 50, 2: 60, 3: 90}},
		{"lock and free", "x", 700, 400, 300, 0, map[uint64]int64{1: 50, 2: 60, 3: 90}},
		{"into the latest unbonding", "x", 701, 400, 300, 1, map[uint64]int64{1: 50, 2: 59, 3: 90}},
		{"the latest unbonding", "x", 760, 400, 300, 60, map[uint64]int64{1: 50, 3: 90}},
		{"into the next", "x", 761, 400, 300, 61, map[uint64]int64{1: 49, 3: 90}},
		{"into the last", "x", 899, 400, 300, 199, map[uint64]int64{3: 1}},
		{"all there is but the other lock", "x", 900, 400, 300, 200, map[uint64]int64{}},
		{"more than there is", "x", 1_000_000, 400, 300, 200, map[uint64]int64{}},
		{"other lock", "y", 450, 100, 300, 50, map[uint64]int64{1: 50, 2: 10, 3: 90}},
		{"no lock", "", 350, 0, 300, 50, map[uint64]int64{1: 50, 2: 10, 3: 90}},
		{"a lock that is gone", "z", 350, 0, 300, 50, map[uint64]int64{1: 50, 2: 10, 3: 90}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f, a := slashed(t)
			supply := f.Supply()
			var taken math.Int
			require.NoError(t, f.Deliver(func(ctx sdk.Context) (err error) {
				taken, err = f.Keeper.Slash(ctx, types.Slash{Operator: a, Ref: tt.ref, Amount: math.NewInt(tt.amount), Reason: types.SlashReasonFraud})
				return err
			}))
			want := tt.fromLock + tt.fromFree + tt.fromOut
			require.Equal(t, want, taken.Int64())
			require.Equal(t, supply-want, f.Supply(), "all of it is burnt")
			amounts(t, f, a, 800-tt.fromLock-tt.fromFree, 500-tt.fromLock, 200-tt.fromOut)
			require.Equal(t, tt.left, unbondings(t, f, a))
			require.EqualValues(t, len(tt.left), f.Stake(a).Unbondings)
			require.Equal(t, []*types.EventSlashed{{
				Operator: f.Text(a), Reason: types.SlashReasonFraud, Ref: tt.ref, Asked: math.NewInt(tt.amount), Taken: math.NewInt(want),
				FromLock: math.NewInt(tt.fromLock), FromFree: math.NewInt(tt.fromFree), FromUnbonding: math.NewInt(tt.fromOut), Burnt: math.NewInt(want),
				Payouts: []types.SlashPayout{},
			}}, staketest.Events[types.EventSlashed](f))

			f.Next(30)
			sound(t, f)
			require.Equal(t, 200-tt.fromOut, f.Balance(a), "what is left of the unbondings is paid")
		})
	}
}

// A lock that was slashed whole is gone; one that was slashed in part gives back the rest.
func TestSlashThenUnlock(t *testing.T) {
	f, a := slashed(t)
	slash := func(ref string, amount int64) func(sdk.Context) error {
		return func(ctx sdk.Context) error {
			_, err := f.Keeper.Slash(ctx, types.Slash{Operator: a, Ref: ref, Amount: math.NewInt(amount), Reason: types.SlashReasonClock})
			return err
		}
	}
	require.NoError(t, f.Deliver(slash("x", 150)))
	require.NoError(t, f.Deliver(unlock(f, a, "x")))
	amounts(t, f, a, 650, 100, 200)
	require.NoError(t, f.Deliver(slash("y", 100)))
	locked, err := f.Keeper.LockedAmount(f.Ctx, a, "y")
	require.NoError(t, err)
	require.True(t, locked.IsZero())
	require.ErrorIs(t, f.Deliver(unlock(f, a, "y")), types.ErrLockNotFound)
	amounts(t, f, a, 550, 0, 200)
}

func TestSlashPayouts(t *testing.T) {
	first, second, blocked := staketest.Address("first"), staketest.Address("second"), authtypes.NewModuleAddress("gov")
	const paid, short = types.PayoutOutcomePaid, types.PayoutOutcomeShort
	tests := []struct {
		name     string
		amount   int64
		payouts  []int64 // to first, second, first, ...
		paid     []int64
		outcomes []types.PayoutOutcome
		burnt    int64
	}{
		{"rest is burnt", 100, []int64{30, 20}, []int64{30, 20}, []types.PayoutOutcome{paid, paid}, 50},
		{"nothing is left", 100, []int64{30, 70}, []int64{30, 70}, []types.PayoutOutcome{paid, paid}, 0},
		{"in order, as far as it reaches", 100, []int64{80, 30, 1}, []int64{80, 20, 0}, []types.PayoutOutcome{paid, short, short}, 0},
		{"nothing asked", 100, []int64{0, 100}, []int64{0, 100}, []types.PayoutOutcome{paid, paid}, 0},
		{"more asked than there is", 5_000, []int64{850, 100}, []int64{850, 50}, []types.PayoutOutcome{paid, short}, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f, a := slashed(t)
			supply := f.Supply()
			s := types.Slash{Operator: a, Ref: "x", Amount: math.NewInt(tt.amount), Reason: types.SlashReasonFraud}
			recipients := []sdk.AccAddress{first, second, first}
			var events []types.SlashPayout
			want := map[string]int64{}
			for i, asked := range tt.payouts {
				s.Payouts = append(s.Payouts, types.Payout{Recipient: recipients[i], Amount: math.NewInt(asked)})
				events = append(events, types.SlashPayout{
					Recipient: f.Text(recipients[i]), Asked: math.NewInt(asked), Paid: math.NewInt(tt.paid[i]), Outcome: tt.outcomes[i],
				})
				want[string(recipients[i])] += tt.paid[i]
			}
			require.NoError(t, f.Deliver(func(ctx sdk.Context) error {
				_, err := f.Keeper.Slash(ctx, s)
				return err
			}))
			require.Equal(t, want[string(first)], f.Balance(first))
			require.Equal(t, want[string(second)], f.Balance(second))
			require.Equal(t, supply-tt.burnt, f.Supply())
			event := staketest.Events[types.EventSlashed](f)[0]
			require.Equal(t, events, event.Payouts)
			require.Equal(t, tt.burnt, event.Burnt.Int64())
			sound(t, f)
		})
	}

	t.Run("to a module", func(t *testing.T) {
		f, a := slashed(t)
		f.Block(blocked)
		require.NoError(t, f.Deliver(func(ctx sdk.Context) error {
			_, err := f.Keeper.Slash(ctx, types.Slash{
				Operator: a, Amount: math.NewInt(10), Reason: types.SlashReasonFraud, Payouts: []types.Payout{{Recipient: blocked, Amount: math.NewInt(10)}},
			})
			return err
		}))
		require.EqualValues(t, 10, f.Balance(blocked))
	})

	// One recipient that cannot be paid must not save the cheat or cost another recipient.
	t.Run("refused by the bank", func(t *testing.T) {
		f, a := slashed(t)
		f.Bank.AppendSendRestriction(func(_ context.Context, _, to sdk.AccAddress, _ sdk.Coins) (sdk.AccAddress, error) {
			if to.Equals(first) {
				return nil, errors.New("not to first")
			}
			return to, nil
		})
		supply := f.Supply()
		require.NoError(t, f.Deliver(func(ctx sdk.Context) error {
			taken, err := f.Keeper.Slash(ctx, types.Slash{
				Operator: a, Amount: math.NewInt(10), Reason: types.SlashReasonFraud,
				Payouts: []types.Payout{{Recipient: first, Amount: math.NewInt(6)}, {Recipient: second, Amount: math.NewInt(6)}},
			})
			require.EqualValues(t, 10, taken.Int64())
			return err
		}))
		require.Zero(t, f.Balance(first))
		require.EqualValues(t, 4, f.Balance(second))
		require.Equal(t, supply-6, f.Supply())
		event := staketest.Events[types.EventSlashed](f)[0]
		require.Equal(t, types.PayoutOutcomeRefused, event.Payouts[0].Outcome)
		require.Equal(t, types.PayoutOutcomeShort, event.Payouts[1].Outcome)
		sound(t, f)
	})
}

func TestSlashRefusals(t *testing.T) {
	f, a := slashed(t)
	do := func(edit func(*types.Slash)) func(sdk.Context) error {
		return func(ctx sdk.Context) error {
			s := types.Slash{Operator: a, Ref: "x", Amount: math.OneInt(), Reason: types.SlashReasonFraud}
			edit(&s)
			_, err := f.Keeper.Slash(ctx, s)
			return err
		}
	}
	refuse(t, f, []refusal{
		{"stranger", do(func(s *types.Slash) { s.Operator = staketest.Address("stranger") }), types.ErrNotProvider},
		{"nobody", do(func(s *types.Slash) { s.Operator = nil }), types.ErrBadOperator},
		{"ref", do(func(s *types.Slash) { s.Ref = " " }), types.ErrBadRef},
		{"amount", do(func(s *types.Slash) { s.Amount = math.ZeroInt() }), types.ErrBadAmount},
		{"reason", do(func(s *types.Slash) { s.Reason = 0 }), types.ErrBadReason},
		{"payout to the module itself", do(func(s *types.Slash) {
			s.Payouts = []types.Payout{{Recipient: authtypes.NewModuleAddress(types.ModuleName), Amount: math.OneInt()}}
		}), types.ErrBadPayout},
	})
}
