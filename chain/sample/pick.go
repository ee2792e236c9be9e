// SPDX-License-Identifier: Apache-2.0

package sample

import (
	"fmt"
	"math/big"
	"slices"

	"github.com/weft-network/weft/chain/commit"
)

// AuditBlocks is the number of blocks on which an audit checks the first and
// the last step of a unit, which are block-local.
const AuditBlocks = 256

// Unit is what an audit pick depends on, all of it chain facts.
type Unit struct {
	Slot   uint32
	Steps  uint32 // H
	Anchor uint32 // J
	Blocks uint64 // blocks of the begin and encode programs
	// Diverged says that the unit has no step H+1.
	Diverged bool
}

// Chance is a probability Num/Den; at least one means always.
type Chance struct{ Num, Den *big.Int }

// Pick is what a verifier must audit of one unit.
type Pick struct {
	Segment Segment
	Traced  uint32   // the step of the segment whose outputs are recorded
	Blocks  []uint64 // distinct, ascending; all of them if there are few
}

var (
	pickDomain  = commit.NewDomain("audit pick")
	againDomain = commit.NewDomain("reaudit pick")
)

// Draw expands the output of a verifier's VRF for one round into its decision
// on one unit: whether it audits the unit, and if so what of it. Units are
// independent, so a single one can be checked alone. Spec A1.
func Draw(vrf []byte, u Unit, chance Chance) (Pick, bool, error) {
	if err := u.validate(); err != nil {
		return Pick{}, false, err
	}
	s := expandPick(vrf, u.Slot)
	if hit, err := chance.hits(s.Uint64(), s.Uint64()); err != nil || !hit {
		return Pick{}, false, err
	}
	seg := u.Segment(uint32(below(s.Uint64(), uint64(u.Segments()))))
	traced := seg.First + uint32(below(s.Uint64(), uint64(seg.Len())))
	blocks, err := drawBlocks(s, u.Blocks)
	return Pick{Segment: seg, Traced: traced, Blocks: blocks}, err == nil, err
}

// Drawn is Draw's decision whether the unit of a slot is audited at all: it
// depends on nothing else of the unit.
func Drawn(vrf []byte, slot uint32, chance Chance) (bool, error) {
	s := expandPick(vrf, slot)
	return chance.hits(s.Uint64(), s.Uint64())
}

// DrawnAgain is the decision whether a verifier looks again at what another one
// reported of a slot in a draw. Reports are independent, too.
func DrawnAgain(vrf, verifier []byte, draw, slot uint32, chance Chance) (bool, error) {
	s := againDomain.Expand(vrf, commit.Uint64Bytes(uint64(slot)), commit.Uint64Bytes(uint64(draw)), verifier)
	return chance.hits(s.Uint64(), s.Uint64())
}

func expandPick(vrf []byte, slot uint32) *commit.Stream {
	return pickDomain.Expand(vrf, commit.Uint64Bytes(uint64(slot)))
}

// hits reports whether the 128-bit fraction hi:lo lies below c.
func (c Chance) hits(hi, lo uint64) (bool, error) {
	if c.Num == nil || c.Den == nil || c.Num.Sign() < 0 || c.Den.Sign() <= 0 {
		return false, fmt.Errorf("%w: chance %v/%v, want a numerator of at least 0 over a positive denominator", ErrRange, c.Num, c.Den)
	}
	x := new(big.Int).SetUint64(hi)
	x.Lsh(x, 64).Add(x, new(big.Int).SetUint64(lo)).Mul(x, c.Den)
	return x.Cmp(new(big.Int).Lsh(c.Num, 128)) < 0, nil
}

func drawBlocks(s *commit.Stream, n uint64) ([]uint64, error) {
	if n == 0 {
		return nil, nil
	}
	perm, err := NewPermutation(s.Digest(), n)
	if err != nil {
		return nil, err
	}
	blocks := make([]uint64, min(n, AuditBlocks))
	for i := range blocks {
		blocks[i] = perm.At(uint64(i))
	}
	slices.Sort(blocks)
	return blocks, nil
}
