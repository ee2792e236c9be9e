// SPDX-License-Identifier: Apache-2.0

package game_test

import (
	"bytes"
	"encoding/binary"
	"io"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/chain/game/gametest"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
)

// Every refusal has its cause, and what is refused is refused before the
// challenger or the defender gains anything by it.
func TestRefusals(t *testing.T) {
	t.Parallel()
	w := gametest.ToyStep(2)
	truth, tale := w.Truth(), w.Tell(gametest.Lie{State: gametest.Flip(9000)})
	f := tale.Facts()
	start, err := game.New(f, truth.Claim(), gametest.Clocks, 1)
	require.NoError(t, err)
	reply := func(g game.Game, by *gametest.Tale) game.Move {
		m, err := f.Reply(g, by)
		require.NoError(t, err)
		return m
	}
	refuse := func(want error, g game.Game, m game.Move) {
		t.Helper()
		after, err := g.Play(f, m, 1)
		require.ErrorIs(t, err, want)
		require.Equal(t, g, after)
	}
	opening := func(change func(m *game.Open)) game.Move {
		m, ok := reply(start, tale).(*game.Open)
		require.True(t, ok)
		change(m)
		return m
	}
	refuse(game.ErrTurn, start, nil)
	refuse(game.ErrTurn, start, &game.Pick{})
	refuse(game.ErrLeaf, start, opening(func(m *game.Open) { m.Result = truth.Result() }))
	refuse(game.ErrLeaf, start, opening(func(m *game.Open) { m.Result.Out = make([]byte, 1<<10) }))
	refuse(game.ErrTrace, start, opening(func(m *game.Open) { m.Root[0]++ }))
	refuse(game.ErrTrace, start, opening(func(m *game.Open) { m.Paths = nil }))
	refuse(game.ErrTrace, start, opening(func(m *game.Open) { m.Paths[0] = m.Paths[0][1:] }))
	refuse(game.ErrTrace, start, opening(func(m *game.Open) { m.Paths = append(m.Paths, m.Paths[0]) }))
	refuse(game.ErrChildren, start, opening(func(m *game.Open) { m.Children[3][0]++ }))
	refuse(game.ErrChildren, start, opening(func(m *game.Open) { m.Children = m.Children[1:] }))

	g := start
	play := func(by *gametest.Tale) {
		g, err = g.Play(f, reply(g, by), 1)
		require.NoError(t, err)
	}
	play(tale)
	refuse(game.ErrPick, g, &game.Pick{Index: uint16(len(g.Children))})
	refuse(game.ErrTurn, g, &game.Children{Digests: g.Children})
	for g.Phase != game.Descending {
		play(truth)
		if g.Phase == game.Branching {
			refuse(game.ErrChildren, g, &game.Children{})
			play(tale)
		}
	}
	refuse(game.ErrChildren, g, &game.Children{})
	refuse(game.ErrTurn, g, &game.Chunk{})
	for g.Phase != game.Bottom {
		play(tale)
		play(truth)
	}
	refuse(game.ErrChunk, g, &game.Chunk{})
	refuse(game.ErrChunk, g, &game.Chunk{Bytes: make([]byte, commit.ChunkSize+1)})
	refuse(game.ErrChunk, g, &game.Chunk{Bytes: make([]byte, commit.ChunkSize)})
	play(tale)
	refuse(game.ErrWitness, g, &game.Prove{})
	refuse(game.ErrWitness, g, &game.Prove{At: commit.ChunkSize})
	refuse(game.ErrTurn, g, &game.Pick{})
	play(truth)
	refuse(game.ErrOver, g, &game.Prove{})
}

