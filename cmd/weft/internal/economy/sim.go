// SPDX-License-Identifier: Apache-2.0

package economy

import (
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/payout"
)

// Options describe an economy.
type Options struct {
	Rules  Rules
	Seed   uint64
	Rounds int
	// Trainers are slots by strategy, Verifiers stake by strategy; nil means the
	// mix of Mix.
	Trainers, Verifiers map[string]uint64
	// Operators are the honest verifiers that divide the honest stake; 0 means 5.
	Operators int
	// Watch is told of rounds done; may be nil.
	Watch func(done, of int)
}

// Bounds of the options.
const (
	MinRounds = 200
	MaxRounds = 10_000_000
	maxSeats  = 1_024
	maxWeight = 1_000_000

	maxOperators    = 1_000
	honestOperators = 5
)

// batches is into how many parts a run is cut, for the errors of its means.
const batches = 20

// checkEvery is the rounds from one check of the books to the next.
const checkEvery = 100

// Sim is one economy that is played.
type Sim struct {
	rules  Rules
	terms  *terms
	seed   uint64
	rounds int
	watch  func(done, of int)

	trainers  []*trainer
	verifiers []*verifier
	operators int // honest verifiers
	submitter party
	watcher   party // whoever reports what anybody can see
	grief     party // of the griefing challenger
	griefLost []int

	slots     []*tenancy // by slot, nil while it is free
	owners    []*trainer // by slot
	tenancies map[*tenancy]struct{}
	ring      []record
	due       map[int][]event
	books     books
	bonds     int64
	chance    *stream

	active   uint64   // stake of active verifiers
	whole    *big.Int // active stake times a million
	formulas map[chanceKey]float64

	checked      int
	worked, look int64 // steps that trainers and verifiers executed
	asked        int64 // steps of all units that were committed
	redraws      int64
	accusations  int64 // of right units
	griefs       int64
	feesPaid     int64
	now          int
	deposited    int64
	series       []batch
	batched      int
}

// record is a round that is not settled yet.
type record struct {
	round int
	units []unit
	// pool is what is left of the verifiers' fees.
	pool int64
}

// unit is one slot in one round.
type unit struct {
	slot         int
	of           *tenancy
	fault        fault
	state        state
	amount, paid int64
	finalAt      int
	// reported: an audit was completed; matched: one that found nothing; silent is
	// how many draws ended without a report of a drawn verifier.
	reported, matched bool
	silent            int
	// right are the verifiers that found the fault.
	right []*verifier
	game  *game
}

type state uint8

const (
	gone    state = iota // void, false, or paid in full
	pending              // committed, not FINAL
	held                 // kept from FINAL by a game
	vesting              // FINAL
)

// New prepares an economy.
func New(o Options) (*Sim, error) {
	if o.Rounds < MinRounds || o.Rounds > MaxRounds {
		return nil, fmt.Errorf("%w: %d rounds; allowed: %d to %d", ErrOptions, o.Rounds, MinRounds, MaxRounds)
	}
	t, err := o.Rules.terms()
	if err != nil {
		return nil, err
	}
	s := &Sim{
		rules: o.Rules, terms: t, seed: o.Seed, rounds: o.Rounds, watch: o.Watch,
		tenancies: map[*tenancy]struct{}{}, due: map[int][]event{}, formulas: map[chanceKey]float64{},
		chance: newStream(o.Seed, "conduct"),
	}
	if s.watch == nil {
		s.watch = func(int, int) {}
	}
	if o.Operators < 0 || o.Operators > maxOperators {
		return nil, fmt.Errorf("%w: %d honest verifiers; allowed: 1 to %d, or 0 for %d", ErrOptions, o.Operators, maxOperators, honestOperators)
	}
	if s.operators = o.Operators; s.operators == 0 {
		s.operators = honestOperators
	}
	if err := s.populate(maps.Clone(o.Trainers), maps.Clone(o.Verifiers)); err != nil {
		return nil, err
	}
	s.slots = make([]*tenancy, len(s.owners))
	s.ring = make([]record, t.reveal+t.game+t.final+t.vest+2)
	for i := range s.ring {
		s.ring[i] = record{round: -1, units: make([]unit, len(s.slots))}
	}
	for _, v := range s.verifiers {
		s.lockStake(&v.party, t.auditStake)
	}
	s.share()
	bounty := payout.Bounty(uint32(o.Rounds), uint32(len(s.slots)), uint64(t.price), uint64(t.fee))
	if !bounty.IsInt64() || bounty.Int64() > 1<<61 {
		return nil, fmt.Errorf("%w: the bounty of all rounds is %s uweft; allowed: up to 2^61; play fewer rounds or a cheaper unit", ErrOptions, bounty)
	}
	s.deposited = bounty.Int64()
	s.give(&s.submitter, free, s.deposited)
	return s, nil
}

