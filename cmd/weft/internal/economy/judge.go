// SPDX-License-Identifier: Apache-2.0

package economy

import (
	"fmt"
	"math"
	"strings"
)

// Check is one condition that an economy must meet (A10).
type Check struct {
	Name   string `json:"name"`
	Pass   bool   `json:"pass"`
	Detail string `json:"detail"`
	// Failing are the strategies that fail it.
	Failing []string `json:"failing,omitempty"`
}

const (
	// surely is by how many standard errors the honest must earn more.
	surely = 3
	// latencyOff is how far a measured latency may be from the formula. Where finds
	// are too few to tell, it may be off by surely standard errors; the error of a
	// mean of n geometric latencies is 1/sqrt(n) of it at most.
	latencyOff = 0.05
	// mostWork is what verifiers may execute at most, by what trainers are asked for.
	mostWork = 0.08
)

// judge says whether the acceptance of A10 holds.
func (r *Result) judge() []Check {
	return []Check{r.honestTrainers(), r.honestVerifiers(), r.neverSlashed(), r.latencies(), r.griefing(), r.work(), {
		Name: "money is conserved", Pass: true,
		Detail: fmt.Sprintf("books and records agreed %d times", r.Totals.Checked),
	}}
}

// Pass says whether all conditions hold.
func (r *Result) Pass() bool {
	for _, c := range r.Checks {
		if !c.Pass {
			return false
		}
	}
	return true
}

// above says whether a mean is surely above another one.
func (m Mean) above(other Mean) bool {
	return m.Mean-other.Mean > surely*math.Hypot(m.Error, other.Error)
}

func (r *Result) honestTrainers() Check {
	c := Check{Name: "honest trainers earn most"}
	honest := r.Trainers[0].Return
	next := math.Inf(-1)
	for _, t := range r.Trainers[1:] {
		next = max(next, t.Return.Mean)
		if !honest.above(t.Return) {
			c.Failing = append(c.Failing, t.Strategy)
		}
	}
	c.close(fmt.Sprintf("%.0f uweft a unit%s", honest.Mean, best(next)))
	c.wantPositive(honest)
	return c
}

// best names the best of the other strategies, if there is one.
func best(mean float64) string {
	if math.IsInf(mean, -1) {
		return ""
	}
	return fmt.Sprintf("; the best other strategy %.0f", mean)
}

// wantPositive fails a check if honesty does not pay for itself.
func (c *Check) wantPositive(honest Mean) {
	if honest.Mean <= 0 {
		c.Pass = false
		c.Detail += "; honest work does not pay for itself"
		c.Failing = append(c.Failing, Honest)
	}
}

func (r *Result) honestVerifiers() Check {
	c := Check{Name: "honest verifiers earn most"}
	honest := r.Verifiers[0].Return
	next := math.Inf(-1)
	for _, v := range r.Verifiers[1:] {
		next = max(next, v.Return.Mean)
		if !honest.above(v.Return) {
			c.Failing = append(c.Failing, v.Strategy)
		}
	}
	c.close(fmt.Sprintf("%.0f uweft a round and part of stake%s", honest.Mean, best(next)))
	c.wantPositive(honest)
	return c
}

func (r *Result) neverSlashed() Check {
	c := Check{Name: "the honest are never slashed"}
	var events int64
	for _, t := range r.Trainers {
		if events += t.Falsely; t.Falsely > 0 {
			c.Failing = append(c.Failing, t.Strategy)
		}
	}
	for _, v := range r.Verifiers {
		if events += v.Falsely; v.Falsely > 0 {
			c.Failing = append(c.Failing, v.Strategy)
		}
	}
	c.close(fmt.Sprintf("%d events in %d rounds; %d right units were challenged", events, r.Rounds, r.Totals.Accused))
	return c
}

func (r *Result) latencies() Check {
	c := Check{Name: "frauds are found as fast as the formula says"}
	worst, which, few := 0.0, "none", 0
	for i := range r.Trainers {
		t := &r.Trainers[i]
		if t.Latency == nil {
			continue
		}
		off := math.Abs(t.Off())
		allowed := max(latencyOff, surely/math.Sqrt(float64(t.Found)))
		if allowed > latencyOff {
			few++
		}
		if off > allowed {
			c.Failing = append(c.Failing, t.Strategy)
		}
		if off > worst {
			worst, which = off, t.Strategy
		}
	}
	detail := fmt.Sprintf("at most %.1f %% off (%s)", 100*worst, which)
	if few > 0 {
		detail += fmt.Sprintf("; %d strategies were found too seldom to hold them to %.0f %%", few, 100*latencyOff)
	}
	c.close(detail)
	return c
}

func (r *Result) griefing() Check {
	c := Check{Name: "false challenges cost", Pass: r.Totals.Griefer < 0 || r.Totals.Griefs == 0}
	c.Detail = fmt.Sprintf("%.0f uweft for each of %d", r.Totals.Griefer, r.Totals.Griefs)
	return c
}

func (r *Result) work() Check {
	return Check{
		Name: "verification is cheap", Pass: r.Totals.Work <= mostWork,
		Detail: fmt.Sprintf("verifiers executed %.2f %% of the steps of trainers, allowed %.0f %%", 100*r.Totals.Work, 100*mostWork),
	}
}

// close decides a check by what fails it.
func (c *Check) close(detail string) {
	c.Pass = len(c.Failing) == 0
	c.Detail = detail
	if !c.Pass {
		c.Detail += "; fails for " + strings.Join(c.Failing, ", ")
	}
}
