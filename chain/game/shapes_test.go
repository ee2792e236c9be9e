// SPDX-License-Identifier: Apache-2.0

package game_test

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/referee"
	"github.com/weft-network/weft/chain/sample"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/chain/spec/spectest"
)

// shape is a job whose data nobody here can hold.
type shape struct {
	model                  spec.Model
	batch, micro, context  uint32
	sparse, sliced         bool
	rounds, bytes, witness int // at most, of any game
}

var shapes = map[string]shape{
	"1M": {
		model: spec.Model{Vocab: 2048, Width: 128, Layers: 4, Heads: 4, KvHeads: 4, HeadDim: 32, Ffn: 352, Tied: true},
		batch: 8, micro: 1, context: 256, rounds: 7, bytes: 64 << 10, witness: 60 << 10,
	},
	"1B": {
		model: spec.Model{Vocab: 32768, Width: 2048, Layers: 20, Heads: 16, KvHeads: 8, HeadDim: 128, Ffn: 5632},
		batch: 64, micro: 16, context: 2048, sparse: true, rounds: 8, bytes: 128 << 10, witness: 120 << 10,
	},
	"70B": {
		model: spec.Model{Vocab: 128256, Width: 8192, Layers: 80, Heads: 64, KvHeads: 8, HeadDim: 128, Ffn: 28672},
		batch: 32, micro: 16, context: 8192, sparse: true, rounds: 10, bytes: 256 << 10, witness: 256 << 10,
	},
	"widest": {
		model: spec.Model{Vocab: spec.MaxVocab, Width: spec.MaxWidth, Layers: 256, Heads: 128, KvHeads: 8, HeadDim: 128, Ffn: spec.MaxFFN},
		batch: 16, micro: 16, context: spec.MaxContext, sparse: true, rounds: 11, bytes: 300 << 10, witness: 256 << 10,
	},
	"widest, i8x2": {
		model: spec.Model{Vocab: spec.MaxVocab, Width: spec.MaxWidth, Layers: 256, Heads: 128, KvHeads: 8, HeadDim: 128, Ffn: spec.MaxFFN},
		batch: 16, micro: 16, context: spec.MaxContext, sparse: true, sliced: true, rounds: 11, bytes: 300 << 10, witness: 256 << 10,
	},
}

func (x shape) spec() *spec.Spec {
	s := spectest.Tiny()
	s.ProgramDigest = nil
	s.Model = x.model
	s.Model.RopeTheta, s.Model.RopeFactor, s.Model.NormEps = "500000", "1", "0.00001"
	s.Data.Dataset.Size_, s.Data.TokenWidth, s.Data.Tokens = 1<<40, 4, 1<<38
	s.Data.ValidationStart, s.Data.ValidationTokens, s.Rounds.EvalEvery = 0, 0, 0
	s.Inner.Batch, s.Inner.MicroBatches, s.Inner.Context = x.batch, x.micro, x.context
	if x.sliced {
		s.Profile = spec.Profile_PROFILE_I8X2
	}
	if x.sparse {
		s.Outer.Codec, s.Outer.TopK, s.Outer.Feedback = spec.Codec_CODEC_SPARSE, 64, "0.95"
		s.Outer.Kind, s.Outer.LearningRate, s.Outer.Momentum = spec.OuterKind_OUTER_KIND_SGD, "1", ""
		s.Outer.Divisor, s.Rounds.Slots = spec.Divisor_DIVISOR_SENDERS, 64
	}
	return s
}

