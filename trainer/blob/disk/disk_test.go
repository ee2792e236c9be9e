// SPDX-License-Identifier: Apache-2.0

package disk_test

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/trainer/blob/blobtest"
	"github.com/weft-network/weft/trainer/blob/disk"
)

const leaf = commit.LeafSize

func open(t *testing.T, cfg disk.Config) *disk.Store {
	t.Helper()
	s, err := disk.Open(cfg)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

func put(t *testing.T, s *disk.Store, content []byte) commit.ID {
	t.Helper()
	id, err := s.Put(t.Context(), bytes.NewReader(content), blob.PutOptions{})
	require.NoError(t, err)
	return id
}

func read(t *testing.T, s *disk.Store, id commit.ID) ([]byte, error) {
	t.Helper()
	b, err := s.Open(t.Context(), id)
	require.NoError(t, err)
	defer b.Close()
	return io.ReadAll(io.NewSectionReader(b, 0, int64(id.Size)))
}

func file(t *testing.T, dir string, content []byte) string {
	t.Helper()
	path := filepath.Join(dir, "content")
	require.NoError(t, os.WriteFile(path, content, 0o600))
	return path
}

// TestShared publishes a file by a link: the store adds its nodes and nothing
// else.
func TestShared(t *testing.T) {
	dir := t.TempDir()
	path := file(t, dir, blobtest.Content(1, 17*leaf))
	s := open(t, disk.Config{Dir: filepath.Join(dir, "store")})
	id, err := s.PutFile(t.Context(), path, blob.PutOptions{})
	require.NoError(t, err)
	a, err := os.Stat(path)
	require.NoError(t, err)
	b, err := os.Stat(filepath.Join(dir, "store", "blobs", disk.Folder(id), "data"))
	require.NoError(t, err)
	require.True(t, os.SameFile(a, b))
	nodes, err := os.Stat(filepath.Join(dir, "store", "blobs", disk.Folder(id), "nodes"))
	require.NoError(t, err)
	require.Less(t, nodes.Size(), int64(17*leaf/1000))
}

// TestSharedWrittenTo writes to a published file: that is found, and repairing
// the blob leaves the file of its owner alone.
func TestSharedWrittenTo(t *testing.T) {
	dir := t.TempDir()
	content := blobtest.Content(1, 3*leaf)
	path := file(t, dir, content)
	s := open(t, disk.Config{Dir: filepath.Join(dir, "store")})
	id, err := s.PutFile(t.Context(), path, blob.PutOptions{})
	require.NoError(t, err)
	b, err := s.Open(t.Context(), id)
	require.NoError(t, err)
	p := make([]byte, 10)
	_, err = b.ReadAt(p, leaf)
	require.NoError(t, err)

	time.Sleep(10 * time.Millisecond) // the ticks of file times are coarse
	changed := bytes.Clone(content)
	changed[leaf+5]++
	require.NoError(t, os.WriteFile(path, changed, 0o600))
	_, err = b.ReadAt(p, leaf)
	require.ErrorIs(t, err, blob.ErrCorrupt, "an open blob must see that its file was written to")
	require.NoError(t, b.Close())

	require.Equal(t, id, put(t, s, content))
	got, err := read(t, s, id)
	require.NoError(t, err)
	require.True(t, bytes.Equal(content, got))
	kept, err := os.ReadFile(path)
	require.NoError(t, err)
	require.True(t, bytes.Equal(changed, kept), "the owner's file was written to")

	// A shared file that became shorter is corrupt as well.
	require.NoError(t, os.WriteFile(path, content[:leaf], 0o600))
	id, err = s.PutFile(t.Context(), path, blob.PutOptions{})
	require.NoError(t, err)
	require.NoError(t, os.Truncate(path, 5))
	_, err = read(t, s, id)
	require.ErrorIs(t, err, blob.ErrCorrupt)
}

func TestChangedWhilePublished(t *testing.T) {
	dir := t.TempDir()
	path := file(t, dir, blobtest.Content(1, 40*leaf))
	s := open(t, disk.Config{Dir: filepath.Join(dir, "store")})
	for name, change := range map[string]func() error{
		"shorter": func() error { return os.Truncate(path, leaf) },
		"touched": func() error { return os.Chtimes(path, time.Time{}, time.Unix(5, 0)) },
	} {
		_, err := s.PutFile(t.Context(), path, blob.PutOptions{Progress: func(done, _ uint64) {
			if done == leaf {
				require.NoError(t, change())
			}
		}})
		require.ErrorIs(t, err, blob.ErrChanged, name)
		require.NoError(t, os.WriteFile(path, blobtest.Content(1, 40*leaf), 0o600))
	}
	list, err := s.List(t.Context())
	require.NoError(t, err)
	require.Empty(t, list)
}

func TestCapacity(t *testing.T) {
	s := open(t, disk.Config{Dir: t.TempDir(), Capacity: 4 * leaf})
	id := put(t, s, blobtest.Content(1, 3*leaf))
	_, err := s.Put(t.Context(), bytes.NewReader(blobtest.Content(2, 2*leaf)), blob.PutOptions{})
	require.ErrorIs(t, err, blob.ErrNoSpace)
	_, err = s.Receive(commit.ID{Size: 2 * leaf}, nil)
	require.ErrorIs(t, err, blob.ErrNoSpace)
	freed, err := s.GC(t.Context(), blob.Now{})
	require.NoError(t, err)
	require.Equal(t, blob.Freed{Blobs: 1, Bytes: 3 * leaf}, freed)
	_, err = s.Stat(t.Context(), id)
	require.ErrorIs(t, err, blob.ErrNotFound)
	put(t, s, blobtest.Content(2, 2*leaf))
}

func TestOneProcess(t *testing.T) {
	cfg := disk.Config{Dir: t.TempDir()}
	s := open(t, cfg)
	_, err := disk.Open(cfg)
	require.ErrorContains(t, err, "in use by another process")
	require.NoError(t, s.Close())
	open(t, cfg)
}

// TestLeftovers starts on what a crash can leave: drafts, a torn node, a torn
// bitmap, a folder that is not a blob.
func TestLeftovers(t *testing.T) {
	dir := t.TempDir()
	s := open(t, disk.Config{Dir: dir})
	content := blobtest.Content(1, 17*leaf)
	id := put(t, s, content)
	require.NoError(t, s.Close())

	folder := filepath.Join(dir, "blobs", disk.Folder(id))
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "tmp", "7", "deep"), 0o755))
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "blobs", "lost+found"), 0o755))
	nodes, err := os.ReadFile(filepath.Join(folder, "nodes"))
	require.NoError(t, err)
	// The root comes last: without its end, only what it leads to is unknown.
	require.NoError(t, os.WriteFile(filepath.Join(folder, "nodes"), nodes[:len(nodes)-3], 0o644))
	require.NoError(t, os.WriteFile(filepath.Join(folder, "have"), []byte{255}, 0o644))

	s = open(t, disk.Config{Dir: dir})
	left, err := os.ReadDir(filepath.Join(dir, "tmp"))
	require.NoError(t, err)
	require.Empty(t, left)
	st, err := s.Stat(t.Context(), id)
	require.NoError(t, err)
	require.False(t, st.Complete())
	require.Equal(t, id, put(t, s, content), "publishing again puts it right")
	got, err := read(t, s, id)
	require.NoError(t, err)
	require.True(t, bytes.Equal(content, got))
	require.NoError(t, s.Close())

	s = open(t, disk.Config{Dir: dir})
	st, err = s.Stat(t.Context(), id)
	require.NoError(t, err)
	require.True(t, st.Complete())
	require.NoError(t, s.Verify(t.Context(), id))
}

