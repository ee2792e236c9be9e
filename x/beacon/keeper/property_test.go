// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/weft-network/weft/chain/beacon"
	"github.com/weft-network/weft/x/beacon/internal/beacontest"
	"github.com/weft-network/weft/x/beacon/types"
)

// asked is what the model knows of a number: nobody may know its answer at the time.
type asked struct {
	notBefore time.Time
	answers   int // expected calls of the hook
}

// machine drives the module and a plain model side by side. The model knows which beacon rules since when, which numbers were
// given out, and what was published; not how the module keeps its books.
type machine struct {
	f *beacontest.Fixture
	// name is the local beacon that rules, or empty; since is when it took over.
	name   string
	params types.Params
	since  time.Time
	// generation counts as the module does, to tell numbers apart.
	generation uint32
	asked      map[uint64]*asked
	// posted is what was posted: the answer of a number is one of these.
	posted  map[string]time.Time // randomness -> publication
	told    int
	failing uint64
}

func newMachine(*rapid.T) *machine {
	return &machine{name: "a", params: beacontest.Params(), asked: map[uint64]*asked{}, posted: map[string]time.Time{}}
}

// await asks for a round, now or for an earlier time.
func (m *machine) await(t *rapid.T) {
	at := m.f.Ctx.BlockTime().Add(-time.Duration(rapid.IntRange(0, 40_000).Draw(t, "ago")) * time.Millisecond)
	round, err := m.f.Keeper.Await(m.f.Ctx, at)
	if m.name == "" {
		if !errors.Is(err, types.ErrNoBeacon) {
			t.Fatalf("a chain without a beacon gave round %d, %v", round, err)
		}
		return
	}
	m.f.NoError(err)
	generation, n := types.Split(round)
	if generation != m.generation {
		t.Fatalf("round %d of generation %d, it is %d", n, generation, m.generation)
	}
	from := later(at, m.since).Add(types.Lead * time.Duration(m.params.Period) * time.Second)
	published := m.published(n)
	if published.Before(from) || n > 1 && !m.published(n-1).Before(from) {
		t.Fatalf("round %d is published at %s, which is not the first from %s on", n, published, from)
	}
	if m.asked[round] == nil {
		m.asked[round] = &asked{}
	}
	a := m.asked[round]
	a.notBefore = later(a.notBefore, at)
	a.answers = len(m.calls(round)) + 1
}

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

func (m *machine) published(n uint64) time.Time { return time.Unix(m.params.Schedule().Time(n), 0) }

func (m *machine) calls(round uint64) (calls []beacontest.Told) {
	for _, told := range m.f.Told {
		if told.Round == round {
			calls = append(calls, told)
		}
	}
	return calls
}

// post posts an open round, at times with the wrong beacon's signature or before its time.
func (m *machine) post(t *rapid.T) {
	open := m.f.Open()
	if m.name == "" && len(open) > 0 {
		t.Fatalf("%d rounds to be posted, and no beacon", len(open))
	}
	if len(open) == 0 {
		return
	}
	r := rapid.SampledFrom(open).Draw(t, "round")
	if g, n := types.Split(r.Round); g != m.generation || n != r.BeaconRound || !r.PublicationTime.Equal(m.published(n)) {
		t.Fatalf("round %v is not of generation %d", r, m.generation)
	}
	signer := rapid.SampledFrom([]string{m.name, m.name, m.name, "x"}).Draw(t, "signer")
	err := m.f.Post(signer, r.Round)
	switch early := r.PublicationTime.After(m.f.Ctx.BlockTime()); {
	case early:
		if !errors.Is(err, types.ErrTooEarly) {
			t.Fatalf("posted early: %v", err)
		}
	case signer != m.name:
		if !errors.Is(err, types.ErrBadSignature) {
			t.Fatalf("posted with the signature of %s: %v", signer, err)
		}
	default:
		m.f.NoError(err)
		random := beacon.Randomness(m.f.Signature(beacontest.Key(signer), r.Round))
		m.posted[string(random[:])] = r.PublicationTime
		if err := m.f.Post(signer, r.Round); !errors.Is(err, types.ErrPosted) {
			t.Fatalf("posted twice: %v", err)
		}
	}
}

// postAll posts what can be posted.
func (m *machine) postAll(*rapid.T) {
	for _, r := range m.f.Open() {
		if r.PublicationTime.After(m.f.Ctx.BlockTime()) {
			continue
		}
		m.f.NoError(m.f.Post(m.name, r.Round))
		random := beacon.Randomness(m.f.Signature(beacontest.Key(m.name), r.Round))
		m.posted[string(random[:])] = r.PublicationTime
	}
}

// postOld tries what nobody awaits, or any number that was given out once.
func (m *machine) postOld(t *rapid.T) {
	round := rapid.Uint64Range(0, 100).Draw(t, "round")
	open := map[uint64]bool{}
	for _, r := range m.f.Open() {
		open[r.Round] = true
	}
	if round = types.Number(uint32(rapid.IntRange(0, 4).Draw(t, "generation")), round); open[round] {
		return
	}
	if err := m.f.Post("a", round); err == nil {
		t.Fatalf("round %d was taken, and was not open", round)
	}
}

