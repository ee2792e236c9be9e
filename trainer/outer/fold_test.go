// SPDX-License-Identifier: Apache-2.0

package outer_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/trainer/outer"
)

// Spec R9: any order, tree or split of the deltas gives the same bits, and so
// does any number of workers; a delta that was added and removed never was.
func TestAnyOrder(t *testing.T) {
	t.Parallel()
	for name, change := range jobs {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, job(change), 1)
			start := b.outerState()
			round := b.deltas(start.Params, 9)
			want := b.copyOf(start)
			require.NoError(t, b.x.Fold(want, round))
			rapid.Check(t, func(r *rapid.T) {
				x := outer.New(b.o, rapid.IntRange(1, 4).Draw(r, "workers"))
				got := b.copyOf(start)
				if rapid.Bool().Draw(r, "fold") {
					require.NoError(r, x.Fold(got, rapid.Permutation(round).Draw(r, "order")))
				} else {
					require.NoError(r, x.Step(got, tree(r, x, round)))
				}
				require.Equal(r, digest(want.Params, want.Momentum), digest(got.Params, got.Momentum))
			})
		})
	}
}

// tree adds deltas in random order to random partial sums, merges these, and
// has some deltas come and go.
func tree(r *rapid.T, x *outer.Exchange, round []outer.Delta) *outer.Sum {
	norms := make([]commit.Norm, len(round))
	order := make([]int, len(round))
	for i, d := range round {
		norms[i], order[i] = d.Norm, i
	}
	factors := program.Factors(norms)
	parts := make([]*outer.Sum, rapid.IntRange(1, 4).Draw(r, "parts"))
	for i := range parts {
		parts[i] = x.NewSum()
	}
	for _, i := range rapid.Permutation(order).Draw(r, "order") {
		part := parts[rapid.IntRange(0, len(parts)-1).Draw(r, "part")]
		require.NoError(r, part.Add(round[i].Data, factors[i]))
		if rapid.IntRange(0, 4).Draw(r, "again") == 0 {
			require.NoError(r, part.Add(round[i].Data, 77))
			require.NoError(r, part.Remove(round[i].Data, 77))
		}
	}
	for len(parts) > 1 {
		k := rapid.IntRange(1, len(parts)-1).Draw(r, "merge")
		parts[0].Merge(parts[k])
		parts = append(parts[:k], parts[k+1:]...)
	}
	require.Equal(r, len(round), parts[0].Deltas())
	return parts[0]
}

// Spec R10: folding again without a unit gives the run that never had it, for
// every outer optimiser and over several rounds.
func TestRetraction(t *testing.T) {
	t.Parallel()
	for name, change := range jobs {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, job(change), 2)
			start := b.outerState()
			var rounds [][]outer.Delta
			states := []outer.OuterState{b.copyOf(start)}
			for _, n := range []int{3, 4, 0, 1, 5} {
				rounds = append(rounds, b.deltas(start.Params, n))
				s := b.copyOf(states[len(states)-1])
				require.NoError(t, b.x.Fold(s, rounds[len(rounds)-1]))
				states = append(states, s)
			}
			// Unit 2 of round 1 is proven false after round 4.
			without := append([]outer.Delta(nil), rounds[1][:2]...)
			without = append(without, rounds[1][3])
			again := b.copyOf(states[1])
			require.NoError(t, b.x.Refold(again, append([][]outer.Delta{without}, rounds[2:]...)))

			never := b.copyOf(start)
			for _, round := range [][]outer.Delta{rounds[0], without, rounds[2], rounds[3], rounds[4]} {
				sum, norms := b.x.NewSum(), make([]commit.Norm, len(round))
				for i := range round {
					norms[i] = round[i].Norm
				}
				for i, f := range program.Factors(norms) {
					require.NoError(t, sum.Add(round[i].Data, f))
				}
				require.NoError(t, b.x.Step(never, sum))
			}
			require.Equal(t, digest(never.Params, never.Momentum), digest(again.Params, again.Momentum))
			with := states[len(states)-1]
			require.NotEqual(t, digest(with.Params), digest(again.Params))
		})
	}
}

