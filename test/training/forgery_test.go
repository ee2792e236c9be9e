// SPDX-License-Identifier: Apache-2.0

package training_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/trainer/kernel"
	"github.com/weft-network/weft/trainer/kernel/cpu"
	"github.com/weft-network/weft/verifier/replay"
	"github.com/weft-network/weft/verifier/watch"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// forgery is what a trainer changes after a step that it executed honestly. It
// goes on honestly from there.
type forgery struct {
	name string
	step uint32
	// Of the file of the new state, the delta, and the rest of the result.
	state, delta func(b []byte)
	loss, norm   bool
	// base changes what the unit starts from.
	base func(l *program.State, b []byte)
	// declares has the unit end, as one that diverged, at the first step whose
	// state is not finite.
	declares bool
	// short is another way to execute the step.
	short shortcut
}

func last(b []byte) { b[len(b)-1] ^= 1 }

// forged is the story of a step as its forger tells it: the trace is true as far
// as it can be, and ends in the forged files and numbers.
type forged struct {
	*replay.Story
	result  game.Result
	entries []commit.Digest
	number  []byte // the output that the result states
	op      int
	files   map[commit.ID][]byte
}

func (f *forged) Result() game.Result { return f.result }

func (f *forged) Entries() ([]commit.Digest, error) { return f.entries, nil }

func (f *forged) Output(k int) (io.ReaderAt, error) {
	if k == f.op {
		return bytes.NewReader(f.number), nil
	}
	return f.Story.Output(k)
}

func (f *forged) Blob(id commit.ID) (io.ReaderAt, commit.Nodes, error) {
	b, ok := f.files[id]
	if !ok {
		return f.Story.Blob(id)
	}
	nodes := map[commit.Digest][]byte{}
	_, err := commit.Build(bytes.NewReader(b), func(x commit.Block) error {
		nodes[x.Digest] = bytes.Clone(x.Raw)
		return nil
	})
	return bytes.NewReader(b), func(d commit.Digest) ([]byte, error) { return nodes[d], nil }, err
}

// forge tells a story otherwise.
func (x *forgery) forge(t testing.TB, f *game.Facts, s *replay.Story) *forged {
	t.Helper()
	out := &forged{Story: s, result: s.Result(), op: -1, files: map[commit.ID][]byte{}}
	change := func(id commit.ID, how func([]byte)) commit.ID {
		if how == nil {
			return id
		}
		b := content(t, s, id)
		how(b)
		made, err := commit.Build(bytes.NewReader(b), nil)
		require.NoError(t, err)
		out.files[made] = b
		return made
	}
	out.result.State = change(out.result.State, x.state)
	if outputs := f.Program.Outputs(); outputs[len(outputs)-1].Tensor < 0 {
		out.op = int(outputs[len(outputs)-1].Ref)
	}
	if f.Exchange != nil {
		delta, norm, err := commit.ParseDeltaOut(out.result.Out)
		require.NoError(t, err)
		if x.norm {
			norm.Lo ^= 1
		}
		out.result.Out = commit.DeltaOut(change(delta, x.delta), norm)
		out.number = binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint64(nil, norm.Lo), norm.Hi)
	} else {
		out.result.Out = slices.Clone(out.result.Out)
		if x.loss {
			out.result.Out[0] ^= 1
		}
		out.number = out.result.Out
	}
	entries, err := s.Entries()
	require.NoError(t, err)
	files, err := f.Files(out.result)
	require.NoError(t, err)
	out.entries = append(slices.Clone(entries[:f.Program.NumOps()]), files...)
	if out.op >= 0 {
		out.entries[out.op] = commit.Sum(out.number)
	}
	return out
}

func content(t testing.TB, s game.Story, id commit.ID) []byte {
	t.Helper()
	r, _, err := s.Blob(id)
	require.NoError(t, err)
	b := make([]byte, id.Size)
	_, err = io.ReadFull(io.NewSectionReader(r, 0, int64(id.Size)), b)
	require.NoError(t, err)
	return b
}

// forger is a trainer that makes its unit by hand.
type forger struct {
	*crew
	*trainer
	forgery
	slot  uint32
	cfg   replay.Config
	facts *game.Facts // of the forged step
	story *forged
}

