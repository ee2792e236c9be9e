// SPDX-License-Identifier: Apache-2.0

package blob

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/weft-network/weft/chain/commit"
)

// Store publishes, fetches and keeps blobs. Its methods may be called at the
// same time from many goroutines.
type Store interface {
	// Put publishes what r gives.
	Put(ctx context.Context, r io.Reader, o PutOptions) (commit.ID, error)
	// PutFile publishes a file, without a second copy of its bytes where the
	// store can share them. The file may be removed or replaced afterwards, but
	// must not be written to in place: its blob would become corrupt.
	PutFile(ctx context.Context, path string, o PutOptions) (commit.ID, error)
	// Fetch makes a blob, or ranges of it, present from wherever it is found.
	// What is present already is not moved again.
	Fetch(ctx context.Context, id commit.ID, o FetchOptions) error
	// Open reads a blob. Bytes that are not present give ErrIncomplete.
	Open(ctx context.Context, id commit.ID) (Blob, error)
	// Stat says what the store has of a blob.
	Stat(ctx context.Context, id commit.ID) (Stat, error)
	// List is the Stat of every blob, in the order of their digests.
	List(ctx context.Context) ([]Stat, error)
	// Verify hashes everything that is present of a blob. What is corrupt is
	// forgotten, so that the next Fetch replaces it.
	Verify(ctx context.Context, id commit.ID) error
	// Prove opens a range of a blob to whoever knows its id.
	Prove(ctx context.Context, id commit.ID, r commit.Range) ([]byte, error)
	// Pin keeps a blob from GC. A pin of the same name is replaced.
	Pin(ctx context.Context, id commit.ID, p Pin) error
	// Unpin removes a pin; there need not be one of that name.
	Unpin(ctx context.Context, id commit.ID, name string) error
	// GC removes every blob that no live pin keeps and nobody is using.
	GC(ctx context.Context, now Now) (Freed, error)
	// Close ends all work of the store.
	Close() error
}

// Blob is an open blob. ReadAt gives verified bytes only.
type Blob interface {
	io.ReaderAt
	io.Closer
	ID() commit.ID
}

// PutOptions are the details of a publication.
type PutOptions struct {
	SizeHint uint64   // expected number of bytes, if known: for Progress and for an early ErrNoSpace
	Pins     []Pin    // set together with the publication, so that no GC comes between
	Progress Progress // may be nil
}

// FetchOptions are the details of a fetch.
type FetchOptions struct {
	Ranges   []commit.Range // of any length; none means the whole blob
	From     []string       // addresses to ask besides those that the store knows
	Pins     []Pin          // set before the first byte is asked for
	Progress Progress       // may be nil
	// Patience is how long to wait for the next block; 0 is the store's own.
	Patience time.Duration
}

// Progress learns how many bytes of how many are done. Calls come one after
// another, and total is 0 if it is not known.
type Progress func(done, total uint64)

// Stat is what a store has of a blob.
type Stat struct {
	ID      commit.ID
	Present uint64 // bytes
	Pins    []Pin  // in the order of their names
}

// Complete reports whether every byte is present.
func (s Stat) Complete() bool { return s.Present == s.ID.Size }

// Pin keeps a blob until a height, a time, or for good if it has neither. With
// both, it keeps the blob until both have passed.
type Pin struct {
	Name   string    `json:"name"`
	Height int64     `json:"height,omitempty"`
	Time   time.Time `json:"time,omitzero"`
}

// Now is the point at which pins are judged.
type Now struct {
	Height int64
	Time   time.Time
}

// Live reports whether the pin still keeps its blob.
func (p Pin) Live(now Now) bool {
	if p.Height == 0 && p.Time.IsZero() {
		return true
	}
	return now.Height < p.Height || !p.Time.IsZero() && now.Time.Before(p.Time)
}

// Freed is what a GC removed.
type Freed struct {
	Blobs int
	Bytes uint64
}

// Has reports whether a store has all of a blob.
func Has(ctx context.Context, s Store, id commit.ID) (bool, error) {
	st, err := s.Stat(ctx, id)
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	return err == nil && st.Complete(), err
}
