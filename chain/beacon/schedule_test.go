// SPDX-License-Identifier: Apache-2.0

package beacon_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/weft-network/weft/chain/beacon"
)

// quicknetSchedule is that of drand's quicknet.
var quicknetSchedule = beacon.Schedule{Genesis: 1_692_803_367, Period: 3}

func TestSchedule(t *testing.T) {
	s := quicknetSchedule
	for _, tt := range []struct {
		t    int64
		want uint64
	}{
		{0, 1},
		{s.Genesis, 1},
		{s.Genesis + 1, 2},
		{s.Genesis + 3, 2},
		{s.Genesis + 4, 3},
		{s.Time(32_281_667), 32_281_667},
	} {
		got, err := s.First(tt.t)
		require.NoError(t, err)
		require.Equal(t, tt.want, got, "at %d", tt.t)
	}
	_, err := s.First(beacon.MaxTime + 2*beacon.MaxPeriod + 1)
	require.ErrorIs(t, err, beacon.ErrTime)
}

func TestScheduleBounds(t *testing.T) {
	for _, tt := range []struct {
		s    beacon.Schedule
		want error
	}{
		{beacon.Schedule{Genesis: 0, Period: 1}, nil},
		{beacon.Schedule{Genesis: beacon.MaxTime, Period: beacon.MaxPeriod}, nil},
		{beacon.Schedule{Genesis: -1, Period: 1}, beacon.ErrSchedule},
		{beacon.Schedule{Genesis: beacon.MaxTime + 1, Period: 1}, beacon.ErrSchedule},
		{beacon.Schedule{Period: 0}, beacon.ErrSchedule},
		{beacon.Schedule{Period: -3}, beacon.ErrSchedule},
		{beacon.Schedule{Period: beacon.MaxPeriod + 1}, beacon.ErrSchedule},
	} {
		require.ErrorIs(t, tt.s.Validate(), tt.want, "%+v", tt.s)
	}
}

// The first round of a time is published then or later, the one before it
// earlier, and no number is out of bounds.
func TestFirstIsFirst(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := beacon.Schedule{
			Genesis: rapid.Int64Range(0, beacon.MaxTime).Draw(t, "genesis"), Period: rapid.Int64Range(1, beacon.MaxPeriod).Draw(t, "period"),
		}
		at := rapid.Int64Range(0, beacon.MaxTime+2*beacon.MaxPeriod).Draw(t, "time")
		n, err := s.First(at)
		require.NoError(t, err)
		require.LessOrEqual(t, n, uint64(beacon.MaxRound))
		require.GreaterOrEqual(t, s.Time(n), at)
		if n > 1 {
			require.Less(t, s.Time(n-1), at)
		}
		again, err := s.First(s.Time(n))
		if s.Time(n) <= beacon.MaxTime {
			require.NoError(t, err)
			require.Equal(t, n, again)
		}
		require.Positive(t, s.Time(beacon.MaxRound))
	})
}
