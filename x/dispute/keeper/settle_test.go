// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"testing"

	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// bond of the tiny job: three times the cost of a defence and of replaying a
// segment.
func (w *world) bondOf(challenger string) math.Int {
	w.t.Helper()
	res, err := w.query.Bond(w.ctx, &types.QueryBondRequest{Job: 1, Challenger: challenger})
	require.NoError(w.t, err)
	return res.Bond.Amount
}

// TestSilentDefenderIsSlashed: A6, A8. Out of time loses the whole slot stake:
// 30 % to the challenger, the rest burnt while the chain has no auditors; the
// bond comes back, the pay returns to the escrow, the slot is freed.
func TestSilentDefenderIsSlashed(t *testing.T) {
	w := closed(t, 3)
	alice := w.account("alice")
	stake := math.NewIntFromUint64(w.spec.Price.SlotStake)
	wallet, bonded, supply := w.balance(alice), w.bonded(w.trainers[0]), w.supply()
	free, err := w.reward.Free(w.ctx, 1)
	require.NoError(t, err)

	id := w.open(w.challenge(alice, 3))
	bond := w.game(id).Bond
	require.Equal(t, wallet.Sub(bond), w.balance(alice))
	require.Equal(t, types.SIDE_DEFENDER, w.game(id).Turn)
	w.blocks(int(w.spec.Windows.GameClock) + 1)
	require.Equal(t, types.OUTCOME_UNSPECIFIED, w.game(id).Outcome, "the last block of the clock is the defender's")
	w.blocks(1)

	g := w.game(id)
	require.Equal(t, types.OUTCOME_DEFENDER_LATE, g.Outcome)
	require.Equal(t, jobtypes.UNIT_STATUS_FALSE, w.status(1, 0))
	reward := stake.MulRaw(3).QuoRaw(10)
	require.Equal(t, wallet.Add(reward), w.balance(alice))
	require.Equal(t, stake, bonded.Sub(w.bonded(w.trainers[0])), "the slot stake and nothing else")
	require.Equal(t, stake.Sub(reward), supply.Sub(w.supply()), "70 %% is burnt: nobody audits yet")
	after, err := w.reward.Free(w.ctx, 1)
	require.NoError(t, err)
	require.Equal(t, math.NewIntFromUint64(w.spec.Price.Unit), after.Sub(free))
	j, err := w.job.Job(w.ctx, 1)
	require.NoError(t, err)
	require.False(t, commit.Bitmap(j.Members).Has(0))
	require.Equal(t, []jobtypes.Retraction{{Round: 1, Slot: 0}}, j.Retractions)
}

// TestSilentChallengerLosesItsBond: half to whoever moved for the defence, half
// burnt; the unit goes on to FINAL, and the next bond is twice as much.
func TestSilentChallengerLosesItsBond(t *testing.T) {
	w := closed(t, 3)
	alice, key := w.account("alice"), w.text(w.bytes("defence key"))
	w.grants[w.bytes("defence key").String()+w.addr(w.trainers[0]).String()+sdk.MsgTypeURL(&types.MsgMove{})] = true
	supply, before := w.supply(), w.balance(key)
	bond := w.bondOf(alice)
	id := w.open(w.challenge(alice, 3))
	res := w.move(key, id, w.defence(id))
	require.Equal(t, types.SIDE_CHALLENGER, res.Turn)
	w.blocks(int(w.spec.Windows.GameClock) + 2)

	require.Equal(t, types.OUTCOME_CHALLENGER_LATE, w.game(id).Outcome)
	half := bond.QuoRaw(2)
	require.Equal(t, half, w.balance(key).Sub(before), "the key that moved, not the operator")
	require.Equal(t, bond.Sub(half), supply.Sub(w.supply()))
	require.Equal(t, bond.MulRaw(2), w.bondOf(alice), "it doubles with a lost challenge")
	require.Equal(t, bond, w.bondOf(w.account("bob")), "of the same account")
	require.Equal(t, jobtypes.UNIT_STATUS_INCLUDED, w.status(1, 0))
	w.blocks(20)
	require.Equal(t, jobtypes.UNIT_STATUS_FINAL, w.status(1, 0))
	w.blocks(int(w.spec.Windows.Late))
	require.Equal(t, bond, w.bondOf(alice), "until the late window has passed")
}