// facts of an inner step, of encode, and of the outer step over all slots.
func (x shape) facts(t *testing.T) map[string]*game.Facts {
	t.Helper()
	s := x.spec()
	layout, err := program.NewState(s)
	require.NoError(t, err)
	outer, err := program.NewOuterState(s)
	require.NoError(t, err)
	exchange, err := program.OuterOf(s)
	require.NoError(t, err)
	build := func(f func(*spec.Spec) (*program.Program, error)) *program.Program {
		p, err := f(s)
		require.NoError(t, err)
		return p
	}
	file := func(l *program.State) game.File {
		return game.File{ID: commit.ID{Digest: commit.Sum([]byte("file")), Size: l.Size()}, Layout: l}
	}
	n := int(s.Rounds.Slots)
	deltas, factors := make([]commit.ID, n), make([]uint32, n)
	for i := range deltas {
		deltas[i].Size = uint64(exchange.DeltaBytes())
	}
	order := sample.Order{
		Samples: (s.Data.Tokens - 1) / uint64(s.Inner.Context), Slots: s.Rounds.Slots, Steps: s.Inner.Steps, Batch: s.Inner.Batch,
	}
	facts := map[string]*game.Facts{
		"step": {
			Program: build(program.Build), Clock: program.Clock{Age: 1, Step: 1}, New: layout, Finite: true, State: file(layout),
			Tokens: game.Tokens{
				Dataset: commit.ID{Size: s.Data.Dataset.Size_}, Width: 4,
				Rows: sample.Batch{Order: order, Step: 1, Context: uint64(s.Inner.Context)},
			},
		},
		"encode": {Program: build(program.BuildEncode), New: layout, Exchange: exchange, State: file(layout), Base: file(outer)},
		"outer": {
			Program: build(func(s *spec.Spec) (*program.Program, error) { return program.BuildOuter(s, n) }),
			New:     outer, State: file(outer), Deltas: deltas, Factors: factors,
		},
	}
	for _, f := range facts {
		f.Leaf = commit.Leaf{ChainID: "weft", Trainer: []byte{1}}
	}
	return facts
}

// phantom is a defender with data of zeros in one chunk and of nobody knows what
// elsewhere: only what a game about that chunk touches exists.
type phantom struct {
	f      *game.Facts
	result game.Result
	entry  uint64
	at     uint64
	// shown are the entries that the opening has to show, with their digests.
	shown   []uint64
	digests []commit.Digest
	// What nobody touches is alike wherever it has the same size.
	trees map[[2]uint64]commit.Digest
	runs  map[uint64]commit.Digest
}

func newPhantom(t *testing.T, f *game.Facts, entry, at uint64) *phantom {
	t.Helper()
	d := &phantom{f: f, entry: entry, at: at, trees: map[[2]uint64]commit.Digest{}, runs: map[uint64]commit.Digest{}}
	outputs := f.Program.Outputs()
	number := outputs[len(outputs)-1]
	if number.Tensor < 0 {
		d.result.Out = make([]byte, 4)
		if f.Exchange != nil {
			d.result.Out = make([]byte, 16)
		}
		d.shown, d.digests = append(d.shown, uint64(number.Ref)), append(d.digests, commit.Sum(d.result.Out))
	}
	for i := uint64(f.Program.NumOps()); i < uint64(f.Entries()); i++ {
		digest := commit.Sum(binary.BigEndian.AppendUint64(nil, i))
		if i == entry {
			digest = d.content()
		}
		d.shown, d.digests = append(d.shown, i), append(d.digests, digest)
	}
	if f.New != nil {
		d.result.State = commit.ID{Digest: d.digests[len(d.digests)-1], Size: f.New.Size()}
	}
	if f.Exchange != nil {
		d.result.State.Digest = d.digests[len(d.digests)-2]
		delta := commit.ID{Digest: d.digests[len(d.digests)-1], Size: uint64(f.Exchange.DeltaBytes())}
		d.result.Out = commit.DeltaOut(delta, commit.Norm{})
	}
	f.Leaf.State, f.Leaf.Out = d.result.State, d.result.Out
	f.Committed = f.Leaf.Hash()
	return d
}

func (d *phantom) content() commit.Digest {
	_, span, err := d.f.Entry(d.entry)
	if err != nil {
		panic(err)
	}
	return d.digest(span, 0)
}

// digest of a span of the disputed content, some steps down.
func (d *phantom) digest(s commit.Span, depth uint64) commit.Digest {
	key, touched := [2]uint64{s.Size, depth}, d.at >= s.Offset && d.at < s.End()
	if digest, ok := d.trees[key]; ok && !touched {
		return digest
	}
	var digest commit.Digest
	if s.IsChunk() {
		digest = s.Chunk(make([]byte, s.Size))
	} else {
		var children []commit.Digest
		for i := range s.Fanout() {
			children = append(children, d.digest(s.Child(i), depth+1))
		}
		digest = s.Join(children)
	}
	if !touched {
		d.trees[key] = digest
	}
	return digest
}

