// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"testing"

	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// refusal is one message that must fail for one reason and change nothing.
type refusal struct {
	name string
	send func(w *world) error
	want error
}

func runRefusals(t *testing.T, setup func(t fataler) *world, cases []refusal) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w := setup(t)
			cached, _ := w.ctx.CacheContext() // as the application would: a failed message leaves no trace
			w.ctx = cached
			require.ErrorIs(t, c.send(w), c.want)
		})
	}
}

func threeClosed(t fataler) *world { return closed(t, 3) }

// challenging sends alice's challenge of step 3, changed.
func challenging(change func(w *world, m *types.MsgChallenge)) func(w *world) error {
	return func(w *world) error {
		msg := w.challenge(w.account("alice"), 3)
		change(w, msg)
		_, err := w.server.Challenge(w.ctx, msg)
		return err
	}
}

func TestChallengeRefusals(t *testing.T) {
	runRefusals(t, threeClosed, []refusal{
		{"address", challenging(func(_ *world, m *types.MsgChallenge) { m.Challenger = "weft1nobody" }), types.ErrInvalidAddress},
		{"no such unit", challenging(func(_ *world, m *types.MsgChallenge) { m.Slot = 9 }), jobtypes.ErrNoUnit},
		{"no such step", challenging(func(_ *world, m *types.MsgChallenge) { m.Step = 10 }), types.ErrInvalidStep},
		{"leaf of another length", challenging(func(_ *world, m *types.MsgChallenge) { m.Leaf = m.Leaf[1:] }), types.ErrInvalidPath},
		{"another leaf", challenging(func(_ *world, m *types.MsgChallenge) { m.Leaf[0] ^= 1 }), types.ErrInvalidPath},
		{"path of another step", challenging(func(w *world, m *types.MsgChallenge) { m.Path = w.path(w.unit(1, 0), 4) }), types.ErrInvalidPath},
		{"path of another length", challenging(func(_ *world, m *types.MsgChallenge) { m.Path = m.Path[1:] }), types.ErrInvalidPath},
		{"leaf of another unit", challenging(func(w *world, m *types.MsgChallenge) { m.Leaf = w.unit(1, 1).leaves[3][:] }), types.ErrInvalidPath},
		{"no state before", challenging(func(_ *world, m *types.MsgChallenge) { m.Before = nil }), types.ErrInvalidID},
		{"another state before", challenging(func(_ *world, m *types.MsgChallenge) { m.Before = &m.State }), types.ErrInvalidBefore},
		{"another out before", challenging(func(_ *world, m *types.MsgChallenge) { m.BeforeOut = nil }), types.ErrInvalidBefore},
		{"a long out before", challenging(func(_ *world, m *types.MsgChallenge) { m.BeforeOut = make([]byte, 1000) }), types.ErrInvalidBefore},
		{"something before step 0", func(w *world) error {
			msg := w.challenge(w.account("alice"), 0)
			msg.Before = &msg.State
			_, err := w.server.Challenge(w.ctx, msg)
			return err
		}, types.ErrInvalidBefore},
		{"no claim", challenging(func(_ *world, m *types.MsgChallenge) { m.State.Digest = nil }), types.ErrInvalidID},
		{"the leaf's own claim", challenging(func(w *world, m *types.MsgChallenge) { m.State = jobtypes.WireID(w.unit(1, 0).States[3]) }), types.ErrInvalidClaim},
		{"a state of another length", challenging(func(_ *world, m *types.MsgChallenge) { m.State.Size_++ }), types.ErrInvalidClaim},
		{"an out no step has", challenging(func(_ *world, m *types.MsgChallenge) { m.Out = []byte{1} }), types.ErrInvalidClaim},
		{"another coin", challenging(func(_ *world, m *types.MsgChallenge) { m.Bond.Denom = "atom" }), types.ErrInvalidBond},
		{"no coin", challenging(func(_ *world, m *types.MsgChallenge) { m.Bond = sdk.Coin{Denom: denom} }), types.ErrInvalidBond},
		{"bond too small", challenging(func(_ *world, m *types.MsgChallenge) { m.Bond = sdk.NewInt64Coin(denom, 1) }), types.ErrBondShort},
		{"bond above the balance", challenging(func(w *world, m *types.MsgChallenge) { m.Challenger = w.text(w.bytes("pauper")) }), sdkerrors.ErrInsufficientFunds},
		{"not sealed", challenging(func(_ *world, m *types.MsgChallenge) { m.Salt = []byte("x") }), types.ErrSealUnknown},
		{"a long salt", challenging(func(_ *world, m *types.MsgChallenge) { m.Salt = make([]byte, 33) }), types.ErrInvalidSeal},
		{"sealed in this block", challenging(func(w *world, m *types.MsgChallenge) {
			m.Salt = []byte("x")
			seal := types.SealHash(chainID, w.addr(m.Challenger), m)
			_, err := w.server.SealChallenge(w.ctx, &types.MsgSealChallenge{Challenger: m.Challenger, Seal: seal[:]})
			require.NoError(w.t, err)
		}), types.ErrSealFresh},
		{"twice", challenging(func(w *world, m *types.MsgChallenge) { w.open(m) }), types.ErrChallenged},
		{"withdrawn", challenging(func(w *world, _ *types.MsgChallenge) { require.NoError(w.t, w.job.VoidUnit(w.ctx, 1, 1, 0)) }), types.ErrUnitStatus},
	})
}