// TestFirstSealedIsRewarded: A8. Whoever sees a challenge and copies it gains
// nothing: of equal claims the first bound takes the challengers' part.
func TestFirstSealedIsRewarded(t *testing.T) {
	w := closed(t, 3)
	alice, bob, carol := w.account("alice"), w.account("bob"), w.account("carol")
	sealed := w.challenge(alice, 3)
	sealed.Salt = []byte("secret")
	seal := types.SealHash(chainID, w.addr(alice), sealed)
	_, err := w.server.SealChallenge(w.ctx, &types.MsgSealChallenge{Challenger: alice, Seal: seal[:]})
	require.NoError(t, err)
	w.blocks(1)
	first := w.open(w.challenge(bob, 3)) // the copy is faster
	second := w.open(sealed)
	other := w.open(w.challenge(carol, 5))
	require.Equal(t, w.ctx.BlockHeight()-1, w.game(second).BoundHeight)
	wallets := []math.Int{w.balance(alice), w.balance(bob), w.balance(carol)}
	bonds := []math.Int{w.game(second).Bond, w.game(first).Bond, w.game(other).Bond}
	w.blocks(int(w.spec.Windows.GameClock) + 4)

	reward := math.NewIntFromUint64(w.spec.Price.SlotStake).MulRaw(3).QuoRaw(10)
	require.Equal(t, wallets[0].Add(bonds[0]).Add(reward), w.balance(alice))
	require.Equal(t, wallets[1].Add(bonds[1]), w.balance(bob))
	require.Equal(t, wallets[2].Add(bonds[2]), w.balance(carol), "bonds of games still undecided return")
	require.Equal(t, types.OUTCOME_UNDECIDED, w.game(other).Outcome)
	p, err := w.query.Party(w.ctx, &types.QueryPartyRequest{Address: carol})
	require.NoError(t, err)
	require.Empty(t, p.Party.Lost)
}

// TestAbandonedShillSettlesNothing: A4. A cheat's friend challenges it and
// falls silent; an honest challenger opens a game of its own later, in which
// the board answers by itself, and the cheat loses it.
func TestAbandonedShillSettlesNothing(t *testing.T) {
	w := closed(t, 3)
	shill, honest := w.account("shill"), w.account("honest")
	id := w.open(w.challenge(shill, 3))
	w.move(w.trainers[0], id, w.defence(id))
	w.blocks(int(w.spec.Windows.GameClock) + 2)
	require.Equal(t, types.OUTCOME_CHALLENGER_LATE, w.game(id).Outcome)

	again := w.open(w.challenge(honest, 3))
	g := w.game(again)
	require.Equal(t, types.SIDE_CHALLENGER, g.Turn, "the opening was posted once and serves every game")
	require.Equal(t, uint32(1), g.Moves)
	require.Equal(t, w.trainers[0], g.Mover)
	w.move(honest, again, pick(0))
	w.blocks(int(w.spec.Windows.GameClock) + 2)
	require.Equal(t, types.OUTCOME_DEFENDER_LATE, w.game(again).Outcome)
	require.Equal(t, jobtypes.UNIT_STATUS_FALSE, w.status(1, 0))
}

// TestPostsServeEveryGame: the defender's work does not grow with the
// challengers.
func TestPostsServeEveryGame(t *testing.T) {
	w := closed(t, 3)
	id := w.open(w.challenge(w.account("alice"), 3))
	w.move(w.trainers[0], id, w.defence(id))
	alice := w.text(w.bytes("alice"))
	require.Equal(t, types.SIDE_DEFENDER, w.move(alice, id, pick(0)).Turn)
	require.Equal(t, types.SIDE_CHALLENGER, w.move(w.trainers[0], id, w.defence(id)).Turn)

	bob := w.account("bob")
	msg := w.challenge(bob, 3)
	msg.State.Digest[1] ^= 1 // another claim about the same step
	second := w.open(msg)
	res := w.move(bob, second, pick(0))
	require.Equal(t, types.SIDE_CHALLENGER, res.Turn, "the same node, the same children")
	require.Equal(t, uint32(3), w.game(second).Moves)
	require.Equal(t, types.SIDE_DEFENDER, w.move(bob, second, pick(1)).Turn, "another node must be posted")
	posts, err := w.query.Posts(w.ctx, &types.QueryPostsRequest{Board: w.game(id).Board})
	require.NoError(t, err)
	require.Len(t, posts.Posts, 2)
}

// TestPostsServeGamesThatWait: what is posted in one game answers those that
// were opened before and wait for the same, without a move and in time.
func TestPostsServeGamesThatWait(t *testing.T) {
	w := closed(t, 3)
	var ids []uint64
	for i := range 12 {
		msg := w.challenge(w.account("challenger"+string(rune('a'+i))), 3)
		msg.State.Digest[1] ^= byte(i)
		ids = append(ids, w.open(msg))
	}
	w.move(w.trainers[0], ids[5], w.defence(ids[5]))
	w.blocks(1)
	waiting := 0
	for _, id := range ids {
		if w.game(id).Turn == types.SIDE_DEFENDER {
			waiting++
		}
	}
	require.Equal(t, 3, waiting, "the first few at once")
	w.blocks(int(w.spec.Windows.GameClock) + 1)
	for _, id := range ids {
		require.NotEqual(t, types.OUTCOME_DEFENDER_LATE, w.game(id).Outcome, "nobody is late who has answered somewhere")
	}
	w.blocks(int(w.spec.Windows.GameClock) + 2)
	for _, id := range ids {
		require.Equal(t, types.OUTCOME_CHALLENGER_LATE, w.game(id).Outcome)
	}
}

