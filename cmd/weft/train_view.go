// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"sync"
	"time"

	"github.com/dustin/go-humanize"
	"github.com/schollz/progressbar/v3"
	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/trainer/worker"
	"github.com/weft-network/weft/verifier/watch"
)

// trainView shows how a trainer's work goes: a bar on a terminal, a line for
// each turn and every few steps elsewhere, or JSON.
type trainView struct {
	p     *program
	every uint64
	start time.Time

	mu   sync.Mutex
	bar  *progressbar.ProgressBar // nil: no terminal, or between units
	tty  bool
	last map[uint64]worker.Progress // of each job
}

func (p *program) trainView(c *cli.Context) *trainView {
	return &trainView{
		p: p, every: max(c.Uint64("log-every"), 1), start: time.Now(), last: map[uint64]worker.Progress{},
		tty: !p.json() && isTerminal(p.out) && isTerminal(p.err),
	}
}

// turns are what the phases are called.
var turns = map[worker.Phase]string{
	worker.PhaseJoin: "taking a slot", worker.PhaseBase: "folding the round's parameters", worker.PhaseTrain: "training",
	worker.PhaseCommit: "committing", worker.PhaseWitness: "stating which deltas are here", worker.PhaseWait: "waiting for the others",
	worker.PhaseEvaluate: "measuring the validation loss", worker.PhaseFinish: "exporting the model",
	worker.PhaseFinal: "trained; its rounds become final",
}

// progressLine is the JSON of one report.
type progressLine struct {
	Event           string  `json:"event"`
	Job             uint64  `json:"job"`
	Round           uint64  `json:"round"`
	Phase           string  `json:"phase"`
	Slot            uint32  `json:"slot"`
	Step            uint32  `json:"step"`
	Of              uint32  `json:"of"`
	Loss            float32 `json:"loss"`
	Tokens          uint64  `json:"tokens"`
	TokensPerSecond float64 `json:"tokens_per_second"`
}

// report is told of everything, from several goroutines.
func (v *trainView) report(r worker.Progress) {
	v.mu.Lock()
	defer v.mu.Unlock()
	stepped := r.Phase == worker.PhaseTrain
	if last := v.last[r.Job]; !stepped && r.Phase == last.Phase && r.Round == last.Round {
		return
	}
	v.last[r.Job] = r
	rate := float64(r.Tokens) / max(time.Since(v.start).Seconds(), 1e-3)
	switch {
	case v.tty:
		v.draw(r, rate)
		return
	case stepped && uint64(r.Step)%v.every != 0 && r.Step != r.Steps:
		return
	case v.p.json():
		loss := r.Loss
		if loss-loss != 0 { // JSON has no such number
			loss = 0
		}
		_ = v.p.object(progressLine{ //nolint:errcheck // what cannot be shown does not stop the work
			"progress", r.Job, r.Round, string(r.Phase), r.Slot, r.Step, r.Steps, loss, r.Tokens, rate,
		})
		return
	}
	text := fmt.Sprintf("job %d  round %d  %s", r.Job, r.Round, turns[r.Phase])
	if stepped {
		text += fmt.Sprintf("  slot %d  step %d/%d  loss %.4f  %s tokens/s", r.Slot, r.Step, r.Steps, r.Loss, humanize.SIWithDigits(rate, 1, ""))
	}
	_ = v.p.say("%s", text) //nolint:errcheck // as above
}

// game is told of games about the operator's units.
func (v *trainView) game(r watch.Report) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.bar != nil {
		_ = v.bar.Clear() //nolint:errcheck // as above
	}
	v.p.gameNews(r)
}

// draw shows a bar for the steps of a unit.
func (v *trainView) draw(r worker.Progress, rate float64) {
	if v.bar == nil {
		v.bar = progressbar.NewOptions(1,
			progressbar.OptionSetWriter(v.p.err), progressbar.OptionSetWidth(24), progressbar.OptionUseANSICodes(true),
			progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionShowDescriptionAtLineEnd(),
			progressbar.OptionSetPredictTime(false), progressbar.OptionSetElapsedTime(false), progressbar.OptionShowCount(),
		)
	}
	if r.Phase != worker.PhaseTrain {
		v.bar.Describe(fmt.Sprintf("job %d round %d  %s", r.Job, r.Round, turns[r.Phase]))
		return
	}
	v.bar.Describe(fmt.Sprintf("job %d round %d slot %d  loss %.3f  %s tokens/s", r.Job, r.Round, r.Slot, r.Loss, humanize.SIWithDigits(rate, 1, "")))
	v.bar.ChangeMax(int(r.Steps))
	_ = v.bar.Set(int(r.Step)) //nolint:errcheck // as above
}

// close takes the bar away.
func (v *trainView) close() {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.bar != nil {
		_ = v.bar.Clear() //nolint:errcheck // as above
		v.bar = nil
	}
}