// A claim must dispute something, and be the result of such a step.
func TestClaims(t *testing.T) {
	t.Parallel()
	j := gametest.NewSteps(gametest.Small(), nil)
	for name, x := range map[string]struct {
		w     *gametest.World
		claim func(r *game.Result)
	}{
		"the same":                 {j.Inner, func(*game.Result) {}},
		"a state of another size":  {j.Inner, func(r *game.Result) { r.State.Size++ }},
		"no loss":                  {j.Inner, func(r *game.Result) { r.Out = nil }},
		"a delta for a loss":       {j.Inner, func(r *game.Result) { r.Out = make([]byte, commit.DeltaOutSize) }},
		"a loss of a begin":        {j.Begin, func(r *game.Result) { r.Out = make([]byte, 4) }},
		"a loss of an encode":      {j.Encode, func(r *game.Result) { r.Out = make([]byte, 4) }},
		"a delta of other length":  {j.Encode, func(r *game.Result) { r.Out = slices.Clone(r.Out); r.Out[39]++ }},
		"a state of an evaluation": {j.Eval, func(r *game.Result) { r.State.Digest[0]++ }},
	} {
		truth := x.w.Truth()
		claim := truth.Claim()
		x.claim(&claim.Result)
		_, err := game.New(truth.Facts(), claim, gametest.Clocks, 1)
		require.ErrorIs(t, err, game.ErrClaim, name)
	}
	// A true claim against a leaf that no step can have: its owner cannot open.
	truth := j.Inner.Truth()
	f := truth.Facts()
	f.Leaf.State = truth.Result().State
	f.Leaf.State.Size++
	f.Leaf.Out = truth.Result().Out
	f.Committed = f.Leaf.Hash()
	g, err := game.New(f, truth.Claim(), gametest.Clocks, 1)
	require.NoError(t, err)
	m, err := f.Reply(g, truth)
	require.NoError(t, err)
	open, ok := m.(*game.Open)
	require.True(t, ok)
	open.Result.State.Size++
	_, err = g.Play(f, open, 1)
	require.ErrorIs(t, err, game.ErrClaim)
}

// Facts that describe no step are the caller's fault, and said to be.
func TestFacts(t *testing.T) {
	t.Parallel()
	j := gametest.NewSteps(gametest.Small(), nil)
	for name, x := range map[string]struct {
		w      *gametest.World
		change func(f *game.Facts)
	}{
		"no state":                {j.Inner, func(f *game.Facts) { f.State = game.File{} }},
		"a state of another size": {j.Inner, func(f *game.Facts) { f.State.ID.Size++ }},
		"no base":                 {j.Encode, func(f *game.Facts) { f.Base = game.File{} }},
		"no dataset":              {j.Inner, func(f *game.Facts) { f.Tokens = game.Tokens{} }},
		"tokens of 3 bytes":       {j.Inner, func(f *game.Facts) { f.Tokens.Width = 3 }},
		"no deltas":               {j.Outer, func(f *game.Facts) { f.Deltas = nil }},
		"too few factors":         {j.Outer, func(f *game.Facts) { f.Factors = f.Factors[1:] }},
		"no layout of a delta":    {j.Encode, func(f *game.Facts) { f.Exchange = nil }},
		"a delta of a step":       {j.Inner, func(f *game.Facts) { f.Exchange = j.Encode.Facts.Exchange }},
		"nothing at all":          {j.Inner, func(f *game.Facts) { f.Program, f.New = nil, nil }},
		"a leaf of nobody":        {j.Inner, func(f *game.Facts) { f.Leaf.Trainer = nil }},
	} {
		f := x.w.Truth().Facts()
		x.change(f)
		_, err := game.New(f, x.w.Truth().Claim(), gametest.Clocks, 1)
		require.ErrorIs(t, err, game.ErrFacts, name)
	}
}