// unit makes and commits the unit of round 1.
func (f *forger) unit() {
	f.Helper()
	s := &f.spec
	outer, err := program.NewOuterState(s)
	require.NoError(f, err)
	first, err := program.BuildInit(s)
	require.NoError(f, err)
	operator := f.client.Sender().Operator()
	trainer, err := client.ParseAddress(operator)
	require.NoError(f, err)
	leaf := commit.Leaf{ChainID: f.net.ChainID, Job: f.job, Round: 1, Slot: f.slot, Trainer: trainer}
	start, err := replay.Run(f.ctx, &game.Facts{Program: first, New: outer, Leaf: leaf}, replay.NewStored(f.ctx, f.store), f.cfg)
	require.NoError(f, err)
	base := f.put(start, start.Result().State)
	if f.base != nil {
		b := content(f, start, base)
		f.base(outer, b)
		base = f.putBytes(b)
	}

	r := jobtypes.UnitResult{
		ChainID: f.net.ChainID, Operator: operator, Trainer: trainer, Job: f.job, Round: 1, Slot: f.slot, Base: base,
	}
	u := jobtypes.Unit{Job: f.job, Round: 1, Slot: f.slot, Base: jobtypes.WireID(base), Steps: s.Inner.Steps}
	step := disputetypes.StepOf{ChainID: f.net.ChainID, Spec: s, Unit: &u, Trainer: trainer}
	for step.Step = range s.Inner.Steps + 2 {
		facts, err := step.Facts()
		require.NoError(f, err)
		how, cfg := facts, f.cfg
		if f.short != nil && step.Step == f.step {
			how = f.short(f, step, &cfg)
		}
		done, err := replay.Run(f.ctx, how, f.blobs(), cfg)
		require.NoError(f, err)
		var story game.Story = done
		if step.Step == f.step {
			f.facts, f.story = facts, f.forge(f, facts, done)
			story = f.story
			facts.Leaf.State, facts.Leaf.Out = f.story.result.State, f.story.result.Out
			facts.Committed = facts.Leaf.Hash()
		}
		step.Before = f.put(story, story.Result().State)
		r.States = append(r.States, step.Before)
		switch out := story.Result().Out; {
		case facts.Exchange != nil:
			r.Delta, r.Norm, err = commit.ParseDeltaOut(out)
			require.NoError(f, err)
			f.put(story, r.Delta)
		case step.Step > 0:
			bits, err := commit.ParseLossOut(out)
			require.NoError(f, err)
			r.Losses = append(r.Losses, bits)
		}
		if f.declares && done.Diverged() {
			f.prove(&r, facts.New)
			break
		}
	}
	_, err = f.client.Submit(f.ctx, jobtypes.NewCommit(s, &r))
	require.NoError(f, err)
}

func (f *forger) blobs() *replay.Stored {
	return replay.NewStored(f.ctx, f.store, f.members[0].store.Addrs()...)
}

func (f *forger) put(s game.Story, id commit.ID) commit.ID {
	f.Helper()
	got := f.putBytes(content(f, s, id))
	require.Equal(f, id, got)
	return got
}

func (f *forger) putBytes(b []byte) commit.ID {
	f.Helper()
	id, err := f.store.Put(f.ctx, bytes.NewReader(b), blob.PutOptions{Pins: []blob.Pin{{Name: "forged"}}})
	require.NoError(f, err)
	return id
}

// defend makes the forger's move in a game, if it is to move.
func (f *forger) defend(g *disputetypes.Game) error {
	if g.Turn != disputetypes.SIDE_DEFENDER {
		return nil
	}
	position, err := game.Decode(g.Position)
	if err != nil {
		return err
	}
	m, err := f.facts.Reply(position, f.story)
	if err != nil {
		return err
	}
	_, err = f.client.Submit(f.ctx, &disputetypes.MsgMove{Mover: f.client.Sender().Operator(), Game: g.Id, Move: game.EncodeMove(m)})
	return err
}

