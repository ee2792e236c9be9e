// SPDX-License-Identifier: Apache-2.0

package watch

import (
	"context"
	"errors"
	"fmt"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/trainer/blob"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// hold is what an open game keeps: the story of its board, and blobs.
type hold struct {
	board uint64
	ids   []commit.ID
}

// reads are the blobs from which the story of a step is made.
func (r *record) reads(step uint32) ([]commit.ID, error) {
	var ids []commit.ID
	if step == 0 {
		if r.carried != (commit.ID{}) {
			ids = append(ids, r.carried)
		}
	} else {
		_, state, err := r.anchor(step - 1)
		if err != nil {
			return nil, err
		}
		ids = append(ids, state)
	}
	base, err := jobtypes.CommitID("base", &r.unit.Base)
	if err != nil {
		return nil, err
	}
	dataset, err := jobtypes.CommitID("dataset", &r.spec.Data.Dataset)
	return append(ids, base, dataset), err
}

// keep keeps what a game needs from the store's sweep until the game must be
// over: the worker's own pins end as if there were none. A blob that is not
// there is fetched, and kept, when the step is executed.
func (p *Party) keep(ctx context.Context, g *disputetypes.Game, x subject) error {
	ids, err := x.reads(g.Step)
	if err != nil {
		return err
	}
	w := x.terms().Windows
	pin := blob.Pin{Name: pinOf(g.Id), Height: g.OpenedHeight + int64(2*w.GameClock+w.GameExtension) + 1}
	for _, id := range ids {
		if err := p.cfg.Store.Pin(ctx, id, pin); err != nil && !errors.Is(err, blob.ErrNotFound) {
			return err
		}
	}
	p.held[g.Id] = hold{g.Board, ids}
	return nil
}

// release lets go of a game that is over: of its pins, and of the story if no
// other game needs it.
func (p *Party) release(ctx context.Context, game uint64) {
	h := p.held[game]
	delete(p.held, game)
	delete(p.met, game)
	delete(p.given, game)
	for _, id := range h.ids {
		if err := p.cfg.Store.Unpin(ctx, id, pinOf(game)); err != nil && !errors.Is(err, blob.ErrNotFound) {
			p.cfg.Log.Warn("a blob stays pinned until its height", "blob", id, "game", game, "err", err)
		}
	}
	for _, other := range p.held {
		if other.board == h.board {
			return
		}
	}
	p.forget(h.board)
}

func pinOf(game uint64) string { return fmt.Sprintf("game/%d", game) }
