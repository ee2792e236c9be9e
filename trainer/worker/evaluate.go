// SPDX-License-Identifier: Apache-2.0

package worker

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/trainer/data"
	"github.com/weft-network/weft/trainer/engine"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// Evaluations (R13). The chain takes the validation loss of an outer state from
// any provider; one is enough. Holders stand in line by their lowest slots. The
// first evaluates a state as soon as it is settled, the second if nobody has by
// the time the next evaluation is due, the third by the one after, and so on.
// When the job has completed, the line is that of the last round: the first
// evaluates what is missing, and the others share the time in which the chain
// takes an evaluation.
//
// Nobody's training waits for it: a batch is evaluated where there is nothing
// else to do, mostly while others train, and the first in line begins with the
// state that is at hand before the round has closed on it.

// evaluation is the validation loss of an outer state, by batches.
type evaluation struct {
	Round uint64 `json:"round"` // after which it is
	State text   `json:"state"`
	// Losses are bits; there is one for each batch when it is complete.
	Losses []uint32 `json:"losses"`
}

// evaluations are those of a job.
type evaluations struct {
	batches int              // 0: none are asked for
	slice   *data.Validation // where they come from
	engine  *engine.Engine   // while one is made
	input   int
	made    map[uint64]*evaluation
	learnt  uint64 // the latest round when those before it were asked for
	// seen are, by evaluation, the rounds that were the latest when there was
	// one on the chain, or when it could not be made here.
	seen map[uint64]uint64
}

// settled is an outer state that may be evaluated.
type settled struct {
	round uint64 // after which it is
	id    spec.ContentID
	// until is the last height at which the chain takes an evaluation of it.
	until int64
}

// evaluate evaluates, if it is this worker's turn, until there is other news. It
// reports whether it did something. What cannot be evaluated is left to others.
func (m *member) evaluate(ctx context.Context, s *standing) (bool, error) {
	if m.evals.batches == 0 || s.rank < 0 {
		return false, nil
	}
	all, err := m.settled(ctx, s)
	if err != nil {
		return false, err
	}
	if !s.late {
		all = all[:max(0, len(all)-s.rank)] // as many later ones are due as others come first
	}
	owed, err := m.missing(ctx, s, all)
	if err != nil {
		return false, err
	}
	post := len(owed) > 0
	if !post {
		if owed = m.ahead(s); len(owed) == 0 {
			m.evals.rest()
			return false, nil
		}
	}
	state := &owed[0]
	m.report(Progress{Round: state.round, Phase: PhaseEvaluate})
	e, err := m.evaluated(ctx, state)
	if err == nil && post && len(e.Losses) == m.evals.batches {
		err = m.postEvaluation(ctx, s, e)
	}
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	if err != nil {
		m.evals.seen[state.round] = s.round.Number
		m.cfg.Log.Warn("the outer state after a round is not evaluated here; others may", "job", m.id, "round", state.round, "err", err)
	}
	return true, nil
}

// settled are the outer states that are to be evaluated and may be, oldest
// first.
func (m *member) settled(ctx context.Context, s *standing) ([]settled, error) {
	if m.evals.learnt != s.round.Number {
		if err := m.learn(ctx, s.round.Number); err != nil {
			return nil, err
		}
		m.evals.learnt = s.round.Number
	}
	// An evaluation can be disputed until a late window has ended, and only
	// one about which a game can be played is taken.
	late := int64(m.spec.Windows.Late) - int64(m.spec.Windows.GameClock)
	var all []settled
	for n := uint64(2); n <= s.round.Number; n++ {
		r := m.theta.rounds[n]
		if n == s.round.Number {
			r = s.round
		}
		if !jobtypes.EvaluatedAfter(&m.spec, n-1) || r.Phase < jobtypes.ROUND_PHASE_AUDITING || r.Base == nil {
			continue
		}
		x := settled{n - 1, *r.Base, math.MaxInt64}
		if r.Phase == jobtypes.ROUND_PHASE_FINAL {
			x.until = r.FinalHeight + late
		}
		all = append(all, x)
	}
	last := uint64(m.spec.Rounds.Rounds)
	if s.job.Status == jobtypes.JOB_STATUS_COMPLETED && s.job.Outer != nil && jobtypes.EvaluatedAfter(&m.spec, last) {
		all = append(all, settled{last, *s.job.Outer, s.job.EndedHeight + late})
	}
	return all, nil
}

