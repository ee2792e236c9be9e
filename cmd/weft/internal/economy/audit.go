// SPDX-License-Identifier: Apache-2.0

package economy

import (
	"slices"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/payout"
	"github.com/weft-network/weft/chain/sample"
)

// job is the number of the job in seeds.
const job = 1

// report is one completed audit or second look.
type report struct {
	by    *verifier
	unit  *unit
	pick  sample.Pick
	steps uint32
	// match: no fault found. honest: the receipt is of outputs that were computed.
	match, honest bool
}

// audit plays the audits of a round from the beacon to the challenges.
func (s *Sim) audit(r int) error {
	var open []*unit
	rec := s.record(r)
	for i := range rec.units {
		if u := &rec.units[i]; u.state == pending {
			open = append(open, u)
		}
	}
	reports, err := s.draws(r, open)
	if err != nil {
		return err
	}
	looks, err := s.secondLooks(r, reports)
	if err != nil {
		return err
	}
	s.payAudits(rec, append(reports, looks...))
	for _, u := range open {
		if len(u.right) > 0 {
			s.charge(r, u)
		}
	}
	return nil
}

// draws makes the audits of a round, and draws again what is undecided: units
// with a drawn verifier that was silent, and all without a report if fewer than
// half of the expected audits were completed. A unit whose verifiers were silent
// in every draw is void (A1, A3).
func (s *Sim) draws(r int, open []*unit) ([]report, error) {
	var reports []report
	half := s.terms.rate * uint64(len(open)) / 2
	undecided := open
	for draw := 1; len(undecided) > 0 && draw <= s.rules.Audit.Draws; draw++ {
		got, err := s.draw(r, draw, undecided)
		if err != nil {
			return nil, err
		}
		reports = append(reports, got...)
		few := uint64(len(reports))*1_000_000 < half
		var again []*unit
		for _, u := range undecided {
			if !u.reported && (few || u.silent == draw) {
				again = append(again, u)
			}
		}
		if draw < s.rules.Audit.Draws {
			s.redraws += int64(len(again))
		}
		undecided = again
	}
	for _, u := range undecided {
		if u.silent >= s.rules.Audit.Draws {
			s.void(u)
		}
	}
	return reports, nil
}

// draw is one draw: every active verifier's picks among the units.
func (s *Sim) draw(r, draw int, open []*unit) ([]report, error) {
	seed := sample.Seed(sample.PurposeAudit, s.beacon(r), job, uint64(r), uint64(draw))
	var reports []report
	for _, v := range s.verifiers {
		if !v.active() {
			continue
		}
		vrf := v.vrf(seed)
		for _, u := range open {
			var blocks uint64
			if u.fault.blocks > 0 {
				blocks = s.terms.blocks
			}
			pick, hit, err := sample.Draw(vrf, s.terms.unit(uint32(u.slot), blocks), sample.Chance{Num: v.chance, Den: s.whole})
			if err != nil {
				return nil, err
			}
			if !hit {
				continue
			}
			v.drawn = true
			v.duties++
			if rep, ok := s.conduct(v, u, pick); ok {
				u.reported = true
				reports = append(reports, rep)
			} else {
				u.silent = min(u.silent+1, draw)
			}
		}
	}
	s.transact()
	return reports, nil
}

// conduct is what a verifier does about a unit that it has drawn.
func (s *Sim) conduct(v *verifier, u *unit, pick sample.Pick) (report, bool) {
	rep := report{by: v, unit: u, pick: pick, steps: pick.Segment.Len(), match: true}
	shielded := u.of.of.kind.shielded
	switch {
	case v.kind.name == silentVerifier:
		return rep, false
	case v.stamps(shielded):
		u.matched = true
		v.tally.audits++
		return rep, true
	case v.kind.name == accuser && u.fault.none() && s.chance.below(accusedOf) == 0:
		rep.match = false
		v.tally.audits++
		s.accuse(&v.party, &v.defeats, u)
		return rep, true
	}
	rep.honest = true
	s.replay(v, rep.steps)
	v.tally.audits++
	if u.fault.seenBy(&pick) {
		rep.match = false
		u.right = append(u.right, v)
	} else {
		u.matched = true
	}
	return rep, true
}

func (s *Sim) replay(v *verifier, steps uint32) {
	v.work += s.terms.executed(steps)
	s.look += int64(steps)
}

// secondLooks draws, by a second beacon, who looks again at reports of a match
// (A3). Whoever reported outputs that it did not compute loses its stake in a
// game between verifiers, and the fault that it hid is found.
func (s *Sim) secondLooks(r int, reports []report) ([]report, error) {
	var looks []report
	beacon := commit.Sum(s.beacon(r))
	for i := range reports {
		rep := &reports[i]
		if !rep.match {
			continue
		}
		seed := sample.Seed(sample.PurposeReaudit, beacon[:], job, uint64(r), uint64(i))
		unit := s.terms.unit(uint32(rep.unit.slot), 0)
		for _, v := range s.verifiers {
			if v == rep.by || !v.active() || !v.diligent(rep.unit.of.of.kind.shielded) {
				continue
			}
			_, hit, err := sample.Draw(v.vrf(seed), unit, sample.Chance{Num: v.again, Den: s.whole})
			if err != nil {
				return nil, err
			}
			if hit {
				looks = append(looks, s.lookAgain(r, v, rep))
			}
		}
	}
	if len(reports) > 0 {
		s.transact()
	}
	return looks, nil
}

// lookAgain replays what a report is about, up to the traced step.
func (s *Sim) lookAgain(r int, v *verifier, rep *report) report {
	u := rep.unit
	look := report{by: v, unit: u, steps: rep.pick.Traced - rep.pick.Segment.First + 1, match: true, honest: true}
	v.drawn = true
	v.duties++
	v.tally.again++
	s.replay(v, look.steps)
	if !rep.honest && (rep.by.kind.name != shill || !u.fault.none()) {
		s.expel(r, rep.by, v)
	}
	if u.fault.withheld || u.fault.in(rep.pick.Segment, rep.pick.Traced) {
		look.match = false
		if !slices.Contains(u.right, v) {
			u.right = append(u.right, v)
		}
	}
	return look
}

// expel takes a verifier's audit stake, once a round. It brings as much again,
// to go on.
func (s *Sim) expel(r int, liar, by *verifier) {
	if liar.expelled == r+1 {
		return
	}
	liar.expelled = r + 1
	liar.tally.slashes++
	if liar.kind.name == Honest {
		liar.tally.falsely++
	}
	liar.take(s.terms.auditStake)
	by.tally.rewards++
	s.slash(s.terms.auditStake, &by.party, nil)
	s.lockStake(&liar.party, s.terms.auditStake)
}

// payAudits pays the fees of a round: by steps replayed, each at most the fee
// that the specification sets aside for a unit (M1).
func (s *Sim) payAudits(rec *record, reports []report) {
	var total uint64
	for i := range reports {
		total += uint64(reports[i].steps)
	}
	pool := amount(rec.pool)
	for i := range reports {
		fee := payout.AuditFee(pool, amount(s.terms.fee), uint64(reports[i].steps), total).Int64()
		rec.pool -= fee
		reports[i].by.fees += fee
	}
	for _, v := range s.verifiers {
		if v.fees > 0 {
			s.earn(&v.party, reserved, v.fees)
			s.feesPaid += v.fees
			v.fees = 0
		}
	}
}
