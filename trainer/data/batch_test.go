// SPDX-License-Identifier: Apache-2.0

package data_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/sample"
	"github.com/weft-network/weft/trainer/data"
	"github.com/weft-network/weft/trainer/data/corpus"
	"github.com/weft-network/weft/trainer/tensor"
)

func inMemory(t testing.TB, src corpus.Source, o data.Options) *data.Dataset {
	t.Helper()
	d, err := data.InMemory(t.Context(), src, o)
	require.NoError(t, err)
	return d
}

func all(t testing.TB, d *data.Dataset) []uint32 {
	t.Helper()
	ids := make([]uint32, d.Manifest().Tokens)
	require.NoError(t, d.Read(ids, 0))
	return ids
}

// Spec R5 and N13: place (round, slot, step, index) holds the sample that
// chain/sample says: context inputs and the target after the last; an epoch
// shows every sample before the validation slice once, in an order of its own.
func TestBatcher(t *testing.T) {
	t.Parallel()
	const context = 16
	d := inMemory(t, corpus.Builtin(), data.Options{Validation: data.Part(4)})
	ids, m := all(t, d), d.Manifest()
	n := (m.Train() - 1) / context
	require.Equal(t, n, d.Samples(context))
	order := sample.Order{Job: 9, Slots: 2, Steps: 3, Batch: 4}
	b, err := data.NewBatcher(d, context, order)
	require.NoError(t, err)
	order.Samples = n
	require.Equal(t, order, b.Order())
	dst := tensor.New(tensor.U32, 4*(context+1))
	seen := make([]int, n)
	count := uint64(0)
	for round := uint64(0); count < 3*n; round++ {
		for slot := range order.Slots {
			for step := uint32(1); step <= order.Steps; step++ {
				require.NoError(t, b.Fill(dst, round, slot, step))
				for row := range 4 {
					_, i, err := order.Locate(count)
					require.NoError(t, err)
					count++
					seen[i]++
					require.Equal(t, ids[i*context:][:context+1], dst.U32()[row*(context+1):][:context+1])
					require.Less(t, i*context+context, m.ValidationStart, "the last target lies before the slice")
				}
			}
		}
	}
	for i, times := range seen {
		require.GreaterOrEqual(t, times, 3, "sample %d", i)
		require.LessOrEqual(t, times, 4, "sample %d", i)
	}
	// A trainer that resumes asks out of order.
	want := make([]uint32, dst.Len())
	require.NoError(t, b.Batch(want, 5, 1, 2))
	require.NoError(t, b.Fill(dst, 0, 0, 1))
	require.NoError(t, b.Fill(dst, 5, 1, 2))
	require.Equal(t, want, dst.U32())
}

func TestBatcherRefuses(t *testing.T) {
	t.Parallel()
	d := inMemory(t, corpus.Texts("short", "0123456789"), data.Options{Validation: data.Last(4)}) // 7 + 4 tokens
	order := sample.Order{Slots: 1, Steps: 1, Batch: 1}
	b, err := data.NewBatcher(d, 6, order)
	require.NoError(t, err)
	require.ErrorIs(t, b.Batch(make([]uint32, 6), 0, 0, 1), data.ErrOptions)
	require.ErrorIs(t, b.Batch(make([]uint32, 7), 0, 0, 2), sample.ErrRange)
	require.NoError(t, b.Batch(make([]uint32, 7), 1<<40, 0, 1), "epochs roll over")
	_, err = data.NewBatcher(d, 7, order)
	require.ErrorIs(t, err, data.ErrEmpty)
	_, err = data.NewBatcher(d, 0, order)
	require.ErrorIs(t, err, data.ErrOptions)
	_, err = data.NewBatcher(d, 6, sample.Order{Slots: 1, Steps: 1})
	require.ErrorIs(t, err, sample.ErrRange)
	_, err = data.NewValidation(d, 3, 2)
	require.ErrorIs(t, err, data.ErrEmpty)
	_, err = data.NewValidation(d, 3, 0)
	require.ErrorIs(t, err, data.ErrOptions)
	_, err = data.NewValidation(d, data.MaxContext+1, 1)
	require.ErrorIs(t, err, data.ErrOptions)
	v, err := data.NewValidation(d, 3, 1)
	require.NoError(t, err)
	require.Equal(t, 1, v.Batches())
	require.ErrorIs(t, v.Batch(make([]uint32, 4), 1), data.ErrRange)
	require.ErrorIs(t, v.Batch(make([]uint32, 3), 0), data.ErrOptions)
}

// Validation reads the slice in order, whole batches only.
func TestValidation(t *testing.T) {
	t.Parallel()
	const context, batch = 8, 3
	d := inMemory(t, corpus.Builtin(), data.Options{Validation: data.Last(1000)})
	ids := all(t, d)
	slice := ids[len(ids)-1000:]
	v, err := data.NewValidation(d, context, batch)
	require.NoError(t, err)
	require.Equal(t, 999/context/batch, v.Batches())
	dst := tensor.New(tensor.U32, batch*(context+1))
	for i := range v.Batches() {
		require.NoError(t, v.Fill(dst, i))
		for row := range batch {
			at := (i*batch + row) * context
			require.Equal(t, slice[at:][:context+1], dst.U32()[row*(context+1):][:context+1])
		}
	}
}

// A step allocates nothing, in an epoch and where two meet.
func TestFillAllocatesNothing(t *testing.T) {
	d := inMemory(t, corpus.Builtin(), data.Options{Validation: data.Part(2)})
	b, err := data.NewBatcher(d, 16, sample.Order{Slots: 1, Steps: 1024, Batch: 8})
	require.NoError(t, err)
	v, err := data.NewValidation(d, 16, 8)
	require.NoError(t, err)
	dst := tensor.New(tensor.U32, 8*17)
	step := uint32(0)
	require.Zero(t, testing.AllocsPerRun(200, func() {
		step++
		if b.Fill(dst, 0, 0, step) != nil || v.Fill(dst, 0) != nil {
			panic("refused")
		}
	}))
	require.Greater(t, uint64(step)*8, 2*d.Samples(16))
}

func BenchmarkFill(b *testing.B) {
	d := inMemory(b, many(), data.Options{})
	const context, batch = 1024, 16
	ba, err := data.NewBatcher(d, context, sample.Order{Slots: 1, Steps: 1024, Batch: batch})
	require.NoError(b, err)
	dst := tensor.New(tensor.U32, batch*(context+1))
	b.ReportAllocs()
	n := uint32(0)
	for b.Loop() {
		if err := ba.Fill(dst, 0, 0, 1+n%1024); err != nil {
			b.Fatal(err)
		}
		n++
	}
	b.ReportMetric(float64(b.N)*context*batch/b.Elapsed().Seconds(), "tokens/s")
}
