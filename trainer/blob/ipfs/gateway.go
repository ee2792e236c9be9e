// SPDX-License-Identifier: Apache-2.0

package ipfs

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/ipfs/go-cid"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/trainer/blob"
)

// Media types of the trustless gateway specification.
const (
	rawType = "application/vnd.ipld.raw"
	carType = "application/vnd.ipld.car"
)

// gatewayConns is how many connections Serve has at once.
const gatewayConns = 256

// Gateway serves what is on disk, and fetches nothing:
//
//	/ipfs/<cid>?format=raw    a block
//	/ipfs/<cid>?format=car    a blob as an archive; dag-scope=block, entity-bytes=<from>:<to>
//	/ipfs/<cid>               the bytes of a blob, with ranges
//
// The format may be asked for by an Accept header as well. The first two can be
// checked by whoever knows the CID, the third by whoever knows the digests of
// the leaves; everything was checked before it is sent.
func (s *Store) Gateway() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/ipfs/{cid}", s.serveCID)
	return mux
}

// Serve runs the gateway on a listener, within the rates of the store, until
// the store or the listener is closed.
func (s *Store) Serve(l net.Listener) error {
	if err := s.begin(); err != nil {
		return err
	}
	defer s.work.Done()
	server := &http.Server{
		Handler:           s.Gateway(),
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    16 << 10,
	}
	done := make(chan struct{})
	defer close(done)
	go func() {
		select {
		case <-s.ctx.Done():
			_ = server.Close() // Serve says what went wrong
		case <-done:
		}
	}()
	err := server.Serve(limited{s.Throttle(l), make(chan struct{}, gatewayConns)})
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

func (s *Store) serveCID(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "only GET and HEAD", http.StatusMethodNotAllowed)
		return
	}
	name := r.PathValue("cid")
	c, err := cid.Decode(name)
	if err != nil {
		http.Error(w, "not a CID", http.StatusBadRequest)
		return
	}
	d, ok := digestOf(c)
	if !ok {
		http.Error(w, "only CIDv1 with raw or dag-pb and BLAKE3-256 is served", http.StatusNotFound)
		return
	}
	h := w.Header()
	h.Set("Cache-Control", "public, max-age=29030400, immutable")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Ipfs-Path", "/ipfs/"+name)
	h.Set("X-Ipfs-Roots", name)
	switch format(r) {
	case "raw":
		s.serveRaw(w, r, name, d)
	case "car":
		s.serveCAR(w, r, name, d)
	case "":
		s.servePlain(w, r, name, d)
	default:
		http.Error(w, "format: want raw or car, or none for the bytes", http.StatusNotAcceptable)
	}
}

// format is what the request asks for; the parameter goes before the header.
func format(r *http.Request) string {
	if f := r.URL.Query().Get("format"); f != "" {
		return f
	}
	for a := range strings.SplitSeq(r.Header.Get("Accept"), ",") {
		switch t, _, err := mime.ParseMediaType(a); {
		case err != nil:
		case t == rawType:
			return "raw"
		case t == carType:
			return "car"
		}
	}
	return ""
}

func notHere(w http.ResponseWriter, err error) {
	w.Header().Del("Cache-Control")
	http.Error(w, err.Error(), http.StatusNotFound)
}

