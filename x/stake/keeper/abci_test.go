// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"context"
	"fmt"
	"testing"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/x/stake/internal/staketest"
	"github.com/weft-network/weft/x/stake/keeper"
	"github.com/weft-network/weft/x/stake/types"
)

// crowd is n providers whose unbondings of 10 + i all end at height 21.
func crowd(t *testing.T, f *staketest.Fixture, n int) []sdk.AccAddress {
	t.Helper()
	out := make([]sdk.AccAddress, n)
	for i := range out {
		out[i] = f.Provider(fmt.Sprint("p", i), 2_000)
		require.NoError(t, f.Deliver(unbond(f, out[i], staketest.Coin(int64(10+i)))))
	}
	return out
}

func queued(t *testing.T, f *staketest.Fixture) int {
	t.Helper()
	n, err := keeper.NewRaw(f.Keeper).Queued(f.Ctx)
	require.NoError(t, err)
	return n
}

// More than a block's worth is carried over, in the order of the queue, and nobody is paid twice.
func TestEndBlockCarriesOver(t *testing.T) {
	f := staketest.New(t)
	const extra = 7
	all := crowd(t, f, 2*types.DueItemsPerBlock+extra)
	f.Next(20)
	require.Equal(t, len(all), queued(t, f))
	paid := func() (n int) {
		for i, a := range all {
			switch f.Balance(a) {
			case 0:
			case int64(10 + i):
				require.Equal(t, n, i, "ids are paid in order")
				n++
			default:
				t.Fatalf("provider %d has %d", i, f.Balance(a))
			}
		}
		return n
	}
	for _, want := range []int{types.DueItemsPerBlock, 2 * types.DueItemsPerBlock, len(all), len(all)} {
		f.Next(1)
		require.Equal(t, want, paid())
		require.Equal(t, len(all)-want, queued(t, f))
		sound(t, f)
	}
}

// What is overdue because blocks were full can still be slashed and cancelled.
func TestOverdueIsStillStake(t *testing.T) {
	f := staketest.New(t)
	all := crowd(t, f, types.DueItemsPerBlock+2)
	f.Next(21)
	slash, back := all[types.DueItemsPerBlock], all[types.DueItemsPerBlock+1]
	require.NoError(t, f.Deliver(lock(f, slash, "all", f.Stake(slash).Free().Int64())))
	require.NoError(t, f.Deliver(func(ctx sdk.Context) error {
		taken, err := f.Keeper.Slash(ctx, types.Slash{Operator: slash, Amount: staketest.Coin(5).Amount, Reason: types.SlashReasonFraud})
		require.EqualValues(t, 5, taken.Int64())
		return err
	}))
	require.NoError(t, f.Deliver(cancel(f, back, types.DueItemsPerBlock+2, staketest.Coin(1))))
	f.Next(1)
	require.EqualValues(t, 10+types.DueItemsPerBlock-5, f.Balance(slash))
	require.EqualValues(t, 10+types.DueItemsPerBlock+1-1, f.Balance(back))
	sound(t, f)
}

// A payment that fails stops no other, is announced, stays slashable, and is made when it can be.
func TestEndBlockIsolatesFailures(t *testing.T) {
	f := staketest.New(t)
	all := crowd(t, f, 5)
	refused, panics := all[1], all[3]
	f.Block(refused)
	broken := true
	f.Bank.AppendSendRestriction(func(_ context.Context, _, to sdk.AccAddress, _ sdk.Coins) (sdk.AccAddress, error) {
		if broken && to.Equals(panics) {
			panic("a module that restricts sending is wrong")
		}
		return to, nil
	})
	f.Next(21)
	for i, a := range all {
		want := int64(10 + i)
		if i == 1 || i == 3 {
			want = 0
		}
		require.Equal(t, want, f.Balance(a), "provider %d", i)
	}
	retry := 21 + int64(types.RetryBlocks)
	events := staketest.Events[types.EventItemFailed](f)
	require.Len(t, events, 2)
	require.Equal(t, types.FailReasonRefused, events[0].Reason)
	require.Contains(t, events[0].Error, "not allowed to receive funds")
	require.Equal(t, &types.EventItemFailed{
		Operator: f.Text(panics), UnbondingId: 4, Reason: types.FailReasonPanic, Error: "panic, see the node's log", RetryHeight: retry,
	}, events[1])
	require.Len(t, staketest.Events[types.EventUnbondingCompleted](f), 3, "a failed payment leaves no event of a payment")
	require.Equal(t, 2, queued(t, f))
	sound(t, f)

	f.Ctx = f.Ctx.WithBlockHeight(retry - 1)
	f.Next(1)
	require.Equal(t, 2, queued(t, f), "not before its time")
	broken = false
	f.Next(1)
	require.EqualValues(t, 13, f.Balance(panics))
	require.Zero(t, f.Balance(refused))
	res, err := f.Queries.Unbondings(f.Ctx, &types.QueryUnbondingsRequest{Operator: f.Text(refused)})
	require.NoError(t, err)
	require.Len(t, res.Unbondings, 1)
	require.EqualValues(t, 2, res.Unbondings[0].Attempts)
	sound(t, f)

	f.Unblock(refused)
	f.Ctx = f.Ctx.WithBlockHeight(res.Unbondings[0].CompletionHeight)
	f.Next(1)
	require.EqualValues(t, 11, f.Balance(refused), "never lost")
	require.Zero(t, queued(t, f))
	sound(t, f)
}

// A block full of failures is moved out of the way: what is due behind it is paid in the next block.
func TestEndBlockFailuresDoNotClog(t *testing.T) {
	f := staketest.New(t)
	all := crowd(t, f, types.DueItemsPerBlock+1)
	for _, a := range all[:types.DueItemsPerBlock] {
		f.Block(a)
	}
	f.Next(22)
	require.EqualValues(t, 10+types.DueItemsPerBlock, f.Balance(all[types.DueItemsPerBlock]))
	require.Equal(t, types.DueItemsPerBlock, queued(t, f))
	sound(t, f)
}

// A key of the queue without an unbonding cannot come to be; if it does, it is dropped and said so.
func TestEndBlockDropsDanglingKey(t *testing.T) {
	f := staketest.New(t)
	a := f.Provider("a", 1_000)
	require.NoError(t, keeper.NewRaw(f.Keeper).Enqueue(f.Ctx, 1, 77, a))
	f.Next(1)
	require.Zero(t, queued(t, f))
	events := staketest.Events[types.EventItemFailed](f)
	require.Len(t, events, 1)
	require.EqualValues(t, 77, events[0].UnbondingId)
	require.Zero(t, events[0].RetryHeight)
	sound(t, f)
}
