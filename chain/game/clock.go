// SPDX-License-Identifier: Apache-2.0

package game

import "fmt"

// Side is one of the two parties.
type Side uint8

// The sides.
const (
	// Nobody is to move in a game that is over.
	Nobody Side = iota
	Defender
	Challenger
)

var sideNames = [...]string{"nobody", "defender", "challenger"}

// String is the word for the side.
func (s Side) String() string {
	if int(s) < len(sideNames) {
		return sideNames[s]
	}
	return "unknown"
}

// Clocks are what each side may think, in blocks (A6).
type Clocks struct {
	// Each is the time of a side for all of its moves but the last.
	Each uint64
	// Extension is the least that is left for the last move, the proof.
	Extension uint64
}

// MaxClock bounds both, so that no height overflows.
const MaxClock = 1 << 32

func (c Clocks) validate() error {
	if c.Each < 1 || c.Each > MaxClock || c.Extension > MaxClock {
		return fmt.Errorf("%w: clocks of %d blocks and an extension of %d, want 1 to %d and at most that", ErrFacts, c.Each, c.Extension, uint64(MaxClock))
	}
	return nil
}

// Deadline is the last height at which the side to move may move.
func (g Game) Deadline() uint64 { return g.Since + g.left() }

// left is the clock of the side to move at the start of its turn.
func (g Game) left() uint64 {
	side, _ := g.Turn()
	switch {
	case side == Nobody:
		return 0
	case g.Phase == Proving:
		return max(g.Left[side-1], g.Extension)
	}
	return g.Left[side-1]
}

// spend takes the time of a move off the mover's clock and starts the other's.
func (g *Game) spend(height uint64) {
	side, _ := g.Turn()
	used := height - g.Since
	g.Left[side-1] -= min(used, g.Left[side-1])
	g.Since = height
}

// onTime checks the height of a move.
func (g Game) onTime(height uint64) error {
	switch {
	case height < g.Since:
		return fmt.Errorf("%w: %d, the last move was at %d", ErrHeight, height, g.Since)
	case height > g.Deadline():
		return fmt.Errorf("%w: height %d, the last one for this move was %d", ErrLate, height, g.Deadline())
	}
	return nil
}
