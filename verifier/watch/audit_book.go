// SPDX-License-Identifier: Apache-2.0

package watch

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"github.com/weft-network/weft/chain/sample"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
)

// drawKey names one draw of the audits of a round.
type drawKey struct {
	Job   uint64 `json:"job"`
	Round uint64 `json:"round"`
	Draw  uint32 `json:"draw"`
}

func (k drawKey) compare(o drawKey) int {
	return cmp.Or(cmp.Compare(k.Job, o.Job), cmp.Compare(k.Round, o.Round), cmp.Compare(k.Draw, o.Draw))
}

// report is a verifier's part in one draw: what it has to audit, what that came
// to, and how far it is told. Its file is written before anything is sent that
// could not be sent twice.
type report struct {
	drawKey
	Seed  []byte `json:"seed"`
	Proof []byte `json:"proof"`
	// Seen is the height at which it was begun; CommitEnd and RevealEnd end the
	// windows.
	Seen      int64 `json:"seen"`
	CommitEnd int64 `json:"commit_end"`
	RevealEnd int64 `json:"reveal_end"`
	// Keep is the height until which what was read is kept.
	Keep   int64  `json:"keep,omitempty"`
	Duties []duty `json:"duties,omitempty"`
	// Bound says that the results are fixed: Reveal, with its salt, is what the
	// commitment binds, and empty where none is. There is never another one.
	Bound  bool   `json:"bound,omitempty"`
	Reveal []byte `json:"reveal,omitempty"`
	// Committed says that the chain has the commitment.
	Committed bool `json:"committed,omitempty"`
}

// duty is a unit to audit.
type duty struct {
	Slot   uint32   `json:"slot"`
	First  uint32   `json:"first"`
	Last   uint32   `json:"last"`
	Traced uint32   `json:"traced"`
	Blocks []uint64 `json:"blocks,omitempty"`
	// Again is the report that a re-audit looks at again.
	Again *again `json:"again,omitempty"`
	// Done says that it is executed; Result is a disputetypes.AuditResult, and
	// empty where nothing is reported.
	Done   bool   `json:"done,omitempty"`
	Result []byte `json:"result,omitempty"`
	// Missed says that what it needs was not served so far.
	Missed bool `json:"missed,omitempty"`
}

// again is a report of a match: who made it, and what it is bound to. Receipt is a
// disputetypes.BoundReceipt.
type again struct {
	Of      string `json:"of"`
	Draw    uint32 `json:"draw"`
	Receipt []byte `json:"receipt"`
}

func (d *duty) segment() sample.Segment { return sample.Segment{First: d.First, Last: d.Last} }

func (d *duty) wire() disputetypes.AuditDuty {
	return disputetypes.AuditDuty{Slot: d.Slot, First: d.First, Last: d.Last, Traced: d.Traced}
}

// done reports whether every duty is.
func (r *report) done() bool {
	return !slices.ContainsFunc(r.Duties, func(d duty) bool { return !d.Done })
}

// book keeps the reports of draws that have not ended, each in a file that is
// replaced as a whole. It is safe for concurrent use.
type book struct {
	dir string

	mu      sync.Mutex
	reports map[drawKey]*report
}

// openBook reads what an earlier process left.
func openBook(dir string) (*book, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	b := &book{dir: dir, reports: map[drawKey]*report{}}
	paths, err := filepath.Glob(filepath.Join(dir, "audit-*.json"))
	if err != nil {
		return nil, err
	}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		r := &report{}
		dec := json.NewDecoder(bytes.NewReader(text))
		dec.DisallowUnknownFields()
		if err := dec.Decode(r); err != nil || b.path(r.drawKey) != path {
			return nil, fmt.Errorf("%w: %s is not a report of this version: %w; a report that may be committed is never made again, so move it away "+
				"only if its windows have passed", ErrConfig, path, err)
		}
		b.reports[r.drawKey] = r
	}
	return b, nil
}

func (b *book) path(k drawKey) string {
	return filepath.Join(b.dir, fmt.Sprintf("audit-%d-%d-%d.json", k.Job, k.Round, k.Draw))
}

// has reports whether a draw is in the book.
func (b *book) has(k drawKey) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.reports[k] != nil
}

// add begins a report.
func (b *book) add(r *report) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.reports[r.drawKey] = r
	return b.write(r)
}

// update changes a report; it is on disk when update returns. A change of a
// report that is gone is none.
func (b *book) update(k drawKey, change func(r *report)) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	r := b.reports[k]
	if r == nil {
		return nil
	}
	change(r)
	return b.write(r)
}

// list is a copy of all reports, those whose window ends first at the front.
func (b *book) list() []report {
	b.mu.Lock()
	defer b.mu.Unlock()
	var out []report
	for _, r := range b.reports {
		own := *r
		own.Duties = slices.Clone(r.Duties)
		out = append(out, own)
	}
	slices.SortFunc(out, func(x, y report) int { return cmp.Or(cmp.Compare(x.CommitEnd, y.CommitEnd), x.compare(y.drawKey)) })
	return out
}

// drop removes a report.
func (b *book) drop(k drawKey) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.reports, k)
	if err := os.Remove(b.path(k)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// write replaces the file: the old one or the new one survives a crash.
func (b *book) write(r *report) error {
	text, err := json.Marshal(r)
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(b.dir, "draft-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), b.path(r.drawKey)); err != nil {
		return err
	}
	dir, err := os.Open(b.dir)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
