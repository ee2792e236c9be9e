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

// busy makes a chain on which something of everything is going on.
func busy(t *testing.T) *rewardtest.Fixture {
	t.Helper()
	f := rewardtest.New(t)
	f.Finished(1, "bob", "carol")
	for _, name := range []string{"bob", "submitter"} {
		_, err := f.ClaimShares(name, 1)
		require.NoError(t, err)
	}
	f.Give("payer", 10_000)
	_, err := f.PayModel("payer", 1, 1_000)
	require.NoError(t, err)
	require.NoError(t, f.Lock("bob", 1, 1_500))
	f.Next(5)
	require.NoError(t, f.Lock("submitter", 1, 700))
	_, err = f.PayModel("payer", 1, 1_001)
	require.NoError(t, err)
	require.NoError(t, f.Unlock("bob", 1, 300))
	f.ClaimNet("submitter", 1)

	f.Fund(2, "alice", 10_000)
	f.Fund(2, "dave", 500)
	f.Sponsor(2, 3, 400)
	for slot := range uint32(6) {
		f.Credit(rewardtest.Grant(2, 1, slot, "bob", 101))
	}
	f.Reserve(2, 300)
	f.Must(func(ctx context.Context) error {
		return f.Keeper.PayAudit(ctx, 2, 1, rewardtest.Address("erin"), math.NewInt(70))
	})
	f.Must(func(ctx context.Context) error { return f.Keeper.RecordAudit(ctx, 2, rewardtest.Address("erin")) })
	f.Credit(rewardtest.Grant(2, 2, 0, "carol", 55))
	require.NoError(t, hold(f, key(2, 1, 0)))
	f.Finalize(2, 1, 3, 4)
	require.NoError(t, hold(f, key(2, 1, 1)))
	f.Next(10)
	_, err = f.Claim("bob", 2, 3) // stops in the middle
	require.NoError(t, err)
	require.NoError(t, unhold(f, key(2, 1, 0)))
	f.Must(func(ctx context.Context) error { return f.Keeper.RecordAudit(ctx, 2, rewardtest.Address("erin")) })
	f.Finalize(2, 5, 6)
	_, err = f.Claim("bob", 2, 3)
	require.NoError(t, err)
	require.NoError(t, f.Unlock("bob", 1, 100))
	f.Next(2)
	require.NoError(t, f.Unlock("bob", 1, 50))
	f.Check()
	return f
}

func TestGenesisRoundTrip(t *testing.T) {
	f := busy(t)
	g, err := f.Keeper.ExportGenesis(f.Ctx)
	require.NoError(t, err)
	for name, n := range map[string]int{
		"escrows": len(g.Escrows), "deposits": len(g.Deposits), "rounds": len(g.Rounds), "grants": len(g.Grants),
		"cursors": len(g.Cursors), "audit fees": len(g.AuditFees), "members": len(g.Members), "received": len(g.Received),
		"works": len(g.Works), "sponsors": len(g.Sponsors), "pools": len(g.Pools), "epoch audits": len(g.EpochAudits),
		"models": len(g.Models), "locks": len(g.Locks), "unlocks": len(g.Unlocks),
	} {
		require.Positive(t, n, "nothing of %s to test", name)
	}
	var done int
	for _, s := range g.Grants {
		if s.Done {
			done++
		}
	}
	require.Positive(t, done, "no grant is paid in full")

	f.Reload()
	f.Check()
	// The chain goes on as if nothing had happened: what was held is paid, the
	// unlocked shares come back, emission goes on.
	require.NoError(t, unhold(f, key(2, 1, 1)))
	f.Finalize(2, 2, 7, 8, 9)
	f.Close(2, "alice", true, 0)
	f.Next(20)
	for _, name := range []string{"bob", "carol", "erin", "alice", "dave"} {
		f.ClaimNet(name, 2)
		f.Check()
	}
	require.Empty(t, royalties(f, "bob").Unlocking)
	require.Equal(t, "0", escrow(f, 2).Owed.String())
}

func TestDefaultGenesis(t *testing.T) {
	f := rewardtest.Empty(t)
	require.NoError(t, f.Keeper.InitGenesis(f.Ctx, *types.DefaultGenesis()))
	require.Equal(t, int64(1), epoch(f).Epoch.StartHeight)
	require.Equal(t, int64(86_400), epoch(f).EndHeight)
	f.Check()
}

