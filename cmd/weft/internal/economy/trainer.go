// SPDX-License-Identifier: Apache-2.0

package economy

// Honest is the strategy of trainers and of verifiers that do what they should.
const Honest = "honest"

// work is what a trainer does in one round with one slot.
type work struct {
	fault fault
	// skipped is the inner steps that are not executed.
	skipped uint32
	deed    deed
}

// deed is what happens to the unit.
type deed uint8

const (
	commits     deed = iota
	idles            // commits nothing
	hides            // commits, but nobody else holds the delta: excluded
	equivocates      // two different commits
)

// trainerKind is a strategy of trainers.
type trainerKind struct {
	name, about string
	// seats is how many slots its one operator has unless told otherwise.
	seats int
	plan  func(p *player) work

	// accomplice: a friend has sealed a challenge of every unit beforehand, and
	// so takes the challenger's part of the slash.
	accomplice bool
	// shielded: shills among the verifiers let its units pass.
	shielded bool
	// confesses a unit as soon as it sees that a verifier has drawn its fault.
	confesses bool
	// stalls plays every game to the end of its clocks.
	stalls bool
	// leaves is the rounds after which it leaves and joins again; 0: never.
	leaves int
}

// player is what a plan may depend on.
type player struct {
	*terms
	chance *stream
	// seat counts the slots of the operator, since the rounds of the tenancy.
	seat, since int
}

// fake trains nothing: every step repeats the state before it.
func (p *player) fake() work {
	return work{fault: fault{first: 1, last: p.steps}, skipped: p.steps}
}

// one inner step, any of them.
func (p *player) one() fault {
	i := 1 + uint32(p.chance.below(uint64(p.steps)))
	return fault{first: i, last: i}
}

var right = work{fault: sound}

const (
	earlyRounds = 5
	lateRounds  = 10
	tenure      = 40
	everyTenth  = 10
)

// trainerKinds are the strategies of trainers, the honest one first.
func trainerKinds() []trainerKind {
	return append(lazyKinds(), patientKinds()...)
}

func lazyKinds() []trainerKind {
	return []trainerKind{
		{name: Honest, about: "trains every step", seats: 16, plan: func(*player) work { return right }},
		{name: "skip-one", about: "skips one step, anywhere", seats: 4, plan: func(p *player) work {
			return work{fault: p.one(), skipped: 1}
		}},
		{name: "lazy", about: "skips the second half", seats: 3, plan: func(p *player) work {
			return work{fault: fault{first: p.steps/2 + 1, last: p.steps}, skipped: p.steps - p.steps/2}
		}},
		{name: "frozen", about: "repeats the first state", seats: 3, plan: (*player).fake},
		{name: "copy", about: "commits another's delta", seats: 3, plan: func(p *player) work {
			return work{fault: fault{first: 1, last: p.steps + 1, everywhere: true}, skipped: p.steps}
		}},
		{name: "wrong-data", about: "trains on other samples", seats: 3, plan: func(p *player) work {
			return work{fault: fault{first: 1, last: p.steps}}
		}},
		{name: "one-ulp", about: "one number of one step is off by a bit", seats: 4, plan: func(p *player) work {
			return work{fault: p.one()}
		}},
		{name: "bad-delta", about: "one in a hundred blocks of the delta is false", seats: 3, plan: func(p *player) work {
			return work{fault: fault{first: p.steps + 1, last: p.steps + 1, blocks: p.blocks/100 + 1}}
		}},
		{name: "bad-start", about: "starts from another state than it carries, in one block", seats: 4, plan: func(p *player) work {
			return work{fault: fault{blocks: 1}}
		}},
		{name: "withhold", about: "trains nothing, serves its delta alone, answers no request", seats: 3, plan: func(p *player) work {
			return work{fault: fault{first: 1, last: 0, withheld: true}, skipped: p.steps}
		}},
		{name: "hide", about: "trains nothing and serves nothing", seats: 2, plan: func(p *player) work {
			w := p.fake()
			w.deed = hides
			return w
		}},
		{name: "idle", about: "commits nothing", seats: 2, plan: func(p *player) work {
			return work{fault: sound, skipped: p.steps, deed: idles}
		}},
		{name: "equivocate", about: "commits twice", seats: 1, plan: func(p *player) work {
			w := p.fake()
			w.deed = equivocates
			return w
		}},
	}
}

func patientKinds() []trainerKind {
	return []trainerKind{
		{name: "sybil", about: "holds eight slots and repeats states in one of them", seats: 8, plan: func(p *player) work {
			if p.seat > 0 {
				return right
			}
			return p.fake()
		}},
		{name: "early", about: "repeats states while little of its pay is vested, then trains", seats: 4, leaves: tenure / 2, plan: func(p *player) work {
			if p.since >= earlyRounds {
				return right
			}
			return p.fake()
		}},
		{name: "late", about: "trains for 30 rounds, repeats states for 10, leaves", seats: 4, leaves: tenure, plan: func(p *player) work {
			if p.since < tenure-lateRounds {
				return right
			}
			return p.fake()
		}},
		{name: "sometimes", about: "repeats states in one round of ten", seats: 6, plan: func(p *player) work {
			if p.chance.below(everyTenth) > 0 {
				return right
			}
			return p.fake()
		}},
		{name: "accomplice", about: "repeats states; a friend is the first to prove it", seats: 3, accomplice: true, plan: (*player).fake},
		{name: "shielded", about: "repeats states; shills among the verifiers let it pass", seats: 3, shielded: true, plan: (*player).fake},
		{name: "ring", about: "repeats states, with shills and with a friend who proves it first", seats: 3, accomplice: true, shielded: true, plan: (*player).fake},
		{name: "stall", about: "repeats states; plays every game to the end of its clocks", seats: 3, stalls: true, plan: (*player).fake},
		{name: "confess", about: "repeats states; confesses what a verifier has drawn", seats: 3, confesses: true, plan: (*player).fake},
	}
}

// trainer is one operator.
type trainer struct {
	party
	kind trainerKind
	// seats are its slots.
	seats []int
	// claimed is what settle pays next.
	claimed int64
	tally   trainerTally
}

// trainerTally is what is counted of a strategy.
type trainerTally struct {
	units, paid, void int64
	slashes, confessions,
	// falsely is slashes and confessions of a tenancy without a false unit.
	falsely int64
	// exposed is the false units up to and with the first that is found; found is
	// how often one was. expected is the sum of the formula's chances over exposed.
	exposed, found int64
	expected       float64
	// latency counts, by the number of false units it took, how often; going, how
	// often there was a false unit of that number.
	latency, going []int64
	// verdict is the sum of rounds from the first false unit to the end of stake.
	verdict, verdicts int64
}

// tenancy is a slot in the hands of one trainer, with the stake behind it.
type tenancy struct {
	of         *trainer
	slot, seat int
	stake      int64
	began      int
	gone       bool // the slot is free again
	dead       bool // the stake is slashed
	misses     int
	caught     bool
	cheated    bool // has ever committed a false unit
	exposed    int64
	firstFalse int
}