// forgeAll has the first member work, and every other one commit a forged unit in
// round 1, which is closed then. It gives the forgers and a judge.
func (c *crew) forgeAll(k kernel.Kernel, forgeries []forgery) (forgers []*forger, judge *trainer) {
	c.Helper()
	judge = c.hire(newcomer)
	c.members = append(c.members, judge)
	for _, m := range c.members {
		require.NoError(c, m.roster.Refresh(c.ctx))
	}
	life, end := context.WithCancel(c.ctx)
	var work errgroup.Group
	work.Go(func() error {
		_, err := c.work(life, c.members[0])
		return quiet(life, err)
	})
	c.Cleanup(func() {
		end()
		require.NoError(c, work.Wait())
	})
	for i, x := range forgeries {
		m := c.members[i+1]
		_, err := m.client.Submit(c.ctx, &jobtypes.MsgJoinJob{Operator: m.client.Sender().Operator(), Job: c.job})
		require.NoError(c, err)
		forgers = append(forgers, &forger{crew: c, trainer: m, forgery: x, cfg: replay.Config{Kernel: k, Workers: 1}})
	}
	c.until(func(*jobtypes.Job) bool { return len(c.rounds()) > 0 })
	slots, err := c.submitter.Job().Slots(c.ctx, &jobtypes.QuerySlotsRequest{Job: c.job})
	require.NoError(c, err)
	for _, f := range forgers {
		i := slices.IndexFunc(slots.Slots, func(s jobtypes.SlotState) bool { return s.Slot.Operator == f.client.Sender().Operator() })
		f.slot = slots.Slots[i].Slot.Index
		f.unit()
	}
	c.until(func(*jobtypes.Job) bool { return c.rounds()[0].Phase == jobtypes.ROUND_PHASE_AUDITING })
	return forgers, judge
}

// TestForgeryIsProven: trainers who execute every operator as they should, and
// then commit other files or numbers than came out, are proven wrong by the
// chain: the header of a state, a tensor of it, the first and the last state of
// a unit, a loss, the delta, its norm.
func TestForgeryIsProven(t *testing.T) {
	honest, err := cpu.New("auto")
	require.NoError(t, err)
	c := newCrew(t, 8, func(s *spec.Spec) {
		s.Rounds.Rounds, s.Rounds.Quorum = 1, 1
		s.Windows.Challenge, s.Windows.GameClock = 1000, 300
	})
	h := c.spec.Inner.Steps
	forgeries := []forgery{
		{name: "header", step: 3, state: func(b []byte) { b[9] ^= 1 }},
		{name: "tensor", step: 4, state: last},
		{name: "begin", step: 0, state: last},
		{name: "end", step: h + 1, state: last},
		{name: "loss", step: 2, loss: true},
		{name: "delta", step: h + 1, delta: last},
		{name: "norm", step: h + 1, norm: true},
	}
	c.proven(forgeries, honest)
}

// proven has the first member work and the others forge, each in its own way,
// and sees every forger found out and proven wrong.
func (c *crew) proven(forgeries []forgery, honest kernel.Kernel) {
	t := c.TB
	t.Helper()
	forgers, judge := c.forgeAll(honest, forgeries)
	p := c.party(judge, honest)
	by := map[uint32]*watch.Party{}
	defence := map[uint32]*forger{}
	for _, f := range forgers {
		found, err := p.Examine(c.ctx, watch.Unit{Job: c.job, Round: 1, Slot: f.slot}, nil)
		require.NoError(t, err, f.forgery.name)
		require.Equal(t, f.step, found.Step, f.forgery.name)
		_, err = p.Challenge(c.ctx, found)
		require.NoError(t, err, f.forgery.name)
		by[f.slot], defence[f.slot] = p, f
	}
	c.finish(by, func(slot uint32, g *disputetypes.Game) error { return defence[slot].defend(g) }, func(g *disputetypes.Game) {
		t.Logf("%s: %s after %d moves, %d blocks", defence[g.Slot].forgery.name, g.Outcome, g.Moves, g.EndedHeight-g.OpenedHeight)
		require.Equal(t, disputetypes.OUTCOME_FRAUD, g.Outcome, defence[g.Slot].forgery.name)
	})
}
