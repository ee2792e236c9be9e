// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/x/reward/internal/rewardtest"
	"github.com/weft-network/weft/x/reward/types"
)

func model(f *rewardtest.Fixture, job uint64) *types.QueryModelResponse {
	r, err := f.Queries.Model(f.Ctx, &types.QueryModelRequest{Job: job})
	f.NoError(err)
	return r
}

func TestClaimSharesRefusals(t *testing.T) {
	f := rewardtest.New(t)
	f.Fund(1, "alice", 10_000)
	f.Fund(2, "alice", 10_000)
	f.Close(2, "alice", false, 0)
	f.Fund(3, "alice", 10_000)
	f.Credit(rewardtest.Grant(3, 1, 0, "bob", 100))
	f.Close(3, "alice", true, 5)
	claim := func(claimant string, job uint64) error {
		return f.Do(func(ctx context.Context) error {
			_, err := f.Msgs.ClaimShares(ctx, &types.MsgClaimShares{Claimant: claimant, Job: job})
			return err
		})
	}
	bob := f.Account("bob")
	require.ErrorIs(t, claim("", 3), types.ErrInvalidAddress)
	require.ErrorIs(t, claim(bob, 1), types.ErrModelNotFound, "the job runs")
	require.ErrorIs(t, claim(bob, 2), types.ErrModelNotFound, "the job was not completed")
	require.ErrorIs(t, claim(bob, 9), types.ErrModelNotFound)
	require.ErrorIs(t, claim(bob, 3), types.ErrNotSettled, "too early")
	f.Next(5)
	require.ErrorIs(t, claim(bob, 3), types.ErrNotSettled, "a round is open")
	require.False(t, model(f, 3).Claimable)
	f.Finalize(3, 1)
	require.True(t, model(f, 3).Claimable)
	require.ErrorIs(t, claim(f.Account("carol"), 3), types.ErrNothingToClaim)
	require.NoError(t, claim(bob, 3))
	require.ErrorIs(t, claim(bob, 3), types.ErrNothingToClaim)
	f.Check()
}

// 80 % by tokens, 10 % by audits, 10 % to the submitter (M7).
func TestShares(t *testing.T) {
	f := rewardtest.New(t)
	f.Fund(1, "alice", 10_000)
	f.Credit(rewardtest.Grant(1, 1, 0, "bob", 100))
	f.Credit(rewardtest.Grant(1, 1, 1, "carol", 200))
	f.Credit(rewardtest.Grant(1, 2, 0, "alice", 400)) // the submitter trains too
	for range 2 {
		f.Must(func(ctx context.Context) error { return f.Keeper.RecordAudit(ctx, 1, rewardtest.Address("dave")) })
	}
	f.Must(func(ctx context.Context) error { return f.Keeper.RecordAudit(ctx, 1, rewardtest.Address("erin")) })
	f.Finalize(1, 1, 2)
	f.Close(1, "alice", true, 0)
	m := model(f, 1)
	require.Equal(t, "weft/model/1", m.Denom)
	require.Equal(t, []uint64{800_000_000, 100_000_000, 100_000_000}, []uint64{m.TrainerShares, m.VerifierShares, m.SubmitterShares})
	for name, want := range map[string]uint64{
		"bob":   114_285_714,               // 800 000 000 / 7
		"carol": 228_571_428,               // 2/7
		"alice": 457_142_857 + 100_000_000, // 4/7 and the submitter's part
		"dave":  66_666_666,
		"erin":  33_333_333,
	} {
		require.Equal(t, want, earnings(f, name, 1).ClaimableShares, name)
		got, err := f.ClaimShares(name, 1)
		require.NoError(t, err)
		require.Equal(t, want, got, name)
		require.Equal(t, int64(want), f.Shares(name, 1), name)
		require.Equal(t, int64(want), f.Ledger.Shares(f.Account(name), 1).Int64(), name)
		f.Check()
	}
	require.Equal(t, int64(999_999_998), f.Supply("weft/model/1"))
	metadata, found := f.Bank.GetDenomMetaData(f.Ctx, "weft/model/1")
	require.True(t, found)
	require.NoError(t, metadata.Validate())
}

// The part of a revoked unit is nobody's: the others get no more for it. A
// unit revoked before it was verified never counted.
func TestSharesOfRevokedUnits(t *testing.T) {
	f := rewardtest.New(t)
	f.Fund(1, "alice", 10_000)
	for slot, name := range []string{"bob", "carol", "dave", "erin"} {
		f.Credit(rewardtest.Grant(1, 1, uint32(slot), name, 100))
	}
	require.NoError(t, revoke(f, key(1, 1, 3)))
	f.Finalize(1, 1)
	require.NoError(t, revoke(f, key(1, 1, 2)))
	f.Close(1, "alice", true, 0)
	for _, name := range []string{"bob", "carol"} {
		got, err := f.ClaimShares(name, 1)
		require.NoError(t, err)
		require.Equal(t, uint64(266_666_666), got)
	}
	for _, name := range []string{"dave", "erin"} {
		_, err := f.ClaimShares(name, 1)
		require.ErrorIs(t, err, types.ErrNothingToClaim)
	}
	got, err := f.ClaimShares("alice", 1)
	require.NoError(t, err)
	require.Equal(t, uint64(100_000_000), got)
	// Without any audit the verifiers' tenth never comes to be.
	require.Equal(t, int64(633_333_332), f.Supply("weft/model/1"))
	f.Check()
}

