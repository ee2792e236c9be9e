// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"slices"

	"cosmossdk.io/collections"

	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/x/dispute/types"
)

// Hooks are what x/job tells the module.
type Hooks struct{ k *Keeper }

// Hooks returns the module's hooks.
func (k *Keeper) Hooks() Hooks { return Hooks{k} }

// AfterRoundOpened does nothing: games are about what was committed.
func (Hooks) AfterRoundOpened(context.Context, uint64, uint64) error { return nil }

// AfterRoundClosed has the round audited, and forgets what was asked for to make
// it. A challenge may come at any time.
func (h Hooks) AfterRoundClosed(ctx context.Context, job, round uint64) error {
	if err := h.k.forgetNeeds(ctx, job, round); err != nil {
		return err
	}
	return h.k.beginAudit(ctx, job, round)
}

// AfterRoundFinal ends audits that a round did not wait for. Open games hold
// their units.
func (h Hooks) AfterRoundFinal(ctx context.Context, job, round uint64) error {
	return h.k.abandonAudit(ctx, job, round)
}

// AfterUnitWithdrawn closes the boards of a unit about which nothing is open
// any more. Its games and requests end by the queue, so that what a verdict costs does not
// depend on how many there are.
func (h Hooks) AfterUnitWithdrawn(ctx context.Context, job, round uint64, slot uint32) error {
	var ids []uint64
	rng := collections.NewSuperPrefixedQuadRange3[uint64, uint64, uint32, uint32](job, round, slot)
	err := h.k.stepBoards.Walk(ctx, rng, func(_ stepKey, id uint64) (bool, error) {
		ids = append(ids, id)
		return false, nil
	})
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := h.k.closeBoard(ctx, id); err != nil {
			return err
		}
	}
	return h.k.requestsSettled(ctx, types.UnitSubject(job, round, slot))
}

// AfterClaimEnded closes the boards of a claim that stands no more, and ends the
// requests about it.
func (h Hooks) AfterClaimEnded(ctx context.Context, job, round uint64, operator string) error {
	if err := h.k.closeClaim(ctx, types.KIND_OUTER, job, round, operator); err != nil {
		return err
	}
	_, subject, err := h.k.keysOf(&types.Blob{Kind: types.BLOB_KIND_CLAIM, Job: job, Round: round, Operator: operator})
	if err != nil {
		return err
	}
	return h.k.requestsSettled(ctx, subject)
}

// AfterEvaluationEnded closes the boards of an evaluation that stands no more.
func (h Hooks) AfterEvaluationEnded(ctx context.Context, job, round uint64, operator string) error {
	return h.k.closeClaim(ctx, types.KIND_EVALUATION, job, round, operator)
}

