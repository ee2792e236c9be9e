// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cosmossdk.io/math"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/x/reward/internal/rewardtest"
	"github.com/weft-network/weft/x/reward/types"
)

var update = flag.Bool("update", false, "write testdata/gas.txt anew")

// gauge lists the gas of everything the module does, without what the ante
// handler takes.
type gauge struct {
	*rewardtest.Fixture
	lines []string
}

func (g *gauge) measure(name string, tx func(ctx context.Context) error) uint64 {
	g.TB.Helper()
	var used uint64
	g.Must(func(ctx context.Context) error {
		meter := storetypes.NewInfiniteGasMeter()
		err := tx(sdk.UnwrapSDKContext(ctx).WithGasMeter(meter))
		used = meter.GasConsumed()
		return err
	})
	g.lines = append(g.lines, fmt.Sprintf("%-42s %8d", name, used))
	return used
}

// The gas of every message and call is on record in testdata/gas.txt, which
// the README links to; -update writes it anew.
func TestGas(t *testing.T) {
	g := &gauge{Fixture: rewardtest.New(t)}
	api, unit := g.Keeper, rewardtest.Grant
	alice, erin := rewardtest.Address("alice"), rewardtest.Address("erin")
	g.Give("alice", 1_000_000)
	g.measure("Deposit, first", func(ctx context.Context) error { return api.Deposit(ctx, 1, alice, math.NewInt(400_000)) })
	g.measure("Deposit, more", func(ctx context.Context) error { return api.Deposit(ctx, 1, alice, math.NewInt(400_000)) })
	g.measure("Reserve", func(ctx context.Context) error { return api.Reserve(ctx, 1, math.NewInt(300_000)) })
	g.measure("Release", func(ctx context.Context) error { return api.Release(ctx, 1, math.NewInt(1_000)) })
	g.measure("Credit", func(ctx context.Context) error { return api.Credit(ctx, unit(1, 1, 0, "bob", 1_000)) })
	g.measure("Hold", func(ctx context.Context) error { return api.Hold(ctx, key(1, 1, 0)) })
	g.measure("Unhold", func(ctx context.Context) error { return api.Unhold(ctx, key(1, 1, 0)) })
	g.measure("Revoke", func(ctx context.Context) error { return api.Revoke(ctx, key(1, 1, 0)) })
	g.measure("PayAudit", func(ctx context.Context) error { return api.PayAudit(ctx, 1, 1, erin, math.NewInt(100)) })
	g.measure("MsgSponsorJob", func(ctx context.Context) error {
		_, err := g.Msgs.SponsorJob(ctx, &types.MsgSponsorJob{Authority: g.Authority, Job: 1, Weight: 1, Cap: math.NewInt(1_000_000)})
		return err
	})
	g.measure("RecordAudit", func(ctx context.Context) error { return api.RecordAudit(ctx, 1, erin) })
	for slot := range uint32(201) {
		g.Must(func(ctx context.Context) error { return api.Credit(ctx, unit(1, 1, slot, "bob", 1_000)) })
	}
	few := g.measure("FinalizeRound of 201 units", func(ctx context.Context) error { return api.FinalizeRound(ctx, 1, 1) })
	g.Must(func(ctx context.Context) error { return api.Credit(ctx, unit(1, 2, 0, "carol", 1_000)) })
	one := g.measure("FinalizeRound of 1 unit", func(ctx context.Context) error { return api.FinalizeRound(ctx, 1, 2) })
	require.InDelta(t, one, few, 300, "the cost does not depend on the number of units")
	g.Next(10)
	g.measureClaims()
	g.measureShares()

	path := filepath.Join("testdata", "gas.txt")
	text := strings.Join(g.lines, "\n") + "\n"
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), text, "run go test ./x/reward/keeper -run TestGas -update and look at the difference")
}

func (g *gauge) measureClaims() {
	claim := func(name string, limit uint32) func(ctx context.Context) error {
		return func(ctx context.Context) error {
			_, err := g.Msgs.ClaimRewards(ctx, &types.MsgClaimRewards{Claimant: g.Account(name), Job: 1, Limit: limit})
			return err
		}
	}
	g.measure("MsgClaimRewards, audits", claim("erin", 0))
	g.measure("MsgClaimRewards, 1 unit", claim("bob", 1))
	g.measure("MsgClaimRewards, 10 units", claim("bob", 10))
	g.measure("MsgClaimRewards, 100 units", claim("bob", 100))
	g.Finalize(1, 3, 4, 5)
	g.measure("MsgClaimRewards, 100 units paid in full", claim("bob", 100))
	g.measure("CloseJob, completed", func(ctx context.Context) error {
		return g.Keeper.CloseJob(ctx, types.Close{Job: 1, Submitter: rewardtest.Address("alice"), Completed: true, SubmitterShare: 1_000, SettleHeight: g.Height()})
	})
	g.measure("MsgClaimRewards, refund", claim("alice", 0))
	g.measure("MsgClaimRewards, 100 units forgotten", claim("bob", 100))
}

func (g *gauge) measureShares() {
	g.Give("payer", 1_000_000)
	g.measure("MsgClaimShares", func(ctx context.Context) error {
		_, err := g.Msgs.ClaimShares(ctx, &types.MsgClaimShares{Claimant: g.Account("bob"), Job: 1})
		return err
	})
	g.measure("MsgPayModel, waiting", payMsg(g.Fixture, g.Account("payer"), 1, math.NewInt(1_000)))
	g.measure("MsgLockShares", lockMsg(g.Fixture, g.Account("bob"), 1, 5_000))
	g.Next(5)
	g.measure("MsgClaimRoyalties, spreading", royaltiesMsg(g.Fixture, g.Account("bob"), 1))
	g.measure("MsgPayModel, spread at once", payMsg(g.Fixture, g.Account("payer"), 1, math.NewInt(1_000)))
	g.measure("MsgClaimRoyalties", royaltiesMsg(g.Fixture, g.Account("bob"), 1))
	g.measure("MsgUnlockShares", unlockMsg(g.Fixture, g.Account("bob"), 1, 5_000))
	g.measure("MsgUpdateParams", func(ctx context.Context) error {
		_, err := g.Msgs.UpdateParams(ctx, &types.MsgUpdateParams{Authority: g.Authority, Params: rewardtest.Params()})
		return err
	})
	g.measure("EndBlock, nothing due", g.Keeper.EndBlock)
	g.Next(5)
	g.measure("EndBlock, 1 entry of the unlock queue", g.Keeper.EndBlock)
}
