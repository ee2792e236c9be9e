// SPDX-License-Identifier: Apache-2.0

package economy

import (
	"cosmossdk.io/math"

	"github.com/weft-network/weft/chain/payout"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
)

// event is what happens when a round begins: a game ends, a late final unit has
// vested, stake comes back.
type event struct {
	game    *game
	vested  *unit
	unlocks *tenancy
}

func (s *Sim) at(r int, e event) { s.due[r] = append(s.due[r], e) }

func (s *Sim) events(r int) {
	for _, e := range s.due[r] {
		switch {
		case e.game != nil:
			s.end(r, e.game)
		case e.vested != nil:
			s.claim(e.vested, r)
		default:
			s.unlock(&e.unlocks.of.party, e.unlocks.stake)
			delete(s.tenancies, e.unlocks)
		}
	}
	delete(s.due, r)
}

// game is a challenge that is played. Its outcome is known: the chain computes
// the element.
type game struct {
	unit *unit
	ten  *tenancy
	// round is the unit's.
	round      int
	challenger *party
	bond       int64
	// right are the auditors that found the fault; lost remembers a false
	// challenger's lost challenges.
	right []*verifier
	lost  *[]int
}

// bondOf is the bond of a challenge: doubled for each that the same party lost
// within the late window (A6).
func (s *Sim) bondOf(r int, lost []int, base int64) int64 {
	var times uint64
	for _, until := range lost {
		if until >= r {
			times++
		}
	}
	most := math.MaxInt(amount(base), math.NewIntFromUint64(s.rules.Dispute.MaxBond))
	return payout.Doubled(amount(base), min(times, disputetypes.MaxLost), most).Int64()
}

// open opens a game that ends after a number of rounds, and keeps the unit from
// FINAL.
func (s *Sim) open(g *game, ends int) {
	s.give(g.challenger, bonded, g.bond)
	s.bonds += g.bond
	if g.unit.state == pending {
		g.unit.state, g.unit.game = held, g
	}
	s.at(ends, event{game: g})
}

// charge challenges a unit whose fault was found, unless its trainer confesses
// first: a verifier shows the proof of what it drew when it commits to its
// results, a window before anybody can challenge by them.
func (s *Sim) charge(r int, u *unit) {
	t := u.of.of
	s.find(u.of)
	if t.kind.confesses && s.rules.Confess != UntilBeacon {
		s.confess(r, u)
		return
	}
	first := u.right[s.chance.below(uint64(len(u.right)))]
	challenger := &first.party
	if t.kind.accomplice {
		challenger = &t.party
	} else {
		first.tally.rewards++
	}
	ends := r + s.terms.reveal + s.terms.clock
	if t.kind.stalls {
		ends = r + s.terms.reveal + s.terms.game
	}
	s.open(&game{unit: u, ten: u.of, round: r, challenger: challenger, bond: s.terms.bond, right: u.right}, ends)
}

// confess is what x/job does: a part of what is left of the stake is burnt, the
// unit is void, the slot goes on.
func (s *Sim) confess(r int, u *unit) {
	ten := u.of
	s.burnStake(ten, s.rules.Job.ConfessPenalty)
	s.void(u)
	ten.of.tally.confessions++
	if !ten.cheated {
		ten.of.tally.falsely++
	}
	ten.caught, ten.exposed = false, 0
	if s.rules.Confess == Leaving && !ten.gone {
		s.leave(ten, r)
	}
}

// accuse challenges a right unit. A unit that a drawn verifier found right
// wants a higher bond.
func (s *Sim) accuse(by *party, lost *[]int, u *unit) {
	r := s.now
	bond := s.bondOf(r, *lost, s.terms.bond)
	if u.matched {
		bond = max(bond, s.terms.stake/int64(s.rules.Audit.MatchedBond))
	}
	s.accusations++
	s.open(&game{unit: u, ten: u.of, round: r, challenger: by, bond: bond, lost: lost}, r+s.terms.reveal+1)
}

// griefEvery is the rounds from one challenge of the griefing challenger to the
// next, on average.
const griefEvery = 100

// griefOne has somebody who is no verifier challenge a unit of an honest
// trainer, at times.
func (s *Sim) griefOne(r int) {
	if s.chance.below(griefEvery) > 0 {
		return
	}
	t := s.trainers[0]
	u := &s.record(r).units[t.seats[s.chance.below(uint64(len(t.seats)))]]
	if u.state == pending {
		s.griefs++
		s.accuse(&s.grief, &s.griefLost, u)
	}
}

// end ends a game.
func (s *Sim) end(r int, g *game) {
	s.bonds -= g.bond
	u, mine := g.unit, g.unit.game == g && g.unit.state == held
	if g.lost == nil {
		s.receive(g.challenger, bonded, g.bond)
		if mine {
			s.prove(r, g.ten, g.challenger, g.right)
		}
		return
	}
	parts := payout.SplitBond(amount(g.bond))
	t := g.ten.of
	s.win(&t.party, bonded, parts.Defence.Int64())
	s.books.move(bonded, burnt, parts.Burnt.Int64())
	s.spend(&t.party, s.terms.defence)
	t.work += s.terms.replay
	s.forget(r, g.lost)
	if !mine {
		return
	}
	if u.state = pending; r >= g.round+s.terms.final {
		s.final(u, r)
		s.at(r+s.terms.vest, event{vested: u})
	}
}

// forget remembers one more lost challenge, and none that no longer counts.
func (s *Sim) forget(r int, lost *[]int) {
	var kept []int
	for _, until := range *lost {
		if until >= r {
			kept = append(kept, until)
		}
	}
	*lost = append(kept, r+s.terms.late-s.terms.final)
}

// prove punishes a fraud (A8): the slot stake is slashed, the slot freed, and
// all units of the tenancy that are not FINAL are void.
func (s *Sim) prove(r int, ten *tenancy, by *party, right []*verifier) {
	tally := &ten.of.tally
	if !ten.dead {
		ten.dead = true
		taken := payout.Bps(amount(ten.stake), s.rules.Slash).Int64()
		ten.stake -= taken
		ten.of.take(taken)
		s.slash(taken, by, right)
		tally.slashes++
		if !ten.cheated {
			tally.falsely++
		}
		tally.verdict += int64(r - ten.firstFalse)
		tally.verdicts++
	}
	for i := range s.ring {
		rec := &s.ring[i]
		if u := &rec.units[ten.slot]; u.of == ten && (u.state == pending || u.state == held) {
			s.void(u)
		}
	}
	if !ten.gone {
		s.leave(ten, r)
	}
}
