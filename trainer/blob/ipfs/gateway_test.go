// SPDX-License-Identifier: Apache-2.0

package ipfs_test

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ipfs/boxo/blockservice"
	"github.com/ipfs/boxo/blockstore"
	"github.com/ipfs/boxo/ipld/merkledag"
	unixfsio "github.com/ipfs/boxo/ipld/unixfs/io"
	blocks "github.com/ipfs/go-block-format"
	"github.com/ipfs/go-cid"
	"github.com/ipfs/go-datastore"
	"github.com/ipld/go-ipld-prime/codec/dagcbor"
	"github.com/ipld/go-ipld-prime/node/basicnode"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/trainer/blob/blobtest"
	"github.com/weft-network/weft/trainer/blob/ipfs"
)

// serve runs the gateway of a store.
func serve(t *testing.T, s *ipfs.Store) string {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	done := make(chan error, 1)
	go func() { done <- s.Serve(l) }()
	t.Cleanup(func() {
		require.NoError(t, s.Close())
		require.NoError(t, <-done)
	})
	return "http://" + l.Addr().String()
}

// answer is a response that was read to its end.
type answer struct {
	code   int
	header http.Header
}

func get(t *testing.T, url string, header ...string) (answer, []byte) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	require.NoError(t, err)
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return answer{resp.StatusCode, resp.Header}, body
}

func TestGateway(t *testing.T) {
	s := open(t, ipfs.Config{})
	base := serve(t, s) + "/ipfs/"
	content := blobtest.Content(1, 17*leaf+5)
	id := put(t, s, content)

	resp, body := get(t, base+id.CIDString()+"?format=raw")
	require.Equal(t, http.StatusOK, resp.code)
	require.Equal(t, "application/vnd.ipld.raw", resp.header.Get("Content-Type"))
	require.Equal(t, id.Digest, commit.Sum(body))
	_, byHeader := get(t, base+id.CIDString(), "Accept", "text/html, application/vnd.ipld.raw;q=0.5")
	require.Equal(t, body, byHeader)

	resp, body = get(t, base+id.CIDString())
	require.Equal(t, http.StatusOK, resp.code)
	require.True(t, bytes.Equal(content, body))
	require.Contains(t, resp.header.Get("Cache-Control"), "immutable")
	resp, body = get(t, base+id.CIDString(), "Range", fmt.Sprintf("bytes=%d-%d", leaf-5, leaf+4))
	require.Equal(t, http.StatusPartialContent, resp.code)
	require.Equal(t, content[leaf-5:leaf+5], body)

	for url, want := range map[string]int{
		base + "nonsense": http.StatusBadRequest,
		base + "bafkqaaa": http.StatusNotFound,
		base + "QmUNLLsPACCz1vLxQVkXqqLX5R1X345qqfHbsf67hvA3Nn": http.StatusNotFound,
		base + commit.ID{Digest: commit.Digest{1}}.CIDString():  http.StatusNotFound,
		base + id.CIDString() + "?format=tar":                   http.StatusNotAcceptable,
		base + id.CIDString() + "?format=car&entity-bytes=x":    http.StatusBadRequest,
		base + id.CIDString() + "/path":                         http.StatusNotFound,
	} {
		resp, _ := get(t, url)
		require.Equal(t, want, resp.code, url)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, base+id.CIDString(), nil)
	require.NoError(t, err)
	post, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	require.NoError(t, post.Body.Close())
	require.Equal(t, http.StatusMethodNotAllowed, post.StatusCode)
}

// readCAR reads an archive without any code of ours.
func readCAR(t *testing.T, archive []byte) (root cid.Cid, list []blocks.Block) {
	t.Helper()
	r := bufio.NewReader(bytes.NewReader(archive))
	n, err := binary.ReadUvarint(r)
	require.NoError(t, err)
	header := basicnode.Prototype.Any.NewBuilder()
	require.NoError(t, dagcbor.Decode(header, io.LimitReader(r, int64(n))))
	roots, err := header.Build().LookupByString("roots")
	require.NoError(t, err)
	first, err := roots.LookupByIndex(0)
	require.NoError(t, err)
	l, err := first.AsLink()
	require.NoError(t, err)
	root, err = cid.Decode(l.String())
	require.NoError(t, err)
	for {
		n, err := binary.ReadUvarint(r)
		if errors.Is(err, io.EOF) {
			return root, list
		}
		require.NoError(t, err)
		section := make([]byte, n)
		_, err = io.ReadFull(r, section)
		require.NoError(t, err)
		k, c, err := cid.CidFromBytes(section)
		require.NoError(t, err)
		sum, err := c.Prefix().Sum(section[k:])
		require.NoError(t, err)
		require.Equal(t, c, sum)
		b, err := blocks.NewBlockWithCid(section[k:], c)
		require.NoError(t, err)
		list = append(list, b)
	}
}

