// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// pathGas is for one node of a path in the tree of leaves.
const pathGas = 30

// challenge is one challenge on its way through the checks.
type challenge struct {
	challenger sdk.AccAddress
	spec       spec.Spec
	unit       jobtypes.Unit
	board      types.Board
	claim      game.Claim
	party      types.Party
	bound      int64
	bond       math.Int
	// drawn says that the beacon chose the challenger: it found the fault in an
	// audit, and committed to it before anybody said anything about the unit.
	drawn bool
}

// Challenge implements types.MsgServer.
func (m msgServer) Challenge(ctx context.Context, msg *types.MsgChallenge) (*types.MsgChallengeResponse, error) {
	k := m.k
	c, err := k.checkChallenge(ctx, msg)
	if err != nil {
		return nil, err
	}
	seal := types.SealHash(sdk.UnwrapSDKContext(ctx).ChainID(), c.challenger, msg)
	if c.bound, err = k.unseal(ctx, c.challenger, &c.party, seal, msg.Salt); err != nil {
		return nil, err
	}
	g, err := k.openGame(ctx, c, msg.Challenger, msg.Bond)
	if err != nil {
		return nil, err
	}
	return &types.MsgChallengeResponse{Game: g.Id, Bond: sdk.NewCoin(k.bondDenom, g.Bond)}, nil
}

// checkChallenge checks what a challenge says of the unit and its step.
func (k *Keeper) checkChallenge(ctx context.Context, msg *types.MsgChallenge) (*challenge, error) {
	c := &challenge{}
	var err error
	if c.challenger, err = k.account(msg.Challenger); err != nil {
		return nil, err
	}
	if c.claim, err = claimOf(msg); err != nil {
		return nil, err
	}
	if err := k.challengeable(ctx, c, msg); err != nil {
		return nil, err
	}
	if err := k.stepBoard(ctx, c, msg); err != nil {
		return nil, err
	}
	c.party, err = k.party(ctx, c.challenger)
	return c, err
}

func claimOf(msg *types.MsgChallenge) (game.Claim, error) {
	state, err := types.ContentID("state", &msg.State)
	return game.Claim{Result: game.Result{State: state, Out: msg.Out}}, err
}

// challengeable reads the unit, and checks that it can be challenged now.
func (k *Keeper) challengeable(ctx context.Context, c *challenge, msg *types.MsgChallenge) error {
	var err error
	if c.unit, err = k.job.Unit(ctx, msg.Job, msg.Round, msg.Slot); err != nil {
		return err
	}
	switch c.unit.Status {
	case jobtypes.UNIT_STATUS_COMMITTED, jobtypes.UNIT_STATUS_INCLUDED, jobtypes.UNIT_STATUS_EXCLUDED, jobtypes.UNIT_STATUS_FINAL:
	default:
		return types.ErrUnitStatus.Wrapf("unit is %s; nothing about it is open", c.unit.Status)
	}
	end, err := k.job.LateEnd(ctx, msg.Job, msg.Round)
	if err != nil {
		return err
	}
	if end != 0 && height(ctx) > end {
		return types.ErrTooLate.Wrapf("the late window of round %d ended at height %d", msg.Round, end)
	}
	c.spec, err = k.job.Spec(ctx, msg.Job)
	return err
}

// stepBoard checks what the message says of the unit's leaves, and finds or
// makes the board of the step.
func (k *Keeper) stepBoard(ctx context.Context, c *challenge, msg *types.MsgChallenge) error {
	leaf, before, err := k.agreed(ctx, c, msg)
	if err != nil {
		return err
	}
	id, err := k.stepBoards.Get(ctx, collections.Join4(msg.Job, msg.Round, msg.Slot, msg.Step))
	if err == nil {
		if c.board, err = k.Board(ctx, id); err == nil && c.board.Over {
			err = types.ErrOver.Wrapf("step %d was settled", msg.Step)
		}
		return err
	}
	if !errors.Is(err, collections.ErrNotFound) {
		return err
	}
	c.board = types.Board{
		Kind: types.KIND_STEP, Job: msg.Job, Round: msg.Round, Slot: msg.Slot, Step: msg.Step, Defender: c.unit.Operator,
		Lock: jobtypes.SlotLock(msg.Job, msg.Slot, c.unit.Tenancy), Leaf: leaf[:], Before: before,
	}
	return nil
}