// govern changes the parameters, mostly to another beacon.
func (m *machine) govern(t *rapid.T) {
	p := types.Params{KeepBlocks: uint64(types.MinKeepBlocks + rapid.IntRange(0, 20).Draw(t, "keep"))}
	name := rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "beacon")
	if name != "" {
		p.PublicKey = beacontest.Key(name).Public()
		p.Period = uint64(rapid.IntRange(1, 6).Draw(t, "period"))
		p.GenesisTime = beacontest.Start.Unix() + int64(rapid.IntRange(-60, 60).Draw(t, "genesis"))
	}
	m.f.NoError(m.f.Govern(p))
	if !p.SameBeacon(m.params) {
		if m.name != "" {
			m.generation++
		}
		m.since = m.f.Ctx.BlockTime()
	}
	m.name, m.params = name, p
}

// fail makes the hook fail for a number, or for none.
func (m *machine) fail(t *rapid.T) {
	m.failing = 0
	if numbers := m.unanswered(); len(numbers) > 0 && rapid.Bool().Draw(t, "fail") {
		m.failing = rapid.SampledFrom(numbers).Draw(t, "failing")
	}
}

func (m *machine) unanswered() (numbers []uint64) {
	g, err := m.f.Keeper.ExportGenesis(m.f.Ctx)
	m.f.NoError(err)
	for _, a := range g.Awaited {
		numbers = append(numbers, a.Round)
	}
	return numbers
}

func (m *machine) nextBlocks(t *rapid.T) { m.f.Next(int64(rapid.IntRange(1, 12).Draw(t, "blocks"))) }

// quietBlocks is the time until what failed is tried again, and old rounds are forgotten.
func (m *machine) quietBlocks(*rapid.T) { m.f.Next(types.RetryBlocks + 1) }

// reload goes on with a chain that was started from the export of this one.
func (m *machine) reload(t *rapid.T) {
	c, err := copied(t, m.f)
	m.f.NoError(err)
	before, err := m.f.Keeper.ExportGenesis(m.f.Ctx)
	m.f.NoError(err)
	after, err := c.Keeper.ExportGenesis(c.Ctx)
	m.f.NoError(err)
	if fmt.Sprint(before) != fmt.Sprint(after) {
		t.Fatalf("exported %v, after import %v", before, after)
	}
	c.Told = m.f.Told
	m.join(c)
}

func (m *machine) join(f *beacontest.Fixture) {
	m.f = f
	f.Fail = func(_ context.Context, round uint64) error {
		if round == m.failing {
			return errHook
		}
		return nil
	}
}

// check compares what was told with the model: numbers that were asked for, once for each time, with what was posted and could
// not be known, or nothing if there was a time without a beacon.
func (m *machine) check(t *rapid.T) {
	m.f.NoError(m.f.Keeper.CheckInvariants(m.f.Ctx))
	for ; m.told < len(m.f.Told); m.told++ {
		told := m.f.Told[m.told]
		a := m.asked[told.Round]
		if a == nil || len(m.calls(told.Round)) > a.answers {
			t.Fatalf("told of %d, which nobody asked for, or too often", told.Round)
		}
		if told.Random == nil {
			continue
		}
		published, known := m.posted[string(told.Random)]
		if !known || published.Before(a.notBefore) || published.After(m.f.Ctx.BlockTime()) {
			t.Fatalf("round %d, asked at %s, was answered by what was published at %s (posted: %t)", told.Round, a.notBefore, published, known)
		}
		random, known, err := m.f.Keeper.Randomness(m.f.Ctx, told.Round)
		m.f.NoError(err)
		if known && !bytes.Equal(random, told.Random) {
			t.Fatalf("round %d gave %x, and gives %x", told.Round, told.Random, random)
		}
	}
	waiting := map[uint64]bool{}
	for _, round := range m.unanswered() {
		waiting[round] = true
	}
	for round, a := range m.asked {
		if open := a.answers - len(m.calls(round)); open != 0 && open != 1 || (open == 1) != waiting[round] {
			t.Fatalf("round %d is to be answered %d times, was %d times, awaited: %t", round, a.answers, len(m.calls(round)), waiting[round])
		}
	}
}

// finish brings everything to an end: nothing is forgotten, whatever happened.
func (m *machine) finish(t *rapid.T) {
	m.failing = 0
	for range 3 {
		m.f.Next(types.RetryBlocks + 1)
		m.postAll(t)
	}
	m.f.Next(types.RetryBlocks + 1)
	m.check(t)
	if left := m.unanswered(); len(left) > 0 {
		t.Fatalf("never answered: %v", left)
	}
}

// Design A1: whatever is asked, posted, refused, replaced and given up, in whatever order, every number is answered by
// randomness that nobody could know when it was asked for, once, or is told that there is none.
func TestRandomHistories(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := newMachine(t)
		m.join(beacontest.New(t))
		t.Repeat(map[string]func(*rapid.T){
			"":            m.check,
			"await":       m.await,
			"await2":      m.await,
			"post":        m.post,
			"post2":       m.post,
			"postAll":     m.postAll,
			"postOld":     m.postOld,
			"govern":      m.govern,
			"fail":        m.fail,
			"nextBlocks":  m.nextBlocks,
			"nextBlocks2": m.nextBlocks,
			"quietBlocks": m.quietBlocks,
			"reload":      m.reload,
		})
		m.finish(t)
	})
}