// The mean is that of the numbers themselves, up to the codec's rounding of
// each: what the exact integers stand for.
func TestMean(t *testing.T) {
	t.Parallel()
	s := job(func(s *spec.Spec) {
		s.Outer.Kind, s.Outer.Momentum, s.Outer.LearningRate = spec.OuterKind_OUTER_KIND_SGD, "", "1"
		s.Outer.ExponentMin = -28 // holds the largest change
	})
	b := newBench(t, s, 2)
	start := b.outerState()
	units := []outer.Unit{b.unit(start.Params), b.unit(start.Params), b.unit(start.Params)}
	round := make([]outer.Delta, len(units))
	for i, u := range units {
		round[i].Data = make([]byte, b.x.Bytes())
		_, err := b.x.Encode(u, round[i].Data)
		require.NoError(t, err)
		round[i].Norm = commit.Norm{Lo: 1} // all equal: nothing is clipped
	}
	got := b.copyOf(start)
	require.NoError(t, b.x.Fold(got, round))
	for i := range start.Params {
		for k := range start.Params[i].F32() {
			mean := 0.0
			for _, u := range units {
				mean += float64(u.Params[i].F32()[k]) / float64(len(units))
			}
			// Half a scale, which is 2^-6 of the largest change or less.
			require.InDelta(t, mean, float64(got.Params[i].F32()[k]), 0.2/64/2)
		}
	}
}

// A delta that outweighs the others is cut to the median's size.
func TestClipping(t *testing.T) {
	t.Parallel()
	b := newBench(t, job(func(s *spec.Spec) {
		s.Outer.Kind, s.Outer.Momentum, s.Outer.LearningRate = spec.OuterKind_OUTER_KIND_SGD, "", "1"
	}), 2)
	start := b.outerState()
	honest := b.deltas(start.Params, 3)
	loud := b.unit(start.Params)
	for i := range loud.Params {
		for k := range loud.Params[i].F32() {
			loud.Params[i].F32()[k] += 0.1
		}
	}
	data := make([]byte, b.x.Bytes())
	norm, err := b.x.Encode(loud, data)
	require.NoError(t, err)
	moved := func(round []outer.Delta) float64 {
		s := b.copyOf(start)
		require.NoError(t, b.x.Fold(s, round))
		total := 0.0
		for i := range s.Params {
			for k, v := range s.Params[i].F32() {
				total += math.Pow(float64(v)-float64(start.Params[i].F32()[k]), 2)
			}
		}
		return math.Sqrt(total)
	}
	alone := moved(honest[:1])
	require.Less(t, moved(append(honest, outer.Delta{Data: data, Norm: norm})), 1.1*alone)
}

// Check names the block; the outer step takes it as zeros and goes on.
func TestMalformedDelta(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"dense8", "sparse"} {
		b := newBench(t, job(jobs[name]), 2)
		start := b.outerState()
		round := b.deltas(start.Params, 3)
		for _, d := range round {
			require.NoError(t, b.x.Check(d.Data))
			norm, err := b.x.Norm(d.Data)
			require.NoError(t, err)
			require.Equal(t, d.Norm, norm)
		}
		bad := append([]byte(nil), round[1].Data...)
		bad[0] = program.MaxScale + 1
		err := b.x.Check(bad)
		require.ErrorIs(t, err, outer.ErrMalformed)
		require.ErrorContains(t, err, "block 0 of model.embed_tokens.weight, bytes 0 to ")

		zeroed := append([]byte(nil), bad...)
		c := b.o.Coding(0)
		_, length := c.Place(0)
		clear(zeroed[:length])
		require.NoError(t, b.x.Check(zeroed))
		got, want := b.copyOf(start), b.copyOf(start)
		values := b.numbers(1)
		require.NoError(t, b.x.Decode(bad, values))
		first, n := c.Elements(0)
		require.Equal(t, make([]float32, n), values[0].F32()[first:first+n])
		require.NoError(t, b.x.Fold(got, []outer.Delta{round[0], {Data: bad, Norm: round[1].Norm}, round[2]}))
		require.NoError(t, b.x.Fold(want, []outer.Delta{round[0], {Data: zeroed, Norm: round[1].Norm}, round[2]}))
		require.Equal(t, digest(want.Params, want.Momentum), digest(got.Params, got.Momentum), name)
	}
}