// missing are those that nobody has evaluated, while there is time.
func (m *member) missing(ctx context.Context, s *standing, all []settled) ([]settled, error) {
	height := m.cfg.Client.Height()
	all = slices.DeleteFunc(all, func(x settled) bool { return m.evals.seen[x.round] == s.round.Number || x.until < height })
	if len(all) == 0 {
		return nil, nil
	}
	posted, err := m.posted(ctx)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(x settled) bool {
		there := posted[x.round]
		if there {
			m.evals.seen[x.round] = s.round.Number
		}
		return there
	}), nil
}

// posted are the evaluations on the chain that may be right; ours were when they
// were posted.
func (m *member) posted(ctx context.Context) (rounds map[uint64]bool, err error) {
	err = m.patiently(ctx, "evaluations", func() error {
		rounds = map[uint64]bool{}
		for e, err := range client.Pages(ctx, func(ctx context.Context, page *client.PageRequest) ([]jobtypes.Evaluation, *client.PageResponse, error) {
			res, err := m.cfg.Client.Job().Evaluations(ctx, &jobtypes.QueryEvaluationsRequest{Job: m.id, Pagination: page})
			if err != nil {
				return nil, nil, err
			}
			return res.Evaluations, res.Pagination, nil
		}) {
			if err != nil {
				return err
			}
			if e.Status == jobtypes.CLAIM_STATUS_LIVE || e.Operator == m.operator {
				rounds[e.Round] = true
			}
		}
		return nil
	})
	return rounds, err
}

// ahead is the state at hand, if the first in line will have to evaluate it.
func (m *member) ahead(s *standing) []settled {
	before := s.round.Number // the round that starts from it
	if s.job.FinalRounds == uint64(m.spec.Rounds.Rounds) {
		before++
	}
	ours, ok := m.claims.ours[before]
	if !ok || s.rank > 0 || s.job.EndedHeight != 0 || m.theta.id != ours || !jobtypes.EvaluatedAfter(&m.spec, before-1) ||
		m.evals.seen[before-1] == s.round.Number {
		return nil
	}
	if e := m.evals.made[before-1]; e != nil && e.State.ID == ours && len(e.Losses) == m.evals.batches {
		return nil
	}
	return []settled{{before - 1, jobtypes.WireID(ours), math.MaxInt64}}
}

// afterJob evaluates what is missing when the job has completed.
func (m *member) afterJob(ctx context.Context, s *standing) error {
	if m.evals.batches == 0 || s.job.Status != jobtypes.JOB_STATUS_COMPLETED {
		return nil
	}
	units, err := m.units(ctx, s.job.Round)
	if err != nil {
		return err
	}
	var line []string
	for _, slot := range slices.Sorted(maps.Keys(units)) {
		if who := units[slot].Operator; !slices.Contains(line, who) {
			line = append(line, who)
		}
	}
	if s.rank = slices.Index(line, m.operator); s.rank < 0 {
		return nil
	}
	m.evals.learnt = 0
	share := (int64(m.spec.Windows.Late) - int64(m.spec.Windows.GameClock)) / int64(len(line))
	turn := s.job.EndedHeight + int64(s.rank)*share
	for {
		mark := m.pulse.mark()
		all, err := m.settled(ctx, s)
		if err != nil {
			return err
		}
		if missing, err := m.missing(ctx, s, all); err != nil || len(missing) == 0 {
			return err
		}
		if s.late = m.cfg.Client.Height() >= turn; s.late {
			_, err = m.evaluate(ctx, s)
		} else {
			m.report(Progress{Round: s.round.Number, Phase: PhaseFinal})
			err = m.pulse.wait(ctx, mark, turn)
		}
		if err != nil {
			return err
		}
	}
}

