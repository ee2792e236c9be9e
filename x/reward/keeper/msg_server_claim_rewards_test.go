// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"context"
	"testing"

	"cosmossdk.io/math"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/x/reward/internal/rewardtest"
	"github.com/weft-network/weft/x/reward/types"
)

func TestClaimRewardsRefusals(t *testing.T) {
	f := rewardtest.New(t)
	f.Fund(1, "alice", 100)
	for name, c := range map[string]struct {
		msg     types.MsgClaimRewards
		wantErr error
	}{
		"no address":  {types.MsgClaimRewards{Job: 1}, types.ErrInvalidAddress},
		"bad address": {types.MsgClaimRewards{Claimant: "weft1nobody", Job: 1}, types.ErrInvalidAddress},
		"limit":       {types.MsgClaimRewards{Claimant: f.Account("alice"), Job: 1, Limit: 101}, types.ErrInvalidLimit},
		"no job":      {types.MsgClaimRewards{Claimant: f.Account("alice"), Job: 2}, types.ErrEscrowNotFound},
		"open job":    {types.MsgClaimRewards{Claimant: f.Account("alice"), Job: 1}, types.ErrNothingToClaim},
		"stranger":    {types.MsgClaimRewards{Claimant: f.Account("bob"), Job: 1}, types.ErrNothingToClaim},
	} {
		t.Run(name, func(t *testing.T) {
			err := f.Do(func(ctx context.Context) error {
				_, err := f.Msgs.ClaimRewards(ctx, &c.msg)
				return err
			})
			require.ErrorIs(t, err, c.wantErr)
			f.Check()
		})
	}
}

// A depositor may also be trainer and verifier: one claim pays all, and only
// refunds are free of the fee.
func TestClaimPaysEveryKind(t *testing.T) {
	f := rewardtest.New(t)
	f.Fund(1, "alice", 10_000)
	f.Sponsor(1, 1, 1_000_000)
	f.Credit(rewardtest.Grant(1, 1, 0, "alice", 1_000))
	f.Reserve(1, 300)
	alice := rewardtest.Address("alice")
	f.Must(func(ctx context.Context) error { return f.Keeper.PayAudit(ctx, 1, 1, alice, math.NewInt(200)) })
	f.Must(func(ctx context.Context) error { return f.Keeper.RecordAudit(ctx, 1, alice) })
	f.Finalize(1, 1)
	f.Next(10) // the epoch ends
	f.Must(func(ctx context.Context) error { return f.Keeper.Release(ctx, 1, math.NewInt(100)) })
	f.Close(1, "alice", true, 0)
	f.Check()
	e := earnings(f, "alice", 1)
	require.Equal(t, "1000", e.ClaimablePay.String())
	require.Equal(t, "200", e.ClaimableAudits.String())
	require.Equal(t, "700", e.ClaimableTrainerEmission.String())
	require.Equal(t, "200", e.ClaimableVerifierEmission.String())
	require.Equal(t, "8800", e.ClaimableRefunds.String())
	require.Equal(t, uint64(1_000_000_000), e.ClaimableShares)

	supply := f.Supply(rewardtest.Denom)
	r, err := f.Claim("alice", 1, 0)
	require.NoError(t, err)
	require.Equal(t, "10900", r.Gross.String())
	require.Equal(t, "10795", r.Net.String()) // 8800 + 950 + 190 + 665 + 190
	require.False(t, r.More)
	require.Equal(t, int64(10_795), f.Balance("alice"))
	// Fees 50 + 10 + 35 + 10, of which 25 + 5 + 17 + 5 burnt; 900 minted.
	require.Equal(t, supply+900-52, f.Supply(rewardtest.Denom))
	require.Equal(t, int64(100+53), f.Community()) // a tenth of the epoch, and fees
	got := earnings(f, "alice", 1).Received
	require.Equal(t, types.Received{
		Account: f.Account("alice"), Job: 1, Pay: math.NewInt(1_000), Audits: math.NewInt(200),
		TrainerEmission: math.NewInt(700), VerifierEmission: math.NewInt(200), Refunds: math.NewInt(8_800),
		Royalties: math.ZeroInt(), Fees: math.NewInt(105),
	}, got)
	require.Equal(t, "795", f.Ledger.Wallet(f.Account("alice")).String(), "received less deposited")
	f.Check()
	_, err = f.Claim("alice", 1, 0)
	require.ErrorIs(t, err, types.ErrNothingToClaim)
}