// FuzzDelta: any bytes of the right length fold, and what Check passes is the
// delta of its own values.
func FuzzDelta(f *testing.F) {
	b := newBench(f, job(func(s *spec.Spec) {
		sparse(s, 64)
		s.Model.Layers, s.Model.Ffn = 1, 4
	}), 1)
	start := b.outerState()
	good := b.deltas(start.Params, 1)[0].Data
	f.Add([]byte{0, 0, 26}, uint16(4))
	f.Add([]byte{1, 200, 7, 0, 100, 3}, uint16(0))
	f.Fuzz(func(t *testing.T, changes []byte, length uint16) {
		require.ErrorIs(t, b.x.Check(good[:int(length)%len(good)]), outer.ErrShape)
		data := append([]byte(nil), good...)
		for ; len(changes) > 2; changes = changes[3:] {
			data[(int(changes[0])<<8+int(changes[1]))%len(data)] = changes[2]
		}
		require.NoError(t, b.x.Fold(b.copyOf(start), []outer.Delta{{Data: data}}))
		if b.x.Check(data) != nil {
			return
		}
		values := b.numbers(0)
		require.NoError(t, b.x.Decode(data, values))
		zeros := b.numbers(0)
		again := make([]byte, len(data))
		norm, err := b.x.Encode(outer.Unit{Base: values, Params: zeros, Feedback: zeros}, again)
		require.NoError(t, err)
		require.Equal(t, data, again)
		want, err := b.x.Norm(data)
		require.NoError(t, err)
		require.Equal(t, want, norm)
	})
}

// What does not fit is refused by name.
func TestRefusals(t *testing.T) {
	t.Parallel()
	b := newBench(t, job(jobs["dense8"]), 2)
	base, delta := b.numbers(1), make([]byte, b.x.Bytes())
	u := b.unit(base)
	encode := func(u outer.Unit, delta []byte) error {
		_, err := b.x.Encode(u, delta)
		return err
	}
	for name, err := range map[string]error{
		"a delta of":       encode(u, delta[1:]),
		"base of":          encode(outer.Unit{Base: base[1:], Params: u.Params}, delta),
		"parameters of":    encode(outer.Unit{Base: base, Params: b.moments()[:2]}, delta),
		"error feedback":   encode(outer.Unit{Base: base, Params: u.Params, Feedback: base}, delta),
		"outer momentum":   b.x.Fold(outer.OuterState{Params: base}, nil),
		"moments":          b.x.Begin(outer.State{Params: base}, base, nil),
		"clip factor 4097": b.x.NewSum().Add(delta, 4097),
	} {
		require.ErrorIs(t, err, outer.ErrShape, name)
		require.ErrorContains(t, err, name)
	}
	u.Params[3].F32()[2] = float32(math.Inf(1))
	require.ErrorIs(t, encode(u, delta), outer.ErrDiverged)
	s := b.outerState()
	s.Params[4].F32()[0] = float32(math.NaN())
	require.ErrorIs(t, b.x.Fold(s, b.deltas(base, 1)), outer.ErrDiverged)
}

// A state's region and the exchange agree on where tensors lie.
func TestTensors(t *testing.T) {
	t.Parallel()
	b := newBench(t, job(jobs["dense8 with feedback, bf16 moments"]), 1)
	data := make([]byte, b.state.DataSize())
	for _, class := range b.state.Classes() {
		list, err := b.x.Tensors(b.state, data, class)
		require.NoError(t, err)
		for i, x := range list {
			clear(x.Data)
			x.Data[0] = 1
			at, err := b.state.Tensor(class, i)
			require.NoError(t, err)
			require.Equal(t, byte(1), data[at.Offset])
			require.Len(t, x.Data, int(at.Bytes))
		}
	}
	list, err := b.x.Tensors(b.state, data, program.ClassMomentum)
	require.NoError(t, err)
	require.Nil(t, list)
	_, err = b.x.Tensors(b.state, data[1:], program.ClassParam)
	require.ErrorIs(t, err, outer.ErrShape)
}