func (s *Store) serveRaw(w http.ResponseWriter, r *http.Request, name string, d commit.Digest) {
	raw, err := s.Block(d)
	if err != nil {
		notHere(w, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", rawType)
	h.Set("Content-Disposition", `attachment; filename="`+name+`.bin"`)
	h.Set("Content-Length", strconv.Itoa(len(raw)))
	h.Set("Etag", `"`+name+`.raw"`)
	if r.Method == http.MethodHead {
		return
	}
	_, _ = w.Write(raw) //nolint:errcheck // the client went away
}

func (s *Store) servePlain(w http.ResponseWriter, r *http.Request, name string, d commit.Digest) {
	id, ok := s.Find(d)
	if !ok {
		notHere(w, fmt.Errorf("%w: %s", blob.ErrNotFound, name))
		return
	}
	st, err := s.Stat(r.Context(), id)
	if err == nil && !st.Complete() {
		err = fmt.Errorf("%w: %d of %d bytes of %s", blob.ErrIncomplete, st.Present, id.Size, name)
	}
	if err != nil {
		notHere(w, err)
		return
	}
	b, err := s.Open(r.Context(), id)
	if err != nil {
		notHere(w, err)
		return
	}
	defer b.Close()
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Etag", `"`+name+`"`)
	http.ServeContent(w, r, "", time.Time{}, io.NewSectionReader(b, 0, int64(id.Size)))
}

func (s *Store) serveCAR(w http.ResponseWriter, r *http.Request, name string, d commit.Digest) {
	id, ok := s.Find(d)
	if !ok {
		notHere(w, fmt.Errorf("%w: %s is no blob here; ask for its blocks with format=raw", blob.ErrNotFound, name))
		return
	}
	want, err := wantOf(r, id)
	if err != nil {
		w.Header().Del("Cache-Control")
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	st, err := s.Stat(r.Context(), id)
	if err == nil && !st.Complete() && r.URL.Query().Get("dag-scope") != "block" && r.URL.Query().Get("entity-bytes") == "" {
		err = fmt.Errorf("%w: %d of %d bytes of %s", blob.ErrIncomplete, st.Present, id.Size, name)
	}
	if err != nil {
		notHere(w, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", carType+"; version=1; order=dfs; dups=y")
	h.Set("Content-Disposition", `attachment; filename="`+name+`.car"`)
	h.Set("Etag", fmt.Sprintf(`W/"%s.car.%s"`, name, r.URL.Query().Encode()))
	if r.Method == http.MethodHead {
		return
	}
	err = writeAll(w, carHeader(id.CID()))
	if err == nil && r.URL.Query().Get("dag-scope") == "block" {
		var raw []byte
		if raw, err = s.Block(d); err == nil {
			err = writeBlock(w, id.CID(), raw)
		}
	} else if err == nil {
		err = s.export(r.Context(), w, want, block{id.Span(), id.Digest})
	}
	if err != nil {
		// The status is sent: a broken connection is all that is left to tell the
		// client that this is not everything.
		panic(http.ErrAbortHandler)
	}
}

func writeAll(w io.Writer, b []byte) error {
	_, err := w.Write(b)
	return err
}

// wantOf reads the part of a blob that a request is about.
func wantOf(r *http.Request, id commit.ID) (blob.Want, error) {
	span := r.URL.Query().Get("entity-bytes")
	if span == "" || id.Size == 0 {
		return blob.NewWant(id, nil)
	}
	from, to, ok := strings.Cut(span, ":")
	first, err := strconv.ParseInt(from, 10, 64)
	if !ok || err != nil {
		return blob.Want{}, fmt.Errorf("entity-bytes=%.40q: want <from>:<to>", span)
	}
	size := int64(id.Size)
	last := size - 1
	if to != "*" {
		if last, err = strconv.ParseInt(to, 10, 64); err != nil {
			return blob.Want{}, fmt.Errorf("entity-bytes=%.40q: want <from>:<to>", span)
		}
	}
	if first < 0 {
		first = max(0, size+first)
	}
	if last < 0 {
		last += size
	}
	last = min(last, size-1)
	if first > last {
		return blob.Want{}, fmt.Errorf("entity-bytes=%.40q: empty in %d bytes", span, size)
	}
	return blob.NewWant(id, []commit.Range{{Offset: uint64(first), Length: uint64(last - first + 1)}})
}

// limited accepts a number of connections at a time.
type limited struct {
	net.Listener
	slots chan struct{}
}

type slotConn struct {
	net.Conn
	free func()
}

func (l limited) Accept() (net.Conn, error) {
	l.slots <- struct{}{}
	c, err := l.Listener.Accept()
	if err != nil {
		<-l.slots
		return nil, err
	}
	closed := make(chan struct{}, 1)
	closed <- struct{}{}
	return slotConn{c, func() {
		select {
		case <-closed:
			<-l.slots
		default: // closed before
		}
	}}, nil
}

func (c slotConn) Close() error {
	c.free()
	return c.Conn.Close()
}
