// SPDX-License-Identifier: Apache-2.0

package training_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/sample"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/trainer/kernel/cpu"
	"github.com/weft-network/weft/verifier/watch"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// withheld is a store in which nobody serves one blob.
type withheld struct {
	blob.Store
	id commit.ID
}

func (s withheld) Stat(ctx context.Context, id commit.ID) (blob.Stat, error) {
	if id == s.id {
		return blob.Stat{}, fmt.Errorf("%w: %v", blob.ErrNotFound, id)
	}
	return s.Store.Stat(ctx, id)
}

func (s withheld) Fetch(ctx context.Context, id commit.ID, o blob.FetchOptions) error {
	if id == s.id {
		return fmt.Errorf("%w: %v", blob.ErrUnavailable, id)
	}
	return s.Store.Fetch(ctx, id, o)
}

// TestAuditsFindForgeries: an audit finds what a trainer forged where it is drawn
// to look, in a segment or in a block, and nothing elsewhere; the chain then
// proves what it found. Of an honest unit every segment is right, wherever it is
// executed from.
func TestAuditsFindForgeries(t *testing.T) {
	honest, err := cpu.New("auto")
	require.NoError(t, err)
	c := newCrew(t, 6, func(s *spec.Spec) {
		s.Rounds.Rounds, s.Rounds.Quorum = 1, 1
		s.Windows.Challenge, s.Windows.GameClock = 1000, 900
	})
	h := c.spec.Inner.Steps
	x := sample.Unit{Steps: h, Anchor: c.spec.Audit.AnchorEvery}
	begin, first, second, encode := x.Segment(0), x.Segment(1), x.Segment(2), x.Segment(3)
	require.Equal(t, uint32(4), x.Segments())
	forgeries := []forgery{
		{name: "header", step: 3, state: func(b []byte) { b[9] ^= 1 }},
		{name: "begin", step: 0, state: last},
		{name: "end", step: h + 1, state: last},
		{name: "delta", step: h + 1, delta: last},
		{name: "norm", step: h + 1, norm: true},
	}
	forgers, judge := c.forgeAll(honest, forgeries)
	p := c.party(judge, honest)
	auditor := p.Auditor()
	defer auditor.Close()
	o, err := program.OuterOf(&c.spec)
	require.NoError(t, err)
	var blocks []uint64
	for k := range o.Dims.Blocks() {
		blocks = append(blocks, k)
	}
	audit := func(slot uint32, s sample.Segment, traced uint32, blocks []uint64) *watch.Verdict {
		t.Helper()
		v, err := auditor.Audit(c.ctx, &watch.Draw{
			Unit: watch.Unit{Job: c.job, Round: 1, Slot: slot}, Segment: s, Traced: traced, Blocks: blocks,
		}, nil)
		require.NoError(t, err)
		return v
	}

	slot := c.slotOf(0)
	for _, s := range []sample.Segment{begin, first, second, encode} {
		v := audit(slot, s, s.Last, blocks)
		require.Nil(t, v.Finding)
		require.Equal(t, int(s.Len()), v.Steps)
		require.NotZero(t, v.Trace)
	}
	_, err = auditor.Audit(c.ctx, &watch.Draw{Unit: watch.Unit{Job: c.job, Round: 1, Slot: slot}, Segment: sample.Segment{First: 5, Last: h + 2}}, nil)
	require.ErrorIs(t, err, watch.ErrConfig)

	// Where the state before a segment is withheld, the unit is executed from
	// step 0, to the same trace.
	res, err := c.submitter.Job().Unit(c.ctx, &jobtypes.QueryUnitRequest{Job: c.job, Round: 1, Slot: slot})
	require.NoError(t, err)
	anchor, err := jobtypes.CommitID("anchors", &res.Unit.Anchors[1])
	require.NoError(t, err)
	blind := c.party(judge, honest, func(cfg *watch.Config) { cfg.Store = withheld{judge.store, anchor} }).Auditor()
	defer blind.Close()
	far, err := blind.Audit(c.ctx, &watch.Draw{Unit: watch.Unit{Job: c.job, Round: 1, Slot: slot}, Segment: second, Traced: h, Blocks: blocks}, nil)
	require.NoError(t, err)
	require.Equal(t, int(h)+1, far.Steps)
	require.Equal(t, audit(slot, second, h, blocks).Trace, far.Trace)

	by, defence := map[uint32]*watch.Party{}, map[uint32]*forger{}
	for _, f := range forgers {
		f.drawn(audit, []sample.Segment{begin, first, second, encode}, blocks)
		var found *watch.Finding
		switch f.forgery.name {
		case "header", "norm":
			s := map[string]sample.Segment{"header": first, "norm": encode}[f.forgery.name]
			for _, traced := range []uint32{s.First, s.Last} {
				require.NotZero(t, audit(f.slot, s, traced, nil).Trace, "whether before what differs or after")
			}
			found = audit(f.slot, s, s.Last, nil).Finding
		default:
			found = audit(f.slot, second, h, blocks).Finding
		}
		require.NotNil(t, found, f.forgery.name)
		require.Equal(t, f.step, found.Step, f.forgery.name)
		f.located(p, found)
		_, err = p.Challenge(c.ctx, found)
		require.NoError(t, err, f.forgery.name)
		by[f.slot], defence[f.slot] = p, f
	}
	c.finish(by, func(slot uint32, g *disputetypes.Game) error { return defence[slot].defend(g) }, func(g *disputetypes.Game) {
		require.Equal(t, disputetypes.OUTCOME_FRAUD, g.Outcome, defence[g.Slot].forgery.name)
	})
}

