// SPDX-License-Identifier: Apache-2.0

package blobtest

import (
	"bytes"
	"context"
	"io"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/trainer/blob"
)

// MaxBlob is the limit that a Lab gives to its stores.
const MaxBlob = 24 << 20

// Lab makes stores that can reach each other, and breaks them. It closes what
// it opened when its test ends.
type Lab interface {
	// Open is a new, empty store with the limit MaxBlob.
	Open(t *testing.T) blob.Store
	// Reopen closes a store and opens what it left; nil if that is nothing.
	Reopen(t *testing.T, s blob.Store) blob.Store
	// Corrupt changes the byte at an offset of a blob behind the store's back.
	Corrupt(t *testing.T, s blob.Store, id commit.ID, offset uint64)
	// Plant makes a block that is no part of a blob available to all stores.
	Plant(t *testing.T, raw []byte)
	// FailAfter lets a store write n more times, and then finds its medium full;
	// a negative n ends that.
	FailAfter(s blob.Store, n int)
	// Received is the number of bytes of content and nodes that a store got from
	// others.
	Received(s blob.Store) uint64
}

// Content is n bytes that depend on the seed alone.
func Content(seed uint64, n int) []byte {
	var key [32]byte
	key[0], key[1] = byte(seed), byte(seed>>8)
	b := make([]byte, n)
	if _, err := rand.NewChaCha8(key).Read(b); err != nil {
		panic(err) // it has no way to fail
	}
	return b
}

// suite is one test with its own lab.
type suite struct {
	*require.Assertions
	t   *testing.T
	lab Lab
}

func (s *suite) ctx() context.Context {
	ctx, cancel := context.WithTimeout(s.t.Context(), 30*time.Second)
	s.t.Cleanup(cancel)
	return ctx
}

func (s *suite) put(st blob.Store, content []byte, pins ...blob.Pin) commit.ID {
	s.t.Helper()
	id, err := st.Put(s.ctx(), bytes.NewReader(content), blob.PutOptions{SizeHint: uint64(len(content)), Pins: pins})
	s.NoError(err)
	return id
}

func (s *suite) fetch(st blob.Store, id commit.ID, ranges ...commit.Range) {
	s.t.Helper()
	s.NoError(st.Fetch(s.ctx(), id, blob.FetchOptions{Ranges: ranges}))
}

// holds checks that a store has all of a blob and reads it back.
func (s *suite) holds(st blob.Store, id commit.ID, content []byte) {
	s.t.Helper()
	has, err := blob.Has(s.ctx(), st, id)
	s.NoError(err)
	s.True(has)
	got, err := s.read(st, id, 0, uint64(len(content)))
	s.NoError(err)
	s.True(bytes.Equal(content, got), "content differs")
}

func (s *suite) read(st blob.Store, id commit.ID, off, n uint64) ([]byte, error) {
	s.t.Helper()
	b, err := st.Open(s.ctx(), id)
	if err != nil {
		return nil, err
	}
	defer func() { s.NoError(b.Close()) }()
	s.Equal(id, b.ID())
	return io.ReadAll(io.NewSectionReader(b, int64(off), int64(n)))
}

// empty checks that a store shows nothing.
func (s *suite) empty(st blob.Store) {
	s.t.Helper()
	list, err := st.List(s.ctx())
	s.NoError(err)
	s.Empty(list)
}

func idOf(t *testing.T, content []byte) commit.ID {
	t.Helper()
	id, err := commit.Build(bytes.NewReader(content), nil)
	require.NoError(t, err)
	return id
}