// fileOf reads the file in an archive with boxo.
func fileOf(t *testing.T, archive []byte) []byte {
	t.Helper()
	root, list := readCAR(t, archive)
	bs := blockstore.NewBlockstore(datastore.NewMapDatastore())
	require.NoError(t, bs.PutMany(t.Context(), list))
	dag := merkledag.NewDAGService(blockservice.New(bs, nil))
	n, err := dag.Get(t.Context(), root)
	require.NoError(t, err)
	r, err := unixfsio.NewDagReader(t.Context(), n, dag)
	require.NoError(t, err)
	content, err := io.ReadAll(r)
	require.NoError(t, err)
	return content
}

func TestCAR(t *testing.T) {
	s, other := open(t, ipfs.Config{}), open(t, ipfs.Config{})
	base := serve(t, s) + "/ipfs/"
	for i, n := range []int{0, 1, leaf, 17*leaf + 5} {
		content := blobtest.Content(uint64(i), n)
		id := put(t, s, content)
		var archive bytes.Buffer
		require.NoError(t, s.Export(t.Context(), id, &archive))
		resp, body := get(t, base+id.CIDString()+"?format=car")
		require.Contains(t, resp.header.Get("Content-Type"), "application/vnd.ipld.car; version=1")
		require.True(t, bytes.Equal(archive.Bytes(), body))
		require.True(t, bytes.Equal(content, fileOf(t, body)))

		require.NoError(t, other.Import(t.Context(), id, bytes.NewReader(body), blob.FetchOptions{}))
		holds(t, other, id, content)
	}
	content := blobtest.Content(3, 17*leaf+5)
	id := put(t, s, content)
	_, list := readCAR(t, second(get(t, base+id.CIDString()+fmt.Sprintf("?format=car&entity-bytes=%d:%d", leaf, leaf+1))))
	require.Len(t, list, 3, "root, node, leaf")
	_, list = readCAR(t, second(get(t, base+id.CIDString()+"?format=car&entity-bytes=-5:*")))
	require.Len(t, list, 3)
	_, list = readCAR(t, second(get(t, base+id.CIDString()+"?format=car&dag-scope=block")))
	require.Len(t, list, 1)
}

func second(_ answer, body []byte) []byte { return body }

func TestImportRefuses(t *testing.T) {
	s := open(t, ipfs.Config{})
	content := blobtest.Content(1, 2*leaf+5)
	id := put(t, s, content)
	var buf bytes.Buffer
	require.NoError(t, s.Export(t.Context(), id, &buf))
	archive := buf.Bytes()
	_, list := readCAR(t, archive)
	head := len(archive)
	for _, b := range list {
		n := 36 + len(b.RawData())
		head -= n + len(binary.AppendUvarint(nil, uint64(n)))
	}
	section := func(b blocks.Block) []byte {
		return append(append(binary.AppendUvarint(nil, uint64(36+len(b.RawData()))), b.Cid().Bytes()...), b.RawData()...)
	}
	flipped := bytes.Clone(archive)
	flipped[len(flipped)-1] ^= 1
	tests := map[string]struct {
		archive []byte
		want    error
	}{
		"empty":         {nil, blob.ErrCorrupt},
		"header alone":  {archive[:head], blob.ErrIncomplete},
		"cut":           {archive[:len(archive)-1], blob.ErrIncomplete},
		"leaf missing":  {archive[:len(archive)-len(section(list[3]))], blob.ErrIncomplete},
		"flipped":       {flipped, blob.ErrCorrupt},
		"leaf first":    {append(bytes.Clone(archive[:head]), section(list[1])...), blob.ErrCorrupt},
		"huge section":  {append(bytes.Clone(archive[:head]), 0xff, 0xff, 0xff, 0xff, 0x7f), blob.ErrCorrupt},
		"tiny section":  {append(bytes.Clone(archive[:head]), 3, 1, 2, 3), blob.ErrCorrupt},
		"another root":  {append([]byte{archive[0]}, bytes.Repeat([]byte{7}, 200)...), blob.ErrCorrupt},
		"trailing junk": {append(bytes.Clone(archive), 1), blob.ErrCorrupt},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			to := open(t, ipfs.Config{})
			require.ErrorIs(t, to.Import(t.Context(), id, bytes.NewReader(test.archive), blob.FetchOptions{}), test.want)
			require.NoError(t, to.Import(t.Context(), id, bytes.NewReader(archive), blob.FetchOptions{}))
			holds(t, to, id, content)
		})
	}
}

