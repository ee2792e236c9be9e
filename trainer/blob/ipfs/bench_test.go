// SPDX-License-Identifier: Apache-2.0

package ipfs_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
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

// benchSize is small enough for a run of seconds, and large enough to be rid of
// beginnings.
const benchSize = 128 << 20

func benchStore(b *testing.B) *ipfs.Store {
	b.Helper()
	s, err := ipfs.Open(ipfs.Config{
		Disk:   disk.Config{Dir: b.TempDir()},
		Listen: []string{loopback},
		Allow:  func(string) bool { return true },
	})
	require.NoError(b, err)
	b.Cleanup(func() { require.NoError(b, s.Close()) })
	return s
}

func benchFile(b *testing.B) string {
	b.Helper()
	path := filepath.Join(b.TempDir(), "content")
	require.NoError(b, os.WriteFile(path, blobtest.Content(1, benchSize), 0o600))
	return path
}

// BenchmarkHash is the limit of publishing: one core, no store.
func BenchmarkHash(b *testing.B) {
	content := blobtest.Content(1, benchSize)
	b.SetBytes(benchSize)
	for b.Loop() {
		_, err := commit.Build(bytes.NewReader(content), nil)
		require.NoError(b, err)
	}
}

// BenchmarkPublishFile shares the file.
func BenchmarkPublishFile(b *testing.B) {
	s, path := benchStore(b), benchFile(b)
	b.SetBytes(benchSize)
	for b.Loop() {
		_, err := s.PutFile(b.Context(), path, blob.PutOptions{})
		require.NoError(b, err)
		sweep(b, s)
	}
}

// BenchmarkPublishReader writes a copy.
func BenchmarkPublishReader(b *testing.B) {
	s, content := benchStore(b), blobtest.Content(1, benchSize)
	b.SetBytes(benchSize)
	for b.Loop() {
		_, err := s.Put(b.Context(), bytes.NewReader(content), blob.PutOptions{})
		require.NoError(b, err)
		sweep(b, s)
	}
}

func sweep(b *testing.B, s *ipfs.Store) {
	b.Helper()
	b.StopTimer()
	defer b.StartTimer()
	freed, err := s.GC(b.Context(), blob.Now{})
	require.NoError(b, err)
	require.Equal(b, 1, freed.Blobs)
}

func benchFetch(b *testing.B, from, s *ipfs.Store, o blob.FetchOptions) {
	b.Helper()
	id, err := from.PutFile(b.Context(), benchFile(b), blob.PutOptions{})
	require.NoError(b, err)
	b.SetBytes(benchSize)
	defer spent(b)()
	for b.Loop() {
		require.NoError(b, s.Fetch(b.Context(), id, o))
		sweep(b, s)
	}
}

// spent reports the CPU time of both ends for each GiB.
func spent(b *testing.B) func() {
	b.Helper()
	before := cpu(b)
	return func() {
		b.ReportMetric((cpu(b)-before).Seconds()/float64(b.N)/benchSize*(1<<30), "cpu-s/GiB")
	}
}

func cpu(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	require.NoError(b, syscall.Getrusage(syscall.RUSAGE_SELF, &u))
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkFetchSwarm fetches from one peer on the loopback interface.
func BenchmarkFetchSwarm(b *testing.B) {
	from, s := benchStore(b), benchStore(b)
	require.NoError(b, s.Connect(b.Context(), from.Addrs()[0]))
	benchFetch(b, from, s, blob.FetchOptions{})
}

// BenchmarkFetchBitswap does so from one that speaks bitswap alone.
func BenchmarkFetchBitswap(b *testing.B) {
	from, s := benchStore(b), benchStore(b)
	from.Mute()
	require.NoError(b, s.Connect(b.Context(), from.Addrs()[0]))
	benchFetch(b, from, s, blob.FetchOptions{})
}

// BenchmarkFetchGateway fetches block by block over HTTP.
func BenchmarkFetchGateway(b *testing.B) {
	from, s := benchStore(b), benchStore(b)
	web := httptest.NewServer(from.Gateway())
	defer web.Close()
	benchFetch(b, from, s, blob.FetchOptions{From: []string{web.URL}})
}

// BenchmarkFetchMirror fetches ranges of a file from a plain web server, and
// nodes from a peer.
func BenchmarkFetchMirror(b *testing.B) {
	from, s := benchStore(b), benchStore(b)
	require.NoError(b, s.Connect(b.Context(), from.Addrs()[0]))
	content := blobtest.Content(1, benchSize)
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.ServeContent(w, r, "f", time.Time{}, bytes.NewReader(content))
	}))
	defer web.Close()
	benchFetch(b, from, s, blob.FetchOptions{From: []string{web.URL + "/f"}})
}

// BenchmarkPlainGET is what HTTP gives without any check: to a file.
func BenchmarkPlainGET(b *testing.B) {
	content := blobtest.Content(1, benchSize)
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.ServeContent(w, r, "f", time.Time{}, bytes.NewReader(content))
	}))
	defer web.Close()
	path := filepath.Join(b.TempDir(), "out")
	b.SetBytes(benchSize)
	defer spent(b)()
	for b.Loop() {
		req, err := http.NewRequestWithContext(b.Context(), http.MethodGet, web.URL, nil)
		require.NoError(b, err)
		resp, err := http.DefaultClient.Do(req)
		require.NoError(b, err)
		f, err := os.Create(path)
		require.NoError(b, err)
		_, err = io.Copy(f, resp.Body)
		require.NoError(b, err)
		require.NoError(b, f.Sync())
		require.NoError(b, f.Close())
		require.NoError(b, resp.Body.Close())
	}
}
