// SPDX-License-Identifier: Apache-2.0

package member

import (
	"context"
	"errors"
	"slices"

	"github.com/weft-network/weft/trainer/worker"
	"github.com/weft-network/weft/verifier/watch"
)

// newParty makes the one who plays the operator's games, with the machine's own
// kernel and blobs.
func (m *Member) newParty() (*watch.Party, error) {
	return watch.New(watch.Config{
		Client: m.cfg.Client, Store: m.store, Log: m.cfg.Log, Guard: m.cfg.Guard, Accuse: m.cfg.Accuse, Serve: true, Replay: m.cfg.Replay,
		From: func(ctx context.Context, job uint64) []string {
			from, err := worker.JobSources(ctx, m.cfg.Client, job)
			if err != nil {
				m.cfg.Log.Warn("the sources of a job's dataset cannot be read", "job", job, "err", err)
			}
			return slices.Concat(m.roster.Others(m.Operator()), from, m.cfg.Sources)
		},
		Report: func(r watch.Report) {
			m.tellGame(r)
			if m.cfg.Games != nil {
				m.cfg.Games(r)
			}
		},
	})
}

func (m *Member) tellGame(r watch.Report) {
	log := m.cfg.Log.With("game", r.Game, "about", r.About(), "step", r.Step)
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

// Defend plays games until ctx ends.
func (m *Member) Defend(ctx context.Context) { m.Again(ctx, "games cannot be followed", m.party.Run) }

// Defended waits until no game of the operator is open, and no request that it
// answers for: whoever leaves one loses it, and its stake.
func (m *Member) Defended(ctx context.Context) error {
	told := false
	for {
		games, err := m.party.Open(ctx)
		var asked []uint64
		if err == nil {
			asked, err = m.party.Asked(ctx)
		}
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(err, watch.ErrConfig):
			return err
		case err != nil:
			m.cfg.Log.Warn("open games and requests cannot be listed; trying again", "err", err)
		case len(games)+len(asked) == 0:
			return nil
		case !told:
			told = true
			m.cfg.Log.Warn("the work is done, and games or data requests are open: staying until they are over", "games", games, "requests", asked)
		}
		if err := Sleep(ctx, FirstPause); err != nil {
			return err
		}
	}
}