// TestChallengeBeforeClose: a unit proven wrong before its round closes is not
// in the sum.
func TestChallengeBeforeClose(t *testing.T) {
	w := training(t, 3)
	w.commit(1, 0)
	w.open(w.challenge(w.account("alice"), 1))
	w.blocks(int(w.spec.Windows.GameClock) + 2)
	require.Equal(t, jobtypes.UNIT_STATUS_FALSE, w.status(1, 0))
	r, err := w.job.Round(w.ctx, 1, 1)
	require.NoError(t, err)
	require.False(t, r.Live().Has(0))
}

// TestRetractedUnitEndsItsGames: until TRAINING ends a trainer may retract for
// nothing, challenged or not; the challenger loses nothing.
func TestRetractedUnitEndsItsGames(t *testing.T) {
	w := training(t, 3)
	w.commit(1, 0)
	alice := w.account("alice")
	wallet := w.balance(alice)
	id := w.open(w.challenge(alice, 1))
	_, err := w.jobs.RetractUnit(w.ctx, &jobtypes.MsgRetractUnit{Operator: w.trainers[0], Job: 1, Round: 1, Slot: 0})
	require.NoError(t, err)
	_, err = w.server.Move(w.ctx, &types.MsgMove{Mover: w.trainers[0], Game: id, Move: pick(0)})
	require.ErrorIs(t, err, types.ErrOver)
	w.blocks(1)
	require.Equal(t, types.OUTCOME_UNDECIDED, w.game(id).Outcome)
	require.Equal(t, wallet, w.balance(alice))
}

// TestChallengedUnitCannotBeConfessed, and its stake is not released.
func TestChallengedUnitCannotBeConfessed(t *testing.T) {
	w := closed(t, 3)
	w.open(w.challenge(w.account("alice"), 1))
	_, err := w.jobs.ConfessUnit(w.ctx, &jobtypes.MsgConfessUnit{Operator: w.trainers[0], Job: 1, Round: 1, Slot: 0})
	require.ErrorIs(t, err, jobtypes.ErrChallenged)
	named, err := w.dispute.View().LockNamed(w.ctx, w.addr(w.trainers[0]), jobtypes.SlotLock(1, 0, 1))
	require.NoError(t, err)
	require.True(t, named)
}

// TestLateWindow: past FINAL a unit can still be proven false, what is not
// vested is taken back; after the late window nothing is accepted, but what was
// opened before is played to its end with the stake still there.
func TestLateWindow(t *testing.T) {
	w := closed(t, 3)
	alice := w.account("alice")
	for w.status(1, 0) != jobtypes.UNIT_STATUS_FINAL {
		w.blocks(1)
	}
	end, err := w.job.LateEnd(w.ctx, 1, 1)
	require.NoError(t, err)
	w.blocks(int(end - w.ctx.BlockHeight()))
	id := w.open(w.challenge(alice, 3))
	require.False(t, w.game(id).Holds, "FINAL is not taken back")
	w.blocks(1)
	_, err = w.server.Challenge(w.ctx, w.challenge(w.account("bob"), 2))
	require.ErrorIs(t, err, types.ErrTooLate)
	bonded := w.bonded(w.trainers[0])
	w.blocks(int(w.spec.Windows.GameClock) + 2)
	require.Equal(t, jobtypes.UNIT_STATUS_FALSE, w.status(1, 0))
	require.Equal(t, math.NewIntFromUint64(w.spec.Price.SlotStake), bonded.Sub(w.bonded(w.trainers[0])))
	j, err := w.job.Job(w.ctx, 1)
	require.NoError(t, err)
	require.Empty(t, j.Retractions, "too late for the sum")

	board := w.game(id).Board
	w.blocks(300)
	_, err = w.dispute.Board(w.ctx, board)
	require.ErrorIs(t, err, types.ErrNoBoard, "what a board kept is forgotten")
	g, err := w.dispute.ExportGenesis(w.ctx)
	require.NoError(t, err)
	require.Empty(t, g.Games)
	require.Empty(t, g.Posts)
	require.Empty(t, g.Due)
}

// TestManyGamesEndTogether: a proven fraud ends all games of the unit, however
// many, over the next blocks.
func TestManyGamesEndTogether(t *testing.T) {
	w := closed(t, 3)
	first := w.open(w.challenge(w.account("first"), 3))
	w.blocks(2)
	var ids []uint64
	var wallets []math.Int
	who := func(i int) string { return w.text(w.bytes("challenger" + string(rune('a'+i)))) }
	for i := range 26 {
		w.account("challenger" + string(rune('a'+i)))
		wallets = append(wallets, w.balance(who(i)))
		msg := w.challenge(who(i), uint32(1+i%2))
		ids = append(ids, w.open(msg))
	}
	w.blocks(int(w.spec.Windows.GameClock) + 2)
	require.Equal(t, types.OUTCOME_DEFENDER_LATE, w.game(first).Outcome)
	for i, id := range ids {
		require.Equal(t, types.OUTCOME_UNDECIDED, w.game(id).Outcome)
		require.Equal(t, wallets[i], w.balance(who(i)))
	}
}
