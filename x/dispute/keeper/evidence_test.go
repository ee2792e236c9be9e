// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"testing"

	"cosmossdk.io/math"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	sdk "github.com/cosmos/cosmos-sdk/types"
	txtypes "github.com/cosmos/cosmos-sdk/types/tx"
	"github.com/cosmos/cosmos-sdk/types/tx/signing"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// key gives the first trainer's account a key.
func (w *world) key(operator string) *secp256k1.PrivKey {
	w.t.Helper()
	key := secp256k1.GenPrivKeyFromSecret([]byte(operator))
	account := w.auth.GetAccount(w.ctx, w.addr(operator))
	require.NoError(w.t, account.SetPubKey(key.PubKey()))
	w.auth.SetAccount(w.ctx, account)
	return key
}

// report shows a transaction with a message, signed with a key for a chain.
func (w *world) report(key *secp256k1.PrivKey, chain string, msg sdk.Msg) *types.MsgReportEquivocation {
	w.t.Helper()
	packed, err := codectypes.NewAnyWithValue(msg)
	require.NoError(w.t, err)
	body, err := w.cdc.Marshal(&txtypes.TxBody{Messages: []*codectypes.Any{packed}})
	require.NoError(w.t, err)
	info, err := w.cdc.Marshal(&txtypes.AuthInfo{
		SignerInfos: []*txtypes.SignerInfo{{ModeInfo: &txtypes.ModeInfo{Sum: &txtypes.ModeInfo_Single_{Single: &txtypes.ModeInfo_Single{Mode: signing.SignMode_SIGN_MODE_DIRECT}}}}},
		Fee:         &txtypes.Fee{},
	})
	require.NoError(w.t, err)
	doc := &txtypes.SignDoc{BodyBytes: body, AuthInfoBytes: info, ChainId: chain, AccountNumber: w.auth.GetAccount(w.ctx, w.addr(w.trainers[0])).GetAccountNumber()}
	bz, err := doc.Marshal()
	require.NoError(w.t, err)
	signature, err := key.Sign(bz)
	require.NoError(w.t, err)
	return &types.MsgReportEquivocation{Reporter: w.account("alice"), Job: 1, Round: 1, Slot: 0, Body: body, AuthInfo: info, Signature: signature}
}

// second is another commit of slot 0 in round 1.
func (w *world) second() *jobtypes.MsgCommitUnit {
	w.t.Helper()
	u := w.unit(1, 0)
	u.States[2].Digest[0] ^= 1
	return jobtypes.NewCommit(&w.spec, u.UnitResult)
}

// TestEquivocation: R6. A second commit, signed but not on chain, costs the slot
// stake; the reporter takes the challengers' part.
func TestEquivocation(t *testing.T) {
	w := closed(t, 3)
	msg := w.report(w.key(w.trainers[0]), chainID, w.second())
	wallet, bonded := w.balance(msg.Reporter), w.bonded(w.trainers[0])
	_, err := w.server.ReportEquivocation(w.ctx, msg)
	require.NoError(t, err)
	stake := math.NewIntFromUint64(w.spec.Price.SlotStake)
	require.Equal(t, stake.MulRaw(3).QuoRaw(10), w.balance(msg.Reporter).Sub(wallet))
	require.Equal(t, stake, bonded.Sub(w.bonded(w.trainers[0])))
	require.Equal(t, jobtypes.UNIT_STATUS_FALSE, w.status(1, 0))
	_, err = w.server.ReportEquivocation(w.ctx, msg)
	require.ErrorIs(t, err, types.ErrUnitStatus, "once")
	w.blocks(5)
}

func TestEquivocationRefusals(t *testing.T) {
	report := func(change func(w *world, m *types.MsgReportEquivocation)) func(w *world) error {
		return func(w *world) error {
			msg := w.report(w.key(w.trainers[0]), chainID, w.second())
			change(w, msg)
			_, err := w.server.ReportEquivocation(w.ctx, msg)
			return err
		}
	}
	of := func(chain string, commit func(w *world) *jobtypes.MsgCommitUnit) func(w *world) error {
		return func(w *world) error {
			_, err := w.server.ReportEquivocation(w.ctx, w.report(w.key(w.trainers[0]), chain, commit(w)))
			return err
		}
	}
	runRefusals(t, threeClosed, []refusal{
		{"address", report(func(_ *world, m *types.MsgReportEquivocation) { m.Reporter = "x" }), types.ErrInvalidAddress},
		{"no such unit", report(func(_ *world, m *types.MsgReportEquivocation) { m.Slot = 7 }), jobtypes.ErrNoUnit},
		{"another unit", report(func(_ *world, m *types.MsgReportEquivocation) { m.Slot = 1 }), types.ErrInvalidEvidence},
		{"no transaction", report(func(_ *world, m *types.MsgReportEquivocation) { m.Body = []byte{255} }), types.ErrInvalidEvidence},
		{"no signers", report(func(_ *world, m *types.MsgReportEquivocation) { m.AuthInfo = []byte{255} }), types.ErrInvalidEvidence},
		{"another mode", report(func(_ *world, m *types.MsgReportEquivocation) { m.AuthInfo = nil }), types.ErrInvalidSignature},
		{"too large", report(func(_ *world, m *types.MsgReportEquivocation) { m.Body = make([]byte, 300<<10) }), types.ErrInvalidEvidence},
		{"forged", report(func(_ *world, m *types.MsgReportEquivocation) { m.Signature[0] ^= 1 }), types.ErrInvalidSignature},
		{"of another chain", of("another-1", (*world).second), types.ErrInvalidSignature},
		{"the same commit", of(chainID, func(w *world) *jobtypes.MsgCommitUnit { return jobtypes.NewCommit(&w.spec, w.unit(1, 0).UnitResult) }), types.ErrInvalidEvidence},
		{"of nobody's key", func(w *world) error {
			_, err := w.server.ReportEquivocation(w.ctx, w.report(secp256k1.GenPrivKey(), chainID, w.second()))
			return err
		}, types.ErrInvalidSignature},
	})
}