// populate makes the parties of a mix.
func (s *Sim) populate(seats, weights map[string]uint64) error {
	if seats == nil {
		seats, _ = Mix()
	}
	if weights == nil {
		_, weights = Mix()
	}
	for _, k := range trainerKinds() {
		n := seats[k.name]
		delete(seats, k.name)
		if n == 0 {
			continue
		}
		t := &trainer{kind: k}
		if n > maxSeats || uint64(len(s.owners))+n > maxSeats {
			return fmt.Errorf("%w: %d slots of %s; allowed: 0 to %d in all", ErrOptions, n, k.name, maxSeats)
		}
		for range n {
			t.seats = append(t.seats, len(s.owners))
			s.owners = append(s.owners, t)
		}
		s.trainers = append(s.trainers, t)
	}
	var total uint64
	for _, k := range verifierKinds() {
		w := weights[k.name]
		delete(weights, k.name)
		total += w
		s.enlist(k, w)
	}
	if err := unknown("trainers", seats); err != nil {
		return err
	}
	if err := unknown("verifiers", weights); err != nil {
		return err
	}
	switch {
	case total == 0 || total > maxWeight:
		return fmt.Errorf("%w: verifiers' stake of %d parts; allowed: 1 to %d", ErrOptions, total, maxWeight)
	case len(s.trainers) == 0 || s.trainers[0].kind.name != Honest || s.verifiers[0].kind.name != Honest:
		return fmt.Errorf("%w: nobody is honest; give honest trainers and honest verifiers, which the others are compared with", ErrOptions)
	}
	return nil
}

// enlist makes the verifiers of a strategy.
func (s *Sim) enlist(k verifierKind, weight uint64) {
	among := min(1, weight)
	if k.name == Honest {
		among = min(uint64(s.operators), weight)
	}
	for i := range among {
		part := weight / among
		if i < weight%among {
			part++
		}
		v := &verifier{kind: k, weight: part}
		v.key = keyDomain.Fields(commit.Uint64Bytes(s.seed), commit.Uint64Bytes(uint64(len(s.verifiers))))
		s.verifiers = append(s.verifiers, v)
	}
}

func unknown(what string, left map[string]uint64) error {
	for _, name := range slices.Sorted(maps.Keys(left)) {
		return fmt.Errorf("%w: no strategy of %s is called %q; allowed: %s", ErrOptions, what, name, names(what))
	}
	return nil
}

// Mix is the population that is played if there is no other: slots and stake by
// strategy.
func Mix() (trainers, verifiers map[string]uint64) {
	trainers, verifiers = map[string]uint64{}, map[string]uint64{}
	for _, k := range trainerKinds() {
		trainers[k.name] = uint64(k.seats)
	}
	for _, k := range verifierKinds() {
		verifiers[k.name] = k.weight
	}
	return trainers, verifiers
}

// Strategies lists the strategies of trainers and of verifiers with what they
// do.
func Strategies() (trainers, verifiers [][2]string) {
	for _, k := range trainerKinds() {
		trainers = append(trainers, [2]string{k.name, k.about})
	}
	for _, k := range verifierKinds() {
		verifiers = append(verifiers, [2]string{k.name, k.about})
	}
	return trainers, verifiers
}

// names lists the strategies of one role for a message.
func names(what string) string {
	t, v := Strategies()
	if what == "verifiers" {
		t = v
	}
	var all []string
	for _, k := range t {
		all = append(all, k[0])
	}
	return strings.Join(all, ", ")
}