func (k *Keeper) closeClaim(ctx context.Context, kind types.Kind, job, round uint64, operator string) error {
	claimant, err := k.account(operator)
	if err != nil {
		return err
	}
	var ids []uint64
	err = k.claimBoards.Walk(ctx, claimsAbout(kind, job, round), func(key claimKey, id uint64) (bool, error) {
		if bytes.HasPrefix(key.K4(), claimant) {
			ids = append(ids, id)
		}
		return false, nil
	})
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := k.closeBoard(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

// keyOfClaim is the key of the board of a step of a claim.
func keyOfClaim(kind types.Kind, job, round uint64, claimant []byte, step uint32) claimKey {
	return collections.Join4(int32(kind), job, round, binary.BigEndian.AppendUint32(slices.Clone(claimant), step))
}

// claimsAbout are the boards of all claims about a round.
func claimsAbout(kind types.Kind, job, round uint64) collections.Ranger[claimKey] {
	return collections.NewSuperPrefixedQuadRange3[int32, uint64, uint64, []byte](int32(kind), job, round)
}

// closeBoard takes no more challenges and moves, and has the open games end.
func (k *Keeper) closeBoard(ctx context.Context, id uint64) error {
	b, err := k.Board(ctx, id)
	if err != nil || b.Over {
		return err
	}
	b.Over = true
	if err := k.boards.Set(ctx, id, b); err != nil || b.Games == 0 {
		return err
	}
	return k.due.Set(ctx, collections.Join3(height(ctx), int32(types.DUE_KIND_SWEEP), id))
}

// sweep ends some of the games of a closed board, and comes again while there
// are more.
func (k *Keeper) sweep(ctx context.Context, board uint64) error {
	var ids []uint64
	err := k.openGames.Walk(ctx, collections.NewPrefixedQuadRange[uint64, []byte, int64, uint64](board), func(key openKey) (bool, error) {
		ids = append(ids, key.K4())
		return len(ids) > sweepGames, nil
	})
	if err != nil {
		return err
	}
	for i, id := range ids {
		if i == sweepGames {
			return k.due.Set(ctx, collections.Join3(height(ctx)+1, int32(types.DUE_KIND_SWEEP), board))
		}
		if err := k.sweepGame(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

func (k *Keeper) sweepGame(ctx context.Context, id uint64) error {
	g, err := k.Game(ctx, id)
	if err != nil {
		return err
	}
	p := &playing{game: g}
	if p.board, err = k.Board(ctx, g.Board); err != nil {
		return err
	}
	if p.position, err = game.Decode(g.Position); err != nil {
		return types.ErrBroken.Wrapf("position of game %d: %s", id, err)
	}
	if err := k.due.Remove(ctx, clockItem(p.lookAt(ctx), id)); err != nil {
		return err
	}
	return k.undecided(ctx, p)
}

// forget removes a board with its games and posts when nothing about its unit
// can be challenged any more and no game is open; until then it comes again.
func (k *Keeper) forget(ctx context.Context, id uint64) error {
	b, err := k.boards.Get(ctx, id)
	if errors.Is(err, collections.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	again, err := k.keptUntil(ctx, &b)
	if err != nil {
		return err
	}
	if again == 0 {
		var done bool
		if done, err = k.forgetRecords(ctx, &b); err != nil || done {
			return err
		}
		again = height(ctx) + 1
	}
	return k.due.Set(ctx, collections.Join3(again, int32(types.DUE_KIND_FORGET), id))
}

// keptUntil is the height at which to look at a board again, or 0 if it can be
// forgotten now.
func (k *Keeper) keptUntil(ctx context.Context, b *types.Board) (int64, error) {
	now := height(ctx)
	until := k.job.LateEnd
	if b.Kind == types.KIND_OUTER || b.Kind == types.KIND_EVALUATION {
		until = k.job.ClaimEnd
	}
	end, err := until(ctx, b.Job, b.Round)
	switch {
	case err != nil:
		return 0, err
	case end == 0 || b.Games > 0:
		return max(now+retryBlocks, end+1), nil
	case now <= end:
		return end + 1, nil
	}
	return 0, nil
}

// forgetRecords removes some of what a board keeps, at last the board itself.
func (k *Keeper) forgetRecords(ctx context.Context, b *types.Board) (done bool, err error) {
	var asks []postKey
	err = k.posts.Walk(ctx, collections.NewPrefixedPairRange[uint64, []byte](b.Id), func(key postKey, _ types.Post) (bool, error) {
		asks = append(asks, key)
		return len(asks) == forgetRecords, nil
	})
	if err != nil {
		return false, err
	}
	var games []collections.Pair[uint64, uint64]
	err = k.boardGames.Walk(ctx, collections.NewPrefixedPairRange[uint64, uint64](b.Id), func(key collections.Pair[uint64, uint64]) (bool, error) {
		games = append(games, key)
		return len(games) == forgetRecords, nil
	})
	if err != nil {
		return false, err
	}
	for _, key := range asks {
		if err := k.posts.Remove(ctx, key); err != nil {
			return false, err
		}
	}
	for _, key := range games {
		if err := errors.Join(k.games.Remove(ctx, key.K2()), k.boardGames.Remove(ctx, key)); err != nil {
			return false, err
		}
	}
	b.Posts -= uint32(len(asks))
	if len(asks) == forgetRecords || len(games) == forgetRecords {
		return false, k.boards.Set(ctx, b.Id, *b)
	}
	return true, k.removeBoard(ctx, b)
}

func (k *Keeper) removeBoard(ctx context.Context, b *types.Board) error {
	if err := k.unindexBoard(ctx, b); err != nil {
		return err
	}
	if err := k.boards.Remove(ctx, b.Id); err != nil {
		return err
	}
	return emit(ctx, &types.EventBoardForgotten{Board: b.Id, Job: b.Job, Round: b.Round, Slot: b.Slot, Step: b.Step})
}

func (k *Keeper) unindexBoard(ctx context.Context, b *types.Board) error {
	if b.Kind == types.KIND_STEP {
		return k.stepBoards.Remove(ctx, collections.Join4(b.Job, b.Round, b.Slot, b.Step))
	}
	key, err := k.claimBoardKey(b)
	if err != nil {
		return err
	}
	return k.claimBoards.Remove(ctx, key)
}

// claimBoardKey finds a board that is not about a step of a unit.
func (k *Keeper) claimBoardKey(b *types.Board) (claimKey, error) {
	defender, err := k.account(b.Defender)
	if err != nil || b.Kind != types.KIND_RECEIPT {
		return keyOfClaim(b.Kind, b.Job, b.Round, defender, b.Step), err
	}
	if b.Receipt == nil {
		return claimKey{}, types.ErrBroken.Wrapf("board %d has no receipt", b.Id)
	}
	return keyOfReceipt(b, defender), nil
}