// Every line breaks one thing of a sound genesis.
func TestGenesisValidation(t *testing.T) {
	f := busy(t)
	minus := math.NewInt(-1)
	for name, spoil := range map[string]func(*types.GenesisState){
		"epoch 0":            func(g *types.GenesisState) { g.Epoch.Number = 0 },
		"epoch in the past":  func(g *types.GenesisState) { g.Epoch.StartHeight = -1 },
		"epoch amount":       func(g *types.GenesisState) { g.Epoch.Amount = math.Int{} },
		"totals":             func(g *types.GenesisState) { g.Totals.Burnt = minus },
		"escrow twice":       func(g *types.GenesisState) { g.Escrows = append(g.Escrows, g.Escrows[0]) },
		"escrow job":         func(g *types.GenesisState) { g.Escrows[0].Job = 0 },
		"escrow amount":      func(g *types.GenesisState) { g.Escrows[0].Owed = minus },
		"escrow vesting":     func(g *types.GenesisState) { g.Escrows[0].VestRounds = 0 },
		"escrow settle":      func(g *types.GenesisState) { g.Escrows[1].SettleHeight = 5 },
		"deposit twice":      func(g *types.GenesisState) { g.Deposits = append(g.Deposits, g.Deposits[0]) },
		"deposit address":    func(g *types.GenesisState) { g.Deposits[0].Depositor = "weft1x" },
		"deposit job":        func(g *types.GenesisState) { g.Deposits[0].Job = 77 },
		"round twice":        func(g *types.GenesisState) { g.Rounds = append(g.Rounds, g.Rounds[0]) },
		"round aside":        func(g *types.GenesisState) { g.Rounds[0].Aside = 9_999 },
		"round job":          func(g *types.GenesisState) { g.Rounds[0].Job = 77 },
		"grant twice":        func(g *types.GenesisState) { g.Grants = append(g.Grants, g.Grants[0]) },
		"grant amount":       func(g *types.GenesisState) { g.Grants[0].Minted = minus },
		"grant operator":     func(g *types.GenesisState) { g.Grants[0].Operator = "" },
		"grant round":        func(g *types.GenesisState) { g.Grants[0].Round = 77 },
		"cursor job":         func(g *types.GenesisState) { g.Cursors[0].Job = 77 },
		"cursor twice":       func(g *types.GenesisState) { g.Cursors = append(g.Cursors, g.Cursors[0]) },
		"audit fee":          func(g *types.GenesisState) { g.AuditFees[0].Amount = minus },
		"audit fee twice":    func(g *types.GenesisState) { g.AuditFees = append(g.AuditFees, g.AuditFees[0]) },
		"member":             func(g *types.GenesisState) { g.Members[0].Account = "x" },
		"member twice":       func(g *types.GenesisState) { g.Members = append(g.Members, g.Members[0]) },
		"received":           func(g *types.GenesisState) { g.Received[0].Pay = minus },
		"received twice":     func(g *types.GenesisState) { g.Received = append(g.Received, g.Received[0]) },
		"work epoch":         func(g *types.GenesisState) { g.Works[0].Epoch = 99 },
		"work twice":         func(g *types.GenesisState) { g.Works = append(g.Works, g.Works[0]) },
		"sponsor weight":     func(g *types.GenesisState) { g.Sponsors[0].Weight = 0 },
		"sponsor twice":      func(g *types.GenesisState) { g.Sponsors = append(g.Sponsors, g.Sponsors[0]) },
		"too many sponsors":  func(g *types.GenesisState) { g.Sponsors = make([]types.Sponsor, 65) },
		"pool epoch":         func(g *types.GenesisState) { g.Pools[0].Epoch = 99 },
		"pool twice":         func(g *types.GenesisState) { g.Pools = append(g.Pools, g.Pools[0]) },
		"epoch audits epoch": func(g *types.GenesisState) { g.EpochAudits[0].Epoch = 99 },
		"epoch audits twice": func(g *types.GenesisState) { g.EpochAudits = append(g.EpochAudits, g.EpochAudits[0]) },
		"model parts":        func(g *types.GenesisState) { g.Models[0].SubmitterShare = 9_999 },
		"model shares":       func(g *types.GenesisState) { g.Models[0].Issued = 1_000_000_001 },
		"model locked":       func(g *types.GenesisState) { g.Models[0].Locked = g.Models[0].Issued + 1 },
		"model twice":        func(g *types.GenesisState) { g.Models = append(g.Models, g.Models[0]) },
		"lock model":         func(g *types.GenesisState) { g.Locks[0].Job = 2 },
		"lock twice":         func(g *types.GenesisState) { g.Locks = append(g.Locks, g.Locks[0]) },
		"unlock of nothing":  func(g *types.GenesisState) { g.Unlocks[0].Shares = 0 },
		"unlock model":       func(g *types.GenesisState) { g.Unlocks[0].Job = 2 },
		"unlock twice":       func(g *types.GenesisState) { g.Unlocks = append(g.Unlocks, g.Unlocks[0]) },
	} {
		t.Run(name, func(t *testing.T) {
			g, err := f.Keeper.ExportGenesis(f.Ctx)
			require.NoError(t, err)
			spoil(g)
			require.ErrorIs(t, g.Validate(f.Addresses), types.ErrInvalidGenesis)
		})
	}
	g, err := f.Keeper.ExportGenesis(f.Ctx)
	require.NoError(t, err)
	g.Params.VestRounds = 0
	require.ErrorIs(t, g.Validate(f.Addresses), types.ErrInvalidParams)
}