func TestSealRefusals(t *testing.T) {
	seal := func(who func(w *world) string, hash []byte, times int) func(w *world) error {
		return func(w *world) error {
			var err error
			name := who(w)
			for range times {
				_, err = w.server.SealChallenge(w.ctx, &types.MsgSealChallenge{Challenger: name, Seal: hash})
			}
			return err
		}
	}
	alice := func(w *world) string { return w.account("alice") }
	runRefusals(t, func(t fataler) *world { return newWorld(t) }, []refusal{
		{"address", seal(func(*world) string { return "weft1nobody" }, make([]byte, 32), 1), types.ErrInvalidAddress},
		{"length", seal(alice, make([]byte, 31), 1), types.ErrInvalidSeal},
		{"twice", seal(alice, make([]byte, 32), 2), types.ErrInvalidSeal},
		{"too many", func(w *world) error {
			name := alice(w)
			for i := range types.MaxSeals {
				hash := make([]byte, 32)
				hash[0] = byte(i)
				_, err := w.server.SealChallenge(w.ctx, &types.MsgSealChallenge{Challenger: name, Seal: hash})
				require.NoError(w.t, err)
			}
			hash := make([]byte, 32)
			hash[1] = 1
			_, err := w.server.SealChallenge(w.ctx, &types.MsgSealChallenge{Challenger: name, Seal: hash})
			return err
		}, types.ErrTooManySeals},
	})
}

// TestOldSealsMakeRoom: a seal keeps its place for seal_blocks and no longer.
func TestOldSealsMakeRoom(t *testing.T) {
	w := closed(t, 3)
	p := types.DefaultParams()
	p.SealBlocks = 5
	_, err := w.server.UpdateParams(w.ctx, &types.MsgUpdateParams{Authority: w.text(w.bytes("x")), Params: p})
	require.Error(t, err, "governance alone")
	_, err = w.server.UpdateParams(w.ctx, &types.MsgUpdateParams{Authority: w.authority(), Params: types.Params{}})
	require.ErrorIs(t, err, types.ErrInvalidParams)
	_, err = w.server.UpdateParams(w.ctx, &types.MsgUpdateParams{Authority: w.authority(), Params: p})
	require.NoError(t, err)
	msg := w.challenge(w.account("alice"), 3)
	msg.Salt = []byte("x")
	seal := types.SealHash(chainID, w.addr(msg.Challenger), msg)
	_, err = w.server.SealChallenge(w.ctx, &types.MsgSealChallenge{Challenger: msg.Challenger, Seal: seal[:]})
	require.NoError(t, err)
	w.blocks(6)
	_, err = w.server.Challenge(w.ctx, msg)
	require.ErrorIs(t, err, types.ErrSealUnknown)
	_, err = w.server.SealChallenge(w.ctx, &types.MsgSealChallenge{Challenger: msg.Challenger, Seal: make([]byte, 32)})
	require.NoError(t, err)
	party, err := w.query.Party(w.ctx, &types.QueryPartyRequest{Address: msg.Challenger})
	require.NoError(t, err)
	require.Len(t, party.Party.Seals, 1)
}

// opened is a world with game 1 of alice, who waits for the opening.
func opened(t fataler) *world {
	t.Helper()
	w := closed(t, 3)
	w.open(w.challenge(w.account("alice"), 3))
	return w
}

