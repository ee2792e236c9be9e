// SPDX-License-Identifier: Apache-2.0

package economy

import (
	"cosmossdk.io/math"

	"github.com/weft-network/weft/chain/payout"
)

// Run plays all rounds, then waits until everything is settled, and counts.
func (s *Sim) Run() (*Result, error) {
	for r := range s.rounds {
		if err := s.round(r); err != nil {
			return nil, err
		}
		if done := r + 1; done < s.rounds && done*batches/s.rounds != r*batches/s.rounds {
			s.batch(done)
		}
		s.watch(r+1, s.rounds)
	}
	last := s.rounds + s.lateLag() + len(s.ring)
	for r := s.rounds; r < last; r++ {
		if r == s.rounds {
			s.leaveAll(r)
		}
		s.events(r)
		s.settle(r)
	}
	for _, v := range s.verifiers {
		s.unlock(&v.party, s.terms.auditStake)
	}
	refund := payout.Refund(amount(s.books.at[free]), math.OneInt(), math.OneInt(), math.ZeroInt())
	s.receive(&s.submitter, free, refund.Int64())
	s.terms.auditStake = 0
	if err := s.check(last); err != nil {
		return nil, err
	}
	s.batch(s.rounds)
	return s.result(), nil
}

func (s *Sim) round(r int) error {
	s.now = r
	s.events(r)
	s.settle(r)
	s.wake(r)
	s.seat(r)
	s.train(r)
	if err := s.audit(r); err != nil {
		return err
	}
	s.griefOne(r)
	s.rest(r)
	if (r+1)%checkEvery == 0 {
		return s.check(r)
	}
	return nil
}

// lateLag is the rounds from a round to the end of its late window, and of any
// game about it.
func (s *Sim) lateLag() int { return max(s.terms.late, s.terms.reveal+s.terms.game) + 1 }

func (s *Sim) record(r int) *record { return &s.ring[r%len(s.ring)] }

// recordOf is the record of a round that may be too old or too young to have one.
func (s *Sim) recordOf(r int) *record {
	if r < 0 {
		return nil
	}
	if rec := s.record(r); rec.round == r {
		return rec
	}
	return nil
}

// settle makes a round FINAL and pays what has vested: trainers claim half way
// and at the end of the vesting.
func (s *Sim) settle(r int) {
	if rec := s.recordOf(r - s.terms.final); rec != nil {
		for i := range rec.units {
			if u := &rec.units[i]; u.state == pending {
				s.final(u, r)
			}
		}
		s.books.move(reserved, free, rec.pool)
		rec.pool = 0
	}
	for _, age := range [...]int{s.terms.vest / 2, s.terms.vest} {
		at := r - age
		rec := s.recordOf(at - s.terms.final)
		if rec == nil {
			continue
		}
		for i := range rec.units {
			if u := &rec.units[i]; u.state == vesting && u.finalAt == at {
				s.claim(u, r)
			}
		}
	}
	for _, t := range s.trainers {
		if t.claimed > 0 {
			s.earn(&t.party, owed, t.claimed)
			t.claimed = 0
		}
	}
}

// final makes a unit FINAL: its price is owed.
func (s *Sim) final(u *unit, r int) {
	u.state, u.finalAt = vesting, r
	s.books.move(reserved, owed, u.amount)
	u.of.of.tally.paid++
}

// claim takes what is vested of a unit's pay; settle pays it.
func (s *Sim) claim(u *unit, r int) {
	due := payout.Vested(amount(u.amount), uint64(r-u.finalAt), uint64(s.terms.vest)).Int64() - u.paid
	u.paid += due
	if u.paid == u.amount {
		u.state = gone
	}
	u.of.of.claimed += due
}

// void takes a unit's pay back to the escrow.
func (s *Sim) void(u *unit) {
	s.books.move(reserved, free, u.amount)
	u.state = gone
	u.of.of.tally.void++
}

