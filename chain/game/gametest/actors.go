// SPDX-License-Identifier: Apache-2.0

package gametest

import (
	"math/rand/v2"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/game"
)

// Board is what an actor sees when it is asked.
type Board struct {
	Facts  *game.Facts
	Game   game.Game
	Height uint64
	// Tries is how many moves of this turn were refused.
	Tries int
}

// Actor plays one side. Move gives its next move and how many blocks it thinks;
// no move means that it does nothing more.
type Actor struct {
	Name string
	// Honest says that its moves must never be refused, and that it must win.
	Honest bool
	// Tale is what it has committed, or claims.
	Tale *Tale
	Move func(b *Board) (m game.Move, blocks uint64)
}

// Honest goes by a tale and nothing else, a block a move.
func Honest(t *Tale) Actor {
	return Actor{"honest", true, t, func(b *Board) (game.Move, uint64) { return reply(b, t), 1 }}
}

func reply(b *Board, t *Tale) game.Move {
	m, err := b.Facts.Reply(b.Game, t)
	if err != nil {
		return nil
	}
	return m
}

// Liar goes by a tale like the honest player: the trick is in the tale.
func Liar(name string, t *Tale) Actor {
	return Actor{name, false, t, func(b *Board) (game.Move, uint64) { return reply(b, t), 1 }}
}

// Stalls never moves.
func Stalls(t *Tale) Actor {
	return Actor{"stalls", false, t, func(*Board) (game.Move, uint64) { return nil, 0 }}
}

// StallsAt moves until its n-th turn.
func StallsAt(n int, t *Tale) Actor {
	turns := 0
	return Actor{"stallsAt", false, t, func(b *Board) (game.Move, uint64) {
		if b.Tries == 0 {
			turns++
		}
		if turns > n {
			return nil, 0
		}
		return reply(b, t), 1
	}}
}

// LateMoves takes all the time that it has for every move, and a block more
// for its last ones.
func LateMoves(t *Tale) Actor {
	return Actor{"lateMoves", false, t, func(b *Board) (game.Move, uint64) {
		left := b.Game.Deadline() - b.Height
		if left == 0 {
			left = 1
		}
		return reply(b, t), left
	}}
}

// SwitchesStory opens with one tale and goes on with another.
func SwitchesStory(from, to *Tale, after int) Actor {
	turns := 0
	return Actor{"switchesStory", false, from, func(b *Board) (game.Move, uint64) {
		if b.Tries == 0 {
			turns++
		}
		t := to
		if turns <= after {
			t = from
		}
		return reply(b, t), 1
	}}
}

// LeafUnlikeTrace committed to one tale and shows the trace of another.
func LeafUnlikeTrace(leaf, trace *Tale) Actor {
	return Actor{"leafUnlikeTrace", false, leaf, func(b *Board) (game.Move, uint64) {
		m := reply(b, trace)
		if open, ok := m.(*game.Open); ok && b.Tries == 0 {
			open.Result = leaf.result
		}
		return m, 1
	}}
}

// BadChildren posts digests that lead nowhere: other ones, too few, too many,
// in another order.
func BadChildren(t *Tale, rng *rand.Rand) Actor {
	return Actor{"badChildren", false, t, func(b *Board) (game.Move, uint64) {
		m := reply(b, t)
		if c, ok := m.(*game.Children); ok {
			c.Digests = spoilDigests(c.Digests, rng)
		}
		if o, ok := m.(*game.Open); ok && rng.IntN(2) == 0 {
			o.Children = spoilDigests(o.Children, rng)
		}
		return m, 1
	}}
}

func spoilDigests(list []commit.Digest, rng *rand.Rand) []commit.Digest {
	out := append([]commit.Digest(nil), list...)
	switch i := rng.IntN(len(out)); rng.IntN(4) {
	case 0:
		out[i][rng.IntN(32)] ^= 1 << rng.IntN(8)
	case 1:
		out = out[:len(out)-1]
	case 2:
		out = append(out, out[i])
	default:
		j := rng.IntN(len(out))
		out[i], out[j] = out[j], out[i]
	}
	return out
}

