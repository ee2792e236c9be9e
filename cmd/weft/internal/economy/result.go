// SPDX-License-Identifier: Apache-2.0

package economy

import (
	"encoding/json"
	"math"

	"github.com/weft-network/weft/chain/commit"
)

// batch is what every party gained in a part of the run: net, and without what
// others lost to it.
type batch struct {
	rounds      int
	net, earned []int64 // by parties
}

// batch closes a part of the run.
func (s *Sim) batch(done int) {
	b := batch{rounds: done - s.batched}
	s.batched = done
	for _, p := range s.parties() {
		b.net = append(b.net, p.net()-p.seenNet)
		b.earned = append(b.earned, p.earned()-p.seenEarned)
		p.seenNet, p.seenEarned = p.net(), p.earned()
	}
	s.series = append(s.series, b)
}

// Mean is a mean with its standard error.
type Mean struct {
	Mean  float64 `json:"mean"`
	Error float64 `json:"error"`
}

// mean is that of a party's gain in one round, by so many units. Parts of the
// run are long against everything that lasts, so they are independent enough
// for an error.
func (s *Sim) mean(gain func(b *batch) int64, units float64) Mean {
	var sum, rounds float64
	for i := range s.series {
		sum += float64(gain(&s.series[i]))
		rounds += float64(s.series[i].rounds)
	}
	m := Mean{Mean: sum / rounds / units}
	var squares float64
	for i := range s.series {
		b := &s.series[i]
		off := float64(gain(b))/float64(b.rounds)/units - m.Mean
		squares += float64(off * off)
	}
	n := float64(len(s.series))
	m.Error = math.Sqrt(squares / n / (n - 1))
	return m
}

// Trainers is a strategy of trainers and what came of it.
type Trainers struct {
	Strategy string `json:"strategy"`
	About    string `json:"about"`
	Slots    int    `json:"slots"`
	// Return is uweft a unit: pay and what was won less work, fees and lost stake.
	// For the honest it leaves out what others lost to them.
	Return Mean `json:"return_uweft"`
	// OfHonest is the return in parts of that of the honest.
	OfHonest float64 `json:"return_of_honest"`
	Units    int64   `json:"units"`
	Paid     int64   `json:"paid_units"`
	Void     int64   `json:"void_units"`
	Slashes  int64   `json:"slashes"`
	Confess  int64   `json:"confessions"`
	// Falsely is slashes and confessions without a false unit.
	Falsely int64 `json:"false_slashes"`
	Lost    int64 `json:"lost_stake_uweft"`
	Won     int64 `json:"won_uweft"`
	// Found is how often a false unit was found; Latency the false units up to and
	// with the one that is found, per find, Formula the closed one, 1/p.
	Found   int64    `json:"found"`
	Latency *float64 `json:"latency_units"`
	Formula *float64 `json:"formula_units"`
	// Verdict is the mean rounds from the first false unit to the slash.
	Verdict *float64 `json:"verdict_rounds"`
	// Spread counts finds by their latency, Going the false units that might have
	// been found then.
	Spread []int64 `json:"latency_spread"`
	Going  []int64 `json:"latency_reached"`
}

// Off is the measured latency by that of the formula, less 1.
func (t *Trainers) Off() float64 {
	if t.Latency == nil {
		return 0
	}
	return *t.Latency / *t.Formula - 1
}

// Verifiers is a strategy of verifiers and what came of it.
type Verifiers struct {
	Strategy string `json:"strategy"`
	About    string `json:"about"`
	Weight   uint64 `json:"stake_parts"`
	// Return is uweft a round for one part of the verifiers' stake, without parts
	// of slashes: checking must pay where nobody cheats. Rewards is those parts.
	Return   Mean    `json:"return_uweft"`
	Rewards  float64 `json:"rewards_uweft"`
	OfHonest float64 `json:"return_of_honest"`
	Audits   int64   `json:"audits"`
	Again    int64   `json:"second_looks"`
	Slashes  int64   `json:"slashes"`
	Falsely  int64   `json:"false_slashes"`
	Proven   int64   `json:"frauds_proven"`
	Lost     int64   `json:"lost_stake_uweft"`
	Won      int64   `json:"won_uweft"`

	parties []int
}

// Totals are those of the whole run.
type Totals struct {
	// Work is steps that verifiers executed by those of all units that were asked
	// for; Fees is what verifiers were paid by what trainers were owed.
	Work float64 `json:"verifiers_work"`
	Fees float64 `json:"verifiers_fees"`
	// Drawn again counts units, Accused challenges of right units.
	Redrawn int64 `json:"drawn_again"`
	Accused int64 `json:"right_units_challenged"`
	// Griefer is the return of one challenge by the griefing challenger.
	Griefer float64 `json:"griefer_return_uweft"`
	Griefs  int64   `json:"griefer_challenges"`
	// Where the money of the job is in the end.
	Deposited  int64 `json:"deposited_uweft"`
	Refunded   int64 `json:"refunded_uweft"`
	Burnt      int64 `json:"burnt_uweft"`
	Community  int64 `json:"community_uweft"`
	Validators int64 `json:"transaction_fees_uweft"`
	// Checked is how often the books were compared with the records.
	Checked int `json:"books_checked"`
}