// seat lets trainers leave, and join where a slot is free.
func (s *Sim) seat(r int) {
	for slot, owner := range s.owners {
		ten := s.slots[slot]
		if ten != nil && owner.kind.leaves > 0 && r-ten.began >= owner.kind.leaves {
			s.leave(ten, r)
			ten = nil
		}
		if ten != nil {
			continue
		}
		ten = &tenancy{of: owner, slot: slot, seat: slot - owner.seats[0], stake: s.terms.stake, began: r}
		s.lockStake(&owner.party, ten.stake)
		s.slots[slot] = ten
		s.tenancies[ten] = struct{}{}
	}
}

// leave frees a slot. What is left of the stake comes back when the late window
// of the last unit has ended.
func (s *Sim) leave(ten *tenancy, r int) {
	s.slots[ten.slot], ten.gone = nil, true
	s.at(r+s.lateLag(), event{unlocks: ten})
}

func (s *Sim) leaveAll(r int) {
	for _, ten := range s.slots {
		if ten != nil {
			s.leave(ten, r)
		}
	}
}

func (s *Sim) unlock(p *party, a int64) {
	p.staked -= a
	s.receive(p, staked, a)
}

// train has every slot do its unit.
func (s *Sim) train(r int) {
	n := len(s.slots)
	s.books.move(free, reserved, payout.RoundCost(uint32(n), uint64(s.terms.price), uint64(s.terms.fee)).Int64())
	rec := s.record(r)
	rec.round, rec.pool = r, int64(n)*s.terms.fee
	for slot, ten := range s.slots {
		u := &rec.units[slot]
		*u = unit{slot: slot, of: ten, fault: sound}
		s.work(r, ten, u)
		if u.state == gone {
			s.books.move(reserved, free, s.terms.price)
		}
	}
}

func (s *Sim) work(r int, ten *tenancy, u *unit) {
	t := ten.of
	w := t.kind.plan(&player{terms: s.terms, chance: s.chance, seat: ten.seat, since: r - ten.began})
	executed := s.terms.steps - w.skipped
	t.tally.units++
	t.work += s.terms.executed(executed)
	s.worked += int64(executed)
	s.asked += int64(s.terms.steps)
	if w.deed == idles {
		s.miss(r, ten)
		return
	}
	ten.misses = 0
	s.spend(&t.party, s.terms.commitGas)
	switch w.deed {
	case idles, hides: // nobody holds it, so it is neither summed nor paid
	case equivocates:
		s.expose(r, ten, 1)
		s.find(ten)
		s.prove(r, ten, &s.watcher, nil)
	case commits:
		u.fault, u.state, u.amount = w.fault, pending, s.terms.price
		if !u.fault.none() {
			s.expose(r, ten, s.formula(u.fault, t.kind.shielded))
		}
	}
}

// miss counts a round without a commit; the last one that is borne frees the
// slot, for the small penalty.
func (s *Sim) miss(r int, ten *tenancy) {
	if ten.misses++; ten.misses < int(s.rules.Spec.Rounds.MaxMisses) {
		return
	}
	s.burnStake(ten, s.rules.Job.MissPenalty)
	s.leave(ten, r)
}

// burnStake burns a part of the stake behind a slot, in basis points.
func (s *Sim) burnStake(ten *tenancy, points uint32) {
	a := payout.Bps(amount(ten.stake), points).Int64()
	ten.stake -= a
	ten.of.take(a)
	s.books.move(staked, burnt, a)
}

// expose counts a false unit that may be found, with the probability that it is.
func (s *Sim) expose(r int, ten *tenancy, p float64) {
	ten.cheated = true
	if ten.caught {
		return
	}
	if ten.exposed == 0 {
		ten.firstFalse = r
	}
	ten.exposed++
	tally := &ten.of.tally
	tally.going = count(tally.going, ten.exposed)
	tally.exposed++
	tally.expected += p
}

// find counts that a false unit is found.
func (s *Sim) find(ten *tenancy) {
	if ten.caught {
		return
	}
	ten.caught = true
	tally := &ten.of.tally
	tally.found++
	tally.latency = count(tally.latency, ten.exposed)
}

// count adds one to what is counted of n.
func count(counts []int64, n int64) []int64 {
	for int64(len(counts)) <= n {
		counts = append(counts, 0)
	}
	counts[n]++
	return counts
}
