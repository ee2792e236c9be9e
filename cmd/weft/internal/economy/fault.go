// SPDX-License-Identifier: Apache-2.0

package economy

import "github.com/weft-network/weft/chain/sample"

// fault is what is false about a unit: the steps from first to last, and of the
// steps 0 and H+1, which are block-local, the first blocks of them.
type fault struct {
	first, last uint32
	blocks      uint64
	// everywhere: all blocks are false, so that they need not be drawn.
	everywhere bool
	// withheld: its trainer answers no request, so that whoever is drawn ends the
	// unit as if it were false.
	withheld bool
}

// sound is a unit without a fault.
var sound = fault{first: 1, last: 0}

func (f fault) none() bool { return f.first > f.last && !f.withheld }

// in says whether a segment up to a step has a false step.
func (f fault) in(s sample.Segment, upTo uint32) bool {
	return f.first <= f.last && f.first <= min(s.Last, upTo) && s.First <= f.last
}

// seenBy says whether a whole audit finds the fault.
func (f fault) seenBy(p *sample.Pick) bool {
	return f.withheld || f.everywhere || f.in(p.Segment, p.Segment.Last) || len(p.Blocks) > 0 && p.Blocks[0] < f.blocks
}

// seen is the probability that an audit finds the fault: each segment is as
// likely as any other, and where blocks are false, they may be among those that
// every audit looks at.
func (t *terms) seen(f fault) float64 {
	if f.withheld || f.everywhere {
		return 1
	}
	wrong := 0
	u := t.unit(0, 0)
	for k := range t.segments {
		if s := u.Segment(k); f.in(s, s.Last) {
			wrong++
		}
	}
	here := float64(wrong) / float64(t.segments)
	return here + (1-here)*t.blockSeen(f.blocks)
}

// blockSeen is the probability that one of the false blocks is among the
// distinct ones of an audit.
func (t *terms) blockSeen(wrong uint64) float64 {
	if wrong == 0 {
		return 0
	}
	n := min(t.blocks, sample.AuditBlocks)
	missed := 1.0
	for i := range n {
		if t.blocks-i <= wrong {
			return 1
		}
		missed *= float64(t.blocks-i-wrong) / float64(t.blocks-i)
	}
	return 1 - missed
}

// seenAgain is the probability that an audit draws a segment with a false step
// and traces that step or a later one, so that a second look, which goes up to
// the traced step, finds the fault.
func (t *terms) seenAgain(f fault) float64 {
	if f.withheld {
		return 1
	}
	sum := 0.0
	u := t.unit(0, 0)
	for k := range t.segments {
		s := u.Segment(k)
		if !f.in(s, s.Last) {
			continue
		}
		traced := float64(s.Last-max(s.First, f.first)+1) / float64(s.Len())
		sum += traced
	}
	return sum / float64(t.segments)
}

// formula is the closed formula: the probability that a false unit is found by
// the audits of its round. Verifiers draw independently. A diligent one with
// the part v of the stake finds it with probability rate · v · seen; a stamper's
// report hides it, unless a diligent one looks again.
func (s *Sim) formula(f fault, shielded bool) float64 {
	key := chanceKey{f, shielded}
	if p, ok := s.formulas[key]; ok {
		return p
	}
	const million = 1e6
	look := float64(s.terms.rate) / million / float64(s.active)
	again := float64(s.terms.again) / million / float64(s.active)
	seen, traced := s.terms.seen(f), s.terms.seenAgain(f)
	missed, never := 1.0, 1.0
	for _, v := range s.verifiers {
		if v.active() && v.diligent(shielded) {
			missed *= 1 - min(1, look*float64(v.weight))*seen
			never *= 1 - min(1, again*float64(v.weight))
		}
	}
	for _, v := range s.verifiers {
		if v.active() && v.stamps(shielded) {
			missed *= 1 - min(1, look*float64(v.weight))*traced*(1-never)
		}
	}
	p := 1 - missed
	s.formulas[key] = p
	return p
}

type chanceKey struct {
	fault    fault
	shielded bool
}