// Spec N1: a number in a committed state that is not finite is fraud by itself;
// in the last state of a unit that diverged it is what was to be shown.
func TestNonFinite(t *testing.T) {
	t.Parallel()
	w := gametest.NewSteps(gametest.Small(), nil).Inner
	truth, layout := w.Truth(), w.Facts.New
	at, err := layout.Element(program.ClassMoment1, 1, 2)
	require.NoError(t, err)
	poison := func(b []byte) { b[at.Offset+2], b[at.Offset+3] = 0x80, 0x7f }
	tale := w.Tell(gametest.Lie{State: poison})
	r := gametest.Match(t, gametest.Liar("poisonedState", tale), gametest.Honest(truth), gametest.Clocks)
	require.Equal(t, game.RuleFinite, r.Game.Outcome.Rule)
	require.True(t, r.Game.Outcome.Fraud())

	// The same without a game: nobody has to have another result.
	id := tale.Result().State
	proof := func(offset uint64) []byte {
		content, nodes, err := tale.Blob(id)
		require.NoError(t, err)
		first := offset / commit.ChunkSize * commit.ChunkSize
		b, err := id.Prove(commit.Range{Offset: first, Length: min(commit.ChunkSize, id.Size-first)}, content, nodes)
		require.NoError(t, err)
		return b
	}
	require.NoError(t, game.NonFinite(layout, id, at.Offset, proof(at.Offset)))
	require.ErrorIs(t, game.NonFinite(layout, truth.Result().State, at.Offset, proof(at.Offset)), game.ErrWitness)
	require.ErrorIs(t, game.NonFinite(layout, id, 0, proof(0)), game.ErrFinite, "the header")
	require.ErrorIs(t, game.NonFinite(layout, id, id.Size-1, proof(id.Size-1)), game.ErrFinite)
	require.ErrorIs(t, game.NonFinite(layout, id, at.Offset, proof(0)), game.ErrWitness, "another chunk")
	require.ErrorIs(t, game.NonFinite(layout, id, id.Size, nil), game.ErrWitness)
	find := func(id commit.ID) (uint64, bool) {
		content, _, err := tale.Blob(id)
		require.NoError(t, err)
		data := io.NewSectionReader(content, int64(layout.HeaderSize()), int64(layout.DataSize()))
		offset, found, err := game.FindNonFinite(layout, data)
		require.NoError(t, err)
		return offset, found
	}
	offset, found := find(id)
	require.True(t, found)
	require.Equal(t, at.Offset, offset)
	_, found = find(truth.Result().State)
	require.False(t, found)
	_, _, err = game.FindNonFinite(layout, bytes.NewReader(make([]byte, layout.DataSize()-1)))
	require.ErrorIs(t, err, io.ErrUnexpectedEOF, "a file that is cut off is not a state without such numbers")

	// Where it is no fraud, the number is judged like any other.
	w.Facts.Finite = false
	r = gametest.Match(t, gametest.Liar("poisonedState", tale), gametest.Honest(truth), gametest.Clocks)
	require.Equal(t, game.RuleCopy, r.Game.Outcome.Rule)
	require.True(t, r.Game.Outcome.Fraud())
}

// A unit that goes on from a poisoned state has the next step right and loses
// by the chunk before it: whoever agrees with the state before can show it.
func TestPoisonedPreState(t *testing.T) {
	t.Parallel()
	j := gametest.NewSteps(gametest.Small(), nil)
	layout := j.Inner.Facts.New
	content := slices.Clone(j.Blobs.Bytes(j.Inner.Facts.State.ID))
	at, err := layout.Element(program.ClassParam, 0, 500)
	require.NoError(t, err)
	copy(content[at.Offset:], []byte{0, 0, 0xc0, 0x7f})
	poisoned := j.Blobs.Add(content)
	w := j.Step(game.File{ID: poisoned, Layout: layout}, 1)
	truth := w.Truth()
	// The step itself is what it is, and cannot be proven false ...
	lie := w.Tell(gametest.Lie{State: gametest.Flip(len(content) - 1)})
	w.Facts.Finite = false
	r := gametest.Match(t, gametest.Honest(truth), gametest.Liar("liesAt", lie), gametest.Clocks)
	require.False(t, r.Game.Outcome.Fraud())
	// ... but the state that it read can.
	proof, err := poisoned.Prove(commit.Range{Offset: at.Offset / 1024 * 1024, Length: 1024}, bytes.NewReader(content), j.Blobs.Node)
	require.NoError(t, err)
	require.NoError(t, game.NonFinite(layout, poisoned, at.Offset, proof))
}