// Result is what a run shows.
type Result struct {
	Seed   uint64 `json:"seed"`
	Rounds int    `json:"rounds"`
	// UnitCost, UnitPrice, SlotStake in uweft; Rate in parts per million.
	UnitCost  int64  `json:"unit_cost_uweft"`
	UnitPrice int64  `json:"unit_price_uweft"`
	SlotStake int64  `json:"slot_stake_uweft"`
	Rate      uint64 `json:"audit_rate"`
	Segments  uint32 `json:"segments"`
	// Margin is by how much the job exceeds M4.
	Margin    float64     `json:"deterrence_margin"`
	Confess   Confession  `json:"confess_until"`
	Trainers  []Trainers  `json:"trainers"`
	Verifiers []Verifiers `json:"verifiers"`
	Totals    Totals      `json:"totals"`
	Checks    []Check     `json:"checks"`
	// Digest covers everything above that is an integer.
	Digest string `json:"digest"`
}

func (s *Sim) result() *Result {
	t := s.terms
	r := &Result{
		Seed: s.seed, Rounds: s.rounds, UnitCost: t.cost, UnitPrice: t.price, SlotStake: t.stake, Rate: t.rate,
		Segments: t.segments, Margin: s.rules.Margin(), Confess: s.rules.Confess,
	}
	const others = 3 // parties before the trainers
	for i, t := range s.trainers {
		r.Trainers = append(r.Trainers, s.trainerRow(t, others+i))
	}
	for i, v := range s.verifiers {
		s.verifierRow(r, v, others+len(s.trainers)+i)
	}
	for i := range r.Verifiers {
		r.Verifiers[i].OfHonest = r.Verifiers[i].Return.Mean / r.Verifiers[0].Return.Mean
	}
	for i := range r.Trainers {
		r.Trainers[i].OfHonest = r.Trainers[i].Return.Mean / r.Trainers[0].Return.Mean
	}
	r.Totals = s.totals()
	r.Checks = r.judge()
	r.Digest = s.digest(r)
	return r
}

func (s *Sim) trainerRow(t *trainer, party int) Trainers {
	y := &t.tally
	row := Trainers{
		Strategy: t.kind.name, About: t.kind.about, Slots: len(t.seats), Units: y.units, Paid: y.paid, Void: y.void,
		Slashes: y.slashes, Confess: y.confessions, Falsely: y.falsely, Lost: t.lost, Won: t.won, Found: y.found, Spread: y.latency, Going: y.going,
	}
	row.Return = s.mean(func(b *batch) int64 {
		if t.kind.name == Honest {
			return b.earned[party]
		}
		return b.net[party]
	}, float64(len(t.seats)))
	if y.found > 0 {
		latency, formula := float64(y.exposed)/float64(y.found), float64(y.exposed)/y.expected
		row.Latency, row.Formula = &latency, &formula
	}
	if y.verdicts > 0 {
		rounds := float64(y.verdict) / float64(y.verdicts)
		row.Verdict = &rounds
	}
	return row
}

// verifierRow adds a verifier to the row of its strategy.
func (s *Sim) verifierRow(r *Result, v *verifier, party int) {
	y := &v.tally
	n := len(r.Verifiers)
	if n == 0 || r.Verifiers[n-1].Strategy != v.kind.name {
		r.Verifiers = append(r.Verifiers, Verifiers{Strategy: v.kind.name, About: v.kind.about})
		n++
	}
	row := &r.Verifiers[n-1]
	row.Weight += v.weight
	row.Audits, row.Again = row.Audits+y.audits, row.Again+y.again
	row.Slashes, row.Falsely, row.Proven = row.Slashes+y.slashes, row.Falsely+y.falsely, row.Proven+y.rewards
	row.Lost, row.Won = row.Lost+v.lost, row.Won+v.won
	row.parties = append(row.parties, party)
	parties := row.parties
	row.Return = s.mean(func(b *batch) (sum int64) {
		for _, p := range parties {
			sum += b.earned[p]
		}
		return sum
	}, float64(row.Weight))
	row.Rewards = float64(row.Won) / float64(s.rounds) / float64(row.Weight)
}

func (s *Sim) totals() Totals {
	var pay int64
	for _, t := range s.trainers {
		pay += t.tally.paid * s.terms.price
	}
	out := Totals{
		Work: float64(s.look) / float64(s.asked), Fees: float64(s.feesPaid) / float64(max(pay, 1)),
		Redrawn: s.redraws, Accused: s.accusations, Griefs: s.griefs,
		Deposited: s.deposited, Refunded: s.submitter.cash + s.deposited,
		Burnt: s.books.at[burnt], Community: s.books.at[community], Validators: s.books.at[validators], Checked: s.checked,
	}
	if s.griefs > 0 {
		out.Griefer = float64(s.grief.net()) / float64(s.griefs)
	}
	return out
}

// digest covers the books, the parties and what was counted, all of it integers.
func (s *Sim) digest(r *Result) string {
	type line struct {
		Cash, Staked, Work, Won, Lost int64
	}
	var lines []line
	for _, p := range s.parties() {
		lines = append(lines, line{p.cash, p.staked, p.work, p.won, p.lost})
	}
	var spreads [][]int64
	for _, t := range s.trainers {
		spreads = append(spreads, t.tally.latency, []int64{t.tally.units, t.tally.paid, t.tally.void, t.tally.exposed, t.tally.found})
	}
	text, err := json.Marshal(struct {
		Seed    uint64
		Rounds  int
		Places  [places]int64
		Lines   []line
		Spreads [][]int64
		Steps   [3]int64
	}{r.Seed, r.Rounds, s.books.at, lines, spreads, [3]int64{s.worked, s.look, s.redraws}})
	if err != nil {
		return "" // integers alone: it cannot be
	}
	d := commit.Sum(text)
	return d.String()
}
