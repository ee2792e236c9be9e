// SPDX-License-Identifier: Apache-2.0

package types

import (
	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/spec"
)

// DefaultGenesis returns a genesis without jobs.
func DefaultGenesis() *GenesisState { return &GenesisState{Params: DefaultParams()} }

// Validate checks what can be checked without the other modules' state.
func (g *GenesisState) Validate() error {
	if err := g.Params.Validate(); err != nil {
		return err
	}
	specs := make(map[uint64]*spec.Spec, len(g.Specs))
	for i := range g.Specs {
		s := &g.Specs[i]
		if err := s.Spec.Validate(); err != nil {
			return ErrInvalidGenesis.Wrapf("specification of job %d: %s", s.Job, err)
		}
		specs[s.Job] = &s.Spec
	}
	if len(specs) != len(g.Jobs) || len(specs) != len(g.Specs) {
		return ErrInvalidGenesis.Wrapf("%d jobs with %d specifications; each job needs one", len(g.Jobs), len(g.Specs))
	}
	jobs := make(map[uint64]bool, len(g.Jobs))
	for i := range g.Jobs {
		j := &g.Jobs[i]
		if jobs[j.Id] || j.Id == 0 || j.Id > g.NextJob || specs[j.Id] == nil {
			return ErrInvalidGenesis.Wrapf("job %d is doubled, has no specification, or is above next_job %d", j.Id, g.NextJob)
		}
		jobs[j.Id] = true
		if err := commit.Bitmap(j.Members).Validate(int(specs[j.Id].Rounds.Slots)); err != nil {
			return ErrInvalidGenesis.Wrapf("members of job %d: %s", j.Id, err)
		}
	}
	return g.validateParts(jobs)
}

// validateParts checks that every record belongs to a job and stands once.
func (g *GenesisState) validateParts(jobs map[uint64]bool) error {
	type key struct {
		kind       string
		job, round uint64
		slot       uint32
		who        string
	}
	seen := make(map[key]bool)
	add := func(k key) error {
		if !jobs[k.job] || seen[k] {
			return ErrInvalidGenesis.Wrapf("%s of job %d (round %d, slot %d, %q) is doubled or has no job", k.kind, k.job, k.round, k.slot, k.who)
		}
		seen[k] = true
		return nil
	}
	var keys []key
	for _, s := range g.Slots {
		keys = append(keys, key{kind: "slot", job: s.Job, slot: s.Index})
	}
	for _, r := range g.Rounds {
		keys = append(keys, key{kind: "round", job: r.Job, round: r.Number})
	}
	for _, u := range g.Units {
		keys = append(keys, key{kind: "unit", job: u.Job, round: u.Round, slot: u.Slot})
	}
	for _, w := range g.Witnesses {
		keys = append(keys, key{kind: "witness", job: w.Job, round: w.Round, who: w.Operator})
	}
	for _, t := range g.Tallies {
		keys = append(keys, key{kind: "tally", job: t.Job, round: t.Round})
	}
	for _, c := range g.Claims {
		keys = append(keys, key{kind: "claim", job: c.Job, round: c.Round, who: c.Operator})
	}
	for _, c := range g.Completions {
		keys = append(keys, key{kind: "completion", job: c.Job, who: c.Operator})
	}
	for _, k := range keys {
		if err := add(k); err != nil {
			return err
		}
	}
	due := make(map[uint64]bool, len(g.Due))
	for _, d := range g.Due {
		if due[d.Sequence] || d.Sequence >= g.NextDue || !jobs[d.Job] {
			return ErrInvalidGenesis.Wrapf("queue item %d is doubled, above next_due %d, or has no job", d.Sequence, g.NextDue)
		}
		due[d.Sequence] = true
	}
	return nil
}
