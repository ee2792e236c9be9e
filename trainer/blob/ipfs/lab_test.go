// SPDX-License-Identifier: Apache-2.0

package ipfs_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/trainer/blob/blobtest"
	"github.com/weft-network/weft/trainer/blob/disk"
	"github.com/weft-network/weft/trainer/blob/ipfs"
)

const loopback = "/ip4/127.0.0.1/tcp/0"

// medium counts the changes that are left before the disk is full.
type medium struct{ left atomic.Int64 }

func (m *medium) before(path string) error {
	if m.left.Load() >= 0 && m.left.Add(-1) < 0 {
		m.left.Store(0)
		return fmt.Errorf("write %s: %w", filepath.Base(path), syscall.ENOSPC)
	}
	return nil
}

// lab opens stores on the loopback interface, all connected to each other.
type lab struct {
	stores map[*ipfs.Store]*medium
	dirs   map[*ipfs.Store]string
	liars  []*liar
}

func newLab(*testing.T) blobtest.Lab {
	return &lab{stores: map[*ipfs.Store]*medium{}, dirs: map[*ipfs.Store]string{}}
}

func (l *lab) Open(t *testing.T) blob.Store {
	t.Helper()
	return l.open(t, t.TempDir())
}

func (l *lab) open(t *testing.T, dir string) *ipfs.Store {
	t.Helper()
	m := &medium{}
	m.left.Store(-1)
	s := open(t, ipfs.Config{Disk: disk.Config{Dir: dir, MaxBlob: blobtest.MaxBlob, BeforeWrite: m.before}})
	for other := range l.stores {
		link(t, s, other.Addrs())
	}
	for _, liar := range l.liars {
		link(t, s, liar.addrs())
	}
	l.stores[s], l.dirs[s] = m, dir
	return s
}

// open opens a store that accepts everybody, on the loopback interface.
func open(t *testing.T, cfg ipfs.Config) *ipfs.Store {
	t.Helper()
	if cfg.Disk.Dir == "" {
		cfg.Disk.Dir = t.TempDir()
	}
	if cfg.Listen == nil {
		cfg.Listen = []string{loopback}
	}
	if cfg.Allow == nil {
		cfg.Allow = func(string) bool { return true }
	}
	s, err := ipfs.Open(cfg)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

func link(t *testing.T, s *ipfs.Store, addrs []string) {
	t.Helper()
	if len(addrs) == 0 {
		return // it was closed
	}
	require.NoError(t, s.Connect(t.Context(), addrs[0]))
	id := addrs[0][strings.LastIndex(addrs[0], "/")+1:]
	require.Eventually(t, func() bool { return slices.Contains(s.Connected(), id) }, 5*time.Second, 5*time.Millisecond)
}

func (l *lab) Reopen(t *testing.T, s blob.Store) blob.Store {
	t.Helper()
	old := s.(*ipfs.Store)
	require.NoError(t, old.Close())
	dir := l.dirs[old]
	delete(l.stores, old)
	return l.open(t, dir)
}

func (l *lab) Corrupt(t *testing.T, s blob.Store, id commit.ID, offset uint64) {
	t.Helper()
	path := dataFile(l.dirs[s.(*ipfs.Store)], id)
	// Times of files are coarse: the change must not fall on the same tick as
	// what the store saw last.
	time.Sleep(10 * time.Millisecond)
	flip(t, path, offset)
}

func dataFile(dir string, id commit.ID) string {
	return filepath.Join(dir, "blobs", strings.Replace(id.String(), ":", "-", 1), "data")
}

func flip(t *testing.T, path string, offset uint64) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	require.NoError(t, err)
	var b [1]byte
	_, err = f.ReadAt(b[:], int64(offset))
	require.NoError(t, err)
	b[0] ^= 1
	_, err = f.WriteAt(b[:], int64(offset))
	require.NoError(t, err)
	require.NoError(t, f.Close())
}

func (l *lab) FailAfter(s blob.Store, n int) { l.stores[s.(*ipfs.Store)].left.Store(int64(n)) }

func (*lab) Received(s blob.Store) uint64 { return s.(*ipfs.Store).Received() }

func (l *lab) Plant(t *testing.T, raw []byte) {
	t.Helper()
	liar := newLiar(t, raw)
	l.liars = append(l.liars, liar)
	for s := range l.stores {
		link(t, s, liar.addrs())
	}
}

func TestStore(t *testing.T) { blobtest.Run(t, newLab) }
