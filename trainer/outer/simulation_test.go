// SPDX-License-Identifier: Apache-2.0

package outer_test

import (
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/chain/spec/spectest"
	"github.com/weft-network/weft/trainer/engine"
	"github.com/weft-network/weft/trainer/outer"
	"github.com/weft-network/weft/trainer/tensor"
)

// simulation trains one job with all of its slots in one process, one after
// another: time is rounds and steps.
type simulation struct {
	t     testing.TB
	s     *spec.Spec
	x     *outer.Exchange
	inner *machine
	eval  *machine
	// held is a text, a byte a token, of which the end is not trained on.
	text []byte
	held int

	layout *program.State
	base   []byte // outer state
	global outer.OuterState
	slots  []seat
	losses []float32
}

// seat is what a slot keeps: the state after its latest included unit, and the
// steps since its moments were zero.
type seat struct {
	state []byte
	age   uint64
}

// trained is the job of the simulations: 65 thousand parameters, of which most
// are in tensors of at least one sparse block.
func trained(change func(*spec.Spec)) *spec.Spec {
	s := spectest.Tiny()
	s.ProgramDigest = nil
	s.Model.Width, s.Model.HeadDim = 64, 16
	s.Inner.Batch, s.Inner.MicroBatches, s.Inner.Context, s.Inner.Steps = 4, 1, 32, 8
	s.Rounds.Rounds, s.Rounds.Slots = 10, 4
	s.Inner.Schedule = spec.Schedule{
		Kind: spec.ScheduleKind_SCHEDULE_KIND_COSINE, Peak: "0.005", Final: "0.0005", WarmupSteps: 10, DecaySteps: 70,
	}
	change(s)
	return s
}

func newSimulation(t testing.TB, s *spec.Spec) *simulation {
	t.Helper()
	o, err := program.OuterOf(s)
	require.NoError(t, err)
	m := &simulation{t: t, s: s, x: outer.New(o, 2), slots: make([]seat, s.Rounds.Slots)}
	m.layout, err = program.NewOuterState(s)
	require.NoError(t, err)
	m.base = tensor.Memory(int(m.layout.DataSize()))
	m.global.Params, err = m.x.Tensors(m.layout, m.base, program.ClassParam)
	require.NoError(t, err)
	m.global.Momentum, err = m.x.Tensors(m.layout, m.base, program.ClassMomentum)
	require.NoError(t, err)
	start := results(fastest(t), build(t, program.BuildInit, s), nil)
	for i, p := range start[program.ClassParam] {
		copy(m.global.Params[i].Data, p.Data)
	}
	m.inner = newMachine(t, build(t, program.Build, s), nil)
	m.eval = newMachine(t, build(t, program.BuildEval, s), m.base)
	m.text, err = os.ReadFile("../../LICENSE") // a text that never changes
	require.NoError(t, err)
	m.held = len(m.text) * 9 / 10
	return m
}

// machine is an engine and its input of token ids.
type machine struct {
	*engine.Engine
	ids tensor.Tensor
}

func newMachine(t testing.TB, p *program.Program, state []byte) *machine {
	t.Helper()
	e, err := engine.New(p, engine.Config{Kernel: fastest(t), Workers: 2, State: state})
	require.NoError(t, err)
	t.Cleanup(e.Close)
	m := &machine{Engine: e}
	for i := range p.NumInputs() {
		in, err := p.Input(i)
		require.NoError(t, err)
		if in.Class == program.ClassTokens {
			m.ids = e.Input(i)
		}
	}
	return m
}

// fill draws samples of a text.
func (m *simulation) fill(to tensor.Tensor, text []byte, seed uint64) {
	rng := rand.New(rand.NewPCG(seed, 3))
	length := int(m.s.Inner.Context) + 1
	for at := 0; at < to.Len(); at += length {
		from := rng.IntN(len(text) - length)
		for i, c := range text[from : from+length] {
			to.U32()[at+i] = uint32(c)
		}
	}
}