// Two verifiers with one result and two traces: the game is the same, with the
// trace that one of them is bound to (A3).
func TestBoundTrace(t *testing.T) {
	t.Parallel()
	w := gametest.NewSteps(gametest.Small(), nil).Inner
	truth := w.Truth()
	false1 := w.Tell(gametest.Lie{Output: gametest.At(40, 0), Careless: true, Entries: nil})
	if false1.Result().State != truth.Result().State {
		t.Fatal("the operator is one of the last")
	}
	f := false1.Facts()
	require.Equal(t, truth.Facts().Committed, f.Committed, "one result")
	_, err := game.New(f, truth.Claim(), gametest.Clocks, 1)
	require.ErrorIs(t, err, game.ErrClaim, "nothing is in dispute but the trace")
	f.Trace = false1.Claim().Trace
	_, err = game.New(f, false1.Claim(), gametest.Clocks, 1)
	require.ErrorIs(t, err, game.ErrClaim)
	require.True(t, play(t, f, false1, truth).Outcome.Fraud())
	f.Trace = truth.Claim().Trace
	require.False(t, play(t, f, truth, false1).Outcome.Fraud())

	g, err := game.New(f, false1.Claim(), gametest.Clocks, 1)
	require.NoError(t, err)
	m, err := f.Reply(g, false1)
	require.NoError(t, err)
	_, err = g.Play(f, m, 1)
	require.ErrorIs(t, err, game.ErrTrace, "another story")

	// A receipt binds as well as the root itself, of which it is a hash.
	for _, c := range []struct {
		defender, challenger *gametest.Tale
		fraud                bool
	}{{false1, truth, true}, {truth, false1, false}} {
		f.Trace, f.Binds = commit.Digest{}, func(root commit.Digest) bool { return root == c.defender.Claim().Trace }
		require.Equal(t, c.fraud, play(t, f, c.defender, c.challenger).Outcome.Fraud())
		_, err = game.New(f, c.defender.Claim(), gametest.Clocks, 1)
		require.ErrorIs(t, err, game.ErrClaim)
		g, err = game.New(f, c.challenger.Claim(), gametest.Clocks, 1)
		require.NoError(t, err)
		m, err = f.Reply(g, c.challenger)
		require.NoError(t, err)
		_, err = g.Play(f, m, 1)
		require.ErrorIs(t, err, game.ErrTrace)
	}
}

// play plays two stories; who finds no move loses by the clock.
func play(t *testing.T, f *game.Facts, defender, challenger *gametest.Tale) game.Game {
	t.Helper()
	g, err := game.New(f, challenger.Claim(), gametest.Clocks, 1)
	require.NoError(t, err)
	for g.Phase != game.Over {
		by := challenger
		if side, _ := g.Turn(); side == game.Defender {
			by = defender
		}
		m, err := f.Reply(g, by)
		if err != nil {
			return g.Expire(g.Deadline() + 1)
		}
		next, err := g.Play(f, m, 1)
		if err != nil {
			return g.Expire(g.Deadline() + 1)
		}
		g = next
	}
	return g
}

// A step without operators copies: an outer state made of a checkpoint, of which
// it lacks the momentum.
func TestCopyStep(t *testing.T) {
	t.Parallel()
	s := gametest.Small()
	model, err := program.NewModel(s, program.F32)
	require.NoError(t, err)
	outer, err := program.NewOuterState(s)
	require.NoError(t, err)
	blobs := gametest.NewBlobs()
	content := model.Header()
	for i := range model.DataSize() {
		content = append(content, byte(i%120))
	}
	w := gametest.NewWorld(game.Facts{New: outer, State: game.File{ID: blobs.Add(content), Layout: model}}, blobs, nil)
	truth := w.Truth()
	require.Equal(t, 1, w.Facts.Entries())
	rng := rand.New(rand.NewPCG(5, 6))
	for range 50 {
		tale := w.Tell(gametest.Lie{State: gametest.Flip(rng.IntN(int(outer.Size())))})
		r := gametest.Match(t, gametest.Liar("liesAt", tale), gametest.Honest(truth), gametest.Clocks)
		require.True(t, r.Game.Outcome.Fraud())
		r = gametest.Match(t, gametest.Honest(truth), gametest.PicksAnything(tale, truth, rng), gametest.Clocks)
		require.False(t, r.Game.Outcome.Fraud())
	}
}

