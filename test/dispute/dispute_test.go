// SPDX-License-Identifier: Apache-2.0

package dispute_test

import (
	"sync"
	"testing"
	"time"

	"cosmossdk.io/math"
	rpcclient "github.com/cometbft/cometbft/rpc/client"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/x/authz"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/app"
	"github.com/weft-network/weft/app/devnet"
	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/chain/game/gametest"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

// oneBit falsifies the first number of one operator's output in its last bit.
func oneBit(op int) gametest.Lie {
	return gametest.Lie{Output: func(k int, out []byte) {
		if k == op {
			out[0] ^= 1
		}
	}}
}

// anotherLie is about step 0 too, and about another of its operators.
func (s *stage) anotherLie() *gametest.Tale {
	begin := s.steps.Begin
	for op := begin.Facts.Program.NumOps() - 1; ; op-- {
		if lie := begin.Tell(oneBit(op)); lie.Result().State != begin.Truth().Result().State {
			return lie
		}
	}
}

// TestGamesByTransactions: on a real chain, a trainer that falsified one number
// of one operator loses its slot stake in a whole game, and a challenger that
// tells a lie about an honest step loses its bond; then those who fall silent
// lose by clock. All sums are exact, all invariants hold after every third block.
func TestGamesByTransactions(t *testing.T) {
	s := newStage(t)
	s.begin()
	truth, inner := s.steps.Begin.Truth(), s.steps.Inner
	cheat := inner.Tell(oneBit(inner.Facts.Program.NumOps() / 2))
	s.commit(0, truth.Result(), inner.Truth().Result())
	s.commit(1, truth.Result(), cheat.Result())

	t.Run("a lie about an honest step", func(t *testing.T) {
		s.TB = t
		lie := s.steps.Begin.Tell(oneBit(0))
		alice, trainer := s.balance("alice"), s.balance(trainerName(0))
		id := s.challenge("alice", 0, 0, lie.Result())
		bond := s.game(id).Game.Bond
		moves, size := s.playOut(id, map[disputetypes.Side]game.Story{disputetypes.SIDE_DEFENDER: truth, disputetypes.SIDE_CHALLENGER: lie},
			map[disputetypes.Side]string{disputetypes.SIDE_DEFENDER: trainerName(0), disputetypes.SIDE_CHALLENGER: "alice"})
		require.Equal(t, disputetypes.OUTCOME_FALSE_CHALLENGE, s.settled(id).Outcome)
		t.Logf("%d moves of %d bytes", moves, size)
		half := bond.QuoRaw(2)
		require.Equal(t, alice.Sub(bond), s.balance("alice"))
		require.Equal(t, trainer.Add(half), s.balance(trainerName(0)))
		require.Equal(t, jobtypes.UNIT_STATUS_COMMITTED, s.status(0))
	})

	t.Run("a challenger that falls silent", func(t *testing.T) {
		s.TB = t
		lie := s.anotherLie()
		key := "bob" // moves for the trainer, by a grant of the real x/authz
		s.send(trainerName(0), &staketypes.MsgUpdateProvider{Operator: addr(trainerName(0)), DefenceKeys: []string{addr(key)}})
		expires := time.Now().Add(time.Hour)
		grant, err := authz.NewMsgGrant(devnet.Address(trainerName(0)), devnet.Address(key), authz.NewGenericAuthorization(sdk.MsgTypeURL(&disputetypes.MsgMove{})), &expires)
		require.NoError(t, err)
		s.send(trainerName(0), grant)
		before := s.balance(key)
		id := s.challenge("alice", 0, 0, lie.Result())
		g := s.game(id).Game
		require.Equal(t, disputetypes.SIDE_CHALLENGER, g.Turn, "the board has the opening from the game before")
		f := s.facts(id)
		position, err := game.Decode(g.Position)
		require.NoError(t, err)
		for g.Turn == disputetypes.SIDE_CHALLENGER { // until a move that nobody has made yet is asked for
			m, err := f.Reply(position, lie)
			require.NoError(t, err)
			s.send("alice", &disputetypes.MsgMove{Mover: addr("alice"), Game: id, Move: game.EncodeMove(m)})
			g = s.game(id).Game
			position, err = game.Decode(g.Position)
			require.NoError(t, err)
		}
		require.Equal(t, disputetypes.SIDE_DEFENDER, g.Turn)
		m, err := f.Reply(position, truth)
		require.NoError(t, err)
		s.send(key, &disputetypes.MsgMove{Mover: addr(key), Game: id, Move: game.EncodeMove(m)})
		over := s.settled(id)
		require.Equal(t, disputetypes.OUTCOME_CHALLENGER_LATE, over.Outcome)
		require.Equal(t, before.Add(over.Bond.QuoRaw(2)), s.balance(key), "the key that moved is paid")
	})

	t.Run("a false element", func(t *testing.T) {
		s.TB = t
		bob, stake := s.balance("bob"), s.bonded(trainerName(1))
		honest := inner.Truth()
		id := s.challenge("bob", 1, 1, honest.Result())
		moves, size := s.playOut(id, map[disputetypes.Side]game.Story{disputetypes.SIDE_DEFENDER: cheat, disputetypes.SIDE_CHALLENGER: honest},
			map[disputetypes.Side]string{disputetypes.SIDE_DEFENDER: trainerName(1), disputetypes.SIDE_CHALLENGER: "bob"})
		require.Equal(t, disputetypes.OUTCOME_FRAUD, s.settled(id).Outcome)
		t.Logf("%d moves of %d bytes", moves, size)
		require.Equal(t, jobtypes.UNIT_STATUS_FALSE, s.status(1))
		slashed := math.NewIntFromUint64(s.spec.Price.SlotStake)
		require.Equal(t, slashed, stake.Sub(s.bonded(trainerName(1))))
		require.Equal(t, bob.Add(slashed.MulRaw(3).QuoRaw(10)), s.balance("bob"), "the bond is back, with 30 % of the stake")
	})

	t.Run("a defender that falls silent", func(t *testing.T) {
		s.TB = t
		bob, stake := s.balance("bob"), s.bonded(trainerName(0))
		id := s.challenge("bob", 0, 1, s.steps.Inner.Tell(oneBit(3)).Result())
		require.Equal(t, disputetypes.OUTCOME_DEFENDER_LATE, s.settled(id).Outcome)
		slashed := math.NewIntFromUint64(s.spec.Price.SlotStake)
		require.Equal(t, slashed, stake.Sub(s.bonded(trainerName(0))))
		require.Equal(t, bob.Add(slashed.MulRaw(3).QuoRaw(10)), s.balance("bob"))
	})
}

// TestFloodDoesNotDelayDisputes: with blocks full of fee-paying transactions
// that came before, a message of x/dispute is in one of the next blocks.
func TestFloodDoesNotDelayDisputes(t *testing.T) {
	s := newStage(t)
	const flood = 24
	heights := make([]int64, flood)
	var wg sync.WaitGroup
	for i := range flood {
		wg.Go(func() {
			res, err := s.net.Send(s.ctx, devnet.FaucetName, many(800))
			if err == nil {
				heights[i] = res.Height
			}
		})
	}
	pool, ok := s.net.Nodes()[0].Client().Client.(rpcclient.MempoolClient)
	require.True(t, ok)
	require.NoError(t, s.net.Wait(s.ctx, func() (bool, error) {
		waiting, err := pool.NumUnconfirmedTxs(s.ctx)
		return err == nil && waiting.Total >= flood/2, err
	}))
	res, err := s.net.Send(s.ctx, "alice", &disputetypes.MsgSealChallenge{Challenger: addr("alice"), Seal: make([]byte, 32)})
	require.NoError(t, err)
	wg.Wait()
	later := 0
	for _, h := range heights {
		require.NotZero(t, h, "the flood is of good transactions")
		if h > res.Height {
			later++
		}
	}
	t.Logf("the seal is in block %d, the flood in %v", res.Height, heights)
	require.Greater(t, later, flood/4, "what came before it waits")
}

// many is a transaction that takes a quarter of a block's gas.
func many(outputs int64) *banktypes.MsgMultiSend {
	coins := sdk.NewCoins(sdk.NewInt64Coin(app.Denom, 1))
	msg := &banktypes.MsgMultiSend{Inputs: []banktypes.Input{banktypes.NewInput(devnet.Address(devnet.FaucetName), sdk.NewCoins(sdk.NewInt64Coin(app.Denom, outputs)))}}
	for range outputs {
		msg.Outputs = append(msg.Outputs, banktypes.NewOutput(devnet.Address("bob"), coins))
	}
	return msg
}
