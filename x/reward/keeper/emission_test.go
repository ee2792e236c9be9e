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

func pools(f *rewardtest.Fixture, job uint64) []types.EpochPool {
	r, err := f.Queries.EpochPools(f.Ctx, &types.QueryEpochPoolsRequest{Job: job})
	f.NoError(err)
	return r.Pools
}

func epoch(f *rewardtest.Fixture) *types.QueryEmissionResponse {
	r, err := f.Queries.Emission(f.Ctx, &types.QueryEmissionRequest{})
	f.NoError(err)
	return r
}

// The schedule is geometric and ends by rounding; epochs are of 10 blocks.
func TestEmissionSchedule(t *testing.T) {
	f := rewardtest.New(t)
	for i, want := range []int64{1_000, 500, 250, 125, 62, 31, 15, 7, 3, 1, 0, 0} {
		e := epoch(f)
		require.Equal(t, uint64(i+1), e.Epoch.Number)
		require.Equal(t, want, e.Epoch.Amount.Int64())
		require.Equal(t, int64(10*i+1), e.Epoch.StartHeight)
		require.Equal(t, int64(10*i+10), e.EndHeight)
		f.Next(10)
	}
	require.Zero(t, f.Ledger.Minted.Int64(), "no work, no emission")
	f.Check()
}

// The example of the README: two sponsored jobs by weight, a cap, parts by
// FLOP within a job, parts without work not minted.
func TestEmissionSplit(t *testing.T) {
	f := rewardtest.New(t)
	for job := uint64(1); job <= 4; job++ {
		f.Fund(job, "alice", 10_000)
	}
	f.Sponsor(1, 3, 1_000_000) // 3/6 of 1000
	f.Sponsor(2, 2, 100)       // 2/6, cut to 100
	f.Sponsor(3, 1, 1_000_000) // 1/6, no work
	f.Credit(rewardtest.Grant(1, 1, 0, "bob", 300))
	f.Credit(rewardtest.Grant(1, 1, 1, "carol", 100))
	f.Credit(rewardtest.Grant(2, 1, 0, "carol", 100))
	f.Credit(rewardtest.Grant(4, 1, 0, "bob", 1_000)) // not sponsored
	for job := uint64(1); job <= 4; job++ {
		f.Finalize(job, 1)
	}
	for _, a := range []string{"dave", "dave", "erin"} {
		f.Must(func(ctx context.Context) error { return f.Keeper.RecordAudit(ctx, 1, rewardtest.Address(a)) })
	}
	f.Check()
	f.Next(9)
	require.Empty(t, pools(f, 1))
	f.Next(1)
	f.Check()

	p := pools(f, 1)[0]
	require.Equal(t, int64(350), p.Trainers.Int64())
	require.Equal(t, int64(100), p.Verifiers.Int64())
	p = pools(f, 2)[0]
	require.Equal(t, int64(70), p.Trainers.Int64())
	require.Equal(t, int64(0), p.Verifiers.Int64(), "no audits")
	require.Empty(t, pools(f, 3), "no work")
	require.Empty(t, pools(f, 4), "not sponsored")
	require.Equal(t, int64(50+10), f.Community())
	require.Equal(t, int64(60), f.Ledger.Minted.Int64(), "the rest is minted when it is claimed")

	// Emission vests with the pay: a quarter a round.
	f.Finalize(1, 2)
	e := earnings(f, "bob", 1)
	require.Equal(t, "65", e.ClaimableTrainerEmission.String()) // 350·3/4 = 262; a quarter
	require.Equal(t, "75", e.ClaimablePay.String())
	require.Equal(t, int64(71+61), f.ClaimNet("bob", 1)) // 75 and 65 after the fee
	f.Finalize(1, 3, 4, 5)
	require.Equal(t, "197", earnings(f, "bob", 1).ClaimableTrainerEmission.String())
	f.ClaimNet("bob", 1)
	require.Equal(t, int64(262), pools(f, 1)[0].TrainersMinted.Int64())

	// Emission for audits does not vest.
	require.Equal(t, int64(62), f.ClaimNet("dave", 1)) // 100·2/3 = 66
	require.Equal(t, int64(31), f.ClaimNet("erin", 1)) // 33
	_, err := f.Claim("dave", 1, 0)
	require.ErrorIs(t, err, types.ErrNothingToClaim)
	require.Equal(t, int64(99), pools(f, 1)[0].VerifiersMinted.Int64())
	f.Check()
}

