// SPDX-License-Identifier: Apache-2.0

package trainer

import (
	"context"
	"errors"
	"time"

	"github.com/weft-network/weft/verifier/replay"
	"github.com/weft-network/weft/verifier/watch"
)

// newParty makes the one who plays the operator's games, with the trainer's own
// kernel and blobs: what was trained here is executed again from them.
func (t *Trainer) newParty() (*watch.Party, error) {
	return watch.New(watch.Config{
		Client: t.cfg.Client, Store: t.store, Log: t.cfg.Log, Guard: true,
		Replay: replay.Config{Kernel: t.cfg.Kernel, Workers: t.cfg.Threads, Memory: t.cfg.Memory},
		From: func(context.Context, uint64) []string {
			return append(t.roster.Others(t.cfg.Client.Sender().Operator()), t.cfg.Sources...)
		},
		Report: func(r watch.Report) {
			t.tellGame(r)
			if t.cfg.Games != nil {
				t.cfg.Games(r)
			}
		},
	})
}

func (t *Trainer) tellGame(r watch.Report) {
	log := t.cfg.Log.With("game", r.Game, "about", r.About(), "step", r.Step)
	switch {
	case r.Over() && r.Winner() == r.Side:
		log.Info("a game is won", "outcome", r.Outcome)
	case r.Over():
		log.Warn("a game is over", "outcome", r.Outcome)
	case r.Met:
		log.Warn("a dispute has begun; it is played", "side", r.Side)
	default:
		log.Info("moved in a game", "move", r.Moved)
	}
}

// defend plays games until ctx ends. Nothing that goes wrong there stops the
// training.
func (t *Trainer) defend(ctx context.Context) {
	pause := firstPause
	for {
		begun := time.Now()
		err := t.party.Run(ctx)
		if ctx.Err() != nil {
			return
		}
		if time.Since(begun) > lastPause {
			pause = firstPause
		}
		t.cfg.Log.Error("games cannot be followed; trying again", "in", pause, "err", err)
		if sleep(ctx, pause) != nil {
			return
		}
		pause = min(2*pause, lastPause)
	}
}

// defended waits until no game of the operator is open: whoever leaves one loses
// it, and its stake.
func (t *Trainer) defended(ctx context.Context) error {
	told := false
	for {
		games, err := t.party.Open(ctx)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(err, watch.ErrConfig):
			return err
		case err != nil:
			t.cfg.Log.Warn("open games cannot be listed; trying again", "err", err)
		case len(games) == 0:
			return nil
		case !told:
			told = true
			t.cfg.Log.Warn("the work is done, and games are open: staying until they are over", "games", games)
		}
		if err := sleep(ctx, firstPause); err != nil {
			return err
		}
	}
}
