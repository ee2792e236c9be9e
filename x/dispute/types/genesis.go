// SPDX-License-Identifier: Apache-2.0

package types

import (
	"fmt"
	"slices"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/game"
)

// DefaultGenesis returns a genesis without disputes.
func DefaultGenesis() *GenesisState { return &GenesisState{Params: DefaultParams()} }

// Validate checks what can be checked without the other modules' state.
func (g *GenesisState) Validate() error {
	if err := g.Params.Validate(); err != nil {
		return err
	}
	boards := make(map[uint64]*Board, len(g.Boards))
	for i := range g.Boards {
		b := &g.Boards[i]
		if boards[b.Id] != nil || b.Id == 0 || b.Id > g.NextBoard {
			return ErrInvalidGenesis.Wrapf("board %d is doubled or above next_board %d", b.Id, g.NextBoard)
		}
		if b.Kind < KIND_STEP || b.Kind > KIND_RECEIPT || len(b.Leaf) != commit.DigestSize || (b.Receipt != nil) != (b.Kind == KIND_RECEIPT) {
			return ErrInvalidGenesis.Wrapf("board %d is %s with a leaf of %d bytes", b.Id, b.Kind, len(b.Leaf))
		}
		boards[b.Id] = b
	}
	if err := g.validateGames(boards); err != nil {
		return err
	}
	if err := g.validatePosts(boards); err != nil {
		return err
	}
	if err := g.validateAnswers(); err != nil {
		return err
	}
	if err := g.validateRequests(); err != nil {
		return err
	}
	if err := g.validateParties(); err != nil {
		return err
	}
	return g.Audits.Validate()
}

func (g *GenesisState) validateGames(boards map[uint64]*Board) error {
	open := make(map[uint64]uint32, len(boards))
	seen := make(map[uint64]bool, len(g.Games))
	for i := range g.Games {
		x := &g.Games[i]
		if seen[x.Id] || x.Id == 0 || x.Id > g.NextGame || boards[x.Board] == nil {
			return ErrInvalidGenesis.Wrapf("game %d is doubled, above next_game %d, or has no board %d", x.Id, g.NextGame, x.Board)
		}
		seen[x.Id] = true
		if x.Bond.IsNil() || !x.Bond.IsPositive() {
			return ErrInvalidGenesis.Wrapf("game %d has a bond of %s", x.Id, x.Bond)
		}
		if _, err := game.Decode(x.Position); err != nil {
			return ErrInvalidGenesis.Wrapf("position of game %d: %s", x.Id, err)
		}
		if x.Outcome == OUTCOME_UNSPECIFIED {
			open[x.Board]++
		}
	}
	for i := range g.Boards {
		if b := &g.Boards[i]; b.Games != open[b.Id] {
			return ErrInvalidGenesis.Wrapf("board %d counts %d open games, there are %d", b.Id, b.Games, open[b.Id])
		}
	}
	return nil
}

// validateAnswers: what an open game leaves out of its position is there.
func (g *GenesisState) validateAnswers() error {
	posts := make(map[string]bool, len(g.Posts))
	key := func(board uint64, ask []byte) string { return fmt.Sprintf("%d/%x", board, ask) }
	for _, p := range g.Posts {
		posts[key(p.Board, p.Ask)] = true
	}
	for i := range g.Games {
		x := &g.Games[i]
		if len(x.Answer) > 0 && x.Outcome == OUTCOME_UNSPECIFIED && !posts[key(x.Board, x.Answer)] {
			return ErrInvalidGenesis.Wrapf("game %d answers post %x of board %d, which is not there", x.Id, x.Answer, x.Board)
		}
	}
	return nil
}

func (g *GenesisState) validatePosts(boards map[uint64]*Board) error {
	posts := make(map[uint64]uint32, len(boards))
	for _, p := range g.Posts {
		if boards[p.Board] == nil || len(p.Ask) == 0 {
			return ErrInvalidGenesis.Wrapf("a post answers %x of board %d, which is not there", p.Ask, p.Board)
		}
		if _, err := game.DecodeMove(p.Move); err != nil {
			return ErrInvalidGenesis.Wrapf("post of board %d: %s", p.Board, err)
		}
		posts[p.Board]++
	}
	for i := range g.Boards {
		if b := &g.Boards[i]; b.Posts != posts[b.Id] {
			return ErrInvalidGenesis.Wrapf("board %d counts %d posts, there are %d", b.Id, b.Posts, posts[b.Id])
		}
	}
	return nil
}

func (g *GenesisState) validateParties() error {
	seen := make(map[string]bool, len(g.Parties))
	for i := range g.Parties {
		p := &g.Parties[i]
		if seen[p.Address] || len(p.Seals) > MaxSeals || len(p.Lost) > MaxLost || !slices.IsSorted(p.Lost) {
			return ErrInvalidGenesis.Wrapf("party %s is doubled, or has %d seals and %d lost challenges", p.Address, len(p.Seals), len(p.Lost))
		}
		seen[p.Address] = true
	}
	return nil
}