// A unit revoked in its epoch leaves the others more; revoked later, its part
// is never minted.
func TestEmissionOfRevokedUnits(t *testing.T) {
	f := rewardtest.New(t)
	f.Fund(1, "alice", 10_000)
	f.Sponsor(1, 1, 1_000_000)
	for slot, name := range []string{"bob", "carol", "dave"} {
		f.Credit(rewardtest.Grant(1, 1, uint32(slot), name, 100))
	}
	f.Finalize(1, 1)
	require.NoError(t, revoke(f, key(1, 1, 0)))
	f.Check()
	f.Next(10)
	require.Equal(t, int64(700), pools(f, 1)[0].Trainers.Int64())
	require.NoError(t, revoke(f, key(1, 1, 1)))
	f.Finalize(1, 2, 3, 4, 5)
	require.Equal(t, "350", earnings(f, "dave", 1).ClaimableTrainerEmission.String())
	f.ClaimNet("dave", 1)
	require.Equal(t, int64(450), f.Ledger.Minted.Int64(), "dave's half and the community's tenth")
	f.Check()
}

// A unit held over the end of an epoch counts in the one in which it becomes
// final.
func TestEmissionOfHeldUnits(t *testing.T) {
	f := rewardtest.New(t)
	f.Fund(1, "alice", 10_000)
	f.Sponsor(1, 1, 1_000_000)
	f.Credit(rewardtest.Grant(1, 1, 0, "bob", 100))
	f.Credit(rewardtest.Grant(1, 1, 1, "carol", 100))
	require.NoError(t, hold(f, key(1, 1, 1)))
	f.Finalize(1, 1)
	f.Next(10)
	require.NoError(t, unhold(f, key(1, 1, 1)))
	f.Next(10)
	f.Finalize(1, 2, 3, 4, 5, 6)
	require.Equal(t, "700", earnings(f, "bob", 1).ClaimableTrainerEmission.String())
	require.Equal(t, "350", earnings(f, "carol", 1).ClaimableTrainerEmission.String())
	f.ClaimNet("bob", 1)
	f.ClaimNet("carol", 1)
	f.Check()
}

// Pay that is vested does not wait for the epoch, its emission does, and the
// unit is not forgotten before both were paid.
func TestEmissionAfterPay(t *testing.T) {
	f := rewardtest.New(t)
	f.Fund(1, "alice", 10_000)
	f.Sponsor(1, 1, 1_000_000)
	f.Credit(rewardtest.Grant(1, 1, 0, "bob", 100))
	f.Finalize(1, 1, 2, 3, 4, 5)
	require.Equal(t, int64(95), f.ClaimNet("bob", 1))
	_, err := f.Claim("bob", 1, 0)
	require.ErrorIs(t, err, types.ErrNothingToClaim)
	f.Next(10)
	require.Equal(t, int64(665), f.ClaimNet("bob", 1))
	_, err = f.Claim("bob", 1, 0)
	require.ErrorIs(t, err, types.ErrNothingToClaim)
	f.Check()
}

// A claim in the middle of an epoch leaves the audits of that epoch for later.
func TestEmissionOfAuditsWaitsForTheEpoch(t *testing.T) {
	f := rewardtest.New(t)
	f.Fund(1, "alice", 10_000)
	f.Sponsor(1, 1, 1_000_000)
	f.Reserve(1, 100)
	dave := rewardtest.Address("dave")
	f.Must(func(ctx context.Context) error { return f.Keeper.RecordAudit(ctx, 1, dave) })
	f.Must(func(ctx context.Context) error { return f.Keeper.PayAudit(ctx, 1, 1, dave, math.NewInt(100)) })
	require.Equal(t, int64(95), f.ClaimNet("dave", 1))
	f.Check()
	f.Next(10)
	require.Equal(t, int64(190), f.ClaimNet("dave", 1)) // 200 and the fee
	f.Check()
}

// Work before a sponsorship earns nothing; work in an epoch at whose end the
// job is not sponsored neither.
func TestEmissionNeedsSponsorship(t *testing.T) {
	f := rewardtest.New(t)
	f.Fund(1, "alice", 10_000)
	f.Credit(rewardtest.Grant(1, 1, 0, "bob", 100))
	f.Credit(rewardtest.Grant(1, 2, 0, "carol", 100))
	f.Credit(rewardtest.Grant(1, 3, 0, "dave", 100))
	f.Finalize(1, 1)
	f.Sponsor(1, 1, 1_000_000)
	f.Finalize(1, 2)
	f.Next(10) // carol's
	f.Finalize(1, 3)
	f.Sponsor(1, 0, 0)
	f.Next(10)
	f.Finalize(1, 4, 5, 6, 7)
	require.Equal(t, "0", earnings(f, "bob", 1).ClaimableTrainerEmission.String())
	require.Equal(t, "700", earnings(f, "carol", 1).ClaimableTrainerEmission.String())
	require.Equal(t, "0", earnings(f, "dave", 1).ClaimableTrainerEmission.String())
	for _, name := range []string{"bob", "carol", "dave"} {
		f.ClaimNet(name, 1)
	}
	f.Check()
}

