// SPDX-License-Identifier: Apache-2.0

package sample_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/sample"
)

// A batch begins its rows where the data order puts its samples.
func TestBatchFollowsTheOrder(t *testing.T) {
	t.Parallel()
	o := sample.Order{Job: 3, Samples: 100, Slots: 2, Steps: 4, Batch: 5}
	b := sample.Batch{Order: o, Round: 7, Slot: 1, Step: 4, Context: 64}
	for row := range 5 {
		n, err := o.Number(sample.Place{Round: 7, Slot: 1, Step: 4, Index: uint32(row)})
		require.NoError(t, err)
		_, position, err := o.Locate(n)
		require.NoError(t, err)
		first, err := b.First(row)
		require.NoError(t, err)
		require.Equal(t, position*64, first)
	}
	for _, row := range []int{-1, 5, math.MaxInt32} {
		_, err := b.First(row)
		require.ErrorIs(t, err, sample.ErrRange)
	}
	b.Step = 5
	_, err := b.First(0)
	require.ErrorIs(t, err, sample.ErrRange)
	b.Step, b.Context = 4, math.MaxUint64
	_, err = b.First(0)
	require.ErrorIs(t, err, sample.ErrRange)
}

// Batches of an evaluation are consecutive samples of a slice.
func TestRunIsConsecutive(t *testing.T) {
	t.Parallel()
	r := sample.Run{Start: 1000, Sample: 6, Context: 8}
	first, err := r.First(2)
	require.NoError(t, err)
	require.Equal(t, uint64(1000+8*8), first)
	_, err = r.First(-1)
	require.ErrorIs(t, err, sample.ErrRange)
	r.Context = math.MaxUint64
	_, err = r.First(1)
	require.ErrorIs(t, err, sample.ErrRange)
}
