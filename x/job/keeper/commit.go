// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"encoding/binary"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/x/job/types"
)

// Gas of the checks of a commit, beside what its bytes cost in the transaction.
const (
	// leafGas is for one node of the Merkle tree of leaves.
	leafGas = 30
	// anchorGas is for hashing the leaf of one anchor again.
	anchorGas = 200
	// proofByteGas is for hashing each byte of a divergence proof.
	proofByteGas = 5
)

const (
	// lossBytes is the length of one step's loss bits.
	lossBytes = 4
	// normBytes is the length of a delta's square norm.
	normBytes = 16
)

// claimedUnit is what a well-formed commit says.
type claimedUnit struct {
	leavesRoot commit.Digest
	steps      uint32
	diverged   bool
	loss       int64
}

func commitGas(msg *types.MsgCommitUnit) uint64 {
	return sizesGas + leafGas*uint64(len(msg.Leaves)/commit.DigestSize) + anchorGas*uint64(len(msg.Anchors)) + proofByteGas*uint64(len(msg.Divergence))
}

// checkCommit checks everything about a commit that follows from the message
// and the specification alone (R6): the number of leaves and losses, the sizes
// of the files, that the leaf of every anchor is the one named, the tokens, the
// loss, and for a diverged unit the proof. It does no work that the message's
// length does not bound.
func checkCommit(chainID string, trainer []byte, s *spec.Spec, msg *types.MsgCommitUnit) (claimedUnit, error) {
	var u claimedUnit
	u.diverged = len(msg.Divergence) > 0
	if err := checkSteps(&u, s, msg); err != nil {
		return u, err
	}
	if err := checkSizes(s, msg); err != nil {
		return u, err
	}
	final, err := finalOut(&u, msg)
	if err != nil {
		return u, err
	}
	leaf := commit.Leaf{ChainID: chainID, Job: msg.Job, Round: msg.Round, Slot: msg.Slot, Trainer: trainer}
	states, err := checkAnchors(leaf, s, msg, &u, final)
	if err != nil {
		return u, err
	}
	if u.diverged {
		if err := checkDivergence(s, states[len(states)-1], msg); err != nil {
			return u, err
		}
	}
	if u.loss, err = meanOf(&u, msg.Losses); err != nil {
		return u, types.ErrInvalidLoss.Wrap(err.Error())
	}
	var tree commit.Merkle
	for i := 0; i < len(msg.Leaves); i += commit.DigestSize {
		tree.Add(commit.Digest(msg.Leaves[i : i+commit.DigestSize]))
	}
	u.leavesRoot = tree.Root()
	return u, nil
}

// checkSteps checks the lengths that depend on the number of steps.
func checkSteps(u *claimedUnit, s *spec.Spec, msg *types.MsgCommitUnit) error {
	h := int(s.Inner.Steps)
	if len(msg.Losses)%lossBytes != 0 {
		return types.ErrInvalidCommit.Wrapf("losses has %d bytes, want 4 for each step", len(msg.Losses))
	}
	steps := len(msg.Losses) / lossBytes
	leaves := steps + 1 // step 0 and the inner steps
	switch {
	case !u.diverged && steps != h:
		return types.ErrInvalidCommit.Wrapf("losses of %d steps, want %d", steps, h)
	case u.diverged && (steps < 1 || steps > h):
		return types.ErrInvalidCommit.Wrapf("diverged at step %d, allowed 1 to %d", steps, h)
	case !u.diverged:
		leaves++ // step H+1
	}
	if len(msg.Leaves) != leaves*commit.DigestSize {
		return types.ErrInvalidCommit.Wrapf("leaves has %d bytes, want %d leaves of %d", len(msg.Leaves), leaves, commit.DigestSize)
	}
	u.steps = uint32(steps)
	if want := s.TokensPerUnit() / uint64(h) * uint64(steps); msg.Tokens != want {
		return types.ErrInvalidCommit.Wrapf("tokens is %d, want %d for %d steps", msg.Tokens, want, steps)
	}
	return nil
}

// finalOut is the out of step H+1: delta and norm. A diverged unit has none.
func finalOut(u *claimedUnit, msg *types.MsgCommitUnit) ([]byte, error) {
	if u.diverged {
		if msg.Delta != nil || len(msg.Norm) != 0 {
			return nil, types.ErrInvalidCommit.Wrap("a diverged unit has no delta and no norm")
		}
		return nil, nil
	}
	delta, err := types.CommitID("delta", msg.Delta)
	if err != nil {
		return nil, err
	}
	if len(msg.Norm) != normBytes {
		return nil, types.ErrInvalidCommit.Wrapf("norm has %d bytes, want %d", len(msg.Norm), normBytes)
	}
	norm := commit.Norm{Hi: binary.BigEndian.Uint64(msg.Norm), Lo: binary.BigEndian.Uint64(msg.Norm[8:])}
	return commit.DeltaOut(delta, norm), nil
}

// checkAnchors hashes the leaf of every anchor again. leaf says whose unit it
// is, final is the out of step H+1.
func checkAnchors(leaf commit.Leaf, s *spec.Spec, msg *types.MsgCommitUnit, u *claimedUnit, final []byte) ([]commit.ID, error) {
	steps := types.AnchorSteps(s, u.steps, u.diverged)
	if len(msg.Anchors) != len(steps) {
		return nil, types.ErrInvalidCommit.Wrapf("%d anchors, want %d: states at steps %v", len(msg.Anchors), len(steps), steps)
	}
	states := make([]commit.ID, len(steps))
	for i, step := range steps {
		state, err := types.CommitID("anchors", &msg.Anchors[i])
		if err != nil {
			return nil, err
		}
		leaf.Step, leaf.State, leaf.Out = step, state, outOf(step, s, msg, final)
		at := int(step) * commit.DigestSize
		if got, want := commit.Digest(msg.Leaves[at:at+commit.DigestSize]), leaf.Hash(); got != want {
			return nil, types.ErrLeafMismatch.Wrapf("leaf %d is %s, its anchor gives %s", step, got, want)
		}
		states[i] = state
	}
	return states, nil
}

func outOf(step uint32, s *spec.Spec, msg *types.MsgCommitUnit, final []byte) []byte {
	switch {
	case step == 0:
		return nil
	case step <= s.Inner.Steps:
		return msg.Losses[(step-1)*lossBytes : step*lossBytes]
	default:
		return final
	}
}

// meanOf is the mean loss of the steps, without the one that diverged.
func meanOf(u *claimedUnit, losses []byte) (int64, error) {
	n := int(u.steps)
	if u.diverged {
		n--
	}
	if n == 0 {
		return 0, nil
	}
	outs := make([][]byte, n)
	for i := range outs {
		outs[i] = losses[i*lossBytes : (i+1)*lossBytes]
	}
	return commit.LossMean(outs)
}
