// SPDX-License-Identifier: Apache-2.0

package checkpoint_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/trainer/checkpoint"
)

func steps(t *testing.T, f *checkpoint.Folder) []uint64 {
	t.Helper()
	list, err := f.List()
	require.NoError(t, err)
	out := []uint64{}
	for _, e := range list {
		require.Equal(t, fileID(t, e.Path), e.ID)
		out = append(out, e.Step)
	}
	return out
}

func openFolder(t *testing.T, dir string, l *program.State, opt checkpoint.Options) *checkpoint.Folder {
	t.Helper()
	f, err := checkpoint.Open(dir, l, opt)
	require.NoError(t, err)
	return f
}

func TestFolder(t *testing.T) {
	t.Parallel()
	l := layout(t, job(true))
	dir := filepath.Join(t.TempDir(), "of", "checkpoints")
	f := openFolder(t, dir, l, checkpoint.Options{})
	require.Equal(t, dir, f.Dir())
	require.Equal(t, l, f.Layout())
	data := make([]byte, l.DataSize())
	_, err := f.Newest(data)
	require.ErrorIs(t, err, checkpoint.ErrNone)
	for _, step := range []uint64{0, 20, 3, 1 << 40} {
		e, err := f.Save(step, content(l, step))
		require.NoError(t, err)
		require.Equal(t, step, e.Step)
		require.Equal(t, fileID(t, e.Path), e.ID)
	}
	require.Equal(t, []uint64{0, 3, 20, 1 << 40}, steps(t, f))

	// What is not a checkpoint is left alone.
	for _, name := range []string{"step-0000000007.safetensors", "step-7.x.safetensors", "README", "step-.part"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), nil, 0o600))
	}
	f = openFolder(t, dir, l, checkpoint.Options{})
	list, err := f.List()
	require.NoError(t, err)
	require.Len(t, list, 4)
	for _, e := range list {
		require.NoError(t, f.Load(e, data))
		require.True(t, bytes.Equal(content(l, e.Step), data))
	}
	e, err := f.Newest(data)
	require.NoError(t, err)
	require.Equal(t, list[3], e)
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, left, 8)
	_, err = f.Save(1, data[1:])
	require.ErrorIs(t, err, checkpoint.ErrMemory)
}

func TestNames(t *testing.T) {
	t.Parallel()
	id := commit.ID{Digest: commit.Sum([]byte("x"))}
	for _, step := range []uint64{0, 1, 9999999999, 1<<64 - 1} {
		e, ok := checkpoint.ParseName(checkpoint.FileName(step, id))
		require.True(t, ok)
		require.Equal(t, checkpoint.Entry{Step: step, ID: id}, e)
	}
	cid := id.CIDString()
	for _, name := range []string{
		"", "step-", "step-1." + cid + ".safetensors", "step-00000000001." + cid + ".safetensors",
		"step-+000000001." + cid + ".safetensors", "step-0000000001." + cid, "step-0000000001.safetensors",
		"step-0000000001." + cid[1:] + ".safetensors", "step-0000000001." + cid + ".safetensors.bad",
		"step-99999999999999999999." + cid + ".safetensors", "Step-0000000001." + cid + ".safetensors",
	} {
		_, ok := checkpoint.ParseName(name)
		require.False(t, ok, name)
	}
}

func TestRetention(t *testing.T) {
	t.Parallel()
	l := layout(t, job(false))
	for _, c := range []struct {
		opt  checkpoint.Options
		save []uint64
		want []uint64
	}{
		{checkpoint.Options{}, []uint64{1, 2, 3, 4}, []uint64{1, 2, 3, 4}},
		{checkpoint.Options{KeepLast: 2}, []uint64{1, 2, 3, 4}, []uint64{3, 4}},
		{checkpoint.Options{KeepLast: 1, KeepEvery: 2}, []uint64{1, 2, 3, 4, 5}, []uint64{2, 4, 5}},
		{checkpoint.Options{KeepEvery: 2}, []uint64{1, 2, 3}, []uint64{1, 2, 3}},
		// After a restart from an older step the new checkpoint stays.
		{checkpoint.Options{KeepLast: 2}, []uint64{8, 9, 5}, []uint64{5, 8, 9}},
		{checkpoint.Options{KeepLast: 9}, []uint64{8, 9, 8, 9}, []uint64{8, 9}},
	} {
		f := openFolder(t, t.TempDir(), l, c.opt)
		for i, step := range c.save {
			_, err := f.Save(step, content(l, uint64(i)))
			require.NoError(t, err)
		}
		require.Equal(t, c.want, steps(t, f), "%+v", c.opt)
	}
}