// drawn audits every segment of a forged unit: the one that holds the forged step
// finds it, others do not; with blocks all find what is in one.
func (f *forger) drawn(audit func(uint32, sample.Segment, uint32, []uint64) *watch.Verdict, segments []sample.Segment, blocks []uint64) {
	f.Helper()
	inBlocks := f.state != nil && (f.step == 0 || f.step > f.spec.Inner.Steps) || f.delta != nil
	for _, s := range segments {
		holds := s.First <= f.step && f.step <= s.Last
		require.Equal(f, holds, audit(f.slot, s, s.First, nil).Finding != nil, "%s: segment from %d", f.forgery.name, s.First)
		require.Equal(f, holds || inBlocks, audit(f.slot, s, s.First, blocks).Finding != nil, "%s: segment from %d, blocks", f.forgery.name, s.First)
	}
}

// located wants the changed number to be named, where its file is published.
func (f *forger) located(p *watch.Party, found *watch.Finding) {
	f.Helper()
	d, err := p.Locate(f.ctx, found)
	require.NoError(f, err, f.forgery.name)
	if f.forgery.name == "header" {
		require.NotEmpty(f, d.Missing, "the state after this step is no anchor")
		return
	}
	require.Empty(f, d.Missing)
	want := map[string]string{"begin": watch.PartState, "end": watch.PartState, "delta": watch.PartDelta, "norm": watch.PartNorm}
	require.Equal(f, want[f.forgery.name], d.Part)
	require.GreaterOrEqual(f, d.Operator, 0)
	require.Equal(f, d.Part == watch.PartNorm, d.Tensor == "")
	at := 0 // the lowest bit of the last byte, or of the norm, was changed
	if d.Part != watch.PartNorm {
		at = len(d.Own) - 1
	}
	theirs := slices.Clone(d.Own)
	theirs[at] ^= 1
	require.Equal(f, theirs, d.Committed, f.forgery.name)
	require.NotEqual(f, d.Bits(d.Own), d.Bits(d.Committed))
	f.Logf("%s: %s, operator %d: %s (%s), %s, element %d: committed %s, here %s", f.forgery.name, d.Part, d.Operator, d.Kind, d.Where, d.Tensor,
		d.Element, d.Number(d.Committed), d.Number(d.Own))
}
