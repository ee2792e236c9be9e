// SPDX-License-Identifier: Apache-2.0

package types

import (
	"encoding/binary"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/spec"
)

// UnitResult is what a trainer has after a unit: the material of its commit.
type UnitResult struct {
	ChainID    string
	Operator   string
	Trainer    []byte // the operator's address, as bytes
	Job, Round uint64
	Slot       uint32
	Base       commit.ID
	// States are the states after steps 0 … H+1.
	States []commit.ID
	// Losses are the binary32 bits of the losses of steps 1 … H.
	Losses []uint32
	Delta  commit.ID
	Norm   commit.Norm
	// Divergence opens DivergenceChunk of the last state, which holds a number
	// that is not finite: the unit ended at that step, without a delta.
	Divergence      []byte
	DivergenceChunk uint64
}

// NewCommit builds the commit of a unit (R6).
func NewCommit(s *spec.Spec, u *UnitResult) *MsgCommitUnit {
	steps, diverged := uint32(len(u.Losses)), len(u.Divergence) > 0
	msg := &MsgCommitUnit{
		Operator: u.Operator, Job: u.Job, Round: u.Round, Slot: u.Slot, Base: WireID(u.Base),
		Tokens:     s.TokensPerUnit() / uint64(s.Inner.Steps) * uint64(steps),
		Divergence: u.Divergence, DivergenceChunk: u.DivergenceChunk,
	}
	if !diverged {
		delta := WireID(u.Delta)
		msg.Delta = &delta
		msg.Norm = binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(nil, u.Norm.Hi), u.Norm.Lo)
	}
	for _, bits := range u.Losses {
		msg.Losses = append(msg.Losses, commit.LossOut(bits)...)
	}
	for step, state := range u.States {
		leaf := commit.Leaf{
			ChainID: u.ChainID, Job: u.Job, Round: u.Round, Slot: u.Slot, Trainer: u.Trainer, Step: uint32(step), State: state,
		}
		switch {
		case step > len(u.Losses):
			leaf.Out = commit.DeltaOut(u.Delta, u.Norm)
		case step > 0:
			leaf.Out = commit.LossOut(u.Losses[step-1])
		}
		hash := leaf.Hash()
		msg.Leaves = append(msg.Leaves, hash[:]...)
	}
	for _, step := range AnchorSteps(s, steps, diverged) {
		msg.Anchors = append(msg.Anchors, WireID(u.States[step]))
	}
	return msg
}

// AnchorSteps are the steps whose states a commit names. A unit that diverged
// ends with the step at which it did.
func AnchorSteps(s *spec.Spec, steps uint32, diverged bool) []uint32 {
	all := s.Anchors()
	if !diverged {
		return all
	}
	var out []uint32
	for _, step := range all {
		if step < steps {
			out = append(out, step)
		}
	}
	return append(out, steps)
}

// WireID converts a content id for a message.
func WireID(id commit.ID) spec.ContentID {
	return spec.ContentID{Digest: id.Digest[:], Size_: id.Size}
}
