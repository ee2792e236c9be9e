// SPDX-License-Identifier: Apache-2.0

package trainer

import (
	"context"
	"strconv"
	"sync"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/weft-network/weft/cmd/weft/internal/member"
	"github.com/weft-network/weft/trainer/worker"
)

// Metrics serves how a trainer's work goes, for Prometheus, and whether the
// process lives.
type Metrics struct {
	*member.Metrics

	steps, units   prometheus.Counter
	tokens         prometheus.Gauge
	loss           prometheus.Gauge
	round          *prometheus.GaugeVec
	phase          *prometheus.GaugeVec
	mu             sync.Mutex
	last           worker.Phase
	lastJob, lastR uint64
}

// ServeMetrics serves /metrics and /healthz at an address until Close.
func ServeMetrics(ctx context.Context, addr string) (*Metrics, error) {
	m, err := member.ServeMetrics(ctx, addr, "trainer")
	if err != nil {
		return nil, err
	}
	return &Metrics{
		Metrics: m,
		steps:   m.Counter("steps_total", "Inner steps made.").WithLabelValues(),
		units:   m.Counter("units_total", "Units handed in for a commit.").WithLabelValues(),
		tokens:  m.Gauge("tokens", "Tokens trained on since the start.").WithLabelValues(),
		loss:    m.Gauge("loss", "Loss of the latest step, in nats a token.").WithLabelValues(),
		round:   m.Gauge("round", "Latest round of the job that is worked on.", "job"),
		phase:   m.Gauge("phase", "1 for what the trainer is busy with.", "phase"),
	}, nil
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
	if p.Phase == worker.PhaseFinal && m.lastJob != 0 && m.lastJob != p.Job {
		return // beside the job that is trained
	}
	if p.Phase == worker.PhaseCommit && (m.last != p.Phase || m.lastR != p.Round || m.lastJob != p.Job) {
		m.units.Inc()
	}
	if m.last != "" {
		m.phase.WithLabelValues(string(m.last)).Set(0)
	}
	m.phase.WithLabelValues(string(p.Phase)).Set(1)
	m.last, m.lastJob, m.lastR = p.Phase, p.Job, p.Round
}
