// SPDX-License-Identifier: Apache-2.0

package types_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/weft-network/weft/chain/beacon"
	"github.com/weft-network/weft/x/beacon/types"
)

// A number names one round of one generation, and later generations have higher ones.
func TestNumbers(t *testing.T) {
	require.EqualValues(t, 1_000, types.Number(0, 1_000))
	rapid.Check(t, func(t *rapid.T) {
		round := rapid.Uint64Range(1, beacon.MaxRound-1).Draw(t, "round")
		generation := rapid.Uint32Range(0, types.MaxGeneration).Draw(t, "generation")
		number := types.Number(generation, round)
		g, n := types.Split(number)
		require.Equal(t, generation, g)
		require.Equal(t, round, n)
		if generation > 0 {
			require.Greater(t, number, types.Number(generation-1, beacon.MaxRound-1))
		}
	})
}

// Every round that a schedule within its bounds leads to has a number.
func TestLatestRoundHasANumber(t *testing.T) {
	n, err := beacon.Schedule{Period: 1}.First(beacon.MaxTime + 2*beacon.MaxPeriod)
	require.NoError(t, err)
	require.Less(t, n, uint64(beacon.MaxRound))
	g, same := types.Split(types.Number(types.MaxGeneration, n))
	require.EqualValues(t, types.MaxGeneration, g)
	require.Equal(t, n, same)
}