// unit trains one slot for one round.
func (m *simulation) unit(round, slot int) (outer.Delta, seat) {
	h, own := uint64(m.s.Inner.Steps), m.states(m.inner.State())
	var from *outer.State
	age := uint64(0)
	if held := m.slots[slot]; held.state != nil {
		carried := m.states(held.state)
		from = &carried
		if m.s.Outer.Carry == spec.Carry_CARRY_ALL {
			age = held.age
		}
	}
	require.NoError(m.t, m.x.Begin(own, m.global.Params, from))
	for i := uint64(1); i <= h; i++ {
		step := uint64(round)*h + i
		m.fill(m.inner.ids, m.text[:m.held], step*1000+uint64(slot))
		m.inner.SetClock(program.Clock{Age: age + i, Step: step})
		require.NoError(m.t, m.inner.Run())
	}
	d := outer.Delta{Data: make([]byte, m.x.Bytes())}
	var err error
	d.Norm, err = m.x.Encode(outer.Unit{Base: m.global.Params, Params: own.Params, Feedback: own.Feedback}, d.Data)
	require.NoError(m.t, err)
	require.NoError(m.t, m.x.Check(d.Data))
	return d, seat{slices.Clone(m.inner.State()), age + h}
}

// states are the tensors of the state of a unit.
func (m *simulation) states(data []byte) outer.State {
	view := func(class program.Class) []tensor.Tensor {
		list, err := m.x.Tensors(m.inner.Layout(), data, class)
		require.NoError(m.t, err)
		return list
	}
	return outer.State{
		Params: view(program.ClassParam), Moment1: view(program.ClassMoment1), Moment2: view(program.ClassMoment2),
		Feedback: view(program.ClassFeedback),
	}
}

// what happens to a slot in a round.
type fate int

const (
	included fate = iota
	absent        // away: no unit
	late          // trained, but not included
	replaced      // a new holder takes the slot, and is included
)

// round trains all slots and folds their deltas.
func (m *simulation) round(round int, fates map[int]fate) []outer.Delta {
	var deltas []outer.Delta
	for slot := range m.slots {
		f := fates[slot]
		if f == replaced {
			m.slots[slot] = seat{}
		}
		if f == absent {
			continue
		}
		if d, after := m.unit(round, slot); f != late {
			deltas = append(deltas, d)
			m.slots[slot] = after
		}
	}
	require.NoError(m.t, m.x.Fold(m.global, deltas))
	m.losses = append(m.losses, m.loss())
	return deltas
}

// loss is the mean over fixed batches of the text that is not trained on.
func (m *simulation) loss() float32 {
	const batches = 8
	total := float32(0)
	for i := range uint64(batches) {
		m.fill(m.eval.ids, m.text[m.held:], i)
		require.NoError(m.t, m.eval.Run())
		total += m.eval.Output(0).F32()[0]
	}
	return total / batches
}

// run trains all rounds and returns the digest of the outer state.
func (m *simulation) run(fates map[int]map[int]fate) string {
	m.losses = append(m.losses, m.loss())
	for r := range int(m.s.Rounds.Rounds) {
		m.round(r, fates[r])
	}
	return commit.Sum(m.base).String()
}

// Four slots train one model with few, small exchanges: the loss falls with
// both codecs, and a rerun has the same bits.
func TestSimulation(t *testing.T) {
	t.Parallel()
	for name, most := range map[string]float32{"dense8": 3.5, "sparse": 3.6} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			change := jobs[name]
			m := newSimulation(t, trained(change))
			digest := m.run(nil)
			t.Logf("%d bytes a delta for %d parameters, loss %v", m.x.Bytes(), m.s.Params(), m.losses)
			require.Less(t, m.losses[len(m.losses)-1], most)
			require.Equal(t, digest, newSimulation(t, trained(change)).run(nil))
		})
	}
}

// Slots that leave, return, miss a round or change hands do not stop a job, and
// whatever happened is computed the same way by whoever computes it.
func TestChurn(t *testing.T) {
	t.Parallel()
	fates := map[int]map[int]fate{
		1: {0: absent, 1: absent},
		2: {0: replaced, 1: absent},
		3: {1: late, 2: late},
		4: {0: absent, 1: absent, 2: absent, 3: absent},
		6: {2: replaced, 3: replaced},
	}
	change := func(s *spec.Spec) {
		sparse(s, 64)
		s.Inner.Steps = 4
		s.Inner.Schedule.WarmupSteps, s.Inner.Schedule.DecaySteps = 5, 35
		s.Audit.AnchorEvery = 4
	}
	m := newSimulation(t, trained(change))
	digest := m.run(fates)
	t.Log(m.losses)
	require.Equal(t, m.losses[4], m.losses[5], "nobody was there")
	require.Less(t, m.losses[len(m.losses)-1], m.losses[0]-0.5)
	require.Equal(t, digest, newSimulation(t, trained(change)).run(fates))
	require.NotEqual(t, digest, newSimulation(t, trained(change)).run(nil))
}
