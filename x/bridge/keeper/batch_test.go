// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"testing"

	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/x/bridge/internal/bridgetest"
	"github.com/weft-network/weft/x/bridge/types"
)

// pass lets Ethereum's clock run.
func pass(f *bridgetest.Fixture, seconds uint64) { f.Eth.Time += seconds }

// A batch that nobody relayed is given back when Ethereum is past its deadline, whole, and can never be executed after.
func TestTimedOutBatch(t *testing.T) {
	f := bridgetest.New(t)
	f.Give("alice", 1_000)
	require.NoError(t, f.Withdraw("alice", bridgetest.Denom, 300, 20))
	b := batch(t, f)
	order := f.Order(b.Order)
	f.Blocks(5)
	require.EqualValues(t, 680, f.Has("alice", bridgetest.Denom), "nothing comes back before the deadline")
	pass(f, 4_000)
	require.ErrorIs(t, f.Eth.Execute(bridgetest.Weft.Contract, b, order.Order, order.Signatures), bridgetest.ErrDeadline)
	f.Block()
	require.EqualValues(t, 1_000, f.Has("alice", bridgetest.Denom))
	require.Len(t, bridgetest.Events[types.EventWithdrawalReturned](f), 1)
	well(t, f)
}

// Executed in the last second, seen after the deadline: the event comes with the time or before it, so that it is never given back.
func TestExecutedInTheLastSecond(t *testing.T) {
	f := bridgetest.New(t)
	f.Give("alice", 1_000)
	require.NoError(t, f.Withdraw("alice", bridgetest.Denom, 300, 20))
	b := batch(t, f)
	for _, v := range f.Vals {
		v.Final = len(f.Eth.Events) // and no more is final for a while
	}
	f.Eth.Time = b.Deadline - 1
	require.NoError(t, f.Relay(b))
	pass(f, 10_000)
	f.Blocks(3)
	require.EqualValues(t, 680, f.Has("alice", bridgetest.Denom))
	for _, v := range f.Vals {
		v.Final = -1
	}
	f.Block()
	require.Empty(t, f.Batches())
	require.EqualValues(t, 680, f.Has("alice", bridgetest.Denom))
	require.EqualValues(t, 320, f.Eth.Outside(bridgetest.Weft.Contract).Int64())
	well(t, f)
}

// A later batch that is executed first ends those before it: they are given back, and refused there. A batch is paid once.
func TestReorderedAndReplayedBatches(t *testing.T) {
	f := bridgetest.New(t)
	f.Give("alice", 1_000)
	require.NoError(t, f.Withdraw("alice", bridgetest.Denom, 100, 0))
	first := batch(t, f)
	require.NoError(t, f.Withdraw("alice", bridgetest.Denom, 200, 0))
	second := batch(t, f)
	require.EqualValues(t, first.Nonce+1, second.Nonce)
	order := f.Order(second.Order)
	require.NoError(t, f.Relay(second))
	require.ErrorIs(t, f.Relay(first), bridgetest.ErrNonce)
	require.ErrorIs(t, f.Eth.Execute(bridgetest.Weft.Contract, second, order.Order, order.Signatures), bridgetest.ErrNonce)
	f.Block()
	require.Empty(t, f.Batches())
	require.EqualValues(t, 800, f.Has("alice", bridgetest.Denom))
	well(t, f)
}

// If Ethereum pays what was given back, the two worlds contradict: the bridge halts and says why.
func TestPaidAfterItWasGivenBack(t *testing.T) {
	f := bridgetest.New(t)
	f.Give("alice", 1_000)
	require.NoError(t, f.Withdraw("alice", bridgetest.Denom, 100, 0))
	b := batch(t, f)
	pass(f, 4_000)
	f.Block()
	f.Eth.Emit(types.BatchEvent(types.BatchExecuted{Token: bridgetest.Weft.Contract, Batch: b.Nonce, Relayer: bridgetest.Outsider(1)}))
	f.Block()
	require.Contains(t, f.State().Halted, "has given back")
	require.ErrorIs(t, f.Withdraw("alice", bridgetest.Denom, 1, 0), types.ErrHalted)
	require.NoError(t, f.Deliver(func(ctx sdk.Context) error {
		_, err := f.Msgs.Resume(ctx, &types.MsgResume{Authority: f.Authority})
		return err
	}))
	require.Empty(t, f.State().Halted)
	f.Block()
	require.NotEmpty(t, f.State().Halted, "the cause is still there")
}

// A withdrawal over the cap of the window is refused, with what is left; the next window has room again.
func TestGravity2026CapStopsWithdrawals(t *testing.T) {
	f := bridgetest.New(t)
	f.Give("alice", 100_000)
	require.NoError(t, f.Withdraw("alice", bridgetest.Denom, 3_000, 500)) // of 4000
	err := f.Withdraw("alice", bridgetest.Denom, 501, 0)
	require.ErrorIs(t, err, types.ErrOverCap)
	require.ErrorContains(t, err, "500 are left of 4000")
	require.NoError(t, f.Withdraw("alice", bridgetest.Denom, 500, 0))
	require.ErrorIs(t, f.Withdraw("alice", bridgetest.Denom, 1, 0), types.ErrOverCap)
	f.Blocks(100)
	require.NoError(t, f.Withdraw("alice", bridgetest.Denom, 4_000, 0))
	well(t, f)
}