// A state of many leaves is descended through its nodes, two levels at a time.
func TestManyLeaves(t *testing.T) {
	s := gametest.Small()
	s.Model.Vocab, s.Model.Width, s.Data.TokenWidth, s.Data.Dataset.Size_ = 200000, 30, 4, 1<<18
	s.Outer.Kind, s.Outer.Momentum = spec.OuterKind_OUTER_KIND_SGD, ""
	layout, err := program.NewOuterState(s)
	require.NoError(t, err)
	require.Greater(t, layout.Leaves(), commit.MaxFanout, "two levels of nodes")
	blobs := gametest.NewBlobs()
	content := append(layout.Header(), make([]byte, layout.DataSize())...)
	for i := layout.HeaderSize(); i < layout.Size(); i += 4 {
		binary.LittleEndian.PutUint32(content[i:], uint32(i))
	}
	w := gametest.NewWorld(game.Facts{New: layout, State: game.File{ID: blobs.Add(content), Layout: layout}}, blobs, nil)
	truth := w.Truth()
	for _, at := range []int{0, commit.LeafSize - 1, commit.LeafSize, 17<<20 + 5, len(content) - 1} {
		tale := w.Tell(gametest.Lie{State: gametest.Flip(at)})
		r := gametest.Match(t, gametest.Liar("liesAt", tale), gametest.Honest(truth), gametest.Clocks)
		require.True(t, r.Game.Outcome.Fraud())
		require.Equal(t, at/4*4, int(r.Game.Outcome.At)/4*4)
		require.LessOrEqual(t, r.Rounds(), 5)
		r = gametest.Match(t, gametest.Honest(truth), gametest.Liar("liesAt", tale), gametest.Clocks)
		require.False(t, r.Game.Outcome.Fraud())
	}
}

// The bound of compressions holds for proofs of every kind.
func TestHashingBound(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(8, 9))
	for range 3000 {
		size := rng.Uint64N(1<<rng.IntN(50)) + 1
		span := commit.BlobSpan(size)
		if rng.IntN(2) == 0 {
			span = commit.TensorSpan(size)
		}
		r := commit.Range{Offset: rng.Uint64N(size)}
		r.Length = min(size-r.Offset, 1+rng.Uint64N(1<<rng.IntN(18)))
		cost, err := span.Cost(r)
		require.NoError(t, err)
		require.LessOrEqual(t, cost.Compressions, game.Hashing(cost.Bytes), "%d at %d of %d", r.Length, r.Offset, size)
	}
	node := commit.BlobSpan(1 << 28)
	digests := make([]commit.Digest, commit.MaxFanout)
	nodes := uint64(1+commit.MaxFanout) * commit.Compressions(uint64(len(node.Node(digests))))
	require.LessOrEqual(t, nodes, game.Hashing(game.MaxChildren*commit.DigestSize))
}

// No operator reads tokens over the end of a row.
func TestTokensAreReadOneByOne(t *testing.T) {
	t.Parallel()
	for name, x := range shapes {
		p, err := program.Build(x.spec())
		require.NoError(t, err)
		for k := range min(p.NumOps(), 3000) {
			op, err := p.At(k)
			require.NoError(t, err)
			for _, ref := range op.In {
				i, ok := ref.Input()
				if !ok {
					continue
				}
				in, err := p.Input(i)
				require.NoError(t, err)
				require.True(t, in.Class != program.ClassTokens || op.Kind == program.KindCopy, "%s: operator %d, a %s", name, k, op.Kind)
			}
		}
	}
}