// evaluated evaluates batches of a state until all are done or there is news.
func (m *member) evaluated(ctx context.Context, state *settled) (*evaluation, error) {
	id, err := jobtypes.CommitID("state", &state.id)
	if err != nil {
		return nil, err
	}
	e := m.evals.made[state.round]
	if e == nil {
		if e, err = m.readEvaluation(state.round); err != nil {
			return nil, err
		}
	}
	if e == nil || e.State.ID != id {
		e = &evaluation{Round: state.round, State: text{id}}
	}
	m.evals.made[state.round] = e
	if len(e.Losses) == m.evals.batches {
		return e, nil
	}
	if err := m.prepare(ctx, state, id); err != nil {
		return nil, err
	}
	for mark := m.pulse.mark(); ; {
		if err := m.evaluateBatch(ctx, e); err != nil {
			return nil, err
		}
		if len(e.Losses) == m.evals.batches {
			return e, m.writeEvaluation(e)
		}
		if m.pulse.mark() != mark || ctx.Err() != nil {
			return e, ctx.Err()
		}
	}
}

// prepare makes a state the one at hand, and plans the evaluation of it where it
// lies.
func (m *member) prepare(ctx context.Context, state *settled, id commit.ID) error {
	if m.theta.id != id {
		pin := blob.Pin{Name: m.pin("outer"), Height: m.until(&jobtypes.Round{OpenedHeight: m.cfg.Client.Height()})}
		key := keys(&jobtypes.Fold{Base: &state.id})[0]
		err := m.sound(ctx, source{id: id, from: m.everyone(ctx), pin: pin}, func() error { return m.take(ctx, key, id) })
		if err != nil {
			return err
		}
	}
	if m.evals.engine != nil {
		return nil
	}
	p, err := program.BuildEval(&m.spec)
	if err != nil {
		return err
	}
	for i := range p.NumInputs() {
		in, err := p.Input(i)
		if err != nil {
			return err
		}
		if in.Class == program.ClassTokens && in.Name == "batch" {
			m.evals.input = i
		}
	}
	m.evals.engine, err = engine.New(p, engine.Config{Kernel: m.cfg.Kernel, Workers: m.cfg.Threads, Memory: m.cfg.Memory, State: m.theta.data})
	return err
}

// rest gives the memory back until there is something to evaluate again.
func (x *evaluations) rest() {
	if x.engine != nil {
		x.engine.Close()
		x.engine = nil
	}
}

// evaluateBatch adds the loss of the next batch.
func (m *member) evaluateBatch(ctx context.Context, e *evaluation) error {
	run := m.evals.engine
	if err := m.filled(ctx, func() error { return m.evals.slice.Fill(run.Input(m.evals.input), len(e.Losses)) }); err != nil {
		return err
	}
	if err := run.Run(); err != nil {
		return err
	}
	e.Losses = append(e.Losses, math.Float32bits(run.Output(0).F32()[0]))
	return nil
}

// postEvaluation states a complete evaluation on the chain.
func (m *member) postEvaluation(ctx context.Context, s *standing, e *evaluation) error {
	msg := &jobtypes.MsgPostEvaluation{Operator: m.operator, Job: m.id, Round: e.Round}
	for _, bits := range e.Losses {
		msg.Losses = binary.LittleEndian.AppendUint32(msg.Losses, bits)
	}
	err := m.send(ctx, msg)
	if err == nil || errors.Is(err, jobtypes.ErrClaimed) { // by this worker before it was interrupted, or by another
		m.evals.seen[e.Round] = s.round.Number
		return nil
	}
	return err
}

func (m *member) evaluationPath(round uint64) string {
	return filepath.Join(m.dir, fmt.Sprintf("evaluation-%08d.json", round))
}

// readEvaluation returns what was evaluated before a restart, nil if nothing.
func (m *member) readEvaluation(round uint64) (*evaluation, error) {
	path := m.evaluationPath(round)
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var e evaluation
	if err := json.Unmarshal(b, &e); err != nil {
		return nil, fmt.Errorf("%w: %s: %w; delete it, and the state is evaluated again", ErrJournal, path, err)
	}
	if e.Round != round || len(e.Losses) != m.evals.batches {
		return nil, fmt.Errorf("%w: %s is not of round %d; delete it, and the state is evaluated again", ErrJournal, path, round)
	}
	return &e, nil
}

// writeEvaluation keeps a complete evaluation, so that what is posted after a
// restart is what was made before it.
func (m *member) writeEvaluation(e *evaluation) error {
	b, err := json.Marshal(e)
	if err != nil {
		return err
	}
	return replaceFile(m.evaluationPath(e.Round), b)
}
