// SPDX-License-Identifier: Apache-2.0

package dispute_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/app"
	"github.com/weft-network/weft/app/devnet"
	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/chain/game/gametest"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

const slots = 2

// stage is a chain with a job of real steps: what slot 1 does in round 1 at
// steps 0 and 1 is known to the last byte, the rest is made up.
type stage struct {
	testing.TB
	ctx     context.Context
	net     *devnet.Network
	view    *client.Client
	steps   *gametest.Steps
	spec    spec.Spec
	commits map[uint32]*jobtypes.UnitResult
}

func trainerName(slot uint32) string { return fmt.Sprintf("trainer%d", slot) }

func newStage(t testing.TB) *stage {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	t.Cleanup(cancel)
	s := &stage{TB: t, ctx: ctx, commits: map[uint32]*jobtypes.UnitResult{}}
	o := devnet.Options{BlockTime: 100 * time.Millisecond, Dir: t.TempDir(), InvariantPeriod: 3}
	for _, name := range []string{"submitter", "alice", "bob", trainerName(0), trainerName(1)} {
		o.Accounts = append(o.Accounts, devnet.Account{Name: name})
	}
	var err error
	s.net, err = devnet.Start(ctx, o)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.net.Close()) })
	require.NoError(t, s.net.WaitBlocks(ctx, 2))
	s.view, err = client.New(ctx, client.Config{
		ChainID: s.net.ChainID, Node: s.net.Nodes()[0].RPC, Identity: client.Identity{Key: "submitter"}, Keyring: s.net.Keyring,
		GasPrices: "0" + app.Denom, PollInterval: 30 * time.Millisecond,
	})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.view.Close()) })
	s.draft()
	return s
}

// draft makes the job and the steps of it that are known.
func (s *stage) draft() {
	s.Helper()
	d := gametest.Small()
	d.Rounds.Slots, d.Rounds.Quorum = slots, slots
	d.Price.SlotStake = 5_000_000
	d.Windows.Training, d.Windows.Witness, d.Windows.Late = 2000, 2000, 5
	d.Windows.GameClock, d.Windows.GameExtension = 40, 5
	s.steps = gametest.NewSteps(d, nil)
	d.Data.Dataset = jobtypes.WireID(s.steps.Dataset)
	require.NoError(s, program.Bind(d))
	s.spec = *d
}

// begin posts the job and has both slots taken.
func (s *stage) begin() {
	s.Helper()
	p, r := s.spec.Price, s.spec.Rounds
	s.send("submitter", &jobtypes.MsgSubmitJob{
		Submitter: addr("submitter"), Title: "a model", Spec: s.spec,
		Deposit: sdk.NewInt64Coin(app.Denom, int64(p.Unit+p.VerifierFee)*int64(r.Slots)*int64(r.Rounds)),
	})
	for slot := range uint32(slots) {
		s.send(trainerName(slot), &staketypes.MsgRegisterProvider{Operator: addr(trainerName(slot)), Moniker: "t", Bond: sdk.NewInt64Coin(app.Denom, 1_000_000_000)})
		s.send(trainerName(slot), &jobtypes.MsgJoinJob{Operator: addr(trainerName(slot)), Job: 1})
	}
	require.NoError(s, s.net.WaitBlocks(s.ctx, 2))
}

func addr(name string) string { return client.FormatAddress(devnet.Address(name)) }

// send sends as a named account, and fails the test if the chain refuses.
func (s *stage) send(from string, msgs ...sdk.Msg) {
	s.Helper()
	_, err := s.net.Send(s.ctx, from, msgs...)
	require.NoError(s, err)
}

// commit commits the unit of a slot whose steps 0 and 1 came to what is told.
func (s *stage) commit(slot uint32, first, second game.Result) {
	s.Helper()
	id := func(what string, i int, size uint64) commit.ID {
		return commit.ID{Digest: commit.Sum(fmt.Appendf(nil, "%s/%d/%d", what, slot, i)), Size: size}
	}
	outer, err := program.OuterOf(&s.spec)
	require.NoError(s, err)
	u := &jobtypes.UnitResult{
		ChainID: s.net.ChainID, Operator: addr(trainerName(slot)), Trainer: devnet.Address(trainerName(slot)), Job: 1, Round: 1, Slot: slot,
		Base: s.steps.Begin.Facts.Base.ID, Delta: id("delta", 0, uint64(outer.DeltaBytes())), Norm: commit.Norm{Lo: 1},
	}
	for i := range s.spec.LeafCount() {
		u.States = append(u.States, id("state", i, first.State.Size))
	}
	u.States[0], u.States[1] = first.State, second.State
	for range s.spec.Inner.Steps {
		u.Losses = append(u.Losses, 0x40200000)
	}
	u.Losses[0], err = commit.ParseLossOut(second.Out)
	require.NoError(s, err)
	s.commits[slot] = u
	s.send(trainerName(slot), jobtypes.NewCommit(&s.spec, u))
}

