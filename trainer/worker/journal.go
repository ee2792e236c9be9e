// SPDX-License-Identifier: Apache-2.0

package worker

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/weft-network/weft/chain/commit"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// journal is what a unit has come to: written at every anchor, and once more
// before the commit is sent. States and losses that follow the last anchor are
// made again after a restart.
type journal struct {
	Round uint64 `json:"round"`
	Slot  uint32 `json:"slot"`
	// Base, From and Age are what the unit starts from. If the chain says
	// something else, the journal is of no use.
	Base text   `json:"base"`
	From uint64 `json:"from"`
	Age  uint64 `json:"age"`
	// States are the states after steps 0, 1, …, Losses the bits of the losses
	// of steps 1, 2, ….
	States []text   `json:"states"`
	Losses []uint32 `json:"losses"`
	// The rest is there when the unit is complete.
	Delta *text     `json:"delta,omitempty"`
	Norm  [2]uint64 `json:"norm"` // high, low
	// Proof opens Chunk of the last state, in which the unit diverged.
	Proof  []byte `json:"proof,omitempty"`
	Chunk  uint64 `json:"chunk,omitempty"`
	Commit bool   `json:"commit,omitempty"` // complete
}

// end is the last state of a complete unit.
func (j *journal) end() commit.ID { return j.States[len(j.States)-1].ID }

// text is a content id, written as text.
type text struct{ commit.ID }

func (t text) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

func (t *text) UnmarshalText(b []byte) (err error) {
	t.ID, err = commit.ParseID(string(b))
	return err
}

func (m *member) journalPath(round uint64, slot uint32) string {
	return filepath.Join(m.dir, fmt.Sprintf("unit-%08d-%04d.json", round, slot))
}

// readJournal returns the journal of a unit, nil if there is none.
func (m *member) readJournal(round uint64, slot uint32) (*journal, error) {
	path := m.journalPath(round, slot)
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var j journal
	if err := json.Unmarshal(b, &j); err != nil {
		return nil, fmt.Errorf("%w: %s: %w; delete it, and the unit is made again", ErrJournal, path, err)
	}
	steps := int(m.spec.Inner.Steps)
	if j.Round != round || j.Slot != slot || len(j.States) > steps+2 || len(j.Losses) > steps || len(j.States) > 0 && len(j.Losses) > len(j.States) ||
		j.Commit && len(j.States) == 0 {
		return nil, fmt.Errorf("%w: %s is not of round %d, slot %d; delete it, and the unit is made again", ErrJournal, path, round, slot)
	}
	return &j, nil
}

// journals are all that this worker has of the job.
func (m *member) journals() ([]*journal, error) {
	paths, err := filepath.Glob(filepath.Join(m.dir, "unit-*.json"))
	if err != nil {
		return nil, err
	}
	var out []*journal
	for _, path := range paths {
		var round uint64
		var slot uint32
		if _, err := fmt.Sscanf(filepath.Base(path), "unit-%d-%d.json", &round, &slot); err != nil {
			continue // not of ours
		}
		j, err := m.readJournal(round, slot)
		if err != nil {
			return out, err
		}
		out = append(out, j)
	}
	return out, nil
}

// write replaces the journal: the old one or the new one survives a crash.
func (m *member) write(j *journal) error {
	b, err := json.Marshal(j)
	if err != nil {
		return err
	}
	return replaceFile(m.journalPath(j.Round, j.Slot), b)
}

func replaceFile(path string, content []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(content)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// result is the material of the commit.
func (m *member) unitResult(j *journal) *jobtypes.UnitResult {
	u := &jobtypes.UnitResult{
		ChainID: m.cfg.Client.ChainID(), Operator: m.operator, Trainer: m.address, Job: m.id, Round: j.Round, Slot: j.Slot,
		Base: j.Base.ID, Losses: j.Losses, Norm: commit.Norm{Hi: j.Norm[0], Lo: j.Norm[1]},
		Divergence: j.Proof, DivergenceChunk: j.Chunk,
	}
	for _, s := range j.States {
		u.States = append(u.States, s.ID)
	}
	if j.Delta != nil {
		u.Delta = j.Delta.ID
	}
	return u
}
