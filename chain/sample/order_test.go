// SPDX-License-Identifier: Apache-2.0

package sample_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/sample"
)

// Spec R5: n = ((r·N + slot)·H + step)·batch + b counts without gaps, and each
// epoch shows every sample once.
func TestOrderCoversEachEpoch(t *testing.T) {
	o := sample.Order{Job: 7, Samples: 50, Slots: 3, Steps: 4, Batch: 5}
	next := uint64(0)
	seen := make(map[uint64]map[uint64]bool)
	for r := range uint64(10) {
		for slot := range o.Slots {
			for step := range o.Steps {
				for b := range o.Batch {
					n, err := o.Number(sample.Place{Round: r, Slot: slot, Step: step + 1, Index: b})
					require.NoError(t, err)
					require.Equal(t, next, n)
					next++
					epoch, pos, err := o.Locate(n)
					require.NoError(t, err)
					require.Equal(t, n/o.Samples, epoch)
					if seen[epoch] == nil {
						seen[epoch] = make(map[uint64]bool)
					}
					require.False(t, seen[epoch][pos])
					seen[epoch][pos] = true
				}
			}
		}
	}
	require.Len(t, seen, 12)
	for e, positions := range seen {
		require.Len(t, positions, int(o.Samples), "epoch %d", e)
	}
}

func TestOrderDependsOnJobAndEpoch(t *testing.T) {
	at := func(job, epoch uint64) (out [20]uint64) {
		p, err := sample.Order{Job: job, Samples: 1000, Slots: 1, Steps: 1, Batch: 1}.Epoch(epoch)
		require.NoError(t, err)
		for i := range out {
			out[i] = p.At(uint64(i))
		}
		return out
	}
	require.NotEqual(t, at(1, 0), at(1, 1))
	require.NotEqual(t, at(1, 0), at(2, 0))
	require.NotEqual(t, at(1, 2), at(2, 1))
	require.Equal(t, at(1, 2), at(1, 2))
}

func TestOrderRefuses(t *testing.T) {
	o := sample.Order{Job: 1, Samples: 10, Slots: 2, Steps: 3, Batch: 4}
	for name, p := range map[string]sample.Place{
		"slot":     {Slot: 2, Step: 1},
		"step 0":   {Step: 0},
		"step H+1": {Step: 4},
		"index":    {Step: 1, Index: 4},
		"overflow": {Round: 1 << 62, Step: 1},
	} {
		_, err := o.Number(p)
		require.ErrorIs(t, err, sample.ErrRange, name)
	}
	for name, o := range map[string]sample.Order{
		"no samples": {Slots: 1, Steps: 1, Batch: 1},
		"samples":    {Samples: sample.MaxPermutation + 1, Slots: 1, Steps: 1, Batch: 1},
		"slots":      {Samples: 1, Steps: 1, Batch: 1},
		"steps":      {Samples: 1, Slots: 1, Batch: 1},
		"batch":      {Samples: 1, Slots: 1, Steps: 1},
	} {
		_, _, err := o.Locate(0)
		require.ErrorIs(t, err, sample.ErrRange, name)
	}
}
