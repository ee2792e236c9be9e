// SPDX-License-Identifier: Apache-2.0

package commit

import "fmt"

// Bounds of the variable fields of a leaf, far above what the chain produces.
const (
	MaxChainID = 64
	MaxTrainer = 255
	MaxOut     = DeltaOutSize
)

// Leaf is what a trainer swears to for one step of a unit: after step Step the
// state is State and the step gave Out (empty for step 0, the loss for inner
// steps, delta and norm for the last). Spec R6.
type Leaf struct {
	ChainID string
	Job     uint64
	Round   uint64
	Slot    uint32
	Trainer []byte
	Step    uint32
	State   ID
	Out     []byte
}

var leafDomain = NewDomain("leaf")

// Hash is the leaf as it stands in the commit.
func (l *Leaf) Hash() Digest {
	return leafDomain.Fields(
		[]byte(l.ChainID),
		Uint64Bytes(l.Job),
		Uint64Bytes(l.Round),
		Uint64Bytes(uint64(l.Slot)),
		l.Trainer,
		Uint64Bytes(uint64(l.Step)),
		l.State.Bytes(),
		l.Out,
	)
}

// Validate checks the lengths of the variable fields and the state id. Whether
// Out has the form that Step demands is for whoever knows H.
func (l *Leaf) Validate() error {
	switch {
	case len(l.ChainID) == 0 || len(l.ChainID) > MaxChainID:
		return fmt.Errorf("%w: chain id of %d bytes, want 1 to %d", ErrLeaf, len(l.ChainID), MaxChainID)
	case len(l.Trainer) == 0 || len(l.Trainer) > MaxTrainer:
		return fmt.Errorf("%w: trainer of %d bytes, want 1 to %d", ErrLeaf, len(l.Trainer), MaxTrainer)
	case len(l.Out) > MaxOut:
		return fmt.Errorf("%w: out of %d bytes, want at most %d", ErrLeaf, len(l.Out), MaxOut)
	}
	return l.State.Validate()
}
