// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"testing"

	"cosmossdk.io/math"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/x/bridge/internal/bridgetest"
	"github.com/weft-network/weft/x/bridge/keeper"
	"github.com/weft-network/weft/x/bridge/types"
)

// Events are executed when more than two thirds of the power saw them; two thirds are not enough.
func TestMoreThanTwoThirds(t *testing.T) {
	for name, c := range map[string]struct {
		powers [4]int64
		dead   int // so many of the first do not see Ethereum
		done   bool
	}{
		"all":                   {[4]int64{1, 1, 1, 1}, 0, true},
		"three of four":         {[4]int64{1, 1, 1, 1}, 1, true},
		"two of four":           {[4]int64{1, 1, 1, 1}, 2, false},
		"two thirds":            {[4]int64{2, 2, 1, 1}, 1, false},
		"a hair more":           {[4]int64{199, 200, 100, 100}, 1, true},
		"one with almost all":   {[4]int64{1, 1, 1, 100}, 3, true},
		"powers near the limit": {[4]int64{1 << 40, 1 << 40, 1 << 40, 1 << 40}, 1, true},
	} {
		t.Run(name, func(t *testing.T) {
			f := bridgetest.New(t)
			require.NoError(t, f.Deposit(bridgetest.Dollar, "alice", 0, 5))
			for i, v := range f.Vals {
				v.SetPower(c.powers[i])
				v.Dead = i < c.dead
			}
			f.Block()
			require.Equal(t, c.done, f.Has("alice", voucher) == 5)
			require.Empty(t, f.State().Halted)
		})
	}
}

// An observer that lies, with less than a third of the power, changes nothing: neither a deposit that never was, nor another amount, nor a
// later time.
func TestLyingObserver(t *testing.T) {
	f := bridgetest.New(t)
	liar := f.Vals[0]
	fake := *f.Eth
	fake.Events, fake.Chains = append([]types.EthereumEvent{}, fake.Events...), append([]types.Word{}, fake.Chains...)
	fake.Emit(types.DepositEvent(types.Deposited{
		Token: bridgetest.Dollar.Contract, From: bridgetest.Outsider(1), Account: bridgetest.Address("mallory"), Amount: math.NewInt(999),
	}))
	fake.Time += 1 << 30
	liar.Sees = &fake
	f.Blocks(3)
	require.Zero(t, f.Has("mallory", voucher))
	require.Less(t, f.State().EthTime, fake.Time)
	require.NoError(t, f.Deposit(bridgetest.Dollar, "alice", 0, 5))
	f.Blocks(2)
	require.EqualValues(t, 5, f.Has("alice", voucher))
	well(t, f)
}

// A third of the power that says a far time cannot have batches given back that can still be executed.
func TestLyingClock(t *testing.T) {
	f := bridgetest.New(t)
	f.Vals[0].Lie = func(v *types.VoteExtension) { v.EthTime = 1 << 60 }
	f.Give("alice", 100)
	require.NoError(t, f.Withdraw("alice", bridgetest.Denom, 100, 0))
	b := batch(t, f)
	f.Blocks(5)
	require.Less(t, f.State().EthTime, b.Deadline)
	require.NoError(t, f.Relay(b))
	f.Block()
	well(t, f)
}

// The proposer's events must be, field by field, what validators saw: any other body is left out, and the next proposer has the true one
// (Gravity 2026: the first submitter's body was executed).
func TestGravity2026BodiesAreComparedFieldByField(t *testing.T) {
	f := bridgetest.New(t)
	require.NoError(t, f.Deposit(bridgetest.Dollar, "alice", 0, 5))
	votes := f.Votes()
	good := f.Eth.Events[1:]
	body, err := good[0].Decode()
	require.NoError(t, err)
	for name, change := range map[string]func(*types.Deposited){
		"amount":  func(d *types.Deposited) { d.Amount = math.NewInt(6) },
		"account": func(d *types.Deposited) { d.Account = bridgetest.Address("mallory") },
		"token":   func(d *types.Deposited) { d.Token = bridgetest.Weft.Contract },
		"from":    func(d *types.Deposited) { d.From = bridgetest.Outsider(5) },
		"job":     func(d *types.Deposited) { d.Job = 5 },
	} {
		d, ok := body.(types.Deposited)
		require.True(t, ok)
		change(&d)
		f.BlockOf(votes, []types.EthereumEvent{types.DepositEvent(d)})
		require.EqualValues(t, 1, f.State().Nonce, name)
	}
	f.BlockOf(votes, nil)
	f.BlockOf(votes, append(append([]types.EthereumEvent{}, good...), good...))
	f.BlockOf(votes, []types.EthereumEvent{{Kind: 77}})
	require.EqualValues(t, 1, f.State().Nonce)
	f.BlockOf(votes, good)
	require.EqualValues(t, 5, f.Has("alice", voucher))
	well(t, f)
}