// A sponsorship ends by itself when its job is closed and nothing is open.
func TestSponsorshipEndsWithTheJob(t *testing.T) {
	f := rewardtest.New(t)
	f.Fund(1, "alice", 10_000)
	f.Sponsor(1, 1, 1_000_000)
	f.Credit(rewardtest.Grant(1, 1, 0, "bob", 100))
	f.Close(1, "alice", true, 100)
	sponsors := func() int {
		r, err := f.Queries.Sponsors(f.Ctx, &types.QuerySponsorsRequest{})
		require.NoError(t, err)
		return len(r.Sponsors)
	}
	f.Next(10)
	require.Equal(t, 1, sponsors(), "a round is open")
	f.Finalize(1, 1)
	f.Next(10)
	require.Equal(t, 0, sponsors())
	require.Equal(t, int64(350), pools(f, 1)[0].Trainers.Int64(), "its last epoch counts")
	f.Check()
}

// A unit that is held when its job ends still earns emission once it is let
// go: until then the sponsorship goes on.
func TestSponsorshipWaitsForHeldUnits(t *testing.T) {
	f := rewardtest.New(t)
	f.Fund(1, "alice", 10_000)
	f.Sponsor(1, 1, 1_000_000)
	f.Credit(rewardtest.Grant(1, 1, 0, "bob", 100))
	require.NoError(t, hold(f, key(1, 1, 0)))
	f.Finalize(1, 1)
	f.Close(1, "alice", true, 0)
	f.Next(10)
	require.NoError(t, unhold(f, key(1, 1, 0)))
	f.Next(10)
	require.Equal(t, "350", earnings(f, "bob", 1).ClaimableTrainerEmission.String())
	f.Check()
}

// A job whose emission cannot be fixed loses its epoch; the chain goes on.
func TestFailedPool(t *testing.T) {
	f := rewardtest.New(t)
	f.Fund(1, "alice", 10_000)
	f.Sponsor(1, 1, 1_000_000)
	f.Credit(rewardtest.Grant(1, 1, 0, "bob", 100))
	f.Finalize(1, 1)
	f.FailFund = true
	f.Next(10)
	require.Equal(t, uint64(2), epoch(f).Epoch.Number)
	require.Empty(t, pools(f, 1))
	require.Equal(t, 1, f.Ledger.Seen["weft.reward.v1.EventItemFailed"])
	f.Check()
}

func TestPayAuditAndRecordAudit(t *testing.T) {
	f := rewardtest.New(t)
	f.Fund(1, "alice", 10_000)
	f.Reserve(1, 500)
	dave := rewardtest.Address("dave")
	pay := func(job uint64, to string, amount int64) error {
		a := rewardtest.Address(to)
		if to == "" {
			a = nil
		}
		return f.Do(func(ctx context.Context) error { return f.Keeper.PayAudit(ctx, job, 1, a, math.NewInt(amount)) })
	}
	f.Must(func(ctx context.Context) error { return f.Keeper.Credit(ctx, rewardtest.Grant(1, 1, 0, "bob", 400)) })
	require.ErrorIs(t, pay(1, "dave", 101), types.ErrReserveShort)
	require.ErrorIs(t, pay(1, "dave", -1), types.ErrInvalidAmount)
	require.ErrorIs(t, pay(1, "", 1), types.ErrInvalidAddress)
	require.ErrorIs(t, pay(9, "dave", 1), types.ErrEscrowNotFound)
	require.NoError(t, pay(1, "dave", 0))
	require.NoError(t, pay(1, "dave", 60))
	require.NoError(t, pay(1, "dave", 40))
	f.Check()
	require.Equal(t, int64(95), f.ClaimNet("dave", 1))
	f.Check()

	record := func(job uint64, a []byte) error {
		return f.Do(func(ctx context.Context) error { return f.Keeper.RecordAudit(ctx, job, a) })
	}
	require.ErrorIs(t, record(9, dave), types.ErrEscrowNotFound)
	require.ErrorIs(t, record(1, nil), types.ErrInvalidAddress)
	f.Close(1, "alice", true, 0)
	require.NoError(t, record(1, dave), "a round is open: audits go on")
	f.Finalize(1, 1)
	require.ErrorIs(t, record(1, dave), types.ErrSettled)
	f.Check()
}