// BadChunk posts a chunk that is not the one it committed to.
func BadChunk(t *Tale, rng *rand.Rand) Actor {
	return Actor{"badChunk", false, t, func(b *Board) (game.Move, uint64) {
		m := reply(b, t)
		if c, ok := m.(*game.Chunk); ok {
			c.Bytes = spoilBytes(c.Bytes, rng)
		}
		return m, 1
	}}
}

func spoilBytes(b []byte, rng *rand.Rand) []byte {
	out := append([]byte(nil), b...)
	if len(out) == 0 {
		return []byte{0}
	}
	switch i := rng.IntN(len(out)); rng.IntN(4) {
	case 0:
		out[i] ^= 1 << rng.IntN(8)
	case 1:
		out = out[:i]
	case 2:
		out = append(out, out[i])
	default:
		out = append(out[i:i+1:i+1], out...)
	}
	return out
}

// PicksAnything accuses a true tale of anything: it picks by chance, and proves
// with true witnesses, which show that it is wrong.
func PicksAnything(claim, truth *Tale, rng *rand.Rand) Actor {
	return Actor{"picksAnything", false, claim, func(b *Board) (game.Move, uint64) {
		return anything(b, truth, rng), uint64(rng.IntN(3))
	}}
}

// anything is a pick by chance, or a true witness of a byte by chance.
func anything(b *Board, truth *Tale, rng *rand.Rand) game.Move {
	_, kind := b.Game.Turn()
	if kind == game.KindPick {
		return &game.Pick{Index: uint16(rng.IntN(len(b.Game.Children)))}
	}
	if len(b.Game.Chunk) == 0 {
		return &game.Prove{}
	}
	m, err := b.Facts.Witness(b.Game, uint16(rng.IntN(len(b.Game.Chunk))), truth)
	if err != nil {
		return nil
	}
	return m
}

// WrongWitness picks by chance and spoils its witness.
func WrongWitness(claim, truth *Tale, rng *rand.Rand) Actor {
	return Actor{"wrongWitness", false, claim, func(b *Board) (game.Move, uint64) {
		m := anything(b, truth, rng)
		if p, ok := m.(*game.Prove); ok {
			m = Spoil(p, rng)
		}
		return m, 1
	}}
}

// Spoil changes a witness by chance: a bit, a length, an order, a number of
// proofs, the byte that it is about.
func Spoil(p *game.Prove, rng *rand.Rand) *game.Prove {
	out := &game.Prove{At: p.At, Proofs: cloned(p.Proofs)}
	n := len(out.Proofs)
	if n == 0 {
		out.Proofs = [][]byte{{}}
		return out
	}
	i := rng.IntN(n)
	switch rng.IntN(6) {
	case 0, 1:
		out.Proofs[i] = spoilBytes(out.Proofs[i], rng)
	case 2:
		out.Proofs = append(out.Proofs[:i], out.Proofs[i+1:]...)
	case 3:
		out.Proofs = append(out.Proofs, out.Proofs[i])
	case 4:
		j := rng.IntN(n)
		out.Proofs[i], out.Proofs[j] = out.Proofs[j], out.Proofs[i]
	default:
		out.At ^= 1 << rng.IntN(10)
	}
	return out
}

// ForeignProof picks by chance and proves from the trace of another tale.
func ForeignProof(claim, foreign *Tale, rng *rand.Rand) Actor {
	return Actor{"foreignProof", false, claim, func(b *Board) (game.Move, uint64) { return anything(b, foreign, rng), 1 }}
}

// PlaysOutOfTurn makes moves of the other side and of other phases.
func PlaysOutOfTurn(t *Tale, rng *rand.Rand) Actor {
	return Actor{"playsOutOfTurn", false, t, func(b *Board) (game.Move, uint64) {
		return []game.Move{
			&game.Open{}, &game.Children{}, &game.Chunk{Bytes: []byte{1}}, &game.Pick{Index: 1 << 15}, &game.Prove{At: 1 << 15},
		}[rng.IntN(5)], 1
	}}
}
