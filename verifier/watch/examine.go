// SPDX-License-Identifier: Apache-2.0

package watch

import (
	"context"
	"crypto/rand"
	"fmt"

	"github.com/cosmos/gogoproto/proto"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/verifier/replay"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// Finding is the first step of a unit that is wrong: its leaf is, which Challenge
// has the chain decide; or the leaf is right, and the state that it commits to
// holds a number that is not finite, which Expose shows.
type Finding struct {
	Unit Unit
	Step uint32
	// Claim is what the step came to here.
	Claim game.Claim
	// NonFinite says that it is the state; the number is at byte At of its file.
	NonFinite bool
	At        uint64

	proof  []byte // of the number
	leaves []commit.Digest
	// before is the result of the step before, which both sides agree to.
	before game.Result
}

// Examine executes a unit again, from its first step on, and compares every
// leaf. Whether a state that a leaf commits to is finite (N1) is looked at in
// one's own, which is the same. It returns ErrConfirmed if all are right. Tell is
// called after each step that is confirmed; it may be nil.
func (p *Party) Examine(ctx context.Context, u Unit, tell func(step, of uint32)) (*Finding, error) {
	r, err := read(ctx, p.cfg.Client, u)
	if err != nil {
		return nil, err
	}
	c, err := r.commitment(ctx, p.cfg.Client)
	if err != nil {
		return nil, err
	}
	files := p.files(ctx, u.Job)
	defer p.close(files)
	inner := replay.NewRow(p.cfg.Replay)
	defer inner.Close()
	x, err := r.from(0, inner, p.cfg.Replay, files)
	if err != nil {
		return nil, err
	}
	var before game.Result
	for step := range r.steps() {
		s, found, err := x.compare(ctx, c, before, false)
		if err != nil || found != nil {
			return found, err
		}
		before = s.result
		if tell != nil {
			tell(step, r.steps())
		}
	}
	return nil, fmt.Errorf("%w: %v, %d steps", ErrConfirmed, u, r.steps())
}

// Challenge opens a game about a finding: it seals the challenge, so that nobody
// who reads it can be first, and then makes it. It returns the game, which Play
// plays.
func (p *Party) Challenge(ctx context.Context, found *Finding) (uint64, error) {
	c := p.cfg.Client
	if found.NonFinite {
		return 0, fmt.Errorf("%w: the leaf of step %d of %v is right; Expose shows its state", ErrConfig, found.Step, found.Unit)
	}
	msg, err := p.message(ctx, found)
	if err != nil {
		return 0, err
	}
	operator, err := client.ParseAddress(msg.Challenger)
	if err != nil {
		return 0, err
	}
	if msg.Salt, err = salt(); err != nil {
		return 0, err
	}
	res, err := p.sealed(ctx, disputetypes.SealHash(c.ChainID(), operator, msg), msg)
	if err != nil {
		return 0, err
	}
	answer, err := client.Response[*disputetypes.MsgChallengeResponse](res)
	if err != nil {
		return 0, err
	}
	return answer.Game, nil
}

func salt() ([]byte, error) {
	b := make([]byte, disputetypes.MaxSalt)
	_, err := rand.Read(b)
	return b, err
}

// sealed seals a challenge, and makes it when the seal is old enough.
func (p *Party) sealed(ctx context.Context, seal commit.Digest, challenge proto.Message) (*client.Result, error) {
	c := p.cfg.Client
	me, err := p.operator()
	if err != nil {
		return nil, err
	}
	sealed, err := c.Submit(ctx, &disputetypes.MsgSealChallenge{Challenger: me, Seal: seal[:]})
	if err != nil {
		return nil, err
	}
	// The gas of the challenge is tried at the latest height that the node has executed: one block after the seal must be among them.
	if err := c.WaitHeight(ctx, sealed.Height+2); err != nil {
		return nil, err
	}
	return c.Submit(ctx, challenge)
}

// message is the challenge without its seal.
func (p *Party) message(ctx context.Context, found *Finding) (*disputetypes.MsgChallenge, error) {
	u, step, claim := found.Unit, found.Step, found.Claim
	operator, err := p.operator()
	if err != nil {
		return nil, err
	}
	bond, err := p.cfg.Client.Dispute().Bond(ctx, &disputetypes.QueryBondRequest{Job: u.Job, Challenger: operator, Round: u.Round, Slot: u.Slot})
	if err != nil {
		return nil, err
	}
	path, err := flatPath(found.leaves, step)
	if err != nil {
		return nil, err
	}
	msg := &disputetypes.MsgChallenge{
		Challenger: operator, Job: u.Job, Round: u.Round, Slot: u.Slot, Step: step, Leaf: found.leaves[step][:], Path: path,
		State: jobtypes.WireID(claim.State), Out: claim.Out, Bond: bond.Bond,
	}
	if step == 0 {
		return msg, nil
	}
	before := jobtypes.WireID(found.before.State)
	msg.Before, msg.BeforeOut = &before, found.before.Out
	msg.BeforePath, err = flatPath(found.leaves, step-1)
	return msg, err
}

func flatPath(leaves []commit.Digest, step uint32) ([]byte, error) {
	digests, err := commit.MerkleProve(leaves, uint64(step))
	if err != nil {
		return nil, err
	}
	var path []byte
	for _, d := range digests {
		path = append(path, d[:]...)
	}
	return path, nil
}
