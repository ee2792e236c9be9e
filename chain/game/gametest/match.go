// SPDX-License-Identifier: Apache-2.0

package gametest

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/game"
)

// Ply is one attempt of a move, and what came of it.
type Ply struct {
	Facts         *game.Facts
	Side          game.Side
	Actor         *Actor
	Other         *Actor
	Move          game.Move
	Height        uint64
	Before, After game.Game
	Refused       error
}

// Rule is what must hold of every ply of every game.
type Rule struct {
	Name  string
	Check func(p *Ply) error
}

// Rules are checked by every match.
var Rules = []Rule{
	{"a refused move changes nothing", func(p *Ply) error {
		if p.Refused != nil && !bytes.Equal(p.Before.Encode(), p.After.Encode()) {
			return errors.New("position changed")
		}
		return nil
	}},
	{"a refusal has a name", func(p *Ply) error {
		if p.Refused == nil || slices.ContainsFunc(refusals, func(s error) bool { return errors.Is(p.Refused, s) }) {
			return nil
		}
		return p.Refused
	}},
	{"an honest move is legal", func(p *Ply) error {
		if p.Actor.Honest {
			return p.Refused
		}
		return nil
	}},
	{"clocks do not grow, and heights not go back", func(p *Ply) error {
		b, a := p.Before, p.After
		if a.Left[0] > b.Left[0] || a.Left[1] > b.Left[1] || a.Since < b.Since {
			return fmt.Errorf("%v since %d, then %v since %d", b.Left, b.Since, a.Left, a.Since)
		}
		return nil
	}},
	{"only the mover's clock runs", func(p *Ply) error {
		if idle := game.Challenger - p.Side; p.Before.Left[idle] != p.After.Left[idle] {
			return fmt.Errorf("%v, then %v", p.Before.Left, p.After.Left)
		}
		return nil
	}},
	{"every move comes nearer to the end", func(p *Ply) error {
		if p.Refused == nil && distance(p) >= distanceOf(p.Facts, p.Before) {
			return fmt.Errorf("distance %d after %d", distance(p), distanceOf(p.Facts, p.Before))
		}
		return nil
	}},
	{"moves and positions have one encoding", func(p *Ply) error {
		g, err := game.Decode(p.After.Encode())
		if err != nil || !bytes.Equal(g.Encode(), p.After.Encode()) {
			return fmt.Errorf("position: %w", err)
		}
		b := game.EncodeMove(p.Move)
		m, err := game.DecodeMove(b)
		switch {
		case errors.Is(err, game.ErrEncoding) && p.Refused != nil:
			return nil // a spoilt move, which nobody can send
		case err != nil || !bytes.Equal(game.EncodeMove(m), b):
			return fmt.Errorf("move: %w", err)
		}
		return nil
	}},
	{"an end has an outcome, and nobody to move", func(p *Ply) error {
		side, _ := p.After.Turn()
		if over := p.After.Phase == game.Over; over != (side == game.Nobody) || over != (p.After.Outcome.Winner != game.Nobody) {
			return fmt.Errorf("phase %s, %s to move, %s won", p.After.Phase, side, p.After.Outcome.Winner)
		}
		return nil
	}},
	{"the honest side does not lose", func(p *Ply) error {
		if w := p.After.Outcome.Winner; w != game.Nobody && p.Actor.Honest != p.Other.Honest && (w == p.Side) != p.Actor.Honest {
			return fmt.Errorf("%s won by rule %s: said %x, true %x", w, p.After.Outcome.Rule, p.After.Outcome.Said, p.After.Outcome.True)
		}
		return nil
	}},
	{"what a challenger has passed over is its own", func(p *Ply) error {
		if p.After.Phase != game.Descending || p.Side != game.Challenger || !p.Actor.Honest {
			return nil
		}
		if !slices.Equal(p.Actor.Tale.entries[:p.After.First], p.Other.Tale.entries[:p.After.First]) {
			return fmt.Errorf("entry %d is not the first that differs", p.After.First)
		}
		return nil
	}},
}

var refusals = []error{
	game.ErrOver, game.ErrTurn, game.ErrLate, game.ErrHeight, game.ErrLeaf, game.ErrTrace, game.ErrChildren,
	game.ErrChunk, game.ErrPick, game.ErrWitness, game.ErrClaim,
}

// distanceOf bounds the moves that are left: an upper bound of phases times
// what the phase has to search.
func distanceOf(f *game.Facts, g game.Game) uint64 {
	const chunk, content, branch = 4, 1 << 10, 1 << 20
	switch g.Phase {
	case game.Opening:
		return 1 << 63
	case game.Tracing:
		return branch * 2 * (g.Count + 1)
	case game.Branching:
		return branch*2*(g.Count+1) + 1
	case game.Descending:
		return content + chunk*uint64(64-g.Depth) + 1
	case game.Choosing:
		return content + chunk*uint64(64-g.Depth)
	case game.Bottom:
		return 3
	case game.Proving:
		return 2
	default:
		return 0
	}
}