func TestMoveRefusals(t *testing.T) {
	move := func(mover func(w *world) string, game uint64, move func(w *world) []byte) func(w *world) error {
		return func(w *world) error {
			_, err := w.server.Move(w.ctx, &types.MsgMove{Mover: mover(w), Game: game, Move: move(w)})
			return err
		}
	}
	named := func(name string) func(w *world) string { return func(w *world) string { return w.text(w.bytes(name)) } }
	defender := func(w *world) string { return w.trainers[0] }
	opening := func(w *world) []byte { return w.defence(1) }
	bytes := func(b []byte) func(w *world) []byte { return func(*world) []byte { return b } }
	runRefusals(t, opened, []refusal{
		{"address", move(func(*world) string { return "weft1nobody" }, 1, opening), types.ErrInvalidAddress},
		{"no move", move(defender, 1, bytes(nil)), types.ErrInvalidMove},
		{"not canonical", move(defender, 1, bytes([]byte{4, 0, 1, 0})), types.ErrInvalidMove},
		{"no such game", move(defender, 2, opening), types.ErrNoGame},
		{"out of turn", move(named("alice"), 1, opening), types.ErrTurn},
		{"stranger", move(named("bob"), 1, opening), types.ErrNotParty},
		{"defence key without grant", move(named("defence key"), 1, opening), types.ErrNotGranted},
		{"another move than asked for", move(defender, 1, bytes(pick(0))), types.ErrInvalidMove},
		{"an opening of another leaf", move(defender, 1, func(w *world) []byte {
			m, err := game.DecodeMove(w.defence(1))
			require.NoError(w.t, err)
			open, ok := m.(*game.Open)
			require.True(w.t, ok)
			open.Result.State.Digest[0] ^= 1
			return game.EncodeMove(open)
		}), types.ErrInvalidMove},
		{"a trace that does not end in the leaf", move(defender, 1, func(w *world) []byte {
			m, err := game.DecodeMove(w.defence(1))
			require.NoError(w.t, err)
			open, ok := m.(*game.Open)
			require.True(w.t, ok)
			open.Root[0] ^= 1
			return game.EncodeMove(open)
		}), types.ErrInvalidMove},
		{"after the clock", func(w *world) error {
			w.ctx = w.ctx.WithBlockHeight(w.game(1).Deadline + 1)
			return move(defender, 1, opening)(w)
		}, types.ErrClock},
		{"over", func(w *world) error {
			w.blocks(int(w.spec.Windows.GameClock) + 2)
			return move(defender, 1, bytes(pick(0)))(w)
		}, types.ErrOver},
		{"settled elsewhere", func(w *world) error {
			require.NoError(w.t, w.job.VoidUnit(w.ctx, 1, 1, 0))
			return move(defender, 1, opening)(w)
		}, types.ErrOver},
		{"a pick that is not there", func(w *world) error {
			w.move(w.trainers[0], 1, w.defence(1))
			return move(named("alice"), 1, bytes(pick(99)))(w)
		}, types.ErrInvalidMove},
	})
}

// TestQueriesRefuse: what is not there is said by name.
func TestQueriesRefuse(t *testing.T) {
	w := opened(t)
	_, err := w.query.Game(w.ctx, &types.QueryGameRequest{Game: 9})
	require.ErrorIs(t, err, types.ErrNoGame)
	_, err = w.query.Board(w.ctx, &types.QueryBoardRequest{Board: 9})
	require.ErrorIs(t, err, types.ErrNoBoard)
	_, err = w.query.Bond(w.ctx, &types.QueryBondRequest{Job: 1, Challenger: "x"})
	require.ErrorIs(t, err, types.ErrInvalidAddress)
	_, err = w.query.Party(w.ctx, &types.QueryPartyRequest{Address: "x"})
	require.ErrorIs(t, err, types.ErrInvalidAddress)

	all, err := w.query.Games(w.ctx, &types.QueryGamesRequest{Job: 1, Round: 1, Defender: w.trainers[0], Open: true})
	require.NoError(t, err)
	require.Len(t, all.Games, 1)
	none, err := w.query.Games(w.ctx, &types.QueryGamesRequest{Challenger: w.trainers[0]})
	require.NoError(t, err)
	require.Empty(t, none.Games)
	boards, err := w.query.Boards(w.ctx, &types.QueryBoardsRequest{Job: 1, Round: 1})
	require.NoError(t, err)
	require.Len(t, boards.Boards, 1)
	one, err := w.query.Game(w.ctx, &types.QueryGameRequest{Game: 1})
	require.NoError(t, err)
	require.Equal(t, boards.Boards[0], one.Board)
}
