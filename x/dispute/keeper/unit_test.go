// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"fmt"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/x/dispute/simulation"
	"github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// lossBits is the loss of every made-up step: 2.5.
const lossBits = 0x40200000

// made is a made-up unit: files of the right length that nobody has.
type made struct {
	*jobtypes.UnitResult
	leaves []commit.Digest
}

// unit makes up the unit of a slot. The chain cannot tell; only a game can.
func (w *world) unit(round uint64, slot uint32) made {
	w.t.Helper()
	state, err := program.NewState(&w.spec)
	require.NoError(w.t, err)
	base, err := program.NewOuterState(&w.spec)
	require.NoError(w.t, err)
	outer, err := program.OuterOf(&w.spec)
	require.NoError(w.t, err)
	id := func(what string, i int, size uint64) commit.ID {
		return commit.ID{Digest: commit.Sum(fmt.Appendf(nil, "%s/%d/%d/%d", what, round, slot, i)), Size: size}
	}
	operator := w.trainers[slot]
	u := made{UnitResult: &jobtypes.UnitResult{
		ChainID: chainID, Operator: operator, Trainer: w.addr(operator), Job: 1, Round: round, Slot: slot,
		Base:  commit.ID{Digest: commit.Sum(fmt.Appendf(nil, "base/%d", round)), Size: base.Size()},
		Delta: id("delta", 0, uint64(outer.DeltaBytes())), Norm: commit.Norm{Lo: 9},
	}}
	for i := range w.spec.LeafCount() {
		u.States = append(u.States, id("state", i, state.Size()))
	}
	for range w.spec.Inner.Steps {
		u.Losses = append(u.Losses, lossBits)
	}
	if change := w.changes[slot]; change != nil {
		change(u.UnitResult)
	}
	msg := jobtypes.NewCommit(&w.spec, u.UnitResult)
	for i := 0; i < len(msg.Leaves); i += commit.DigestSize {
		u.leaves = append(u.leaves, commit.Digest(msg.Leaves[i:i+commit.DigestSize]))
	}
	return u
}

func (w *world) commit(round uint64, slot uint32) {
	w.t.Helper()
	_, err := w.jobs.CommitUnit(w.ctx, jobtypes.NewCommit(&w.spec, w.unit(round, slot).UnitResult))
	require.NoError(w.t, err)
}

// out is what a made-up step gave.
func (u made) out(step uint32) []byte {
	switch {
	case step == 0:
		return nil
	case int(step) <= len(u.Losses):
		return commit.LossOut(u.Losses[step-1])
	}
	return commit.DeltaOut(u.Delta, u.Norm)
}

// challenge is the challenge of a step of slot 0 in round 1: another state.
func (w *world) challenge(challenger string, step uint32) *types.MsgChallenge {
	w.t.Helper()
	return w.challengeOf(challenger, 1, 0, step)
}

func (w *world) challengeOf(challenger string, round uint64, slot, step uint32) *types.MsgChallenge {
	w.t.Helper()
	u := w.unit(round, slot)
	state := u.States[step]
	state.Digest[0] ^= 1
	msg := &types.MsgChallenge{
		Challenger: challenger, Job: 1, Round: round, Slot: slot, Step: step, Leaf: u.leaves[step][:], Path: w.path(u, step),
		State: jobtypes.WireID(state), Out: u.out(step), Bond: sdk.NewInt64Coin(denom, rich/100),
	}
	if step > 0 {
		before := jobtypes.WireID(u.States[step-1])
		msg.Before, msg.BeforeOut, msg.BeforePath = &before, u.out(step-1), w.path(u, step-1)
	}
	return msg
}

func (w *world) path(u made, step uint32) []byte {
	w.t.Helper()
	path, err := commit.MerkleProve(u.leaves, uint64(step))
	require.NoError(w.t, err)
	var b []byte
	for _, d := range path {
		b = append(b, d[:]...)
	}
	return b
}

// open opens a game, as a transaction would.
func (w *world) open(msg *types.MsgChallenge) uint64 {
	w.t.Helper()
	res, err := w.server.Challenge(w.ctx, msg)
	require.NoError(w.t, err)
	return res.Game
}

// facts are those of a game.
func (w *world) facts(id uint64) *game.Facts {
	w.t.Helper()
	b, err := w.dispute.Board(w.ctx, w.game(id).Board)
	require.NoError(w.t, err)
	f, err := w.dispute.Facts(w.ctx, &b)
	require.NoError(w.t, err)
	return f
}

func (w *world) position(id uint64) game.Game {
	w.t.Helper()
	g := w.game(id)
	position, err := w.dispute.Position(w.ctx, &g)
	require.NoError(w.t, err)
	return position
}

// defence is the next move of a defender with a made-up trace.
func (w *world) defence(id uint64) []byte {
	w.t.Helper()
	g := w.game(id)
	u, f := w.unit(g.Round, g.Slot), w.facts(id)
	m, err := f.Reply(w.position(id), simulation.MadeUp{Facts: f, Of: game.Result{State: u.States[g.Step], Out: u.out(g.Step)}})
	require.NoError(w.t, err)
	return game.EncodeMove(m)
}

func pick(i uint16) []byte { return game.EncodeMove(&game.Pick{Index: i}) }

// move makes a move and returns whose turn it is then.
func (w *world) move(mover string, id uint64, move []byte) *types.MsgMoveResponse {
	w.t.Helper()
	res, err := w.server.Move(w.ctx, &types.MsgMove{Mover: mover, Game: id, Move: move})
	require.NoError(w.t, err)
	return res
}
