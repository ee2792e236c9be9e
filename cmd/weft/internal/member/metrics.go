// SPDX-License-Identifier: Apache-2.0

package member

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/trainer/blob/ipfs"
	"github.com/weft-network/weft/verifier/watch"
)

// Metrics serves how a machine's work goes, for Prometheus, and whether the
// process lives. What it is told, it shows: Counter and Gauge add what a role
// has of its own.
type Metrics struct {
	*Standing

	subsystem string
	server    *http.Server
	addr      string
	registry  *prometheus.Registry
	ended     sync.WaitGroup
	games     *prometheus.GaugeVec
	stop      context.CancelFunc // of Look; nil before
}

// ServeMetrics serves /metrics and /healthz at an address until Close. Names
// begin with weft and the role.
func ServeMetrics(ctx context.Context, addr, role string) (*Metrics, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("metrics: %w; give another address with --metrics", err)
	}
	m := &Metrics{subsystem: role, registry: prometheus.NewRegistry(), addr: l.Addr().String()}
	m.games = m.Gauge("games", "Games of the operator since the start: open, won, lost, or ended undecided.", "state")
	m.Standing = m.newStanding()
	for _, state := range []string{gameOpen, gameWon, gameLost, gameUndecided} {
		m.games.WithLabelValues(state)
	}
	m.registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	mux := http.NewServeMux()
	mux.Handle("/metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}))
	mux.HandleFunc("/healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	m.server = &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	m.ended.Go(func() { _ = m.server.Serve(l) }) //nolint:errcheck // it ends with Close
	return m, nil
}

// Counter adds counts of something, by labels.
func (m *Metrics) Counter(name, help string, labels ...string) *prometheus.CounterVec {
	c := prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: "weft", Subsystem: m.subsystem, Name: name, Help: help}, labels)
	m.registry.MustRegister(c)
	return c
}

// Gauge adds values of something, by labels.
func (m *Metrics) Gauge(name, help string, labels ...string) *prometheus.GaugeVec {
	g := prometheus.NewGaugeVec(prometheus.GaugeOpts{Namespace: "weft", Subsystem: m.subsystem, Name: name, Help: help}, labels)
	m.registry.MustRegister(g)
	return g
}

// Addr is where it is served.
func (m *Metrics) Addr() string { return m.addr }

// Watch adds what a store moved.
func (m *Metrics) Watch(s *ipfs.Store) {
	for name, f := range map[string]func() uint64{"received": s.Received, "sent": s.Sent} {
		m.registry.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{
			Namespace: "weft", Subsystem: m.subsystem, Name: name + "_bytes_total", Help: "Bytes of content " + name + ".",
		}, func() float64 { return float64(f()) }))
	}
}

// States of games.
const (
	gameOpen      = "open"
	gameWon       = "won"
	gameLost      = "lost"
	gameUndecided = "undecided"
)

// Game takes a report of a game.
func (m *Metrics) Game(r watch.Report) {
	switch {
	case r.Met:
		m.games.WithLabelValues(gameOpen).Inc()
		return
	case !r.Over():
		return
	}
	m.games.WithLabelValues(gameOpen).Dec()
	switch r.Winner() {
	case r.Side:
		m.games.WithLabelValues(gameWon).Inc()
	case game.Nobody:
		m.games.WithLabelValues(gameUndecided).Inc()
	default:
		m.games.WithLabelValues(gameLost).Inc()
	}
}

// Close ends the server.
func (m *Metrics) Close() error {
	if m.stop != nil {
		m.stop()
	}
	err := m.server.Close()
	m.ended.Wait()
	return err
}
