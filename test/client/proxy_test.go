// SPDX-License-Identifier: Apache-2.0

package client_test

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// proxy passes connections on to a node, until it is cut.
type proxy struct {
	t      *testing.T
	target string
	addr   string

	mu    sync.Mutex
	l     net.Listener
	conns map[net.Conn]bool
	wg    sync.WaitGroup
}

// newProxy starts a proxy to the node at a URL.
func newProxy(t *testing.T, node string) *proxy {
	t.Helper()
	u, err := url.Parse(node)
	require.NoError(t, err)
	p := &proxy{t: t, target: u.Host, addr: "127.0.0.1:0", conns: map[net.Conn]bool{}}
	p.mend()
	t.Cleanup(func() {
		p.cut()
		p.wg.Wait()
	})
	return p
}

// url is where clients reach the proxy.
func (p *proxy) url() string { return "http://" + p.addr }

// mend listens, again on the same port after a cut.
func (p *proxy) mend() {
	p.t.Helper()
	l, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", p.addr)
	require.NoError(p.t, err)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.l, p.addr = l, l.Addr().String()
	p.wg.Go(func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			p.wg.Go(func() { p.pass(in) })
		}
	})
}

// cut closes all connections and the port.
func (p *proxy) cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	_ = p.l.Close()
	for c := range p.conns {
		_ = c.Close()
	}
}

func (p *proxy) pass(in net.Conn) {
	out, err := (&net.Dialer{}).DialContext(context.Background(), "tcp", p.target)
	if err != nil {
		_ = in.Close()
		return
	}
	p.mu.Lock()
	p.conns[in], p.conns[out] = true, true
	p.mu.Unlock()
	var both sync.WaitGroup
	one := func(dst, src net.Conn) {
		_, _ = io.Copy(dst, src) //nolint:errcheck // a connection that is cut is what this is for
		_ = dst.Close()
		_ = src.Close()
	}
	both.Go(func() { one(in, out) })
	both.Go(func() { one(out, in) })
	both.Wait()
	p.mu.Lock()
	delete(p.conns, in)
	delete(p.conns, out)
	p.mu.Unlock()
}

// lossy is a proxy that understands requests and loses the answers to some: the node has done the work, and nobody hears of it.
type lossy struct {
	http.Handler
	mu   sync.Mutex
	lose func(method string) bool
}

func newLossy(t *testing.T, node string, lose func(method string) bool) *lossy {
	t.Helper()
	u, err := url.Parse(node)
	require.NoError(t, err)
	return &lossy{Handler: httputil.NewSingleHostReverseProxy(u), lose: lose}
}

func (p *lossy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	method := ""
	if _, rest, ok := strings.Cut(string(body), `"method":"`); ok {
		method, _, _ = strings.Cut(rest, `"`)
	}
	p.mu.Lock()
	lost := p.lose(method)
	p.mu.Unlock()
	if !lost {
		p.Handler.ServeHTTP(w, r)
		return
	}
	p.Handler.ServeHTTP(discard{http.Header{}}, r)
	panic(http.ErrAbortHandler)
}

type discard struct{ header http.Header }

func (d discard) Header() http.Header       { return d.header }
func (discard) Write(b []byte) (int, error) { return len(b), nil }
func (discard) WriteHeader(int)             {}