// A dead Ethereum node says nothing about Ethereum, and its validator still signs. With more than a third dead, deposits wait.
func TestDeadNode(t *testing.T) {
	f := bridgetest.New(t)
	f.Vals[0].Dead = true
	require.NoError(t, f.Deposit(bridgetest.Dollar, "alice", 0, 5))
	f.Block()
	require.EqualValues(t, 5, f.Has("alice", voucher))
	f.Vals[1].Dead = true
	require.NoError(t, f.Deposit(bridgetest.Dollar, "alice", 0, 5))
	require.NoError(t, f.Withdraw("alice", voucher, 5, 0))
	b := batch(t, f)
	require.Len(t, f.Order(b.Order).Signatures, 4)
	require.EqualValues(t, 2, f.State().Nonce)
	f.Vals[1].Dead = false
	f.Block()
	require.EqualValues(t, 3, f.State().Nonce)
	well(t, f)
}

// What is not final yet does not count: when Ethereum takes it back, nobody has heard of it (Code4rena L-09).
func TestC4L09ReorgOfUnfinalisedBlock(t *testing.T) {
	f := bridgetest.New(t)
	for _, v := range f.Vals {
		v.Final = 1
	}
	before := *f.Eth
	require.NoError(t, f.Deposit(bridgetest.Dollar, "alice", 0, 5))
	f.Blocks(3)
	require.EqualValues(t, 1, f.State().Nonce)
	*f.Eth = before // the block is gone
	require.NoError(t, f.Deposit(bridgetest.Dollar, "bob", 0, 6))
	for _, v := range f.Vals {
		v.Final = -1
	}
	f.Block()
	require.Zero(t, f.Has("alice", voucher))
	require.EqualValues(t, 6, f.Has("bob", voucher))
	well(t, f)
}

// A history of Ethereum that contradicts what was executed halts the bridge: finality itself has failed.
func TestC4L09OtherHistoryHalts(t *testing.T) {
	f := bridgetest.New(t)
	for _, v := range f.Vals {
		v.Lie = func(said *types.VoteExtension) { said.Nonce, said.Chain = 1, make([]byte, 32) }
	}
	f.Block()
	require.Contains(t, f.State().Halted, "another history")
}

// Late votes may hold anything, or nothing: they stop neither the chain nor the bridge (Babylon's halt, SEDA's).
func TestLateExtensionsOfAnyKind(t *testing.T) {
	f := bridgetest.New(t)
	require.NoError(t, f.Deposit(bridgetest.Dollar, "alice", 0, 5))
	votes := f.Votes()
	for _, garbage := range [][]byte{nil, {}, {0xff}, make([]byte, 10_000), {0x12, 0x01, 0x00}} {
		spoiled := append([]keeper.Vote{{Power: 100, Extension: garbage}}, votes[1:]...)
		f.BlockOf(spoiled, nil)
		require.Empty(t, f.State().Halted)
	}
	f.BlockOf([]keeper.Vote{{Power: 0}, {Power: -5}}, nil)
	f.BlockOf(nil, f.Eth.Events)
	f.BlockOf(append([]keeper.Vote{{Power: 100}}, votes[1:]...), f.Eth.Events[1:])
	require.EqualValues(t, 5, f.Has("alice", voucher))
	well(t, f)
}

// A storm of events is worked off a window at a time, whoever is ahead (Code4rena H-04).
func TestC4H04StormOfEvents(t *testing.T) {
	f := bridgetest.New(t)
	for range 100 {
		require.NoError(t, f.Deposit(bridgetest.Dollar, "alice", 0, 1))
	}
	f.Vals[0].Final = 70 // one is behind
	f.Block()
	require.EqualValues(t, 1+types.EventWindow, f.State().Nonce)
	require.Zero(t, f.State().EthTime-uint64(bridgetest.Start.Unix()), "a time is only known with the latest event")
	f.Blocks(3)
	require.EqualValues(t, 101, f.State().Nonce)
	require.EqualValues(t, 100, f.Has("alice", voucher))
	well(t, f)
}

// Replayed events are not executed again.
func TestReplayedEvents(t *testing.T) {
	f := bridgetest.New(t)
	require.NoError(t, f.Deposit(bridgetest.Dollar, "alice", 0, 5))
	votes, events := f.Votes(), f.Eth.Events[1:]
	f.BlockOf(votes, events)
	f.BlockOf(votes, events)
	f.BlockOf(f.Votes(), events)
	require.EqualValues(t, 5, f.Has("alice", voucher))
	well(t, f)
}

// While the bridge is off, votes are empty and nothing is looked at.
func TestC4N16OffSwitch(t *testing.T) {
	f := bridgetest.Off(t)
	f.Vals[0].Sees = &bridgetest.Ethereum{}
	said, err := f.Keeper.Extend(f.Ctx, f.Vals[0])
	require.NoError(t, err)
	text, err := said.Marshal()
	require.NoError(t, err)
	require.Empty(t, text)
	f.BlockOf([]keeper.Vote{{Power: 1, Extension: []byte{0xff}}}, []types.EthereumEvent{{}})
	require.ErrorIs(t, f.Withdraw("alice", bridgetest.Denom, 1, 0), types.ErrOff)
	require.NoError(t, f.Govern(bridgetest.Params()))
	require.ErrorIs(t, f.Withdraw("alice", bridgetest.Denom, 1, 0), types.ErrOff, "the contract was not seen yet")
}
