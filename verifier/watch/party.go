// SPDX-License-Identifier: Apache-2.0

package watch

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/verifier/replay"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
)

// Config is a party of disputes.
type Config struct {
	// Client signs for the operator; to examine units it need not sign.
	Client *client.Client
	// Store has blobs, and fetches those that are missing.
	Store blob.Store
	// From says where the blobs of a job may be (blob.FetchOptions); nil for
	// wherever the store finds them.
	From func(ctx context.Context, job uint64) []string
	// Replay is how steps are executed.
	Replay replay.Config
	// Guard challenges false claims of outer states, and false evaluations, in
	// jobs in which the operator holds a slot.
	Guard bool
	// Serve answers data requests from the store: those that the operator answers
	// for, and others, which are paid as well.
	Serve bool
	// Accuse reports trainers who sent a second commit of a unit.
	Accuse bool
	// Report is told what happens in the operator's games; nil for nobody.
	Report func(Report)
	Log    *slog.Logger
}

// Report is news of a game.
type Report struct {
	Game uint64
	// Kind says what is disputed: a unit, or its operator's claim of the outer
	// state after its round, or of an evaluation.
	Kind disputetypes.Kind
	Unit Unit
	Step uint32
	// Side is the operator's.
	Side game.Side
	// Met says that the game was not known before.
	Met bool
	// Moved is the name of the move that was made, or empty.
	Moved string
	// Outcome is how the game ended, unspecified while it is open.
	Outcome disputetypes.Outcome
}

// About is what a game is about, for people and logs.
func (r *Report) About() string { return About(r.Kind, r.Unit) }

// About names what a kind of dispute is about.
func About(k disputetypes.Kind, u Unit) string {
	switch k {
	case disputetypes.KIND_OUTER:
		return fmt.Sprintf("job %d, outer state after round %d, claimed by slot %d", u.Job, u.Round, u.Slot)
	case disputetypes.KIND_EVALUATION:
		return fmt.Sprintf("job %d, validation loss after round %d", u.Job, u.Round)
	case disputetypes.KIND_RECEIPT:
		return fmt.Sprintf("a verifier's report of %s", u)
	default:
		return u.String()
	}
}

// Over reports whether the game has ended.
func (r *Report) Over() bool { return r.Outcome != disputetypes.OUTCOME_UNSPECIFIED }

// Winner is the side that won, nobody while the game is open, or if it ended
// undecided.
func (r *Report) Winner() game.Side { return Winner(r.Outcome) }

// Winner is the side that an outcome is for.
func Winner(o disputetypes.Outcome) game.Side {
	switch o {
	case disputetypes.OUTCOME_FRAUD, disputetypes.OUTCOME_DEFENDER_LATE:
		return game.Challenger
	case disputetypes.OUTCOME_FALSE_CHALLENGE, disputetypes.OUTCOME_CHALLENGER_LATE:
		return game.Defender
	default:
		return game.Nobody
	}
}

// Party challenges and plays for one operator. It is for one goroutine.
type Party struct {
	cfg Config
	// stories of the steps in dispute, by board.
	stories map[uint64]*known
	// given are games that cannot be won, and are left to the clock.
	given map[uint64]bool
	// held is what open games keep, met are those that were reported.
	held map[uint64]hold
	met  map[uint64]bool
}

// New makes a party.
func New(cfg Config) (*Party, error) {
	switch {
	case cfg.Client == nil:
		return nil, fmt.Errorf("%w: no client", ErrConfig)
	case cfg.Store == nil:
		return nil, fmt.Errorf("%w: no content store", ErrConfig)
	case cfg.Replay.Kernel == nil:
		return nil, fmt.Errorf("%w: no kernel", ErrConfig)
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Report == nil {
		cfg.Report = func(Report) {}
	}
	return &Party{
		cfg: cfg, stories: map[uint64]*known{}, given: map[uint64]bool{}, held: map[uint64]hold{}, met: map[uint64]bool{},
	}, nil
}

// operator is for whom the party plays.
func (p *Party) operator() (string, error) {
	s := p.cfg.Client.Sender()
	if s == nil {
		return "", fmt.Errorf("%w: the client has no key to sign with", ErrConfig)
	}
	return s.Operator(), nil
}

// Close lets go of all blobs.
func (p *Party) Close() error {
	for board := range p.stories {
		p.forget(board)
	}
	return nil
}

// files are the blobs of a job, for as long as ctx lasts.
func (p *Party) files(ctx context.Context, job uint64) *replay.Stored {
	var from []string
	if p.cfg.From != nil {
		from = p.cfg.From(ctx, job)
	}
	return replay.NewStored(ctx, p.cfg.Store, from...)
}
