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

// TestAuditGas logs what each message of an audit costs, and its bytes, and
// holds it to a ceiling. Signatures and bytes of the transaction come on top.
func TestAuditGas(t *testing.T) {
	a := audited(t, 8)
	b := withAudits(t, 40)
	b.train(tinyAudited(2, 1))
	b.openDraw()
	in := a
	measure := func(name string, ceiling uint64, msg proto.Message, send func(ctx sdk.Context) error) {
		t.Helper()
		ctx := in.ctx.WithGasMeter(storetypes.NewInfiniteGasMeter())
		require.NoError(t, send(ctx))
		gas := ctx.GasMeter().GasConsumed()
		t.Logf("%-40s %7d bytes %8d gas", name, proto.Size(msg), gas)
		require.LessOrEqual(t, gas, ceiling, name)
	}
	commit := func(name string, ceiling uint64, msg *types.MsgCommitAudit) {
		measure(name, ceiling, msg, func(ctx sdk.Context) error { _, err := in.server.CommitAudit(ctx, msg); return err })
	}
	reveal := func(name string, ceiling uint64, msg *types.MsgRevealAudit) {
		measure(name, ceiling, msg, func(ctx sdk.Context) error { _, err := a.server.RevealAudit(ctx, msg); return err })
	}
	activate := &types.MsgActivateVerifier{Operator: a.auditor("v"), Stake: sdk.NewInt64Coin(denom, million)}
	measure("ActivateVerifier", 80_000, activate, func(ctx sdk.Context) error { _, err := a.server.ActivateVerifier(ctx, activate); return err })
	leave := &types.MsgDeactivateVerifier{Operator: activate.Operator}
	measure("DeactivateVerifier", 60_000, leave, func(ctx sdk.Context) error { _, err := a.server.DeactivateVerifier(ctx, leave); return err })
	eight := a.reveal(a.people[0])
	for slot := range uint32(8) {
		eight.Results = append(eight.Results, match(a.people[0], slot))
	}
	one := a.reveal(a.people[1], a.mismatch(a.people[1], 0, 3))
	commit("CommitAudit, 8 duties", 200_000, a.commitMsg(a.people[0], eight))
	commit("CommitAudit, 8 duties, the second", 200_000, a.commitMsg(a.people[1], one))
	match1 := a.reveal(a.people[2], match(a.people[2], 1))
	commit("CommitAudit, 8 duties, the third", 200_000, a.commitMsg(a.people[2], match1))
	a.toReveal()
	reveal("RevealAudit, 8 matches", 250_000, eight)
	reveal("RevealAudit, a mismatch", 250_000, one)
	reveal("RevealAudit, a match", 120_000, match1)

	in = b // a small verifier draws nothing of a unit or two
	for _, v := range b.people {
		if len(b.duties(v)) == 0 {
			commit("CommitAudit, nothing drawn", 80_000, b.commitMsg(v, nil))
			return
		}
	}
	t.Fatal("every verifier drew something")
}