// agreed checks what the message shows of the unit's leaves: that of the step,
// and the state before it.
func (k *Keeper) agreed(ctx context.Context, c *challenge, msg *types.MsgChallenge) (leaf commit.Digest, before *spec.ContentID, err error) {
	if n := types.Steps(&c.unit); msg.Step >= n {
		return leaf, nil, types.ErrInvalidStep.Wrapf("step %d, the unit has %d", msg.Step, n)
	}
	consumeGas(ctx, pathGas*uint64((len(msg.Path)+len(msg.BeforePath))/commit.DigestSize+2), "paths of leaves")
	if leaf, err = committedLeaf(&c.unit, msg); err != nil {
		return leaf, nil, err
	}
	before, err = k.before(ctx, c, msg)
	return leaf, before, err
}

// committedLeaf is the leaf of the step, which the path leads to the root of
// all leaves.
func committedLeaf(u *jobtypes.Unit, msg *types.MsgChallenge) (commit.Digest, error) {
	if len(msg.Leaf) != commit.DigestSize {
		return commit.Digest{}, types.ErrInvalidPath.Wrapf("leaf of %d bytes, want %d", len(msg.Leaf), commit.DigestSize)
	}
	leaf := commit.Digest(msg.Leaf)
	return leaf, verifyPath(u, msg.Step, leaf, msg.Path)
}

func verifyPath(u *jobtypes.Unit, step uint32, leaf commit.Digest, path []byte) error {
	if len(path)%commit.DigestSize != 0 || len(path) > 64*commit.DigestSize {
		return types.ErrInvalidPath.Wrapf("path of %d bytes, want a multiple of %d", len(path), commit.DigestSize)
	}
	digests := make([]commit.Digest, 0, len(path)/commit.DigestSize)
	for ; len(path) > 0; path = path[commit.DigestSize:] {
		digests = append(digests, commit.Digest(path[:commit.DigestSize]))
	}
	err := commit.MerkleVerify(commit.Digest(u.LeavesRoot), uint64(types.Steps(u)), uint64(step), leaf, digests)
	if err != nil {
		return types.ErrInvalidPath.Wrapf("leaf %d: %s", step, err)
	}
	return nil
}

// before is the state that both sides agree on: that of the leaf before, whose
// preimage the challenger shows, or for step 0 what the unit carries.
func (k *Keeper) before(ctx context.Context, c *challenge, msg *types.MsgChallenge) (*spec.ContentID, error) {
	if msg.Step == 0 {
		if msg.Before != nil || len(msg.BeforeOut)+len(msg.BeforePath) > 0 {
			return nil, types.ErrInvalidBefore.Wrap("no leaf comes before step 0; leave before, before_out and before_path out")
		}
		return k.carried(ctx, &c.unit)
	}
	state, err := types.ContentID("before", msg.Before)
	if err != nil {
		return nil, err
	}
	if err := k.committed(ctx, &c.unit, msg.Step-1, game.Result{State: state, Out: msg.BeforeOut}, msg.BeforePath); err != nil {
		return nil, types.ErrInvalidBefore.Wrap(err.Error())
	}
	return msg.Before, nil
}

// committed checks that a result is the preimage of a committed leaf.
func (k *Keeper) committed(ctx context.Context, u *jobtypes.Unit, step uint32, r game.Result, path []byte) error {
	trainer, err := k.account(u.Operator)
	if err != nil {
		return err
	}
	leaf := commit.Leaf{
		ChainID: sdk.UnwrapSDKContext(ctx).ChainID(), Job: u.Job, Round: u.Round, Slot: u.Slot, Trainer: trainer,
		Step: step, State: r.State, Out: r.Out,
	}
	if err := leaf.Validate(); err != nil {
		return types.ErrInvalidPath.Wrap(err.Error())
	}
	return verifyPath(u, step, leaf.Hash(), path)
}

// carried is the last state of the unit that a unit carries from (R7), nil if
// it carries nothing.
func (k *Keeper) carried(ctx context.Context, u *jobtypes.Unit) (*spec.ContentID, error) {
	if u.FromRound == 0 {
		return nil, nil
	}
	from, err := k.job.Unit(ctx, u.Job, u.FromRound, u.Slot)
	if err != nil {
		return nil, err
	}
	return &from.Anchors[len(from.Anchors)-1], nil
}
