// SPDX-License-Identifier: Apache-2.0

package client

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	cmtjson "github.com/cometbft/cometbft/libs/json"
	coretypes "github.com/cometbft/cometbft/rpc/core/types"
	rpctypes "github.com/cometbft/cometbft/rpc/jsonrpc/types"
	cmttypes "github.com/cometbft/cometbft/types"
	"github.com/gorilla/websocket"
)

const (
	websocketPath    = "/websocket"
	handshakeTimeout = 10 * time.Second
	// quietPolls is how many polls go by without a header before a connected websocket is checked: a dead one can look alive.
	quietPolls = 4
	// maxRedial bounds the growing pause between attempts to connect the websocket.
	maxRedial = 10 * time.Second
)

// watcher feeds heads: a websocket brings every new header, and polling stands in while there is none. Both only say how far the chain is;
// nothing is lost with either.
type watcher struct {
	c *Client
	// heard is set by every header the websocket brings.
	heard atomic.Bool

	mu   sync.Mutex
	drop context.CancelFunc // ends the websocket's session; nil while there is none
}

// connect keeps a websocket open until ctx ends.
func (w *watcher) connect(ctx context.Context) {
	pause := w.c.cfg.PollInterval
	for ctx.Err() == nil {
		w.heard.Store(false)
		err := w.session(ctx)
		w.c.reset()
		if ctx.Err() != nil {
			return
		}
		if w.heard.Load() {
			pause = w.c.cfg.PollInterval
		}
		w.c.log.Info("websocket lost, polling", "node", w.c.cfg.Node, "err", err, "in", pause)
		if sleep(ctx, pause) != nil {
			return
		}
		pause = min(2*pause, maxRedial)
	}
}

// session reads headers from one connection until it breaks or is dropped.
func (w *watcher) session(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	address, header, err := websocketURL(w.c.cfg.Node)
	if err != nil {
		return err
	}
	dialer := websocket.Dialer{Proxy: http.ProxyFromEnvironment, HandshakeTimeout: handshakeTimeout}
	conn, _, err := dialer.DialContext(ctx, address, header) //nolint:bodyclose // the body of a handshake needs no Close
	if err != nil {
		return err
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() }) // ends a read that waits
	defer stop()
	defer func() { _ = conn.Close() }() // broken or done with

	subscribe := map[string]any{
		"jsonrpc": "2.0", "id": 1, "method": "subscribe", "params": map[string]string{"query": cmttypes.EventQueryNewBlockHeader.String()},
	}
	if err := conn.WriteJSON(subscribe); err != nil {
		return err
	}
	w.setDrop(cancel)
	defer w.setDrop(nil)
	for {
		_, msg, err := conn.ReadMessage()
		if err != nil {
			return err
		}
		if err := w.receive(msg); err != nil {
			return err
		}
	}
}

// receive takes one message of the websocket: the answer to the subscription, or a header.
func (w *watcher) receive(msg []byte) error {
	var res rpctypes.RPCResponse
	if err := res.UnmarshalJSON(msg); err != nil {
		return err
	}
	if res.Error != nil {
		return res.Error
	}
	var event coretypes.ResultEvent
	if err := cmtjson.Unmarshal(res.Result, &event); err != nil {
		return err
	}
	data, ok := event.Data.(cmttypes.EventDataNewBlockHeader)
	if !ok {
		return nil
	}
	if data.Header.ChainID != w.c.cfg.ChainID {
		return fmt.Errorf("%w: %s, not %s", ErrChainID, data.Header.ChainID, w.c.cfg.ChainID)
	}
	w.heard.Store(true)
	w.c.heads.observe(Head{Height: data.Header.Height, Time: data.Header.Time})
	return nil
}

func (w *watcher) setDrop(drop context.CancelFunc) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.drop = drop
}

// poll asks for the node's status while the websocket is away or silent, until ctx ends.
func (w *watcher) poll(ctx context.Context) {
	tick := time.NewTicker(w.c.cfg.PollInterval)
	defer tick.Stop()
	quiet, down := 0, false
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		w.mu.Lock()
		drop := w.drop
		w.mu.Unlock()
		if quiet++; drop != nil && w.heard.Swap(false) {
			quiet = 0
		}
		if drop != nil && quiet < quietPolls && w.c.heads.usable() == nil {
			continue
		}
		quiet = 0
		_, news, err := w.c.refresh(ctx)
		if failed := err != nil && ctx.Err() == nil; failed != down {
			down = failed
			w.c.log.Info("node answers", "node", w.c.cfg.Node, "ok", !failed, "err", err)
		}
		if news && drop != nil {
			drop() // the chain went on and the websocket did not say so
		}
	}
}

// websocketURL turns the URL of a node's RPC into that of its websocket, and a user in it into a header.
func websocketURL(node string) (string, http.Header, error) {
	u, err := url.Parse(node)
	if err != nil {
		return "", nil, err
	}
	header := http.Header{}
	if u.User != nil {
		password, _ := u.User.Password()
		header.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(u.User.Username()+":"+password)))
		u.User = nil
	}
	switch u.Scheme {
	case "https":
		u.Scheme = "wss"
	case "http", "tcp":
		u.Scheme = "ws"
	default:
		return "", nil, errors.New("no websocket at " + node)
	}
	return u.JoinPath(websocketPath).String(), header, nil
}

// sleep waits, or returns the reason why ctx ended.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-t.C:
		return nil
	}
}