// A unit that is held when the job settles waits; the others need not.
func TestSharesOfHeldUnits(t *testing.T) {
	f := rewardtest.New(t)
	f.Fund(1, "alice", 10_000)
	for slot, name := range []string{"bob", "bob", "carol", "dave"} {
		f.Credit(rewardtest.Grant(1, 1, uint32(slot), name, 100))
	}
	for _, slot := range []uint32{1, 2, 3} {
		require.NoError(t, hold(f, key(1, 1, slot)))
	}
	f.Finalize(1, 1)
	f.Close(1, "alice", true, 0)
	claim := func(name string, want uint64) {
		t.Helper()
		got, err := f.ClaimShares(name, 1)
		require.NoError(t, err)
		require.Equal(t, want, got)
		f.Check()
	}
	claim("bob", 200_000_000)
	require.NoError(t, unhold(f, key(1, 1, 1)))
	claim("bob", 200_000_000)
	require.NoError(t, unhold(f, key(1, 1, 2)))
	claim("carol", 200_000_000)
	require.NoError(t, revoke(f, key(1, 1, 3)))
	_, err := f.ClaimShares("dave", 1)
	require.ErrorIs(t, err, types.ErrNothingToClaim)
	// Revoked after its shares were claimed: the shares stay, nothing more comes.
	require.NoError(t, revoke(f, key(1, 1, 2)))
	_, err = f.ClaimShares("carol", 1)
	require.ErrorIs(t, err, types.ErrNothingToClaim)
	f.Check()
}

// What work earned is known once nothing of it can change: what others earned
// does not depend on who claims, and what was revoked is nobody's.
func TestPart(t *testing.T) {
	f := rewardtest.New(t)
	part := func(name string, job uint64) (types.Part, error) {
		return f.Keeper.Part(f.Ctx, job, rewardtest.Address(name))
	}
	f.Fund(1, "alice", 10_000)
	for slot, name := range []string{"bob", "bob", "carol", "dave"} {
		f.Credit(rewardtest.Grant(1, 1, uint32(slot), name, 100))
	}
	f.Must(func(ctx context.Context) error { return f.Keeper.RecordAudit(ctx, 1, rewardtest.Address("erin")) })
	_, err := part("bob", 1)
	require.ErrorIs(t, err, types.ErrModelNotFound, "it runs")
	require.NoError(t, hold(f, key(1, 1, 1)))
	f.Finalize(1, 1)
	require.NoError(t, revoke(f, key(1, 1, 3)))
	f.Close(1, "alice", true, 5)
	_, err = part("carol", 1)
	require.ErrorIs(t, err, types.ErrNotSettled)
	f.Next(5)
	_, err = part("bob", 1)
	require.ErrorIs(t, err, types.ErrHeld)
	carol, err := part("carol", 1)
	require.NoError(t, err)
	want := types.Part{Shares: 200_000_000, Whole: 900_000_000, Tokens: carol.Tokens, AllTokens: 3 * carol.Tokens, AllAudits: 1}
	require.Equal(t, want, carol)
	require.NoError(t, unhold(f, key(1, 1, 1)))
	for name, shares := range map[string]uint64{"bob": 400_000_000, "carol": 200_000_000, "dave": 0, "erin": 100_000_000, "alice": 0} {
		for range 2 {
			p, err := part(name, 1)
			require.NoError(t, err)
			require.Equal(t, shares, p.Shares, name)
			require.Equal(t, 3*carol.Tokens, p.AllTokens)
			if shares > 0 {
				_, err = f.ClaimShares(name, 1) // changes nothing of it
				require.True(t, err == nil || errors.Is(err, types.ErrNothingToClaim))
			}
		}
	}
	f.Check()
}

// Held units that are revoked leave nothing behind, whenever it happens.
func TestPartOfRevokedHeldUnits(t *testing.T) {
	f := rewardtest.New(t)
	f.Fund(1, "alice", 10_000)
	for slot, name := range []string{"bob", "bob", "carol"} {
		f.Credit(rewardtest.Grant(1, 1, uint32(slot), name, 100))
	}
	require.NoError(t, hold(f, key(1, 1, 0)))
	require.NoError(t, revoke(f, key(1, 1, 0))) // before its round was final: it never counted
	require.NoError(t, hold(f, key(1, 1, 1)))
	f.Finalize(1, 1)
	f.Check()
	require.NoError(t, revoke(f, key(1, 1, 1))) // after: it is nobody's
	f.Close(1, "alice", true, 0)
	p, err := f.Keeper.Part(f.Ctx, 1, rewardtest.Address("bob"))
	require.NoError(t, err)
	require.Zero(t, p.Shares)
	require.Zero(t, p.Tokens)
	p, err = f.Keeper.Part(f.Ctx, 1, rewardtest.Address("carol"))
	require.NoError(t, err)
	require.EqualValues(t, 400_000_000, p.Shares)
	require.Equal(t, p.Tokens, p.AllTokens)
	f.Check()
}
