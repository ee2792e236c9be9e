// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"crypto/ed25519"
	"testing"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/x/dispute/types"
	stakekeeper "github.com/weft-network/weft/x/stake/keeper"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

// A6. Defence keys are those of the profile as it is at the move: one that is
// taken out of it in a game is a stranger from then on, although it holds its
// grant still, and one that comes in moves.
func TestDefenceKeysChangeInAGame(t *testing.T) {
	w := closed(t, 3)
	operator := w.trainers[0]
	grant := func(name string) string {
		w.grants[w.bytes(name).String()+w.addr(operator).String()+sdk.MsgTypeURL(&types.MsgMove{})] = true
		return w.text(w.bytes(name))
	}
	before, after := grant("defence key"), grant("another key")
	id := w.open(w.challenge(w.account("alice"), 3))
	move := func(mover string) error {
		_, err := w.server.Move(w.ctx, &types.MsgMove{Mover: mover, Game: id, Move: w.defence(id)})
		return err
	}
	require.ErrorIs(t, move(after), types.ErrNotParty)
	_, err := stakekeeper.NewMsgServer(w.stake).UpdateProvider(w.ctx, &staketypes.MsgUpdateProvider{Operator: operator, DefenceKeys: []string{after}})
	require.NoError(t, err)
	require.ErrorIs(t, move(before), types.ErrNotParty)
	require.NoError(t, move(after))
	w.blocks(1)
}

// Spec A1: a VRF key that is replaced between rounds draws from those that open
// under it; those that opened under the old one are the old one's to report on.
func TestVRFKeyChangesBetweenRounds(t *testing.T) {
	a := withAudits(t, 1)
	s := tiny(3)
	s.Audit.Rate, s.Rounds.Rounds = 200_000, 8
	a.train(bound(s))
	a.blocks(1)
	v := a.people[0]
	old := a.keys[v]
	a.changeKey(v, "replaced")
	replaced := a.keys[v]
	post := func(round uint64, key ed25519.PrivateKey) error {
		x, err := a.dispute.Audit(a.ctx, 1, round)
		require.NoError(t, err)
		proof, _ := types.ProveAudit(key, types.AuditAlpha(chainID, x.Seed))
		return a.post(&types.MsgCommitAudit{Verifier: v, Job: 1, Round: round, Draw: x.Draw, Proof: proof})
	}
	for _, r := range []struct {
		round        uint64
		right, wrong ed25519.PrivateKey
	}{{1, old, replaced}, {2, replaced, old}} {
		a.trained(r.round)
		a.blocks(1)
		a.publish()
		a.blocks(1)
		require.ErrorIs(t, post(r.round, r.wrong), types.ErrInvalidVRF)
		require.NoError(t, post(r.round, r.right))
	}
}
