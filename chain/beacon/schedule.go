// SPDX-License-Identifier: Apache-2.0

package beacon

import "fmt"

// Bounds of schedules and times, in seconds. With them no computation here
// overflows, and every round that is looked for has a number up to MaxRound.
const (
	// MaxPeriod is a day.
	MaxPeriod = 86_400
	// MaxTime is the last second of the year 9999, where the times of blocks
	// end.
	MaxTime = 253_402_300_799
	// MaxRound bounds the numbers of rounds.
	MaxRound = 1 << 40
)

// Schedule says when a beacon publishes its rounds: round 1 at Genesis, and one
// each Period from there. Times are seconds since 1970.
type Schedule struct {
	Genesis int64
	Period  int64
}

// Validate checks the bounds.
func (s Schedule) Validate() error {
	if s.Period < 1 || s.Period > MaxPeriod {
		return fmt.Errorf("%w: period of %d seconds, allowed 1 to %d", ErrSchedule, s.Period, MaxPeriod)
	}
	if s.Genesis < 0 || s.Genesis > MaxTime {
		return fmt.Errorf("%w: genesis at %d, allowed 0 to %d", ErrSchedule, s.Genesis, MaxTime)
	}
	return nil
}

// Time is when a round, from 1 to MaxRound, is published.
func (s Schedule) Time(round uint64) int64 { return s.Genesis + int64(round-1)*s.Period }

// First is the first round that is published at a time or later. A time may
// lie up to two of the longest periods after MaxTime.
func (s Schedule) First(t int64) (uint64, error) {
	if t > MaxTime+2*MaxPeriod {
		return 0, fmt.Errorf("%w: %d, allowed up to %d", ErrTime, t, MaxTime+2*MaxPeriod)
	}
	if t <= s.Genesis {
		return 1, nil
	}
	return uint64((t-s.Genesis+s.Period-1)/s.Period) + 1, nil
}
