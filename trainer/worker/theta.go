// SPDX-License-Identifier: Apache-2.0

package worker

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/trainer/outer"
	"github.com/weft-network/weft/trainer/tensor"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// theta is the outer state: the parameters that a round starts from, and the
// momentum of the outer optimiser. It is a function of which deltas were summed
// in every round before.
type theta struct {
	layout *program.State
	data   []byte
	// round is the round that starts from it, 0 for none yet; key is the digest
	// of what was summed before.
	round uint64
	key   commit.Digest
	// closed are rounds that do not change any more.
	closed map[uint64]jobtypes.Round
}

func newTheta(s *spec.Spec) (*theta, error) {
	layout, err := program.NewOuterState(s)
	if err != nil {
		return nil, err
	}
	return &theta{layout: layout, data: tensor.Memory(int(layout.DataSize())), closed: map[uint64]jobtypes.Round{}}, nil
}

// savedTheta is one line of the list of outer states that were computed.
type savedTheta struct {
	Round uint64 `json:"round"`
	Key   string `json:"key"`
	ID    text   `json:"id"`
}

// base makes the outer state from which a round starts, publishes it and
// returns its content id (R9). After a retraction the rounds since are folded
// again (R10).
func (m *member) base(ctx context.Context, r *jobtypes.Round) (commit.ID, error) {
	if err := m.learn(ctx, r.Number); err != nil {
		return commit.ID{}, err
	}
	retracted := m.retractions(r)
	keys := m.theta.keys(r.Number, retracted)
	t := m.theta
	if t.round == 0 || t.round > r.Number || t.key != keys[t.round-1] {
		if err := m.load(ctx, r.Number, keys); err != nil {
			return commit.ID{}, err
		}
	}
	for t.round < r.Number {
		if err := m.fold(ctx, t.round, t.summed(t.round, retracted)); err != nil {
			t.round = 0
			return commit.ID{}, fmt.Errorf("outer step of round %d: %w", t.round, err)
		}
		t.round++
		t.key = keys[t.round-1]
	}
	id, err := m.publishState(ctx, t.layout, t.data, blob.Pin{Name: m.pin("outer"), Height: m.until(r)})
	if err != nil {
		return id, err
	}
	return id, m.save(savedTheta{Round: t.round, Key: hex.EncodeToString(t.key[:]), ID: text{id}})
}

// learn asks for the rounds before one, as far as they are not known.
func (m *member) learn(ctx context.Context, before uint64) error {
	for q := uint64(1); q < before; q++ {
		if _, ok := m.theta.closed[q]; ok {
			continue
		}
		r, err := m.round(ctx, q)
		if err != nil {
			return err
		}
		m.theta.closed[q] = r // closed: a later round is open
	}
	return nil
}

// retractions are the units that left the sums of their rounds, as far as a
// round's base takes them into account.
func (m *member) retractions(r *jobtypes.Round) map[jobtypes.Retraction]bool {
	out := map[jobtypes.Retraction]bool{}
	add := func(r jobtypes.Round) {
		for _, u := range r.Retractions {
			out[u] = true
		}
	}
	for _, q := range m.theta.closed {
		if q.Number < r.Number {
			add(q)
		}
	}
	add(*r)
	return out
}

// summed are the slots whose deltas are in the sum of a round.
func (t *theta) summed(round uint64, retracted map[jobtypes.Retraction]bool) []uint32 {
	var slots []uint32
	for slot := range uint32(8 * len(t.closed[round].Included)) {
		if has(t.closed[round].Included, slot) && !retracted[jobtypes.Retraction{Round: round, Slot: slot}] {
			slots = append(slots, slot)
		}
	}
	return slots
}

// keys name what was summed before each of the rounds 1 to last: entry i
// belongs to the outer state from which round i+1 starts.
func (t *theta) keys(last uint64, retracted map[jobtypes.Retraction]bool) []commit.Digest {
	keys := make([]commit.Digest, 1, last)
	for q := uint64(1); q < last; q++ {
		line := keys[q-1][:]
		for _, slot := range t.summed(q, retracted) {
			line = fmt.Appendf(slices.Clip(line), "/%d", slot)
		}
		keys = append(keys, commit.Sum(line))
	}
	return keys
}

