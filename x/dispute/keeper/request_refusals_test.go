// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"fmt"
	"os"
	"testing"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/gogoproto/proto"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// TestRequestRefusals: every refusal has its registered error, and takes nothing.
func TestRequestRefusals(t *testing.T) {
	s := stock(t, 3)
	s.commitAll()
	s.closeRound()
	alice := s.account("alice")
	for name, c := range map[string]struct {
		change func(m *types.MsgRequestData)
		want   error
	}{
		"no address":      {func(m *types.MsgRequestData) { m.Requester = "weft1nobody" }, types.ErrInvalidAddress},
		"no kind":         {func(m *types.MsgRequestData) { m.Blob.Kind = 0 }, types.ErrInvalidBlob},
		"an unknown kind": {func(m *types.MsgRequestData) { m.Blob.Kind = 99 }, types.ErrInvalidBlob},
		"a second name":   {func(m *types.MsgRequestData) { m.Blob.Index = 1 }, types.ErrInvalidBlob},
		"no such job":     {func(m *types.MsgRequestData) { m.Blob.Job = 9 }, jobtypes.ErrNoJob},
		"no such round":   {func(m *types.MsgRequestData) { m.Blob.Round = 9 }, jobtypes.ErrNoUnit},
		"no such slot":    {func(m *types.MsgRequestData) { m.Blob.Slot = 9 }, jobtypes.ErrNoUnit},
		"no such anchor":  {func(m *types.MsgRequestData) { m.Blob.Kind, m.Blob.Index = types.BLOB_KIND_STATE, 99 }, types.ErrInvalidBlob},
		"no claim": {func(m *types.MsgRequestData) {
			m.Blob = types.Blob{Kind: types.BLOB_KIND_CLAIM, Job: 1, Operator: alice}
		}, jobtypes.ErrNoClaim},
		"no base yet":           {func(m *types.MsgRequestData) { m.Blob = types.Blob{Kind: types.BLOB_KIND_BASE, Job: 1, Round: 2} }, types.ErrInvalidBlob},
		"no checkpoint":         {func(m *types.MsgRequestData) { m.Blob = types.Blob{Kind: types.BLOB_KIND_CHECKPOINT, Job: 1} }, types.ErrInvalidBlob},
		"another file":          {func(m *types.MsgRequestData) { m.Content = jobtypes.WireID(s.state.id) }, types.ErrInvalidID},
		"no file":               {func(m *types.MsgRequestData) { m.Content.Digest = nil }, types.ErrInvalidID},
		"an odd offset":         {func(m *types.MsgRequestData) { m.Offset = 1024 }, types.ErrInvalidRange},
		"an offset past it":     {func(m *types.MsgRequestData) { m.Offset = 1 << 40 }, types.ErrInvalidRange},
		"another coin":          {func(m *types.MsgRequestData) { m.Deposit.Denom = "other" }, types.ErrInvalidDeposit},
		"no deposit":            {func(m *types.MsgRequestData) { m.Deposit = sdk.NewInt64Coin(denom, 0) }, types.ErrInvalidDeposit},
		"a deposit without any": {func(m *types.MsgRequestData) { m.Deposit = sdk.Coin{Denom: denom} }, types.ErrInvalidDeposit},
		"too small a deposit":   {func(m *types.MsgRequestData) { m.Deposit.Amount = s.cost().SubRaw(1) }, types.ErrDepositShort},
	} {
		t.Run(name, func(t *testing.T) {
			msg := s.ask(alice, deltaOf(0), s.delta, 0)
			c.change(msg)
			cached, _ := s.ctx.CacheContext()
			_, err := s.server.RequestData(cached, msg)
			require.ErrorIs(t, err, c.want)
		})
	}
	r := s.request(s.ask(alice, deltaOf(0), s.delta, 0))
	proof := s.delta.prove(t, r)
	for name, c := range map[string]struct {
		change func(m *types.MsgRespondData)
		want   error
	}{
		"no address":      {func(m *types.MsgRespondData) { m.Responder = "" }, types.ErrInvalidAddress},
		"no such request": {func(m *types.MsgRespondData) { m.Request = 9 }, types.ErrNoRequest},
		"no proof":        {func(m *types.MsgRespondData) { m.Proof = nil }, types.ErrInvalidOpening},
		"a byte more":     {func(m *types.MsgRespondData) { m.Proof = append(m.Proof, 0) }, types.ErrInvalidOpening},
		"a bit otherwise": {func(m *types.MsgRespondData) { m.Proof[len(m.Proof)-1] ^= 1 }, types.ErrInvalidOpening},
	} {
		t.Run("answer with "+name, func(t *testing.T) {
			msg := &types.MsgRespondData{Responder: alice, Request: r.Id, Proof: append([]byte{}, proof...)}
			c.change(msg)
			cached, _ := s.ctx.CacheContext()
			_, err := s.server.RespondData(cached, msg)
			require.ErrorIs(t, err, c.want)
		})
	}
}