// TestFetchFromGateway fetches over HTTP alone.
func TestFetchFromGateway(t *testing.T) {
	from, s := open(t, ipfs.Config{}), open(t, ipfs.Config{})
	content := blobtest.Content(1, 17*leaf+5)
	id := put(t, from, content)
	url := serve(t, from)
	r := commit.Range{Offset: 5 * leaf, Length: 1}
	require.NoError(t, s.Fetch(within(t, 10*time.Second), id, blob.FetchOptions{From: []string{url}, Ranges: []commit.Range{r}}))
	require.Less(t, s.Received(), uint64(leaf+4*commit.MaxNode))
	require.NoError(t, s.Fetch(within(t, 20*time.Second), id, blob.FetchOptions{From: []string{url}}))
	holds(t, s, id, content)
}

// TestFetchFromMirror fetches nodes from a peer that has nothing else to give
// and bytes from a plain web server.
func TestFetchFromMirror(t *testing.T) {
	content := blobtest.Content(1, 17*leaf+5)
	var ranges atomic.Int64
	mirror := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ranges.Add(1)
		http.ServeContent(w, r, "model.safetensors", time.Time{}, bytes.NewReader(content))
	}))
	defer mirror.Close()
	whole, nodes, s := open(t, ipfs.Config{}), open(t, ipfs.Config{}), open(t, ipfs.Config{})
	id := put(t, whole, content)
	link(t, nodes, whole.Addrs())
	require.NoError(t, nodes.Fetch(within(t, 10*time.Second), id, blob.FetchOptions{
		Ranges: []commit.Range{{Offset: 0, Length: 1}, {Offset: 16 * leaf, Length: leaf}},
	}))
	require.NoError(t, whole.Close())
	link(t, s, nodes.Addrs())
	require.NoError(t, s.Fetch(within(t, 20*time.Second), id, blob.FetchOptions{From: []string{mirror.URL + "/model.safetensors"}}))
	holds(t, s, id, content)
	require.Positive(t, ranges.Load())
}

// TestBadWebServers names servers that do not serve, beside a peer that does.
func TestBadWebServers(t *testing.T) {
	content := blobtest.Content(1, 6*leaf)
	honest := open(t, ipfs.Config{})
	id := put(t, honest, content)
	tests := map[string]struct {
		handler http.HandlerFunc
		banned  bool
	}{
		"lies":     {func(w http.ResponseWriter, _ *http.Request) { say(w, bytes.NewReader(make([]byte, 700))) }, true},
		"floods":   {func(w http.ResponseWriter, _ *http.Request) { say(w, zeros{}) }, true},
		"fails":    {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) }, false},
		"redirect": {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/elsewhere", http.StatusFound) }, false},
		"stalls": {func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(http.StatusOK)
			_ = http.NewResponseController(w).Flush()
			<-r.Context().Done()
		}, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			web := httptest.NewServer(test.handler)
			defer web.Close()
			s := open(t, ipfs.Config{Stall: 500 * time.Millisecond})
			link(t, s, honest.Addrs())
			require.NoError(t, s.Fetch(within(t, 20*time.Second), id, blob.FetchOptions{From: []string{web.URL}}))
			holds(t, s, id, content)
			require.Equal(t, test.banned, s.Banned()[strings.TrimPrefix(web.URL, "http://")] != "")
		})
	}
	for _, addr := range []string{"http://", "https://h/p?q=1", "ftp://x", "/ip4/127.0.0.1/tcp/1"} {
		require.ErrorIs(t, ipfs.CheckSource(addr), ipfs.ErrConfig)
	}
}

// say writes until the other end has heard enough.
func say(w io.Writer, r io.Reader) {
	_, _ = io.Copy(w, r) //nolint:errcheck // see above
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}