func (d *phantom) known(i uint64) (commit.Digest, bool) {
	for k, x := range d.shown {
		if x == i {
			return d.digests[k], true
		}
	}
	if i == d.entry {
		return d.content(), true
	}
	return commit.Digest{}, false
}

// top of a subtree of the trace.
func (d *phantom) top(first, n uint64) commit.Digest {
	if n == 1 {
		if digest, ok := d.known(first); ok {
			return digest
		}
	}
	touched := d.entry >= first && d.entry < first+n
	for _, x := range d.shown {
		touched = touched || x >= first && x < first+n
	}
	if digest, ok := d.runs[n]; ok && !touched {
		return digest
	}
	digest := commit.Sum([]byte("entry"))
	if n > 1 {
		mid := commit.Split(n)
		digest = commit.MerkleNode(d.top(first, mid), d.top(first+mid, n-mid))
	}
	if !touched {
		d.runs[n] = digest
	}
	return digest
}

func (d *phantom) path(first, n, i uint64) []commit.Digest {
	if n == 1 {
		return nil
	}
	mid := commit.Split(n)
	if i < first+mid {
		return append(d.path(first, mid, i), d.top(first+mid, n-mid))
	}
	return append(d.path(first+mid, n-mid, i), d.top(first, mid))
}

func (d *phantom) children(first, n uint64) []commit.Digest {
	var tops []commit.Digest
	for _, count := range commit.MerkleDescend(n, game.TraceLevels) {
		tops = append(tops, d.top(first, count))
		first += count
	}
	return tops
}

// move is the defender's, and the challenger's that leads to the chunk.
func (d *phantom) move(t *testing.T, g game.Game) game.Move {
	t.Helper()
	n := uint64(d.f.Entries())
	switch g.Phase {
	case game.Opening:
		m := &game.Open{Result: d.result, Root: commit.MerkleTop(n, d.top(0, n)), Children: d.children(0, n)}
		for _, i := range d.shown {
			m.Paths = append(m.Paths, d.path(0, n, i))
		}
		return m
	case game.Branching:
		return &game.Children{Digests: d.children(g.First, g.Count)}
	case game.Tracing:
		first := g.First
		for i, count := range commit.MerkleDescend(g.Count, game.TraceLevels) {
			if first += count; d.entry < first {
				return &game.Pick{Index: uint16(i)}
			}
		}
	case game.Descending, game.Choosing:
		spans, depths, err := g.Below(d.f)
		require.NoError(t, err)
		m := &game.Children{}
		for i, s := range spans {
			if m.Digests = append(m.Digests, d.digest(s, depths[i])); g.Phase == game.Choosing && d.at < s.End() {
				return &game.Pick{Index: uint16(i)}
			}
		}
		return m
	case game.Bottom:
		return &game.Chunk{Bytes: make([]byte, commit.ChunkSize)}
	default:
	}
	t.Fatalf("no move in %s", g.Phase)
	return nil
}

// figures of games about a shape.
type figures struct{ moves, bytes, position, largest, witness int }

// descend plays from the opening to the proof, whose bytes it does not know.
func (d *phantom) descend(t *testing.T) (x figures) {
	t.Helper()
	claim := game.Claim{Result: d.result}
	claim.State.Digest[0]++
	g, err := game.New(d.f, claim, game.Clocks{Each: 1}, 1)
	require.NoError(t, err)
	for g.Phase != game.Proving {
		m := d.move(t, g)
		cost, err := g.Cost(d.f, m)
		require.NoError(t, err)
		g, err = g.Play(d.f, m, 1)
		require.NoError(t, err, "%s", m.Kind())
		x.moves++
		x.bytes += int(cost.Bytes)
		x.largest = max(x.largest, int(cost.Bytes))
		x.position = max(x.position, len(g.Encode()))
	}
	require.Equal(t, d.entry, g.First)
	x.moves++ // the proof
	return x
}

// zeros answers reads with zeros, or with the largest visible range, and counts
// what their proofs take.
type zeros struct {
	f     *game.Facts
	entry uint64
	reads int
	bytes uint64
	hi    bool
}

