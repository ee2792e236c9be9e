// SPDX-License-Identifier: Apache-2.0

package worker

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/sample"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/trainer/data"
	"github.com/weft-network/weft/trainer/engine"
	"github.com/weft-network/weft/trainer/outer"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// member is a worker's part in one job.
type member struct {
	*Worker
	id      uint64
	spec    spec.Spec
	sources []string // of the dataset
	dir     string
	pulse   *pulse
	result  Result

	step     *program.Program
	engine   *engine.Engine
	batch    int // input of the step program
	loss     int // output of it
	batcher  *data.Batcher
	dataset  blob.Blob
	exchange *outer.Exchange
	carried  []byte // the state of the unit before, while the next one begins
	theta    *theta
	// lost are units that came to nothing.
	lost map[jobtypes.Retraction]bool
	// claims are the outer states that others may dispute.
	claims claims
	// stated names the outer state of the outcome that was stated (keys).
	stated commit.Digest
	// released are, by slot, the rounds whose end states are not carried again.
	released map[uint32]uint64
	evals    evaluations
}

// open prepares everything that a job needs. Nothing is sent.
func (w *Worker) open(ctx context.Context, job uint64) (*member, error) {
	m := &member{
		Worker: w, id: job, pulse: newPulse(), dir: filepath.Join(w.cfg.Dir, "job-"+strconv.FormatUint(job, 10)),
		lost: map[jobtypes.Retraction]bool{}, released: map[uint32]uint64{},
	}
	m.claims.ours, m.claims.made = map[uint64]commit.ID{}, map[uint64]commit.Digest{}
	m.claims.news.Store(true)
	m.evals.made, m.evals.seen = map[uint64]*evaluation{}, map[uint64]uint64{}
	err := w.patiently(ctx, "specification", func() error {
		res, err := w.cfg.Client.Job().Spec(ctx, &jobtypes.QuerySpecRequest{Job: job})
		if err != nil {
			return err
		}
		m.spec = res.Spec
		m.sources, err = JobSources(ctx, w.cfg.Client, job)
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(m.dir, 0o755); err != nil {
		return nil, err
	}
	if err := m.plan(); err != nil {
		return nil, fmt.Errorf("%w: job %d: %w", ErrJob, job, err)
	}
	if err := m.openData(ctx); err != nil {
		m.close()
		return nil, fmt.Errorf("dataset of job %d: %w", job, err)
	}
	return m, nil
}

// plan makes the programs and their memory.
func (m *member) plan() (err error) {
	if m.step, err = program.Build(&m.spec); err != nil {
		return err
	}
	exchange, err := program.OuterOf(&m.spec)
	if err != nil {
		return err
	}
	m.exchange = outer.New(exchange, m.cfg.Threads)
	if m.theta, err = newTheta(&m.spec); err != nil {
		return err
	}
	for i := range m.step.NumInputs() {
		in, err := m.step.Input(i)
		if err != nil {
			return err
		}
		if in.Class == program.ClassTokens && in.Name == "batch" {
			m.batch = i
		}
	}
	m.loss = len(m.step.Outputs()) - 1
	return m.ready()
}

// ready takes the memory that steps need, unless it is held.
func (m *member) ready() (err error) {
	if m.engine != nil {
		return nil
	}
	m.engine, err = engine.New(m.step, engine.Config{Kernel: m.cfg.Kernel, Workers: m.cfg.Threads, Memory: m.cfg.Memory})
	if err == nil {
		m.carried = make([]byte, len(m.engine.State()))
	}
	return err
}

// rest gives the memory of steps back.
func (m *member) rest() {
	if m.engine != nil {
		m.engine.Close()
		m.engine, m.carried = nil, nil
	}
}

// openData fetches the tokens, unless they are there.
func (m *member) openData(ctx context.Context) error {
	d := m.spec.Data
	id, err := jobtypes.CommitID("data.dataset", &d.Dataset)
	if err != nil {
		return err
	}
	var set *data.Dataset
	err = m.sound(ctx, source{id: id, from: m.everyone(ctx), pin: blob.Pin{Name: m.pin("data")}}, func() error {
		if m.dataset, err = m.cfg.Store.Open(ctx, id); err != nil {
			return err
		}
		set, err = data.New(data.Manifest{
			Content: id, Tokens: d.Tokens, Width: int(d.TokenWidth), Vocabulary: int(m.spec.Model.Vocab),
			ValidationStart: d.ValidationStart, ValidationTokens: d.ValidationTokens,
		}, m.dataset)
		if err != nil {
			err = errors.Join(err, m.dataset.Close())
			m.dataset = nil
		}
		return err
	})
	if err != nil {
		return err
	}
	in := m.spec.Inner
	m.batcher, err = data.NewBatcher(set, int(in.Context), sample.Order{
		Job: m.id, Slots: m.spec.Rounds.Slots, Steps: in.Steps, Batch: in.Batch,
	})
	if err != nil || m.spec.Rounds.EvalEvery == 0 {
		return err
	}
	if m.evals.batches = int(jobtypes.EvaluationBatches(&m.spec)); m.evals.batches > 0 {
		m.evals.slice, err = data.NewValidation(set, int(in.Context), int(in.Batch))
	}
	return err
}

// reopenData fetches again what the disk has lost of the tokens.
func (m *member) reopenData(ctx context.Context, cause error) error {
	m.cfg.Log.Error("the dataset on this machine's disk is damaged; fetching it again", "job", m.id, "err", cause)
	id := m.dataset.ID()
	if err := errors.Join(m.dataset.Close(), m.cfg.Store.Verify(ctx, id)); err != nil && !lost(err) {
		return err
	}
	m.dataset = nil
	return m.openData(ctx)
}

// filled fills a batch, of tokens that are fetched again if the disk has lost
// them.
func (m *member) filled(ctx context.Context, fill func() error) error {
	err := fill()
	if !lost(err) {
		return err
	}
	if err := m.reopenData(ctx, err); err != nil {
		return err
	}
	return fill()
}

func (m *member) close() {
	m.rest()
	m.evals.rest()
	if m.dataset != nil {
		if err := m.dataset.Close(); err != nil {
			m.cfg.Log.Warn("the dataset did not close", "err", err)
		}
	}
}

// train joins, and makes every unit that the chain asks for, until the job has
// ended.
func (m *member) train(ctx context.Context) error {
	if err := m.pulse.wait(ctx, 0, 0); err != nil {
		return err
	}
	for {
		mark := m.pulse.mark()
		s, err := m.standing(ctx)
		if err != nil {
			return err
		}
		if s.job.EndedHeight != 0 {
			m.result.Status, m.result.Reason = s.job.Status, s.job.Reason
			m.retire(ctx)
			return m.afterJob(ctx, &s)
		}
		if len(s.mine) == 0 {
			if m.cfg.Leave {
				m.result.Status = s.job.Status
				return nil
			}
			if !m.room(&s) {
				return fmt.Errorf("%w: job %d has %d slots, all held, and %d of %d rounds are open or done",
					ErrNoSlot, m.id, m.spec.Rounds.Slots, s.job.Round, m.spec.Rounds.Rounds)
			}
		}
		acted, err := m.act(ctx, &s)
		if err != nil {
			return err
		}
		if acted {
			continue
		}
		m.idle(&s)
		if err := m.pulse.wait(ctx, mark, 0); err != nil {
			return err
		}
	}
}

// idle says what is waited for.
func (m *member) idle(s *standing) {
	phase := PhaseWait
	if m.trained(s) {
		m.rest()
		phase = PhaseFinal
	}
	m.report(Progress{Round: s.round.Number, Phase: phase})
}

// trained reports whether the job has no more units for anybody: its last round has been trained and witnessed.
func (m *member) trained(s *standing) bool {
	return s.round.Number == uint64(m.spec.Rounds.Rounds) && s.round.Phase >= jobtypes.ROUND_PHASE_AUDITING
}

// act does the next thing that the trainer has to do, if there is one.
func (m *member) act(ctx context.Context, s *standing) (bool, error) {
	if moved, err := m.seat(ctx, s); moved || err != nil {
		return moved, err
	}
	if err := m.contest(ctx, s); err != nil {
		return false, err
	}
	for _, slot := range s.active() {
		unit := jobtypes.Retraction{Round: s.round.Number, Slot: slot.Slot.Index}
		if m.lost[unit] {
			continue
		}
		err := m.unitOf(ctx, &s.round, slot)
		if errors.Is(err, errOver) || errors.Is(err, errUnprovable) || errors.Is(err, ErrBase) {
			m.cfg.Log.Warn("a unit is lost", "job", m.id, "round", unit.Round, "slot", unit.Slot, "err", err)
			m.lost[unit] = true
			return true, nil
		}
		return true, err
	}
	if s.job.FinalRounds == uint64(m.spec.Rounds.Rounds) && len(s.mine) > 0 {
		stated, err := m.finish(ctx, s)
		if errors.Is(err, ErrBase) {
			m.cfg.Log.Error("the outcome cannot be computed; waiting for the chain to settle from what", "job", m.id, "err", err)
			return false, nil
		}
		if stated || err != nil {
			return stated, err
		}
	}
	return m.evaluate(ctx, s)
}

// seat takes slots until the worker has as many as it wants, or gives them back.
func (m *member) seat(ctx context.Context, s *standing) (bool, error) {
	if m.cfg.Leave {
		return m.leave(ctx, s)
	}
	if len(s.mine) >= m.cfg.Slots || !m.room(s) {
		return false, nil
	}
	m.report(Progress{Round: s.round.Number, Phase: PhaseJoin})
	err := m.send(ctx, &jobtypes.MsgJoinJob{Operator: m.operator, Job: m.id})
	if errors.Is(err, jobtypes.ErrJobFull) || errors.Is(err, jobtypes.ErrJobStatus) {
		return false, nil
	}
	return err == nil, err
}

// room reports whether the job has a slot to take.
func (m *member) room(s *standing) bool {
	return s.job.Round < uint64(m.spec.Rounds.Rounds) && commit.Bitmap(s.job.Members).Count() < int(m.spec.Rounds.Slots)
}

// leave asks for the slots to be freed at the next boundary.
func (m *member) leave(ctx context.Context, s *standing) (bool, error) {
	for _, slot := range s.mine {
		if slot.Leaving {
			continue
		}
		return true, m.send(ctx, &jobtypes.MsgLeaveJob{Operator: m.operator, Job: m.id, Slot: slot.Slot.Index})
	}
	return false, nil
}

// retire lets what the job needed go when its late window has ended.
func (m *member) retire(ctx context.Context) {
	end := m.until(&jobtypes.Round{OpenedHeight: m.cfg.Client.Height()})
	for _, what := range []struct {
		name string
		id   *spec.ContentID
	}{{"data", &m.spec.Data.Dataset}, {"base", m.spec.Init.Base}, {"tokenizer", m.spec.Data.Tokenizer}} {
		if what.id == nil {
			continue
		}
		id, err := jobtypes.CommitID(what.name, what.id)
		if err == nil {
			err = m.cfg.Store.Pin(ctx, id, blob.Pin{Name: m.pin(what.name), Height: end})
		}
		if err != nil && !lost(err) {
			m.cfg.Log.Warn("a blob stays although its job has ended", "job", m.id, "blob", what.name, "err", err)
		}
	}
	journals, err := m.journals()
	if err != nil {
		m.cfg.Log.Warn("journals cannot be listed", "job", m.id, "err", err)
	}
	for _, j := range journals {
		if !j.Commit {
			continue
		}
		if err := m.cfg.Store.Unpin(ctx, j.end(), m.pin("carried")); err != nil && !lost(err) {
			m.cfg.Log.Warn("a carried state stays although its job has ended", "job", m.id, "round", j.Round, "err", err)
		}
	}
}

func (m *member) report(p Progress) {
	p.Job, p.Tokens = m.id, m.tokens.Load()
	m.cfg.Report(p)
}