// TestRequestsEndWithTheirWindow: states inside a unit until FINAL, delta and end
// state until the late window has ended; a request that was opened in time holds
// the unit and has its whole window.
func TestRequestsEndWithTheirWindow(t *testing.T) {
	s := stock(t, 3)
	s.commitAll()
	s.closeRound()
	alice, bob := s.account("alice"), s.account("bob")
	inner := types.Blob{Kind: types.BLOB_KIND_STATE, Job: 1, Round: 1, Slot: 0, Index: 0}
	x, err := s.job.Round(s.ctx, 1, 1)
	require.NoError(t, err)
	s.blocks(int(x.FinalHeight - s.ctx.BlockHeight()))
	r := s.request(s.ask(alice, inner, s.state, 0))
	s.blocks(1)
	require.Equal(t, jobtypes.ROUND_PHASE_FINAL, s.phase(1))
	require.Equal(t, jobtypes.UNIT_STATUS_INCLUDED, s.status(1, 0), "held")
	require.Equal(t, jobtypes.UNIT_STATUS_FINAL, s.status(1, 1))
	_, err = s.server.RequestData(s.ctx, s.ask(bob, inner, s.state, 1))
	require.ErrorIs(t, err, types.ErrTooLate)
	require.NoError(t, s.serve(bob, r, s.state))
	require.Equal(t, jobtypes.UNIT_STATUS_FINAL, s.status(1, 0))

	u, err := s.job.Unit(s.ctx, 1, 1, 0)
	require.NoError(t, err)
	end := types.Blob{Kind: types.BLOB_KIND_STATE, Job: 1, Round: 1, Slot: 0, Index: uint32(len(u.Anchors) - 1)}
	late, err := s.job.LateEnd(s.ctx, 1, 1)
	require.NoError(t, err)
	s.blocks(int(late - s.ctx.BlockHeight()))
	last := s.request(s.ask(alice, deltaOf(1), s.delta, 0))
	s.request(s.ask(bob, end, s.state, 0))
	s.blocks(1)
	_, err = s.server.RequestData(s.ctx, s.ask(s.account("carol"), deltaOf(2), s.delta, 0))
	require.ErrorIs(t, err, types.ErrTooLate)
	before := s.bonded(s.trainers[1])
	s.blocks(int(s.spec.Windows.DataRequest) + 1)
	require.Equal(t, types.REQUEST_STATUS_WITHHELD, s.asked(last.Id).Status)
	require.True(t, s.bonded(s.trainers[1]).LT(before), "its stake waited for the answer")
}

// TestRequestGas logs what the messages cost, and holds them to a ceiling; bytes
// of the transaction come on top, ten gas each.
func TestRequestGas(t *testing.T) {
	s := stock(t, 3)
	s.commitAll()
	s.closeRound()
	measure := func(name string, ceiling uint64, msg proto.Message, send func(ctx sdk.Context) error) {
		t.Helper()
		ctx := s.ctx.WithGasMeter(storetypes.NewInfiniteGasMeter())
		require.NoError(t, send(ctx))
		gas := ctx.GasMeter().GasConsumed()
		t.Logf("%-40s %7d bytes %8d gas", name, proto.Size(msg), gas)
		require.LessOrEqual(t, gas, ceiling, name)
	}
	ask := func(name string, ceiling uint64, msg *types.MsgRequestData) {
		measure(name, ceiling, msg, func(ctx sdk.Context) error { _, err := s.server.RequestData(ctx, msg); return err })
	}
	ask("RequestData, a delta", 120_000, s.ask(s.account("alice"), deltaOf(0), s.delta, 0))
	ask("RequestData, joining", 60_000, s.ask(s.account("bob"), deltaOf(0), s.delta, 0))
	state := types.Blob{Kind: types.BLOB_KIND_STATE, Job: 1, Round: 1, Slot: 0}
	for i := range uint64(4) {
		ask("RequestData, a state", 160_000, s.ask(s.account(string(rune('a'+i))), state, s.state, i))
	}
	answer := &types.MsgRespondData{Responder: s.trainers[0], Request: 2, Proof: s.state.prove(t, s.asked(2))}
	measure("RespondData", 150_000, answer, func(ctx sdk.Context) error { _, err := s.server.RespondData(ctx, answer); return err })

	chapter, err := os.ReadFile("../../../docs/spec/availability.md")
	require.NoError(t, err)
	for _, size := range []uint64{1 << 20, 1 << 30, 100 << 30, commit.MaxSize} {
		r := types.DataRequest{Content: jobtypes.WireID(commit.ID{Size: size}), Offset: size / 2 / types.RangeSize * types.RangeSize, Length: types.RangeSize}
		cost, err := r.OpeningCost()
		require.NoError(t, err)
		t.Logf("of a blob of %d bytes: a proof of %d bytes, %d compressions", size, cost.Bytes, cost.Compressions)
		require.LessOrEqual(t, cost.Bytes, uint64(types.MaxOpening))
		require.Contains(t, string(chapter), fmt.Sprintf("| %d | %d |\n", cost.Bytes, cost.Compressions), "docs/spec/availability.md")
	}
}
