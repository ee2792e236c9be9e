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
// momentum of the outer optimiser. It follows from the latest base that the
// chain knows, and from the deltas that were summed since.
type theta struct {
	layout *program.State
	data   []byte
	// key names how data came about (see keys), and id is its content id; zero
	// where that is not known.
	key commit.Digest
	id  commit.ID
	// rounds are those before the latest one. Until it is FINAL, a round may
	// turn out to be void (R9).
	rounds map[uint64]jobtypes.Round
}

func newTheta(s *spec.Spec) (*theta, error) {
	layout, err := program.NewOuterState(s)
	if err != nil {
		return nil, err
	}
	return &theta{layout: layout, data: tensor.Memory(int(layout.DataSize())), rounds: map[uint64]jobtypes.Round{}}, nil
}

// forget says that data is on the way to something else.
func (t *theta) forget() { t.key, t.id = commit.Digest{}, commit.ID{} }

// savedTheta is one line of the list of outer states that were computed.
type savedTheta struct {
	Key string `json:"key"`
	ID  text   `json:"id"`
}

// base makes the outer state from which a round starts, publishes it and
// returns its content id (R9). After a retraction the rounds since are folded
// again (R10).
func (m *member) base(ctx context.Context, r *jobtypes.Round) (commit.ID, error) {
	f, err := m.foldBefore(ctx, r.Number, r.Retractions)
	if err != nil {
		return commit.ID{}, err
	}
	id, err := m.reach(ctx, r.Number, &f, m.until(r))
	m.claims.ours[r.Number] = id
	return id, err
}

// foldBefore is how the outer state before a round follows from what the chain
// says now.
func (m *member) foldBefore(ctx context.Context, n uint64, listed []jobtypes.Retraction) (jobtypes.Fold, error) {
	if err := m.learn(ctx, n); err != nil {
		return jobtypes.Fold{}, err
	}
	return jobtypes.FoldBefore(n, listed, func(q uint64) (jobtypes.Round, error) { return m.theta.rounds[q], nil })
}

// learn asks for the rounds before one, as far as they may have changed.
func (m *member) learn(ctx context.Context, before uint64) error {
	for q := uint64(1); q < before; q++ {
		if m.theta.rounds[q].Phase == jobtypes.ROUND_PHASE_FINAL {
			continue
		}
		r, err := m.round(ctx, q)
		if err != nil {
			return err
		}
		m.theta.rounds[q] = r
	}
	return nil
}

// keys name the states that a fold goes through: entry i is the one after i
// rounds were summed.
func keys(f *jobtypes.Fold) []commit.Digest {
	key := commit.Sum([]byte("first parameters"))
	if f.Base != nil {
		key = commit.Sum(f.Base.Digest)
	}
	out := []commit.Digest{key}
	for _, r := range f.Rounds {
		line := fmt.Appendf(slices.Clone(key[:]), "%d", r.Round)
		for _, slot := range r.Slots {
			line = fmt.Appendf(line, "/%d", slot)
		}
		key = commit.Sum(line)
		out = append(out, key)
	}
	return out
}

// reach makes the outer state that a fold comes to, from the latest state on the
// way that can be had, and publishes it.
func (m *member) reach(ctx context.Context, n uint64, f *jobtypes.Fold, until int64) (commit.ID, error) {
	m.report(Progress{Round: n, Phase: PhaseBase})
	at, err := m.load(ctx, f, until)
	if err != nil {
		return commit.ID{}, err
	}
	for ; at < len(f.Rounds); at++ {
		if err := m.advance(ctx, f, at, blob.Pin{Name: m.pin("delta"), Height: until}); err != nil {
			return commit.ID{}, err
		}
	}
	return m.publishTheta(ctx, blob.Pin{Name: m.pin("outer"), Height: until})
}

// advance is one outer step of a fold, on the state at hand. The deltas that it
// sums are pinned.
func (m *member) advance(ctx context.Context, f *jobtypes.Fold, i int, pin blob.Pin) error {
	m.theta.forget()
	if err := m.sum(ctx, f.Rounds[i], pin); err != nil {
		return fmt.Errorf("outer step of round %d: %w", f.Rounds[i].Round, err)
	}
	m.theta.key = keys(f)[i+1]
	return nil
}

