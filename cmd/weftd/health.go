// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	coretypes "github.com/cometbft/cometbft/rpc/core/types"
)

// staleAfter is how old the newest block of a node that is ready may be: blocks come every second, and after rounds that fail some seconds
// later.
const staleAfter = 30 * time.Second

// consensus is the engine of a node.
type consensus interface {
	Status(context.Context) (*coretypes.ResultStatus, error)
}

// health answers whether a node can serve: it has all blocks, and they keep coming.
type health struct {
	engine consensus
	now    func() time.Time
}

func newHealth(engine consensus) *health { return &health{engine: engine, now: time.Now} }

// report is the answer's body.
type report struct {
	Ready  bool      `json:"ready"`
	Reason string    `json:"reason,omitempty"`
	Height int64     `json:"height,string"`
	Time   time.Time `json:"block_time"`
}

func (h *health) report(ctx context.Context) report {
	status, err := h.engine.Status(ctx)
	if err != nil {
		return report{Reason: fmt.Sprintf("the consensus engine does not answer: %v", err)}
	}
	at := status.SyncInfo
	r := report{Height: at.LatestBlockHeight, Time: at.LatestBlockTime}
	switch age := h.now().Sub(at.LatestBlockTime); {
	case at.CatchingUp:
		r.Reason = fmt.Sprintf("catching up, at block %d", r.Height)
	case age > staleAfter:
		r.Reason = fmt.Sprintf("no block after %d for %s: the chain has halted, or the node has no peers", r.Height, age.Round(time.Second))
	default:
		r.Ready = true
	}
	return r
}

// ServeHTTP answers 200 if the node is ready, else 503 with the reason.
func (h *health) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	r := h.report(req.Context())
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	if !r.Ready {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	if err := json.NewEncoder(w).Encode(r); err != nil {
		return // the client left
	}
}