// challenge opens a game about a step and returns its number.
func (s *stage) challenge(who string, slot, step uint32, claim game.Result) uint64 {
	s.Helper()
	u := s.commits[slot]
	all := jobtypes.NewCommit(&s.spec, u).Leaves
	var leaves []commit.Digest
	for i := 0; i < len(all); i += commit.DigestSize {
		leaves = append(leaves, commit.Digest(all[i:i+commit.DigestSize]))
	}
	path := func(i uint32) (b []byte) {
		digests, err := commit.MerkleProve(leaves, uint64(i))
		require.NoError(s, err)
		for _, d := range digests {
			b = append(b, d[:]...)
		}
		return b
	}
	msg := &disputetypes.MsgChallenge{
		Challenger: addr(who), Job: 1, Round: 1, Slot: slot, Step: step, Leaf: leaves[step][:], Path: path(step),
		State: jobtypes.WireID(claim.State), Out: claim.Out, Bond: sdk.NewInt64Coin(app.Denom, 1_000_000_000),
	}
	if step > 0 {
		before := jobtypes.WireID(u.States[step-1])
		msg.Before, msg.BeforePath = &before, path(step-1)
		if step > 1 {
			msg.BeforeOut = commit.LossOut(u.Losses[step-2])
		}
	}
	s.send(who, msg)
	res, err := s.view.Dispute().Games(s.ctx, &disputetypes.QueryGamesRequest{Challenger: addr(who)})
	require.NoError(s, err)
	return res.Games[len(res.Games)-1].Id
}

func (s *stage) game(id uint64) disputetypes.QueryGameResponse {
	s.Helper()
	res, err := s.view.Dispute().Game(s.ctx, &disputetypes.QueryGameRequest{Game: id})
	require.NoError(s, err)
	return *res
}

// facts are made as any party makes them: from queries.
func (s *stage) facts(id uint64) *game.Facts {
	s.Helper()
	b := s.game(id).Board
	u, err := s.view.Job().Unit(s.ctx, &jobtypes.QueryUnitRequest{Job: b.Job, Round: b.Round, Slot: b.Slot})
	require.NoError(s, err)
	trainer, err := client.ParseAddress(b.Defender)
	require.NoError(s, err)
	x := disputetypes.StepOf{
		ChainID: s.net.ChainID, Spec: &s.spec, Unit: &u.Unit, Trainer: trainer, Step: b.Step, Leaf: commit.Digest(b.Leaf),
	}
	if b.Before != nil {
		x.Before, err = disputetypes.ContentID("before", b.Before)
		require.NoError(s, err)
	}
	f, err := x.Facts()
	require.NoError(s, err)
	return f
}

// playOut has both sides reply by their stories until the game is over, and
// returns the number of moves and their bytes.
func (s *stage) playOut(id uint64, stories map[disputetypes.Side]game.Story, names map[disputetypes.Side]string) (moves, size int) {
	s.Helper()
	f := s.facts(id)
	for ; ; moves++ {
		g := s.game(id).Game
		if g.Outcome != disputetypes.OUTCOME_UNSPECIFIED || g.Turn == disputetypes.SIDE_UNSPECIFIED {
			return moves, size
		}
		position, err := game.Decode(g.Position)
		require.NoError(s, err)
		m, err := f.Reply(position, stories[g.Turn])
		require.NoError(s, err)
		move := game.EncodeMove(m)
		size += len(move)
		s.send(names[g.Turn], &disputetypes.MsgMove{Mover: addr(names[g.Turn]), Game: id, Move: move})
	}
}

// settled waits until a game is over.
func (s *stage) settled(id uint64) disputetypes.Game {
	s.Helper()
	require.NoError(s, s.net.Wait(s.ctx, func() (bool, error) {
		return s.game(id).Game.Outcome != disputetypes.OUTCOME_UNSPECIFIED, nil
	}))
	return s.game(id).Game
}

func (s *stage) balance(name string) math.Int {
	s.Helper()
	res, err := s.view.Bank().Balance(s.ctx, &banktypes.QueryBalanceRequest{Address: addr(name), Denom: app.Denom})
	require.NoError(s, err)
	return res.Balance.Amount
}

func (s *stage) bonded(name string) math.Int {
	s.Helper()
	res, err := s.view.Stake().Provider(s.ctx, &staketypes.QueryProviderRequest{Operator: addr(name)})
	require.NoError(s, err)
	return res.Provider.Stake.Bonded
}

func (s *stage) status(slot uint32) jobtypes.UnitStatus {
	s.Helper()
	res, err := s.view.Job().Unit(s.ctx, &jobtypes.QueryUnitRequest{Job: 1, Round: 1, Slot: slot})
	require.NoError(s, err)
	return res.Unit.Status
}