func (z *zeros) Read(ref program.Ref, first, count int) ([]byte, error) {
	n, err := z.f.ProofSize(z.entry, ref, first, count)
	if err != nil {
		return nil, err
	}
	z.reads++
	z.bytes += n + 4
	t := program.F32
	if k, ok := ref.Op(); ok {
		op, err := z.f.Program.At(k)
		if err != nil {
			return nil, err
		}
		t = op.Type
	} else {
		i, _ := ref.Input()
		in, err := z.f.Program.Input(i)
		if err != nil {
			return nil, err
		}
		t = in.Type
	}
	b := make([]byte, count*t.Bytes())
	if z.hi {
		for i := range b {
			b[i] = byte(math.MaxUint8)
		}
	}
	return b, nil
}

// Spec part 7, P3: rounds, bytes and witnesses of games at the largest shapes,
// played to the last descent, over every kind and shape of operator and both
// ends of each file. The chapter's table is what comes out; WEFT_UPDATE=1
// writes it anew.
func TestLargeShapes(t *testing.T) {
	table := "\n| parameters | step | entries | rounds | bytes of all moves but the last | longest move | longest position | longest witness |\n" +
		"| --- | --- | --- | --- | --- | --- | --- | --- |\n"
	for _, name := range []string{"1M", "1B", "70B", "widest", "widest, i8x2"} {
		x := shapes[name]
		facts := x.facts(t)
		for _, step := range []string{"step", "encode", "outer"} {
			t.Run(name+"/"+step, func(t *testing.T) {
				f := facts[step]
				worst := worstOf(t, f)
				require.LessOrEqual(t, (worst.moves+1)/2, x.rounds)
				require.LessOrEqual(t, worst.witness, x.witness)
				require.LessOrEqual(t, worst.position, game.MaxPosition)
				require.LessOrEqual(t, worst.witness, game.MaxMove)
				require.LessOrEqual(t, worst.bytes+worst.witness, x.bytes)
				table += fmt.Sprintf("| %s | %s | %d | %d | %d | %d | %d | %d |\n",
					name, step, f.Entries(), (worst.moves+1)/2, worst.bytes, worst.largest, worst.position, worst.witness)
			})
		}
	}
	hold(t, "sizes", table+"\n")
}

// worstOf plays games about a step.
func worstOf(t *testing.T, f *game.Facts) (worst figures) {
	t.Helper()
	rng := rand.New(rand.NewPCG(1, 2))
	n := uint64(f.Program.NumOps())
	operators := distinct(f.Program)
	for _, entry := range append([]uint64{0, 1, n - 1, n, uint64(f.Entries() - 1)}, operators...) {
		_, span, err := f.Entry(entry)
		require.NoError(t, err)
		for _, at := range []uint64{0, span.Size - 1} {
			if at/commit.ChunkSize == (span.Size-1)/commit.ChunkSize && span.Size%commit.ChunkSize != 0 {
				continue // the phantom's chunks are whole
			}
			y := newPhantom(t, f, entry, at).descend(t)
			worst.moves, worst.bytes = max(worst.moves, y.moves), max(worst.bytes, y.bytes)
			worst.position, worst.largest = max(worst.position, y.position), max(worst.largest, y.largest)
		}
	}
	for _, k := range operators {
		worst.witness = max(worst.witness, largestWitness(t, f, k, rng))
	}
	return worst
}

// distinct are the last operators of each kind, shape and number of inputs.
func distinct(p *program.Program) []uint64 {
	last := map[string]int{}
	for k, op := range p.All() {
		last[fmt.Sprint(op.Kind, op.Shape, len(op.In))] = k
	}
	var ops []uint64
	for _, k := range last {
		ops = append(ops, uint64(k))
	}
	slices.Sort(ops)
	return ops
}

// largestWitness is the most bytes of a proof of some elements of an operator.
func largestWitness(t *testing.T, f *game.Facts, entry uint64, rng *rand.Rand) int {
	t.Helper()
	op, err := f.Program.At(int(entry))
	require.NoError(t, err)
	n, most := op.Shape.Size(), 0
	for _, i := range []int{0, n - 1, rng.IntN(n)} {
		for _, hi := range []bool{false, true} {
			z := &zeros{f: f, entry: entry, hi: hi}
			_, err := referee.Element(f.Program, int(entry), i, program.Clock{Age: 1, Step: 1}, z)
			require.NoError(t, err)
			require.LessOrEqual(t, z.reads, game.MaxReads)
			most = max(most, int(z.bytes))
		}
	}
	return most
}