// TestReceiverRefuses gives a receiver what does not belong.
func TestReceiverRefuses(t *testing.T) {
	content := blobtest.Content(1, 2*leaf+1)
	var root commit.Block
	id, err := commit.Build(bytes.NewReader(content), func(b commit.Block) error {
		root = b
		return nil
	})
	require.NoError(t, err)
	s := open(t, disk.Config{Dir: t.TempDir()})
	r, err := s.Receive(id, nil)
	require.NoError(t, err)
	require.ErrorIs(t, r.AddLeaf(0, content[:leaf]), blob.ErrCorrupt, "a leaf before its digest is known")
	bad := bytes.Clone(root.Raw)
	bad[50] ^= 1
	_, err = r.AddNode(root.Span, root.Digest, bad)
	require.ErrorIs(t, err, blob.ErrCorrupt)
	_, err = r.AddNode(root.Span, root.Digest, root.Raw)
	require.NoError(t, err)
	require.ErrorIs(t, r.AddLeaf(0, content[leaf:2*leaf]), blob.ErrCorrupt, "another leaf")
	require.ErrorIs(t, r.AddLeaf(0, content[:leaf-1]), blob.ErrCorrupt, "a short leaf")
	require.NoError(t, r.AddLeaf(2, content[2*leaf:]))
	require.NoError(t, r.AddLeaf(2, content[2*leaf:]), "twice is once")
	require.NoError(t, r.Close())
	st, err := s.Stat(t.Context(), id)
	require.NoError(t, err)
	require.EqualValues(t, 1, st.Present)
}