// publishTheta publishes the state at hand, and notes what it is.
func (m *member) publishTheta(ctx context.Context, pin blob.Pin) (id commit.ID, err error) {
	t := m.theta
	if t.id, err = m.publishState(ctx, t.layout, t.data, pin); err != nil {
		return id, err
	}
	return t.id, m.save(savedTheta{Key: hex.EncodeToString(t.key[:]), ID: text{t.id}})
}

// load makes the latest state that a fold goes through and that can be had the
// one at hand, and says how many rounds are summed in it.
func (m *member) load(ctx context.Context, f *jobtypes.Fold, until int64) (int, error) {
	saved, err := m.savedThetas()
	if err != nil {
		return 0, err
	}
	keys := keys(f)
	for i, key := range slices.Backward(keys) {
		if m.theta.key == key {
			return i, nil
		}
		id, ok := computed(saved, key)
		if !ok || i == 0 && f.Base != nil {
			continue // what the chain names is taken, and not what was computed here
		}
		if err := m.take(ctx, key, id); err == nil || !lost(err) {
			return i, err
		}
	}
	if f.Base == nil {
		return 0, m.first(ctx)
	}
	return 0, m.started(ctx, f, until)
}

// started makes the base of a fold the state at hand: the one that a round has
// closed on. If nobody serves it, it is computed.
func (m *member) started(ctx context.Context, f *jobtypes.Fold, until int64) error {
	id, err := jobtypes.CommitID("base", f.Base)
	if err != nil {
		return err
	}
	key := keys(f)[0]
	if m.theta.id == id {
		m.theta.key = key
		return nil
	}
	err = m.sound(ctx, source{id: id, from: m.everyone(ctx), pin: blob.Pin{Name: m.pin("outer"), Height: until}}, func() error { return m.take(ctx, key, id) })
	if err == nil || ctx.Err() != nil {
		return err
	}
	m.cfg.Log.Warn("the outer state of a round is not to be had; computing it", "job", m.id, "blob", id, "err", err)
	round, listed, ok := m.closedOn(f.Base)
	if !ok {
		return fmt.Errorf("%w: %s, and no round names it", ErrBase, id)
	}
	before, err := m.foldBefore(ctx, round, listed)
	if err != nil {
		return err
	}
	got, err := m.reach(ctx, round, &before, until)
	if err != nil {
		return err
	}
	if got != id {
		// No unit can be made from it, and none that starts from ours counts.
		return fmt.Errorf("%w: round %d closed on %s, which nobody serves, and comes to %s here", ErrBase, round, id, got)
	}
	m.theta.key = key
	return nil
}

// closedOn is the latest round that closed on a base, and what it lists.
func (m *member) closedOn(base *spec.ContentID) (round uint64, listed []jobtypes.Retraction, ok bool) {
	for n, r := range m.theta.rounds {
		if r.Base != nil && !r.Void && r.Base.Equal(base) && n > round {
			round, listed, ok = n, r.Retractions, true
		}
	}
	return round, listed, ok
}

// take reads a state from the store.
func (m *member) take(ctx context.Context, key commit.Digest, id commit.ID) error {
	t := m.theta
	t.forget()
	if err := m.readState(ctx, id, t.layout, t.data); err != nil {
		return err
	}
	t.key, t.id = key, id
	return nil
}

// sum adds the deltas of a round to the outer state.
func (m *member) sum(ctx context.Context, r jobtypes.FoldRound, pin blob.Pin) error {
	units, err := m.units(ctx, r.Round)
	if err != nil {
		return err
	}
	deltas := make([]outer.Delta, 0, len(r.Slots))
	for _, slot := range r.Slots {
		u, ok := units[slot]
		if !ok {
			return fmt.Errorf("%w: the chain lists no unit of slot %d", ErrJob, slot)
		}
		d, err := m.delta(ctx, &u, pin, 0)
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

// computed is what a state came to when it was last computed here.
func computed(saved []savedTheta, key commit.Digest) (commit.ID, bool) {
	name := hex.EncodeToString(key[:])
	for _, s := range slices.Backward(saved) {
		if s.Key == name {
			return s.ID.ID, true
		}
	}
	return commit.ID{}, false
}

// save notes an outer state.
func (m *member) save(s savedTheta) error {
	saved, err := m.savedThetas()
	if err != nil || slices.Contains(saved, s) {
		return err
	}
	b, err := json.Marshal(append(saved, s))
	if err != nil {
		return err
	}
	return replaceFile(filepath.Join(m.dir, "outer.json"), b)
}