// Many units that vest slowly do not keep a claim from those behind them: the
// next claim goes on where the last one stopped.
func TestClaimGoesOnBehindTheLast(t *testing.T) {
	f := rewardtest.New(t)
	f.Fund(1, "alice", 100_000)
	for slot := range uint32(25) {
		f.Credit(rewardtest.Grant(1, 1, slot, "bob", 400))
	}
	f.Finalize(1, 1, 2)
	var gross int64
	for i, want := range []struct {
		gross int64
		more  bool
	}{{1_000, true}, {1_000, true}, {500, true}, {0, true}} {
		r, err := f.Claim("bob", 1, 10)
		require.NoError(t, err)
		require.Equal(t, want.gross, r.Gross.Int64(), "claim %d", i)
		require.Equal(t, want.more, r.More, "claim %d", i)
		gross += r.Gross.Int64()
		f.Check()
	}
	require.Equal(t, int64(2_500), gross)
	_, err := f.Claim("bob", 1, 0) // all 25 are looked at, nothing is there
	require.ErrorIs(t, err, types.ErrNothingToClaim)

	// Rounds in between vest; claims of 10 get all of it in three.
	f.Finalize(1, 3)
	gross = 0
	for range 3 {
		r, err := f.Claim("bob", 1, 10)
		require.NoError(t, err)
		gross += r.Gross.Int64()
	}
	require.Equal(t, int64(2_500), gross)
	f.Check()
}

// Without a limit a claim looks at 100 units.
func TestClaimIsBounded(t *testing.T) {
	f := rewardtest.New(t)
	f.Fund(1, "alice", 100_000)
	for slot := range uint32(130) {
		f.Credit(rewardtest.Grant(1, 1, slot, "bob", 4))
	}
	f.Finalize(1, 1, 2, 3, 4, 5)
	r, err := f.Claim("bob", 1, 0)
	require.NoError(t, err)
	require.Equal(t, int64(400), r.Gross.Int64())
	require.True(t, r.More)
	r, err = f.Claim("bob", 1, 0)
	require.NoError(t, err)
	require.Equal(t, int64(120), r.Gross.Int64())
	require.False(t, r.More)
	f.Check()
}

// Records of units that were paid stay while they can be revoked, and are
// removed by claims once the job has settled.
func TestPaidUnitsAreForgotten(t *testing.T) {
	f := rewardtest.New(t)
	f.Fund(1, "alice", 100_000)
	for slot := range uint32(30) {
		f.Credit(rewardtest.Grant(1, 1, slot, "bob", 4))
	}
	f.Finalize(1, 1, 2, 3, 4, 5)
	_, err := f.Claim("bob", 1, 0)
	require.NoError(t, err)
	grants := func(paid bool) int {
		r, err := f.Queries.Grants(f.Ctx, &types.QueryGrantsRequest{Operator: f.Account("bob"), Paid: paid})
		require.NoError(t, err)
		return len(r.Grants)
	}
	require.Equal(t, 0, grants(false))
	require.Equal(t, 30, grants(true))
	f.Close(1, "alice", true, 0)
	r, err := f.Claim("bob", 1, 20)
	require.NoError(t, err)
	require.True(t, r.More)
	require.Equal(t, 10, grants(true))
	r, err = f.Claim("bob", 1, 20)
	require.NoError(t, err)
	require.False(t, r.More)
	require.Equal(t, 0, grants(true))
	_, err = f.Claim("bob", 1, 20)
	require.ErrorIs(t, err, types.ErrNothingToClaim)
	f.Check()
	shares, err := f.ClaimShares("bob", 1)
	require.NoError(t, err)
	require.Equal(t, uint64(800_000_000), shares, "tokens outlive the records")
	f.Check()
}

// A claim that cannot be carried out changes nothing.
func TestClaimIsAtomic(t *testing.T) {
	f := rewardtest.New(t)
	f.Fund(1, "alice", 10_000)
	f.Credit(rewardtest.Grant(1, 1, 0, "bob", 1_000))
	f.Finalize(1, 1, 2)
	f.FailFund = true
	_, err := f.Claim("bob", 1, 0)
	require.Error(t, err)
	f.Check()
	f.FailFund = false
	require.Equal(t, int64(237), f.ClaimNet("bob", 1))
	f.Check()
}
