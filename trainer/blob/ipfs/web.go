// SPDX-License-Identifier: Apache-2.0

package ipfs

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/weft-network/weft/chain/commit"
)

// web is a web server that has the blob: a trustless gateway, which serves any
// block, or a mirror, which serves the bytes of the file and nothing else.
type web struct {
	s       *Store
	base    *url.URL
	gateway bool
}

const (
	webWorkers = 2
	webWindow  = 8
)

// newHTTPClient keeps answers within the download rate. It follows no
// redirects: a server that was named is the one that is asked.
func newHTTPClient(t throttle) *http.Client {
	dialer := &net.Dialer{Timeout: 10 * time.Second}
	return &http.Client{
		Transport: &http.Transport{
			DialContext: func(ctx context.Context, netw, addr string) (net.Conn, error) {
				c, err := dialer.DialContext(ctx, netw, addr)
				if err != nil {
					return nil, err
				}
				return conn{c, t}, nil
			},
			MaxIdleConnsPerHost:    webWorkers,
			MaxResponseHeaderBytes: 64 << 10,
			DisableCompression:     true,
			IdleConnTimeout:        30 * time.Second,
			TLSHandshakeTimeout:    10 * time.Second,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// newWeb reads an address: without a path it is a gateway, with one it is the
// file.
func (s *Store) newWeb(addr string, _ commit.ID) (source, error) {
	u, err := url.Parse(addr)
	if err != nil || u.Host == "" || u.RawQuery != "" || u.Fragment != "" {
		return nil, fmt.Errorf("%w: source %q: want https://<gateway> or https://<host>/<path of the file>", ErrConfig, addr)
	}
	return &web{s: s, base: u, gateway: strings.Trim(u.Path, "/") == ""}, nil
}

func (*web) workers() int { return webWorkers }

func (*web) window() int { return webWindow }

// offers takes it that who was named has everything.
func (*web) offers(*fetch, int) bool { return true }

func (w *web) blocks(ctx context.Context, asked []block, take func(commit.Digest, []byte) error) error {
	if w.s.gate.isBanned(w.base.Host) {
		return fmt.Errorf("%w: %s is banned", errSource, w.base.Host)
	}
	for len(asked) > 0 {
		n, err := 1, error(nil)
		switch {
		case w.gateway:
			err = w.one(ctx, asked[0], take)
		case asked[0].span.IsNode():
			return fmt.Errorf("%w: %s is a mirror, and has no nodes", errSource, w.base.Host)
		default:
			n = run(asked)
			err = w.ranges(ctx, asked[:n], take)
		}
		if err != nil {
			return err
		}
		asked = asked[n:]
	}
	return nil
}

// run is how many blocks follow each other in the file.
func run(asked []block) int {
	n := 1
	for n < len(asked) && asked[n].span.Offset == asked[n-1].span.End() {
		n++
	}
	return n
}

// one gets a block from a gateway.
func (w *web) one(ctx context.Context, b block, take func(commit.Digest, []byte) error) error {
	u := *w.base
	u.Path = "/ipfs/" + cidOf(b.span, b.digest).String()
	u.RawQuery = "format=raw"
	size := b.span.Size
	if b.span.IsNode() {
		size = commit.MaxNode
	}
	return w.get(ctx, &u, "", http.StatusOK, func(body io.Reader, alive func()) error {
		raw, err := io.ReadAll(io.LimitReader(body, int64(size)+1))
		if err != nil {
			return fmt.Errorf("%w: %w", errSource, err)
		}
		alive()
		return w.check(b, raw, take)
	})
}

// ranges gets leaves that follow each other from a mirror.
func (w *web) ranges(ctx context.Context, asked []block, take func(commit.Digest, []byte) error) error {
	first, last := asked[0].span.Offset, asked[len(asked)-1].span.End()-1
	header := fmt.Sprintf("bytes=%d-%d", first, last)
	return w.get(ctx, w.base, header, http.StatusPartialContent, func(body io.Reader, alive func()) error {
		buf := make([]byte, commit.LeafSize)
		for _, b := range asked {
			raw := buf[:b.span.Size]
			if _, err := io.ReadFull(body, raw); err != nil {
				return fmt.Errorf("%w: %w", errSource, err)
			}
			alive()
			if err := w.check(b, raw, take); err != nil {
				return err
			}
		}
		return nil
	})
}

// check refuses what is not the block and remembers who sent it.
func (w *web) check(b block, raw []byte, take func(commit.Digest, []byte) error) error {
	w.s.fromHTTP.Add(uint64(len(raw)))
	if commit.Sum(raw) != b.digest {
		err := w.s.gate.ban(w.base.Host, "sent a block that is not what was asked for")
		return errors.Join(fmt.Errorf("%w: %s sent other bytes than those of %v", errSource, w.base.Host, b.digest), err)
	}
	if err := take(b.digest, raw); err != nil {
		return err
	}
	w.s.tell(b, raw)
	return nil
}

// get makes a request and hands on the body. A server that sends less than one
// block in the time of a stall has failed.
func (w *web) get(ctx context.Context, u *url.URL, ranges string, want int, read func(body io.Reader, alive func()) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	timer := time.AfterFunc(w.s.cfg.Stall, cancel)
	defer timer.Stop()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return fmt.Errorf("%w: %w", errSource, err)
	}
	if ranges != "" {
		req.Header.Set("Range", ranges)
	} else {
		req.Header.Set("Accept", rawType)
	}
	resp, err := w.s.http.Do(req)
	if err != nil {
		return fmt.Errorf("%w: %w", errSource, err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != want {
		return fmt.Errorf("%w: %s answered %s, want %s", errSource, w.base.Host, resp.Status, strconv.Itoa(want))
	}
	return read(resp.Body, func() { timer.Reset(w.s.cfg.Stall) })
}
