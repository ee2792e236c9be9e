// SPDX-License-Identifier: Apache-2.0

package verifier

import (
	"context"
	"strings"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/weft-network/weft/cmd/weft/internal/member"
	"github.com/weft-network/weft/verifier/beacon"
	"github.com/weft-network/weft/verifier/watch"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
)

// Metrics serves how a verifier's work goes, for Prometheus, and whether the
// process lives.
type Metrics struct {
	*member.Metrics

	drawn, steps, fees, posted prometheus.Counter
	audited, reports           *prometheus.CounterVec
}

// ServeMetrics serves /metrics and /healthz at an address until Close.
func ServeMetrics(ctx context.Context, addr string) (*Metrics, error) {
	m, err := member.ServeMetrics(ctx, addr, "verifier")
	if err != nil {
		return nil, err
	}
	out := &Metrics{
		Metrics: m,
		drawn:   m.Counter("drawn_total", "Units drawn to audit.").WithLabelValues(),
		steps:   m.Counter("steps_total", "Steps executed in audits that are done.").WithLabelValues(),
		fees:    m.Counter("fees_uweft_total", "Fees that audits were paid.").WithLabelValues(),
		posted:  m.Counter("beacon_rounds_total", "Rounds of the beacon that were posted.").WithLabelValues(),
		audited: m.Counter("audited_total", "Audits that are done, by verdict.", "verdict"),
		reports: m.Counter("reports_total", "Reports on draws: committed, revealed, or missed.", "state"),
	}
	for _, v := range []disputetypes.Verdict{disputetypes.VERDICT_MATCH, disputetypes.VERDICT_MISMATCH} {
		out.audited.WithLabelValues(label(v))
	}
	for _, k := range []watch.NewsKind{watch.NewsCommitted, watch.NewsRevealed, watch.NewsMissed} {
		out.reports.WithLabelValues(string(k))
	}
	return out, nil
}

// label is a verdict's name, without what all of them begin with.
func label(v disputetypes.Verdict) string {
	return strings.ToLower(strings.TrimPrefix(v.String(), "VERDICT_"))
}

// Report takes news of the audits.
func (m *Metrics) Report(n watch.News) {
	switch n.Kind {
	case watch.NewsDrawn:
		m.drawn.Inc()
	case watch.NewsStep:
	case watch.NewsAudited:
		m.audited.WithLabelValues(label(n.Verdict)).Inc()
		m.steps.Add(float64(n.Steps))
	case watch.NewsCommitted, watch.NewsMissed:
		m.reports.WithLabelValues(string(n.Kind)).Inc()
	case watch.NewsRevealed:
		m.reports.WithLabelValues(string(n.Kind)).Inc()
		fee, _ := n.Fee.BigInt().Float64()
		m.fees.Add(fee)
	}
}

// Posted takes a posted round of the beacon.
func (m *Metrics) Posted(beacon.Posted) { m.posted.Inc() }
