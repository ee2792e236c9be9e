// SPDX-License-Identifier: Apache-2.0

package game

import (
	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/program"
)

// Hashing is the bound of compressions to check some bytes.
var Hashing = hashing

// Below lists the spans that a descent from the disputed one leads to, and how
// far from the root they are.
func (g Game) Below(f *Facts) (spans []commit.Span, depths []uint64, err error) {
	s, err := g.part(f)
	if err != nil {
		return nil, nil, err
	}
	for _, c := range s.below() {
		spans, depths = append(spans, c.Span), append(depths, uint64(c.depth))
	}
	return spans, depths, nil
}

// ProofSize is the length of the proof of a read while entry is in dispute.
func (f *Facts) ProofSize(entry uint64, ref program.Ref, first, count int) (uint64, error) {
	p, err := f.locate(ref, first, count)
	if err != nil || p.known != nil {
		return 0, err
	}
	cost, err := p.span.Cost(p.r)
	if p.op >= 0 {
		_, s, _ := passed(uint64(f.Entries()), entry, uint64(p.op))
		cost.Bytes += uint64(1+pathLength(s.count, uint64(p.op)-s.first)) * commit.DigestSize
	}
	return cost.Bytes, err
}