// load finds the latest outer state at or before a round that can be had: one
// that this worker computed, one that others named, or the first parameters.
func (m *member) load(ctx context.Context, last uint64, keys []commit.Digest) error {
	saved, err := m.savedThetas()
	if err != nil {
		return err
	}
	for round := last; round > 1; round-- {
		for _, load := range []func() (bool, error){
			func() (bool, error) { return m.ours(ctx, round, keys, saved) },
			func() (bool, error) { return m.theirs(ctx, round, keys) },
		} {
			if done, err := load(); done || err != nil {
				return err
			}
		}
	}
	return m.first(ctx)
}

// ours loads an outer state that this worker computed.
func (m *member) ours(ctx context.Context, round uint64, keys []commit.Digest, saved []savedTheta) (bool, error) {
	key := hex.EncodeToString(keys[round-1][:])
	for _, s := range saved {
		if s.Round != round || s.Key != key || !m.agrees(round, s.ID.ID) {
			continue
		}
		if err := m.take(ctx, round, keys, s.ID.ID); err == nil || !lost(err) {
			return err == nil, err
		}
	}
	return false, nil
}

// theirs fetches the outer state that the slots of a closed round named, if it
// sums what is to be summed.
func (m *member) theirs(ctx context.Context, round uint64, keys []commit.Digest) (bool, error) {
	closed, ok := m.theta.closed[round]
	if !ok || closed.Base == nil || m.theta.keys(round, m.retractions(&closed))[round-1] != keys[round-1] {
		return false, nil
	}
	id, err := jobtypes.CommitID("base", closed.Base)
	if err != nil {
		return false, err
	}
	m.report(Progress{Round: round, Phase: PhaseBase})
	err = m.fetch(ctx, id, m.everyone(ctx), blob.Pin{Name: m.pin("outer"), Height: m.until(&closed)})
	if err == nil {
		err = m.take(ctx, round, keys, id)
	}
	if err == nil || ctx.Err() != nil {
		return err == nil, err
	}
	m.cfg.Log.Warn("the outer state of a round is not to be had", "job", m.id, "round", round, "id", id, "err", err)
	return false, nil
}

// agrees reports whether the chain names no other outer state for a round.
func (m *member) agrees(round uint64, id commit.ID) bool {
	closed, ok := m.theta.closed[round]
	if !ok || closed.Base == nil {
		return true
	}
	named, err := jobtypes.CommitID("base", closed.Base)
	if err == nil && named != id {
		m.cfg.Log.Error("the slots of this job started a round from another outer state; taking theirs", "err", ErrBase,
			"job", m.id, "round", round, "ours", id, "theirs", named)
		return false
	}
	return err == nil
}

func (m *member) take(ctx context.Context, round uint64, keys []commit.Digest, id commit.ID) error {
	m.theta.round = 0
	if err := m.readState(ctx, id, m.theta.layout, m.theta.data); err != nil {
		return err
	}
	m.theta.round, m.theta.key = round, keys[round-1]
	return nil
}

// fold adds the deltas of a round to the outer state.
func (m *member) fold(ctx context.Context, round uint64, slots []uint32) error {
	m.report(Progress{Round: round, Phase: PhaseBase})
	units, err := m.units(ctx, round)
	if err != nil {
		return err
	}
	deltas := make([]outer.Delta, 0, len(slots))
	for _, slot := range slots {
		u, ok := units[slot]
		if !ok {
			return fmt.Errorf("%w: the chain lists no unit of slot %d", ErrJob, slot)
		}
		d, err := m.delta(ctx, &u)
		if err != nil {
			return fmt.Errorf("slot %d: %w", slot, err)
		}
		deltas = append(deltas, d)
	}
	params, err := m.exchange.Tensors(m.theta.layout, m.theta.data, program.ClassParam)
	if err != nil {
		return err
	}
	momentum, err := m.exchange.Tensors(m.theta.layout, m.theta.data, program.ClassMomentum)
	if err != nil {
		return err
	}
	return m.exchange.Fold(outer.OuterState{Params: params, Momentum: momentum}, deltas)
}

func (m *member) savedThetas() ([]savedTheta, error) {
	path := filepath.Join(m.dir, "outer.json")
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var saved []savedTheta
	if err := json.Unmarshal(b, &saved); err != nil {
		return nil, fmt.Errorf("%w: %s: %w; delete it, and the states are fetched or computed again", ErrJournal, path, err)
	}
	return saved, nil
}

// save notes an outer state.
func (m *member) save(s savedTheta) error {
	saved, err := m.savedThetas()
	if err != nil {
		return err
	}
	if slices.Contains(saved, s) {
		return nil
	}
	b, err := json.Marshal(append(saved, s))
	if err != nil {
		return err
	}
	return replaceFile(filepath.Join(m.dir, "outer.json"), b)
}
