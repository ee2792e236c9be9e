// SPDX-License-Identifier: Apache-2.0

package simulation

import (
	"context"
	"fmt"

	"github.com/cosmos/cosmos-sdk/testutil/simsx"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// salt opens every seal of a simulation.
var salt = []byte("salt")

// SealChallenge binds a challenge that Challenge may open later.
func (f Factory) SealChallenge() simsx.SimMsgFactoryFn[*types.MsgSealChallenge] {
	return factory(f, func(d *draw) (string, *types.MsgSealChallenge, tryFn) {
		c := f.challenge(d)
		if c == nil {
			return "", nil, nil
		}
		who, err := sdk.AccAddressFromBech32(c.Challenger)
		if err != nil {
			d.reporter.Fail(err)
			return "", nil, nil
		}
		c.Salt = salt
		seal := types.SealHash(sdk.UnwrapSDKContext(d.ctx).ChainID(), who, c)
		msg := &types.MsgSealChallenge{Challenger: c.Challenger, Seal: seal[:]}
		return msg.Challenger, msg, func(ctx context.Context) error { _, err := f.server.SealChallenge(ctx, msg); return err }
	})
}

// Challenge opens a game about a made-up unit. The units are neither right nor
// wrong: silence decides, or the opening that anybody can make of them.
func (f Factory) Challenge() simsx.SimMsgFactoryFn[*types.MsgChallenge] {
	return factory(f, func(d *draw) (string, *types.MsgChallenge, tryFn) {
		msg := f.challenge(d)
		if msg == nil {
			return "", nil, nil
		}
		sealed := *msg
		sealed.Salt = salt
		cached, _ := sdk.UnwrapSDKContext(d.ctx).CacheContext()
		if _, err := f.server.Challenge(cached, &sealed); err == nil {
			msg = &sealed
		}
		return msg.Challenger, msg, func(ctx context.Context) error { _, err := f.server.Challenge(ctx, msg); return err }
	})
}

// challenge looks for a unit a few times: most jobs of a simulation rest.
func (f Factory) challenge(d *draw) *types.MsgChallenge {
	for range 20 {
		if msg := f.tryChallenge(d); msg != nil {
			return msg
		}
	}
	return nil
}

// tryChallenge is a challenge of a random step of one of the latest units.
func (f Factory) tryChallenge(d *draw) *types.MsgChallenge {
	r := d.data.Rand()
	job := uint64(1 + r.Intn(8))
	j, err := f.job.Job(d.ctx, job)
	if err != nil || j.Round == 0 {
		return nil
	}
	s, err := f.job.Spec(d.ctx, job)
	if err != nil {
		return nil
	}
	back := uint64(r.Intn(2))
	if back >= j.Round {
		back = 0
	}
	u, err := f.job.Unit(d.ctx, job, j.Round-back, uint32(r.Intn(int(s.Rounds.Slots))))
	if err != nil {
		return nil
	}
	leaves, states := f.leaves(d, &s, &u)
	step := uint32(r.Intn(len(leaves)))
	path, err := commit.MerkleProve(leaves, uint64(step))
	if err != nil {
		return nil
	}
	claimed := states[step]
	claimed.Digest[0] ^= byte(1 + r.Intn(2))
	msg := &types.MsgChallenge{
		Challenger: d.anyone(), Job: job, Round: u.Round, Slot: u.Slot, Step: step, Leaf: leaves[step][:], Path: join(path),
		State: jobtypes.WireID(claimed), Out: outOf(&s, &u, step), Bond: sdk.NewInt64Coin(sdk.DefaultBondDenom, 1<<40),
	}
	if step > 0 {
		before := jobtypes.WireID(states[step-1])
		if path, err = commit.MerkleProve(leaves, uint64(step-1)); err != nil {
			return nil
		}
		msg.Before, msg.BeforeOut, msg.BeforePath = &before, outOf(&s, &u, step-1), join(path)
	}
	return msg
}

// leaves are those of a unit of x/job's simulation: its states are hashes of
// where they belong.
func (f Factory) leaves(d *draw, s *spec.Spec, u *jobtypes.Unit) (leaves []commit.Digest, states []commit.ID) {
	trainer := sdk.MustAccAddressFromBech32(u.Operator)
	size := u.Anchors[0].Size_
	for i := range s.LeafCount() {
		state := commit.ID{Digest: commit.Sum(fmt.Appendf(nil, "state/%d/%d/%d/%d", u.Job, u.Round, u.Slot, i)), Size: size}
		leaf := commit.Leaf{
			ChainID: sdk.UnwrapSDKContext(d.ctx).ChainID(), Job: u.Job, Round: u.Round, Slot: u.Slot, Trainer: trainer,
			Step: uint32(i), State: state, Out: outOf(s, u, uint32(i)),
		}
		leaves, states = append(leaves, leaf.Hash()), append(states, state)
	}
	return leaves, states
}

// outOf is what a step of a made-up unit gave.
func outOf(s *spec.Spec, u *jobtypes.Unit, step uint32) []byte {
	switch {
	case step == 0:
		return nil
	case step <= s.Inner.Steps:
		return commit.LossOut(0x40000000)
	}
	delta := commit.ID{Digest: commit.Digest(u.Delta.Digest), Size: u.Delta.Size_}
	return commit.DeltaOut(delta, commit.Norm{Lo: 1})
}

func join(path []commit.Digest) []byte {
	var b []byte
	for _, d := range path {
		b = append(b, d[:]...)
	}
	return b
}

// Move makes a move in an open game: an opening of a made-up trace, a random
// pick, or nonsense that the chain refuses.
func (f Factory) Move() simsx.SimMsgFactoryFn[*types.MsgMove] {
	return factory(f, func(d *draw) (string, *types.MsgMove, tryFn) {
		var open []*types.Game
		for i := range d.state.Games {
			if d.state.Games[i].Outcome == types.OUTCOME_UNSPECIFIED {
				open = append(open, &d.state.Games[i])
			}
		}
		if len(open) == 0 {
			return "", nil, nil
		}
		g := open[d.data.Rand().Intn(len(open))]
		move := f.move(d, g)
		if move == nil {
			return "", nil, nil
		}
		msg := &types.MsgMove{Mover: g.Defender, Game: g.Id, Move: game.EncodeMove(move)}
		if g.Turn == types.SIDE_CHALLENGER {
			msg.Mover = g.Challenger
		}
		return msg.Mover, msg, func(ctx context.Context) error { _, err := f.server.Move(ctx, msg); return err }
	})
}

func (f Factory) move(d *draw, g *types.Game) game.Move {
	position, err := f.keeper.Position(d.ctx, g)
	if err != nil {
		return nil
	}
	board, err := f.keeper.Board(d.ctx, g.Board)
	if err != nil {
		return nil
	}
	facts, err := f.keeper.Facts(d.ctx, &board)
	if err != nil {
		return nil
	}
	switch position.Phase {
	case game.Opening, game.Branching:
		if g.Kind != types.KIND_STEP {
			move, err := facts.Reply(position, MadeUp{facts, game.Result{State: facts.Leaf.State, Out: facts.Leaf.Out}})
			if err != nil {
				return nil
			}
			return move
		}
		s, err := f.job.Spec(d.ctx, g.Job)
		if err != nil {
			return nil
		}
		u, err := f.job.Unit(d.ctx, g.Job, g.Round, g.Slot)
		if err != nil {
			return nil
		}
		_, states := f.leaves(d, &s, &u)
		move, err := facts.Reply(position, MadeUp{facts, game.Result{State: states[g.Step], Out: outOf(&s, &u, g.Step)}})
		if err != nil {
			return nil
		}
		return move
	case game.Tracing:
		return &game.Pick{Index: uint16(d.data.Rand().Intn(len(position.Children)))}
	default: // what is below a made-up trace nobody knows
		return nil
	}
}
