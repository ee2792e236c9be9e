// SPDX-License-Identifier: Apache-2.0

//go:build kubo

package kubo_test

import (
	"bytes"
	"encoding/base32"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/trainer/blob/blobtest"
	"github.com/weft-network/weft/trainer/blob/ipfs"
)

// sizes are on both sides of every edge of the layout up to three levels.
var sizes = []int{0, 1, 1023, leaf - 1, leaf, leaf + 1, 2 * leaf, 3*leaf + 7, 16 * leaf, 16*leaf + 1, 17*leaf - 1, 33*leaf + 4097, 256*leaf + 5}

func file(t *testing.T, size int) (path string, content []byte) {
	t.Helper()
	content = blobtest.Content(uint64(size), size)
	path = filepath.Join(t.TempDir(), "content")
	require.NoError(t, os.WriteFile(path, content, 0o600))
	return path, content
}

func holds(t *testing.T, s *ipfs.Store, id commit.ID, content []byte) {
	t.Helper()
	b, err := s.Open(t.Context(), id)
	require.NoError(t, err)
	got, err := io.ReadAll(io.NewSectionReader(b, 0, int64(id.Size)))
	require.NoError(t, err)
	require.NoError(t, b.Close())
	require.True(t, bytes.Equal(content, got))
}

// bareCID is the CID of a leaf by itself.
func bareCID(content []byte) string {
	d := commit.Sum(content)
	raw := append([]byte{1, 0x55, 0x1e, 0x20}, d[:]...)
	return "b" + strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(raw))
}

// TestSameID gives files of odd sizes to both. Above one leaf the ids are the
// same; up to one leaf kubo gives that of the leaf alone.
func TestSameID(t *testing.T) {
	d := newDaemon(t)
	for _, size := range sizes {
		path, content := file(t, size)
		id, err := commit.Build(bytes.NewReader(content), nil)
		require.NoError(t, err)
		theirs := d.add(path)
		if size > leaf {
			require.Equal(t, id.CIDString(), theirs, "%d bytes", size)
			continue
		}
		require.Equal(t, bareCID(content), theirs, "%d bytes", size)
	}
}

// TestKuboFetches publishes files here and has kubo fetch them by their ids.
func TestKuboFetches(t *testing.T) {
	d, s := newDaemon(t), open(t)
	d.ipfs("swarm", "connect", s.Addrs()[0])
	for _, size := range sizes {
		path, content := file(t, size)
		id := put(t, s, path)
		require.True(t, bytes.Equal(content, d.ipfs("cat", id.CIDString())), "%d bytes", size)
		stat := string(d.ipfs("files", "stat", "--format=<size>", "/ipfs/"+id.CIDString()))
		require.Equal(t, fmt.Sprint(size), strings.TrimSpace(stat))
	}
	require.Empty(t, s.Banned())
}

// TestKuboServes has kubo add files, and fetches them: over bitswap, and from
// its gateway.
func TestKuboServes(t *testing.T) {
	d := newDaemon(t)
	ways := map[string][]string{"bitswap": d.addrs(), "gateway": {d.gateway()}}
	for name, from := range ways {
		t.Run(name, func(t *testing.T) {
			s := open(t)
			for _, size := range sizes {
				if size <= leaf {
					continue // kubo makes another id of it
				}
				path, content := file(t, size)
				digest, err := commit.ParseCID(d.add(path))
				require.NoError(t, err)
				id := commit.ID{Digest: digest, Size: uint64(size)}
				require.NoError(t, s.Fetch(t.Context(), id, blob.FetchOptions{From: from}), "%d bytes", size)
				holds(t, s, id, content)
			}
			require.Empty(t, s.Banned())
		})
	}
}

// TestArchives exchanges CAR archives: kubo reads ours, and we read its.
func TestArchives(t *testing.T) {
	d := newDaemon(t)
	for _, size := range sizes {
		path, content := file(t, size)
		s := open(t)
		id := put(t, s, path)
		car := filepath.Join(t.TempDir(), "car")
		f, err := os.Create(car)
		require.NoError(t, err)
		require.NoError(t, s.Export(t.Context(), id, f))
		require.NoError(t, f.Close())
		require.Contains(t, string(d.ipfs("dag", "import", "--pin-roots=true", car)), id.CIDString())
		require.True(t, bytes.Equal(content, d.ipfs("cat", "--offline", id.CIDString())), "%d bytes", size)

		theirs := d.ipfs("dag", "export", "--progress=false", id.CIDString())
		other := open(t)
		require.NoError(t, other.Import(t.Context(), id, bytes.NewReader(theirs), blob.FetchOptions{}), "%d bytes", size)
		holds(t, other, id, content)
		d.forget()
	}
}

// TestCurl asks our gateway with curl: for a block, for an archive that kubo
// reads, for the bytes and for a range of them.
func TestCurl(t *testing.T) {
	d, s := newDaemon(t), open(t)
	path, content := file(t, 17*leaf+3)
	id := put(t, s, path)
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	go func() { _ = s.Serve(l) }() //nolint:errcheck // it ends with the store
	at := "http://" + l.Addr().String() + "/ipfs/" + id.CIDString()
	curl := func(args ...string) []byte {
		t.Helper()
		return run(t, exec.CommandContext(t.Context(), "curl", append([]string{"-sS", "--fail"}, args...)...))
	}
	require.Equal(t, id.Digest, commit.Sum(curl("-H", "Accept: application/vnd.ipld.raw", at)))
	require.Equal(t, id.Digest, commit.Sum(curl(at+"?format=raw")))
	require.True(t, bytes.Equal(content, curl(at)))
	require.Equal(t, content[leaf-10:leaf+10], curl("-r", fmt.Sprintf("%d-%d", leaf-10, leaf+9), at))
	car := filepath.Join(t.TempDir(), "car")
	curl("-H", "Accept: application/vnd.ipld.car", "-o", car, at)
	require.Contains(t, string(d.ipfs("dag", "import", car)), id.CIDString())
	require.True(t, bytes.Equal(content, d.ipfs("cat", "--offline", id.CIDString())))
	part := curl(at + "?format=car&entity-bytes=0:1023")
	require.Less(t, len(part), 2*leaf, "one leaf and the nodes above it")
}
