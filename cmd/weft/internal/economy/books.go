// SPDX-License-Identifier: Apache-2.0

package economy

import (
	"fmt"

	"cosmossdk.io/math"

	"github.com/weft-network/weft/chain/payout"
)

// place is where money is.
type place uint8

const (
	wallets    place = iota // of all parties and the submitter
	free                    // escrow of the job: pays for rounds to come
	reserved                // escrow: set aside for open rounds
	owed                    // escrow: of final units, vesting
	staked                  // behind slots and audits
	bonded                  // of open challenges
	burnt                   // out of the world
	community               // the community pool
	validators              // fees of transactions
	places
)

// books are the sums of money by place. Every movement has two sides, so the
// sum of all places is what it was: that the places are what the records say is
// what check finds out.
type books struct{ at [places]int64 }

func (b *books) move(from, to place, amount int64) {
	b.at[from] -= amount
	b.at[to] += amount
}

// party is whoever has a wallet.
type party struct {
	// cash is what came into the wallet less what left it; it begins at 0 and
	// may be negative: what was brought along. staked is its stake, work the cost
	// of what it computed.
	cash, staked, work int64
	// won is what others lost to it: parts of slashes and of bonds.
	won int64
	// lost is what was taken of its stake.
	lost int64
	// seenNet and seenEarned are net and earned at the end of the last batch.
	seenNet, seenEarned int64
}

// net is what the party has gained, all in all.
func (p *party) net() int64 { return p.cash + p.staked - p.work }

// earned is the net without what others lost to it.
func (p *party) earned() int64 { return p.net() - p.won }

func amount(a int64) math.Int { return math.NewInt(a) }

// receive pays a party from a place.
func (s *Sim) receive(p *party, from place, a int64) {
	s.books.move(from, wallets, a)
	p.cash += a
}

// give takes from a party's wallet.
func (s *Sim) give(p *party, to place, a int64) {
	s.books.move(wallets, to, a)
	p.cash -= a
}

// spend is give for fees of transactions.
func (s *Sim) spend(p *party, a int64) { s.give(p, validators, a) }

// stakeOf locks stake of a party.
func (s *Sim) lockStake(p *party, a int64) {
	s.give(p, staked, a)
	p.staked += a
}

// earn pays a party gross from the escrow, less the protocol fee (M5).
func (s *Sim) earn(p *party, from place, gross int64) {
	fee := payout.SplitFee(amount(gross), s.rules.Reward.Fee, s.rules.Reward.FeeBurn)
	s.receive(p, from, fee.Net.Int64())
	s.books.move(from, burnt, fee.Burnt.Int64())
	s.books.move(from, community, fee.Community.Int64())
}

// take removes stake of a party, to where the caller then moves it.
func (p *party) take(a int64) {
	p.staked -= a
	p.lost += a
}

// slash splits stake that was taken for a fraud (A8): the challenger's part to
// one party, the auditors' part to others in equal parts, the rest burnt.
func (s *Sim) slash(taken int64, challenger *party, auditors []*verifier) {
	parts := payout.SplitSlash(amount(taken))
	left := taken
	if challenger != nil {
		left -= s.win(challenger, staked, parts.Challenger.Int64())
	}
	for _, v := range auditors {
		left -= s.win(&v.party, staked, payout.Share(parts.Auditors, 1, uint64(len(auditors))).Int64())
	}
	s.books.move(staked, burnt, left)
}

// win pays a party what another one lost.
func (s *Sim) win(p *party, from place, a int64) int64 {
	s.receive(p, from, a)
	p.won += a
	return a
}

// check compares the books with the records: wallets, stakes, bonds, escrow.
func (s *Sim) check(round int) error {
	var cash, stakes, sum int64
	for _, p := range s.parties() {
		cash += p.cash
		stakes += p.staked
	}
	for _, a := range s.books.at {
		sum += a
	}
	var set, due int64
	for i := range s.ring {
		rec := &s.ring[i]
		set += rec.pool
		for j := range rec.units {
			switch u := &rec.units[j]; u.state {
			case pending, held:
				set += u.amount
			case vesting:
				due += u.amount - u.paid
			case gone:
			}
		}
	}
	for _, c := range []struct {
		what        string
		books, real int64
	}{
		{"wallets", s.books.at[wallets], cash},
		{"stake", s.books.at[staked], stakes},
		{"stake behind slots and audits", s.books.at[staked], s.backing()},
		{"bonds", s.books.at[bonded], s.bonds},
		{"reserved escrow", s.books.at[reserved], set},
		{"owed pay", s.books.at[owed], due},
		{"the sum of all places", 0, sum},
	} {
		if c.books != c.real {
			return fmt.Errorf("money is not conserved in round %d: %s is %d uweft in the books, %d in the records", round, c.what, c.books, c.real)
		}
	}
	s.checked++
	return nil
}

// backing is the stake that tenancies and duties of audit hold.
func (s *Sim) backing() int64 {
	var sum int64
	for t := range s.tenancies {
		sum += t.stake
	}
	for range s.verifiers {
		sum += s.terms.auditStake
	}
	return sum
}

// parties lists everybody with a wallet.
func (s *Sim) parties() []*party {
	out := []*party{&s.submitter, &s.watcher, &s.grief}
	for _, t := range s.trainers {
		out = append(out, &t.party)
	}
	for _, v := range s.verifiers {
		out = append(out, &v.party)
	}
	return out
}