// What the contract could not pay is refused here.
func TestWithdrawRefuses(t *testing.T) {
	f := bridgetest.New(t)
	f.Give("alice", 100)
	huge, ok := math.NewIntFromString("79228162514264337593543950336") // 2^96
	require.True(t, ok)
	coin := func(n int64) sdk.Coin { return sdk.Coin{Denom: bridgetest.Denom, Amount: math.NewInt(n)} }
	for name, c := range map[string]struct {
		amount, fee sdk.Coin
		to          []byte
		want        error
	}{
		"nothing":        {coin(0), coin(0), bridgetest.Outsider(1), types.ErrBadAmount},
		"negative":       {coin(-1), coin(0), bridgetest.Outsider(1), types.ErrBadAmount},
		"no amount":      {sdk.Coin{Denom: bridgetest.Denom}, coin(0), bridgetest.Outsider(1), types.ErrBadAmount},
		"negative fee":   {coin(1), coin(-1), bridgetest.Outsider(1), types.ErrBadAmount},
		"beyond uint96":  {sdk.Coin{Denom: bridgetest.Denom, Amount: huge}, coin(0), bridgetest.Outsider(1), types.ErrBadAmount},
		"fee elsewhere":  {coin(1), sdk.NewInt64Coin("other", 1), bridgetest.Outsider(1), types.ErrBadAmount},
		"unknown coin":   {sdk.NewInt64Coin("other", 1), sdk.NewInt64Coin("other", 0), bridgetest.Outsider(1), types.ErrNoToken},
		"nobody":         {coin(1), coin(0), make([]byte, 20), types.ErrBadAddress},
		"short address":  {coin(1), coin(0), []byte{1}, types.ErrBadAddress},
		"the contract":   {coin(1), coin(0), bridgetest.Contract, types.ErrBadAddress},
		"its own token":  {coin(1), coin(0), bridgetest.Weft.Contract, types.ErrBadAddress},
		"more than held": {coin(101), coin(0), bridgetest.Outsider(1), nil},
	} {
		err := f.Deliver(func(ctx sdk.Context) error {
			_, err := f.Msgs.Withdraw(ctx, &types.MsgWithdraw{Sender: f.Text(bridgetest.Address("alice")), Recipient: c.to, Amount: c.amount, Fee: c.fee})
			return err
		})
		require.Error(t, err, name)
		if c.want != nil {
			require.ErrorIs(t, err, c.want, name)
		}
	}
	require.EqualValues(t, 100, f.Has("alice", bridgetest.Denom))
}

// A withdrawal can be taken back until it is in a batch, by its sender.
func TestCancel(t *testing.T) {
	f := bridgetest.New(t)
	f.Give("alice", 100)
	cancel := func(who string, id uint64) error {
		return f.Deliver(func(ctx sdk.Context) error {
			_, err := f.Msgs.CancelWithdrawal(ctx, &types.MsgCancelWithdrawal{Sender: f.Text(bridgetest.Address(who)), Id: id})
			return err
		})
	}
	require.NoError(t, f.Withdraw("alice", bridgetest.Denom, 10, 1))
	require.ErrorIs(t, cancel("bob", 1), types.ErrNotSender)
	require.NoError(t, cancel("alice", 1))
	require.ErrorIs(t, cancel("alice", 1), types.ErrNoWithdrawal)
	require.EqualValues(t, 100, f.Has("alice", bridgetest.Denom))
	require.NoError(t, f.Withdraw("alice", bridgetest.Denom, 10, 1))
	batch(t, f)
	require.ErrorIs(t, cancel("alice", 2), types.ErrInBatch)
	well(t, f)
}

// A batch has at most as many transfers as the parameters say, and a token at most four batches at a time; the rest waits, in order.
func TestBatchesAreBounded(t *testing.T) {
	f := bridgetest.New(t)
	f.Give("alice", 1_000)
	for range 30 {
		require.NoError(t, f.Withdraw("alice", bridgetest.Denom, 1, 0))
	}
	f.Blocks(40)
	list := f.Batches()
	require.Len(t, list, types.MaxOpenBatches)
	var ids []uint64
	for _, b := range list {
		require.Len(t, b.Withdrawals, 4)
		ids = append(ids, b.Withdrawals...)
	}
	for i, id := range ids {
		require.EqualValues(t, i+1, id)
	}
	require.NoError(t, f.Relay(list[3])) // the others are given back, and the queue goes on
	f.Blocks(8)
	require.NotEmpty(t, f.Batches())
	require.EqualValues(t, 5, f.Batches()[0].Nonce)
	well(t, f)
}

// Coins that cannot be given back are kept and tried again.
func TestC4L05FailedReturnStopsNobody(t *testing.T) {
	f := bridgetest.New(t)
	f.Give("alice", 100)
	require.NoError(t, f.Withdraw("alice", bridgetest.Denom, 10, 0))
	batch(t, f)
	f.FailSend = string(bridgetest.Address("alice"))
	pass(f, 4_000)
	f.Block()
	require.Len(t, bridgetest.Events[types.EventReturnFailed](f), 1)
	well(t, f)
	f.FailSend = ""
	f.Blocks(types.RetryBlocks)
	require.EqualValues(t, 100, f.Has("alice", bridgetest.Denom))
	well(t, f)
}
