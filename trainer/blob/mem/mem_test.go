// SPDX-License-Identifier: Apache-2.0

package mem_test

import (
	"bytes"
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/trainer/blob/blobtest"
	"github.com/weft-network/weft/trainer/blob/mem"
)

type lab struct{ net mem.Network }

func (l *lab) Open(*testing.T) blob.Store {
	return l.net.Open("store", mem.Options{MaxBlob: blobtest.MaxBlob})
}

func (*lab) Reopen(*testing.T, blob.Store) blob.Store { return nil }

func (*lab) Corrupt(t *testing.T, s blob.Store, id commit.ID, offset uint64) {
	t.Helper()
	require.NoError(t, s.(*mem.Store).Corrupt(id, offset))
}

func (l *lab) Plant(_ *testing.T, raw []byte) { l.net.Open("liar", mem.Options{}).AddBlock(raw) }

func (*lab) FailAfter(s blob.Store, n int) { s.(*mem.Store).FailAfter(n) }

func (*lab) Received(s blob.Store) uint64 { return s.(*mem.Store).Received() }

func TestStore(t *testing.T) {
	blobtest.Run(t, func(*testing.T) blobtest.Lab { return &lab{} })
}

func TestLink(t *testing.T) {
	var net mem.Network
	a, b, c := net.Open("a", mem.Options{}), net.Open("b", mem.Options{}), net.Open("c", mem.Options{})
	content := blobtest.Content(1, 3<<20)
	id, err := a.Put(t.Context(), bytes.NewReader(content), blob.PutOptions{})
	require.NoError(t, err)
	lost := 0
	net.SetLink(func(from, _ string, _ commit.Digest) (time.Duration, bool) {
		if from == "a" {
			lost++
			return 0, false
		}
		return 5 * time.Millisecond, true
	})
	require.ErrorIs(t, b.Fetch(t.Context(), id, blob.FetchOptions{}), blob.ErrUnavailable)
	require.Equal(t, 1, lost)

	_, err = c.Put(t.Context(), bytes.NewReader(content), blob.PutOptions{})
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	require.ErrorIs(t, b.Fetch(ctx, id, blob.FetchOptions{}), context.DeadlineExceeded)
	require.NoError(t, b.Fetch(t.Context(), id, blob.FetchOptions{}))
	require.EqualValues(t, 3<<20, b.Received()-uint64(len(nodeOf(t, content))))
}

func nodeOf(t *testing.T, content []byte) []byte {
	t.Helper()
	var raw []byte
	_, err := commit.Build(bytes.NewReader(content), func(b commit.Block) error {
		raw = b.Raw
		return nil
	})
	require.NoError(t, err)
	return raw
}
