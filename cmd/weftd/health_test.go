// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	coretypes "github.com/cometbft/cometbft/rpc/core/types"
	"github.com/stretchr/testify/require"
)

// engine answers one status.
type engine struct {
	status coretypes.ResultStatus
	err    error
}

func (e engine) Status(context.Context) (*coretypes.ResultStatus, error) { return &e.status, e.err }

// TestHealth: a node is ready if it has all blocks and they keep coming, and says why not.
func TestHealth(t *testing.T) {
	newest := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	at := func(catchingUp bool) engine {
		return engine{status: coretypes.ResultStatus{SyncInfo: coretypes.SyncInfo{
			LatestBlockHeight: 7, LatestBlockTime: newest, CatchingUp: catchingUp,
		}}}
	}
	for name, c := range map[string]struct {
		engine engine
		age    time.Duration
		status int
		words  string
	}{
		"ready":       {at(false), staleAfter, http.StatusOK, `{"ready":true,"height":"7","block_time":"2026-01-01T00:00:00Z"}`},
		"ahead":       {at(false), -time.Second, http.StatusOK, `"ready":true`},
		"stale":       {at(false), staleAfter + time.Second, http.StatusServiceUnavailable, "no block after 7 for 31s: the chain has halted, or the node has no peers"},
		"catching up": {at(true), 0, http.StatusServiceUnavailable, "catching up, at block 7"},
		"no answer":   {engine{err: errors.New("gone")}, 0, http.StatusServiceUnavailable, "the consensus engine does not answer: gone"},
	} {
		t.Run(name, func(t *testing.T) {
			h := &health{engine: c.engine, now: func() time.Time { return newest.Add(c.age) }}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/healthz", nil))
			require.Equal(t, c.status, w.Code)
			require.Contains(t, w.Body.String(), c.words)
			require.Equal(t, "application/json", w.Header().Get("Content-Type"))
		})
	}
}
