// SPDX-License-Identifier: Apache-2.0

package worker

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/trainer/blob"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// pin names what keeps a blob for this job.
func (m *member) pin(what string) string { return fmt.Sprintf("job/%d/%s", m.id, what) }

// until is the height up to which what a round made is kept: by then the round
// is FINAL and its late window has ended, unless a game delays it. Whoever
// defends a unit in a game pins it longer.
func (m *member) until(r *jobtypes.Round) int64 {
	w := m.spec.Windows
	return r.OpenedHeight + int64(w.Training+w.Extension+w.Witness+w.AuditCommit+w.AuditReveal+w.Challenge+2*w.GameClock+w.GameExtension+w.Late)
}

// fetch makes a blob present and keeps it.
func (m *member) fetch(ctx context.Context, s source) error {
	have, err := blob.Has(ctx, m.cfg.Store, s.id)
	if err != nil {
		return err
	}
	if have {
		return m.cfg.Store.Pin(ctx, s.id, s.pin)
	}
	return m.cfg.Store.Fetch(ctx, s.id, blob.FetchOptions{From: s.from, Pins: []blob.Pin{s.pin}, Patience: s.patience})
}

// source is a blob that is needed: where it may be, what keeps it, and how long
// to wait for a block of it; 0 is as long as the store waits.
type source struct {
	id       commit.ID
	from     []string
	pin      blob.Pin
	patience time.Duration
}

// sound reads a blob, fetched if it is not there, and fetched again if the disk
// gives back something else than was written.
func (m *member) sound(ctx context.Context, s source, read func() error) error {
	try := func() error {
		if err := m.fetch(ctx, s); err != nil {
			return err
		}
		return read()
	}
	err := try()
	if !errors.Is(err, blob.ErrCorrupt) && !errors.Is(err, blob.ErrIncomplete) {
		return err
	}
	m.cfg.Log.Error("a blob on this machine's disk is damaged; fetching it again", "blob", s.id, "err", err)
	if err := m.cfg.Store.Verify(ctx, s.id); err != nil && !lost(err) {
		return err
	}
	return try()
}

// read is the whole of a blob that is present, hashed against its id.
func (m *member) read(ctx context.Context, id commit.ID) ([]byte, error) {
	b, err := m.cfg.Store.Open(ctx, id)
	if err != nil {
		return nil, err
	}
	defer b.Close()
	out := make([]byte, id.Size)
	_, err = io.ReadFull(io.NewSectionReader(b, 0, int64(id.Size)), out)
	return out, err
}

// readState reads a state file into memory laid out like it.
func (m *member) readState(ctx context.Context, id commit.ID, layout *program.State, to []byte) error {
	if id.Size != layout.Size() {
		return fmt.Errorf("%w: state %s has %d bytes, want %d", ErrJob, id, id.Size, layout.Size())
	}
	b, err := m.cfg.Store.Open(ctx, id)
	if err != nil {
		return err
	}
	defer b.Close()
	header := make([]byte, layout.HeaderSize())
	if _, err := io.ReadFull(io.NewSectionReader(b, 0, int64(len(header))), header); err != nil {
		return err
	}
	if !bytes.Equal(header, layout.Header()) {
		return fmt.Errorf("%w: state %s has another header than this job's states", ErrJob, id)
	}
	_, err = io.ReadFull(io.NewSectionReader(b, int64(len(header)), int64(len(to))), to)
	return err
}

// publishState publishes a state file.
func (m *member) publishState(ctx context.Context, layout *program.State, from []byte, pin blob.Pin) (commit.ID, error) {
	file := io.MultiReader(bytes.NewReader(layout.Header()), bytes.NewReader(from))
	return m.cfg.Store.Put(ctx, file, blob.PutOptions{SizeHint: layout.Size(), Pins: []blob.Pin{pin}})
}

// strangers is how many providers are asked for what nobody in the job has.
const strangers = 16

// everyone is where the members of the job serve their blobs, or while there are
// none, other providers; where the submitter does; and who is named here.
func (m *member) everyone(ctx context.Context) []string {
	var from []string
	for slot, err := range client.Pages(ctx, func(ctx context.Context, page *client.PageRequest) ([]jobtypes.SlotState, *client.PageResponse, error) {
		res, err := m.cfg.Client.Job().Slots(ctx, &jobtypes.QuerySlotsRequest{Job: m.id, Pagination: page})
		if err != nil {
			return nil, nil, err
		}
		return res.Slots, res.Pagination, nil
	}) {
		if err != nil {
			break // whom the store knows is asked in any case
		}
		if slot.Slot.Operator != m.operator {
			from = append(from, m.cfg.Roster.Of(slot.Slot.Operator)...)
		}
	}
	if len(from) == 0 {
		from = m.cfg.Roster.Others(m.operator)
		from = from[:min(len(from), strangers)]
	}
	slices.Sort(from)
	return slices.Concat(slices.Compact(from), m.sources, m.cfg.Sources)
}

// JobSources is where the submitter of a job says that it serves the dataset.
func JobSources(ctx context.Context, c *client.Client, job uint64) ([]string, error) {
	res, err := c.Job().Job(ctx, &jobtypes.QueryJobRequest{Job: job})
	if err != nil {
		return nil, err
	}
	return res.Job.Sources, nil
}

// lost reports whether a blob is not, or no longer, in the store.
func lost(err error) bool {
	return errors.Is(err, blob.ErrNotFound) || errors.Is(err, blob.ErrIncomplete) || errors.Is(err, blob.ErrCorrupt)
}
