// SPDX-License-Identifier: Apache-2.0

package trainer

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/trainer/blob/ipfs"
	"github.com/weft-network/weft/trainer/worker"
	"github.com/weft-network/weft/verifier/watch"
)

// Metrics serves how a trainer's work goes, for Prometheus, and whether the
// process lives.
type Metrics struct {
	server   *http.Server
	addr     string
	registry *prometheus.Registry
	ended    sync.WaitGroup

	steps, units   prometheus.Counter
	tokens         prometheus.Gauge
	loss           prometheus.Gauge
	round          *prometheus.GaugeVec
	phase          *prometheus.GaugeVec
	games          *prometheus.GaugeVec
	mu             sync.Mutex
	last           worker.Phase
	lastJob, lastR uint64
}

// ServeMetrics serves /metrics and /healthz at an address until Close.
func ServeMetrics(ctx context.Context, addr string) (*Metrics, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("metrics: %w; give another address with --metrics", err)
	}
	counter := func(name, help string) prometheus.Counter {
		return prometheus.NewCounter(prometheus.CounterOpts{Namespace: "weft", Subsystem: "trainer", Name: name, Help: help})
	}
	gauge := func(name, help string, labels ...string) *prometheus.GaugeVec {
		return prometheus.NewGaugeVec(prometheus.GaugeOpts{Namespace: "weft", Subsystem: "trainer", Name: name, Help: help}, labels)
	}
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		addr:     l.Addr().String(),
		steps:    counter("steps_total", "Inner steps made."),
		units:    counter("units_total", "Units handed in for a commit."),
		round:    gauge("round", "Latest round of the job that is worked on.", "job"),
		phase:    gauge("phase", "1 for what the trainer is busy with.", "phase"),
		games:    gauge("games", "Games of the operator since the start: open, won, lost, or ended undecided.", "state"),
	}
	for _, state := range []string{gameOpen, gameWon, gameLost, gameUndecided} {
		m.games.WithLabelValues(state)
	}
	m.tokens = gauge("tokens", "Tokens trained on since the start.").WithLabelValues()
	m.loss = gauge("loss", "Loss of the latest step, in nats a token.").WithLabelValues()
	m.registry.MustRegister(m.steps, m.units, m.tokens, m.loss, m.round, m.phase, m.games, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	mux := http.NewServeMux()
	mux.Handle("/metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}))
	mux.HandleFunc("/healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	m.server = &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	m.ended.Go(func() { _ = m.server.Serve(l) }) //nolint:errcheck // it ends with Close
	return m, nil
}

// Addr is where it is served.
func (m *Metrics) Addr() string { return m.addr }

// Watch adds what a store moved.
func (m *Metrics) Watch(s *ipfs.Store) {
	for name, f := range map[string]func() uint64{"received": s.Received, "sent": s.Sent} {
		m.registry.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{
			Namespace: "weft", Subsystem: "trainer", Name: name + "_bytes_total", Help: "Bytes of content " + name + ".",
		}, func() float64 { return float64(f()) }))
	}
}

// Report takes a report of the worker.
func (m *Metrics) Report(p worker.Progress) {
	if p.Phase == worker.PhaseTrain {
		m.steps.Inc()
		m.loss.Set(float64(p.Loss))
	}
	m.tokens.Set(float64(p.Tokens))
	m.round.WithLabelValues(strconv.FormatUint(p.Job, 10)).Set(float64(p.Round))
	m.mu.Lock()
	defer m.mu.Unlock()
	if p.Phase == worker.PhaseCommit && (m.last != p.Phase || m.lastR != p.Round || m.lastJob != p.Job) {
		m.units.Inc()
	}
	if m.last != "" {
		m.phase.WithLabelValues(string(m.last)).Set(0)
	}
	m.phase.WithLabelValues(string(p.Phase)).Set(1)
	m.last, m.lastJob, m.lastR = p.Phase, p.Job, p.Round
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
	err := m.server.Close()
	m.ended.Wait()
	return err
}
