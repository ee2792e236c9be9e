// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"testing"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/gogoproto/proto"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/x/dispute/types"
)

// TestGas logs what each message costs, and its bytes, and holds it to a
// ceiling. Signatures and bytes of the transaction come on top.
func TestGas(t *testing.T) {
	w, poison := poisoned(t, 5, nan)
	w.commitAll()
	w.closeRound()
	alice, bob := w.account("alice"), w.account("bob")
	measure := func(name string, ceiling uint64, msg proto.Message, send func(ctx sdk.Context) error) {
		t.Helper()
		ctx := w.ctx.WithGasMeter(storetypes.NewInfiniteGasMeter())
		require.NoError(t, send(ctx))
		gas := ctx.GasMeter().GasConsumed()
		t.Logf("%-40s %7d bytes %8d gas", name, proto.Size(msg), gas)
		require.LessOrEqual(t, gas, ceiling, name)
	}
	challenge := func(name string, ceiling uint64, msg *types.MsgChallenge) {
		measure(name, ceiling, msg, func(ctx sdk.Context) error { _, err := w.server.Challenge(ctx, msg); return err })
	}
	move := func(name string, ceiling uint64, mover string, game uint64, move []byte) {
		msg := &types.MsgMove{Mover: mover, Game: game, Move: move}
		measure(name, ceiling, msg, func(ctx sdk.Context) error { _, err := w.server.Move(ctx, msg); return err })
	}
	seal := &types.MsgSealChallenge{Challenger: alice, Seal: make([]byte, 32)}
	measure("SealChallenge", 10_000, seal, func(ctx sdk.Context) error { _, err := w.server.SealChallenge(ctx, seal); return err })
	challenge("Challenge, step 3", 200_000, w.challenge(alice, 3))
	challenge("Challenge, step 0", 200_000, w.challenge(alice, 0))
	challenge("Challenge, step H+1", 200_000, w.challenge(alice, 9))
	move("Move, open", 100_000, w.trainers[0], 1, w.defence(1))
	move("Move, pick in the trace", 45_000, alice, 1, pick(0))
	move("Move, children of the trace", 95_000, w.trainers[0], 1, w.defence(1))
	challenge("Challenge, the board opens", 250_000, w.challenge(bob, 3))
	move("Move, pick, the board answers", 60_000, bob, 4, pick(0))
	nonFinite := w.reportOf(5, poison)
	measure("ReportNonFinite", 350_000, nonFinite, func(ctx sdk.Context) error {
		ctx, _ = ctx.CacheContext() // once is enough for a unit
		_, err := w.server.ReportNonFinite(ctx, nonFinite)
		return err
	})
	w.claims(w.trainers[1], 1, "claimed")
	denial := w.denial(alice, w.trainers[1])
	measure("ChallengeClaim, an outer step", 250_000, denial, func(ctx sdk.Context) error { _, err := w.server.ChallengeClaim(ctx, denial); return err })
	evidence := w.report(w.key(w.trainers[0]), chainID, w.second())
	measure("ReportEquivocation", 350_000, evidence, func(ctx sdk.Context) error { _, err := w.server.ReportEquivocation(ctx, evidence); return err })
}
