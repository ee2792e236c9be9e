// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"testing"

	"cosmossdk.io/math"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/x/reward/internal/rewardtest"
	"github.com/weft-network/weft/x/reward/types"
)

// A genesis in which one sum is off by one is refused: the checks can fail,
// and a chain cannot start from books that do not balance.
func TestInvariantsCatch(t *testing.T) {
	up := func(x *math.Int) { *x = x.AddRaw(1) }
	for name, spoil := range map[string]func(*types.GenesisState){
		"free":                func(g *types.GenesisState) { up(&g.Escrows[1].Free) },
		"deposited":           func(g *types.GenesisState) { up(&g.Escrows[1].Deposited) },
		"deposit":             func(g *types.GenesisState) { up(&g.Deposits[1].Amount) },
		"refunded":            func(g *types.GenesisState) { up(&g.Deposits[0].Refunded) },
		"pending":             func(g *types.GenesisState) { up(&g.Escrows[1].Pending) },
		"owed and paid":       func(g *types.GenesisState) { up(&g.Grants[len(g.Grants)-2].Paid) },
		"pending grants":      func(g *types.GenesisState) { g.Escrows[1].PendingGrants++ },
		"open rounds":         func(g *types.GenesisState) { g.Escrows[1].OpenRounds++ },
		"vest clock":          func(g *types.GenesisState) { g.Escrows[1].VestClock++ },
		"closed":              func(g *types.GenesisState) { g.Escrows[1].Closed = true },
		"round amount":        func(g *types.GenesisState) { up(&openRound(g).Amount) },
		"round flops":         func(g *types.GenesisState) { up(&openRound(g).Flops) },
		"round tokens":        func(g *types.GenesisState) { openRound(g).Tokens++ },
		"round grants":        func(g *types.GenesisState) { openRound(g).Grants++ },
		"unit aside":          func(g *types.GenesisState) { g.Grants[len(g.Grants)-1].Aside = true },
		"unit held":           func(g *types.GenesisState) { g.Grants[len(g.Grants)-1].Held = true },
		"unit done":           func(g *types.GenesisState) { g.Grants[len(g.Grants)-1].Done = true },
		"member tokens":       func(g *types.GenesisState) { openMember(g).Tokens++ },
		"member audits":       func(g *types.GenesisState) { openMember(g).Audits++ },
		"member shares":       func(g *types.GenesisState) { g.Members[0].TrainerShares++ },
		"audit fees":          func(g *types.GenesisState) { up(&g.AuditFees[0].Amount) },
		"epoch flops":         func(g *types.GenesisState) { up(&g.Works[1].EpochFlops) },
		"epoch audits":        func(g *types.GenesisState) { g.Works[1].EpochAudits++ },
		"verifiers' emission": func(g *types.GenesisState) { g.Pools[0].VerifiersMinted = g.Pools[0].Verifiers.AddRaw(1) },
		"trainers' emission":  func(g *types.GenesisState) { g.Pools[0].TrainersMinted = g.Pools[0].Trainers.AddRaw(1) },
		"issued":              func(g *types.GenesisState) { g.Models[0].Issued++ },
		"locked":              func(g *types.GenesisState) { g.Models[0].Locked++ },
		"lock":                func(g *types.GenesisState) { g.Locks[0].Shares++ },
		"unlocking":           func(g *types.GenesisState) { g.Unlocks[0].Shares++ },
		"index":               func(g *types.GenesisState) { g.Locks[0].Index = g.Models[0].Index.AddRaw(1) },
		"royalties owed":      func(g *types.GenesisState) { g.Locks[0].Earned = math.NewInt(5_000) },
		"royalties received":  func(g *types.GenesisState) { up(&g.Models[0].Received) },
		"received":            func(g *types.GenesisState) { up(&g.Received[0].Pay) },
		"royalties claimed":   func(g *types.GenesisState) { up(&g.Received[0].Royalties) },
		"total deposited":     func(g *types.GenesisState) { up(&g.Totals.Deposited) },
		"total refunded":      func(g *types.GenesisState) { up(&g.Totals.Refunded) },
		"total paid":          func(g *types.GenesisState) { up(&g.Totals.Paid) },
		"total burnt":         func(g *types.GenesisState) { up(&g.Totals.Burnt) },
		"total minted":        func(g *types.GenesisState) { up(&g.Totals.Minted) },
		"total payments":      func(g *types.GenesisState) { up(&g.Totals.ModelPayments) },
		"total royalties":     func(g *types.GenesisState) { up(&g.Totals.Royalties) },
	} {
		t.Run(name, func(t *testing.T) {
			f := busy(t)
			f.Reload() // sound as it is
			g, err := f.Keeper.ExportGenesis(f.Ctx)
			require.NoError(t, err)
			spoil(g)
			bank := f.Bank.ExportGenesis(f.Ctx)
			next := rewardtest.Empty(t)
			next.Ctx = next.Ctx.WithBlockHeight(f.Height())
			next.Bank.InitGenesis(next.Ctx, bank)
			require.ErrorIs(t, next.Keeper.InitGenesis(next.Ctx, *g), types.ErrInvariantBroken)
		})
	}
}

func openRound(g *types.GenesisState) *types.RoundState {
	for i, r := range g.Rounds {
		if !r.Final() {
			return &g.Rounds[i]
		}
	}
	return nil
}

func openMember(g *types.GenesisState) *types.Member {
	for i, m := range g.Members {
		if m.Job == 2 {
			return &g.Members[i]
		}
	}
	return nil
}

// Money or shares that the books do not know are found.
func TestInvariantsKnowTheBank(t *testing.T) {
	f := busy(t)
	f.Give("stranger", 1)
	f.SneakIn("stranger", rewardtest.Denom, 1)
	require.ErrorIs(t, f.Keeper.CheckInvariants(f.Ctx), types.ErrInvariantBroken)

	f = busy(t)
	f.SneakIn("bob", types.ShareDenom(1), 1)
	require.ErrorIs(t, f.Keeper.CheckInvariants(f.Ctx), types.ErrInvariantBroken)
}
