// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"testing"

	"cosmossdk.io/math"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/x/bridge/internal/bridgetest"
	"github.com/weft-network/weft/x/bridge/types"
)

const voucher = "eth/00000000000000000000000000000000000000dd"

// well checks that nothing halted and nothing is broken.
func well(t *testing.T, f *bridgetest.Fixture) {
	t.Helper()
	require.Empty(t, f.State().Halted)
	require.NoError(t, f.Keeper.CheckInvariants(f.Ctx))
}

// What comes into the contract arrives as vouchers, once.
func TestDeposit(t *testing.T) {
	f := bridgetest.New(t)
	require.NoError(t, f.Deposit(bridgetest.Dollar, "alice", 0, 700))
	f.Block()
	require.EqualValues(t, 700, f.Has("alice", voucher))
	require.Len(t, bridgetest.Events[types.EventCredited](f), 1)
	f.Blocks(3)
	require.EqualValues(t, 700, f.Has("alice", voucher))
	well(t, f)
}

// The chain's own coin goes out and comes home. Nothing is minted.
func TestCoinComesHome(t *testing.T) {
	f := bridgetest.New(t)
	f.Give("alice", 1_000)
	require.NoError(t, f.Withdraw("alice", bridgetest.Denom, 500, 10))
	require.EqualValues(t, 490, f.Has("alice", bridgetest.Denom))
	b := batch(t, f)
	require.NoError(t, f.Relay(b))
	f.Block()
	require.EqualValues(t, 510, f.Eth.Outside(bridgetest.Weft.Contract).Int64())
	require.Empty(t, f.Batches())
	require.NoError(t, f.Deposit(bridgetest.Weft, "bob", 0, 510))
	f.Block()
	require.EqualValues(t, 510, f.Has("bob", bridgetest.Denom))
	require.EqualValues(t, 1_000, f.Bank.GetSupply(f.Ctx, bridgetest.Denom).Amount.Int64())
	well(t, f)
}

// batch makes blocks until there is one batch more, signed.
func batch(t *testing.T, f *bridgetest.Fixture) types.Batch {
	t.Helper()
	before := f.Batches()
	for range 20 {
		f.Block()
		list := f.Batches()
		if len(list) > len(before) {
			f.Block() // its signatures come with the next votes
			return list[len(list)-1]
		}
	}
	t.Fatal("no batch was made")
	return types.Batch{}
}

// A deposit for a job ends in its escrow; one that the job does not take stays with the account.
func TestDepositFundsAJob(t *testing.T) {
	f := bridgetest.New(t)
	f.ClosedJob = 8
	f.Give("alice", 1_000)
	require.NoError(t, f.Withdraw("alice", bridgetest.Denom, 900, 0))
	require.NoError(t, f.Relay(batch(t, f)))
	require.NoError(t, f.Deposit(bridgetest.Weft, "alice", 7, 300))
	require.NoError(t, f.Deposit(bridgetest.Weft, "alice", 8, 200))
	require.NoError(t, f.Deposit(bridgetest.Dollar, "alice", 7, 50)) // jobs are paid in the chain's coin
	f.Block()
	require.EqualValues(t, 300, f.Funded.Int64())
	require.EqualValues(t, 100+200, f.Has("alice", bridgetest.Denom))
	require.EqualValues(t, 50, f.Has("alice", voucher))
	var funded []bool
	for _, e := range bridgetest.Events[types.EventCredited](f) {
		funded = append(funded, e.Funded)
	}
	require.ElementsMatch(t, []bool{true, false, false}, funded)
	well(t, f)
}

// A deposit to an account that cannot receive, which anybody can make, stops nothing: the community has it.
func TestDepositToABlockedAccount(t *testing.T) {
	f := bridgetest.New(t)
	module := authtypes.NewModuleAddress(types.ModuleName)
	require.NoError(t, f.Eth.Deposit(types.Deposited{
		Token: bridgetest.Dollar.Contract, From: bridgetest.Outsider(1), Account: module, Amount: math.NewInt(5),
	}))
	require.NoError(t, f.Deposit(bridgetest.Dollar, "alice", 0, 6))
	f.Block()
	require.EqualValues(t, 5, f.Community(voucher))
	require.EqualValues(t, 6, f.Has("alice", voucher))
	well(t, f)
}

// Deposits over the cap of a window wait for the next ones, in their order; one larger than a cap comes in parts.
func TestGravity2026CapDelaysDeposits(t *testing.T) {
	f := bridgetest.New(t)
	require.NoError(t, f.Deposit(bridgetest.Dollar, "alice", 0, 7_000)) // the cap is 3000
	require.NoError(t, f.Deposit(bridgetest.Dollar, "bob", 0, 1))
	f.Block()
	require.EqualValues(t, 3_000, f.Has("alice", voucher))
	require.Zero(t, f.Has("bob", voucher))
	well(t, f)
	f.Blocks(100)
	require.EqualValues(t, 6_000, f.Has("alice", voucher))
	f.Blocks(100)
	require.EqualValues(t, 7_000, f.Has("alice", voucher))
	require.EqualValues(t, 1, f.Has("bob", voucher))
	res, err := f.Queries.Delayed(f.Ctx, &types.QueryDelayedRequest{})
	require.NoError(t, err)
	require.Empty(t, res.Delayed)
	well(t, f)
}

// A token that governance never listed has no events: one of it halts the bridge (Code4rena N-06, Gravity 2026).
func TestC4N06UnlistedTokenHalts(t *testing.T) {
	f := bridgetest.New(t)
	f.Eth.Emit(types.DepositEvent(types.Deposited{
		Token: bridgetest.Outsider(9), From: bridgetest.Outsider(1), Account: bridgetest.Address("alice"), Amount: math.OneInt(),
	}))
	f.Block()
	require.Contains(t, f.State().Halted, "never listed")
}

// More of the chain's own coin than ever left cannot come back.
func TestInflatedDepositHalts(t *testing.T) {
	f := bridgetest.New(t)
	f.Eth.Emit(types.DepositEvent(types.Deposited{
		Token: bridgetest.Weft.Contract, From: bridgetest.Outsider(1), Account: bridgetest.Address("alice"), Amount: math.OneInt(),
	}))
	f.Block()
	require.Contains(t, f.State().Halted, "more than the contract minted")
	require.Zero(t, f.Has("alice", bridgetest.Denom))
	require.EqualValues(t, 1, f.State().Nonce, "the event was not executed")
}

// A bounty that a sponsor holds on Ethereum is known here, once.
func TestBountyNoted(t *testing.T) {
	f := bridgetest.New(t)
	b := types.Bounty{
		Id: append(make([]byte, 31), 1), Sponsor: bridgetest.Outsider(1), Token: bridgetest.Dollar.Contract, Amount: math.NewInt(9),
		Spec: make([]byte, 32), Job: 4, Deadline: f.Eth.Time + 3_600, Awarded: math.ZeroInt(),
	}
	f.Eth.Emit(types.BountyEvent(b))
	f.Block()
	res, err := f.Queries.Bounties(f.Ctx, &types.QueryBountiesRequest{})
	require.NoError(t, err)
	want := b
	want.Bound, want.Due = 4, b.RefundTime()
	require.Equal(t, []types.Bounty{want}, res.Bounties)
	well(t, f)
	f.Eth.Emit(types.BountyEvent(b))
	f.Block()
	require.Contains(t, f.State().Halted, "twice")
}