// Whatever byte of a checkpoint changes, whatever is cut off or added: it does
// not load, and the one before it does, with a warning that names the file.
func TestCorrupt(t *testing.T) {
	t.Parallel()
	l := layout(t, job(true))
	size, h := int64(l.Size()), int64(l.HeaderSize())
	flip := func(at int64) func(*os.File) error {
		return func(f *os.File) error {
			var b [1]byte
			if _, err := f.ReadAt(b[:], at); err != nil {
				return err
			}
			b[0] ^= 0x10
			_, err := f.WriteAt(b[:], at)
			return err
		}
	}
	length := func(n int64) func(*os.File) error { return func(f *os.File) error { return f.Truncate(n) } }
	for name, damage := range map[string]func(*os.File) error{
		"length": flip(1), "header": flip(100), "padding": flip(h - 1), "first": flip(h), "middle": flip(size / 2),
		"last": flip(size - 1), "cut": length(size - 1), "cut in header": length(100), "empty": length(0), "longer": length(size + 1),
	} {
		var log bytes.Buffer
		f := openFolder(t, t.TempDir(), l, checkpoint.Options{Log: slog.New(slog.NewTextHandler(&log, nil))})
		for step := range uint64(3) {
			_, err := f.Save(step, content(l, step))
			require.NoError(t, err)
		}
		list, err := f.List()
		require.NoError(t, err)
		file, err := os.OpenFile(list[2].Path, os.O_RDWR, 0)
		require.NoError(t, err)
		require.NoError(t, damage(file), name)
		require.NoError(t, file.Close())

		data := make([]byte, l.DataSize())
		require.ErrorIs(t, f.Load(list[2], data), checkpoint.ErrCorrupt, name)
		e, err := f.Newest(data)
		require.NoError(t, err, name)
		require.Equal(t, list[1], e)
		require.True(t, bytes.Equal(content(l, 1), data))
		require.Contains(t, log.String(), list[2].Path)
		require.Equal(t, []uint64{0, 1}, steps(t, f), "it does not come up again")
		require.FileExists(t, list[2].Path+".bad")
	}
}

// A run that was started anew with another specification must not go on from
// nothing, nor throw its checkpoints away.
func TestFolderOfAnotherJob(t *testing.T) {
	t.Parallel()
	dir, l := t.TempDir(), layout(t, job(false))
	_, err := openFolder(t, dir, l, checkpoint.Options{}).Save(4, content(l, 1))
	require.NoError(t, err)
	s := job(false)
	s.Inner.Moments = spec.Storage_STORAGE_F32
	other := layout(t, s)
	f := openFolder(t, dir, other, checkpoint.Options{})
	_, err = f.Newest(make([]byte, other.DataSize()))
	require.ErrorIs(t, err, checkpoint.ErrLayout)
	require.ErrorContains(t, err, "optimizer.m.")
	require.Equal(t, []uint64{4}, steps(t, f))
}

// Somebody who looks at a run does not disturb it: drafts stay, and so does
// what is corrupt.
func TestReadOnly(t *testing.T) {
	t.Parallel()
	dir, l := t.TempDir(), layout(t, job(false))
	f := openFolder(t, dir, l, checkpoint.Options{})
	for step := range uint64(2) {
		_, err := f.Save(step, content(l, step))
		require.NoError(t, err)
	}
	list, err := f.List()
	require.NoError(t, err)
	require.NoError(t, os.Truncate(list[1].Path, 5))
	require.NoError(t, os.WriteFile(filepath.Join(dir, ".1.part"), nil, 0o600))

	var log bytes.Buffer
	r := openFolder(t, dir, l, checkpoint.Options{ReadOnly: true, Log: slog.New(slog.NewTextHandler(&log, nil))})
	data := make([]byte, l.DataSize())
	e, err := r.Newest(data)
	require.NoError(t, err)
	require.Equal(t, list[0], e)
	require.Contains(t, log.String(), list[1].Path)
	_, err = r.Save(3, data)
	require.ErrorIs(t, err, checkpoint.ErrReadOnly)
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, files, 3)

	absent := filepath.Join(dir, "absent")
	_, err = openFolder(t, absent, l, checkpoint.Options{ReadOnly: true}).Newest(data)
	require.ErrorIs(t, err, os.ErrNotExist)
	require.NoDirExists(t, absent)
}

// A disk that is full, at any moment, costs the new checkpoint only.
func TestDiskFull(t *testing.T) {
	t.Parallel()
	dir, l := t.TempDir(), layout(t, job(false))
	left := 1 << 30
	f, err := checkpoint.OpenOn(dir, l, checkpoint.Options{KeepLast: 1}, func(path string) error {
		if left--; left < 0 {
			return fmt.Errorf("%s: %w", path, syscall.ENOSPC)
		}
		return nil
	})
	require.NoError(t, err)
	_, err = f.Save(1, content(l, 1))
	require.NoError(t, err)
	data := make([]byte, l.DataSize())
	for n := 0; ; n++ {
		require.Less(t, n, 100)
		left = n
		_, err := f.Save(2, content(l, 2))
		left = 1 << 30
		e, found := f.Newest(data)
		require.NoError(t, found, n)
		require.True(t, bytes.Equal(content(l, e.Step), data))
		if err == nil {
			break
		}
		require.ErrorIs(t, err, syscall.ENOSPC, n)
	}
	require.Equal(t, []uint64{2}, steps(t, f))
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, files, 1, "no part is left")
}