func distance(p *Ply) uint64 { return distanceOf(p.Facts, p.After) }

// Clocks are those of a match that names none.
var Clocks = game.Clocks{Each: 100, Extension: 10}

// Record is how a match went.
type Record struct {
	Game game.Game
	// Moves counts legal moves, Largest is the longest of them in bytes,
	// Bytes all of them; Witness is the bytes of the last one, if it proved.
	Moves, Refused          int
	Largest, Bytes, Witness int
	// Longest is the longest position.
	Longest int
	// End is the height at which it ended; it began at 1000.
	End uint64
}

// Rounds is the number of pairs of moves.
func (r *Record) Rounds() int { return (r.Moves + 1) / 2 }

// Start is the height at which matches begin.
const Start = 1000

// patience is how many refused moves of a turn end it.
const patience = 4

// T is *testing.T, or *rapid.T.
type T interface {
	require.TestingT
	Helper()
}

// Match plays a defender against a challenger and checks the rules.
func Match(t T, defender, challenger Actor, clocks game.Clocks) Record {
	t.Helper()
	f := defender.Tale.Facts()
	g, err := game.New(f, challenger.Tale.Claim(), clocks, Start)
	require.NoError(t, err)
	r := Record{Game: g}
	actors := [...]*Actor{&defender, &challenger}
	height, tries := uint64(Start), 0
	for r.Game.Phase != game.Over {
		side, _ := r.Game.Turn()
		actor, idle := actors[side-1], actors[game.Challenger-side]
		m, blocks := actor.Move(&Board{f, r.Game, height, tries})
		if m == nil || tries == patience {
			height = r.Game.Deadline() + 1
			require.Equal(t, r.Game, r.Game.Expire(height-1), "not expired yet")
			after := r.Game.Expire(height)
			lost := after.Outcome.Winner == game.Defender+game.Challenger-side && after.Outcome.Rule == game.RuleClock
			require.True(t, lost, "who does not move loses by the clock")
			require.False(t, actor.Honest && !idle.Honest, "%s against %s: the honest side has no move at %s", defender.Name, challenger.Name, r.Game.Phase)
			r.Game = after
			break
		}
		height += blocks
		before := r.Game
		after, refused := before.Play(f, m, height)
		p := &Ply{f, side, actor, idle, m, height, before, after, refused}
		for _, rule := range Rules {
			require.NoError(t, rule.Check(p), "%s against %s, %s in %s: %s", defender.Name, challenger.Name, m.Kind(), before.Phase, rule.Name)
		}
		r.Game = after
		if refused != nil {
			tries++
			r.Refused++
			continue
		}
		tries = 0
		r.count(t, f, before, m)
	}
	r.End = height
	over, err := r.Game.Play(f, &game.Pick{}, height)
	require.ErrorIs(t, err, game.ErrOver)
	require.Equal(t, r.Game, over)
	require.Equal(t, r.Game, r.Game.Expire(height+1<<20))
	return r
}

// count adds a legal move, which must have cost what was said.
func (r *Record) count(t T, f *game.Facts, before game.Game, m game.Move) {
	t.Helper()
	n := len(game.EncodeMove(m))
	cost, err := before.Cost(f, m)
	require.NoError(t, err)
	require.Equal(t, uint64(n), cost.Bytes)
	r.Moves++
	r.Bytes += n
	r.Largest = max(r.Largest, n)
	r.Longest = max(r.Longest, len(r.Game.Encode()))
	if _, ok := m.(*game.Prove); ok {
		r.Witness = n
	}
}

// Picks lists the legal picks at a position: every child, whatever it holds.
func Picks(g game.Game) []game.Move {
	moves := make([]game.Move, len(g.Children))
	for i := range moves {
		moves[i] = &game.Pick{Index: uint16(i)}
	}
	return moves
}

// Legal lists the legal moves of a side that goes by a tale: the defender has
// one, the challenger every pick, and one witness for each element.
func Legal(f *game.Facts, g game.Game, t *Tale) ([]game.Move, error) {
	side, kind := g.Turn()
	switch {
	case side == game.Nobody:
		return nil, nil
	case kind == game.KindPick:
		return Picks(g), nil
	case kind == game.KindProve:
		return witnesses(f, g, t)
	}
	m, err := f.Reply(g, t)
	return []game.Move{m}, err
}

func witnesses(f *game.Facts, g game.Game, t *Tale) ([]game.Move, error) {
	kind, _, err := f.Entry(g.First)
	if err != nil {
		return nil, err
	}
	step := 2 // bf16 and wider
	if kind == game.EntryOutput {
		op, err := f.Program.At(int(g.First))
		if err != nil {
			return nil, err
		}
		step = op.Type.Bytes()
	}
	var moves []game.Move
	for at := 0; at < len(g.Chunk); at += step {
		m, err := f.Witness(g, uint16(at), t)
		if err != nil {
			return nil, err
		}
		moves = append(moves, m)
	}
	return moves, nil
}
