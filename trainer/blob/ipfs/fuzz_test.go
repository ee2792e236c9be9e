// SPDX-License-Identifier: Apache-2.0

package ipfs_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/trainer/blob/blobtest"
	"github.com/weft-network/weft/trainer/blob/disk"
	"github.com/weft-network/weft/trainer/blob/ipfs"
)

func fuzzStore(f *testing.F) *ipfs.Store {
	f.Helper()
	s, err := ipfs.Open(ipfs.Config{Disk: disk.Config{Dir: f.TempDir()}})
	require.NoError(f, err)
	f.Cleanup(func() { require.NoError(f, s.Close()) })
	return s
}

// FuzzImport reads archives that are anything. One that is taken holds the blob,
// and there is only one way to write it; what is taken before a fault is sound.
func FuzzImport(f *testing.F) {
	s, to := fuzzStore(f), fuzzStore(f)
	content := blobtest.Content(1, 1500)
	id, err := s.Put(f.Context(), bytes.NewReader(content), blob.PutOptions{})
	require.NoError(f, err)
	var whole bytes.Buffer
	require.NoError(f, s.Export(f.Context(), id, &whole))
	f.Add(whole.Bytes())
	f.Add(whole.Bytes()[:100])
	f.Add(bytes.Replace(whole.Bytes(), []byte("roots"), []byte("roofs"), 1))
	f.Fuzz(func(t *testing.T, car []byte) {
		err := to.Import(t.Context(), id, bytes.NewReader(car), blob.FetchOptions{})
		if err == nil {
			holds(t, to, id, content)
		} else if _, err := to.Stat(t.Context(), id); err == nil {
			require.NoError(t, to.Verify(t.Context(), id), "what it took is not what it should be")
		}
		_, err = to.GC(t.Context(), blob.Now{})
		require.NoError(t, err)
	})
}

// FuzzGateway makes requests that are anything. Whatever is answered with success
// as plain bytes or as a block is what its address names.
func FuzzGateway(f *testing.F) {
	s := fuzzStore(f)
	content := blobtest.Content(1, leaf+3)
	id, err := s.Put(f.Context(), bytes.NewReader(content), blob.PutOptions{})
	require.NoError(f, err)
	f.Add("/ipfs/"+id.CIDString(), "", "", "bytes=5-10")
	f.Add("/ipfs/"+id.CIDString(), "format=car&entity-bytes=-5:*", "", "")
	f.Add("/ipfs/"+id.CIDString(), "format=raw", "application/vnd.ipld.raw;q=1", "")
	f.Add("/ipfs/Qm", "format=car&dag-scope=block", "*/*", "bytes=-")
	gateway := s.Gateway()
	f.Fuzz(func(t *testing.T, path, query, accept, ranges string) {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
		r.URL.Path, r.URL.RawQuery = path, query
		r.Header.Set("Accept", accept)
		if ranges != "" {
			r.Header.Set("Range", ranges)
		}
		w := httptest.NewRecorder()
		gateway.ServeHTTP(w, r)
		switch body := w.Body.Bytes(); {
		case w.Code != http.StatusOK:
		case w.Header().Get("Content-Type") == "application/octet-stream":
			require.True(t, bytes.Equal(content, body))
		case w.Header().Get("Content-Type") == "application/vnd.ipld.raw":
			_, ok := map[commit.Digest]bool{id.Digest: true, commit.Sum(content[:leaf]): true, commit.Sum(content[leaf:]): true}[commit.Sum(body)]
			require.True(t, ok, "a block that nobody put there")
		}
	})
}
