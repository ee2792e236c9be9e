// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/dustin/go-humanize/english"
	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/cmd/weft/internal/jobs"
	"github.com/weft-network/weft/cmd/weft/internal/local"
	"github.com/weft-network/weft/cmd/weft/internal/screen"
	"github.com/weft-network/weft/verifier/watch"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
)

// devnetView shows a local network: a board on a terminal, lines elsewhere.
type devnetView struct {
	p      *program
	start  time.Time
	mu     sync.Mutex
	board  *jobs.Board
	screen *screen.Board // nil: lines
	last   []local.Event // of each trainer
	audits []auditing    // of each verifier
}

// auditing is what a verifier has done, and did last.
type auditing struct {
	last          watch.News
	audits, found int // all, and those that found something else
}

func (p *program) devnetView(c *cli.Context, o *local.Options) *devnetView {
	v := &devnetView{p: p, start: time.Now(), last: make([]local.Event, o.Trainers), audits: make([]auditing, o.Verifiers)}
	if b, ok := screen.NewBoard(p.out); ok && !c.Bool("plain") && !p.json() {
		v.screen = b
	}
	return v
}

// stageLine is the JSON of a stage of the network.
type stageLine struct {
	Event   string  `json:"event"`
	Stage   string  `json:"stage"`
	Seconds float64 `json:"seconds"`
}

// watch is told of everything, from several goroutines.
func (v *devnetView) watch(e local.Event) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if e.Trainer >= 0 {
		v.last[e.Trainer] = e
		return
	}
	seconds := time.Since(v.start).Seconds()
	if v.p.json() {
		_ = v.p.object(stageLine{"stage", e.Text, seconds}) //nolint:errcheck // what cannot be shown does not stop the network
		return
	}
	_ = v.p.say("%6.1fs  %s", seconds, e.Text) //nolint:errcheck // as above
}

// begin opens the board of the job, and draws it between blocks too: steps are
// made all the time.
func (v *devnetView) begin(ctx context.Context, n *local.Network) (err error) {
	board, err := jobs.NewBoard(ctx, n.Client(), n.Job)
	if err != nil {
		return err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.board = board
	return nil
}

// block shows what a block brought.
func (v *devnetView) block(ctx context.Context, b client.Block) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if err := v.board.Observe(ctx, b); err != nil {
		return err
	}
	if v.screen != nil {
		return v.screen.Draw(slices.Concat(v.board.Lines(v.screen.Width), v.trainers(), v.verifiers()))
	}
	for _, e := range b.Events {
		if jobs.Minor(e) {
			continue
		}
		if err := v.p.event(e); err != nil {
			return err
		}
	}
	return nil
}

// trainers is a line for each trainer.
func (v *devnetView) trainers() []string {
	lines := []string{""}
	for i, e := range v.last {
		text := fmt.Sprintf("trainer%d  round %d  %s", i, e.Round, e.Phase)
		if e.Steps > 0 {
			text += fmt.Sprintf("  %s %d/%d  loss %.4f", screen.Bar(uint64(e.Step), uint64(e.Steps), 20), e.Step, e.Steps, e.Loss)
		}
		lines = append(lines, text)
	}
	return lines
}

// verifiers is a line for each verifier.
func (v *devnetView) verifiers() (lines []string) {
	for i := range v.audits {
		a := &v.audits[i]
		text := fmt.Sprintf("verifier%d", i)
		if a.last.Kind != "" {
			text += fmt.Sprintf("  round %d  %s", a.last.Round, a.last.Kind)
		}
		if a.last.Kind == watch.NewsStep {
			text += fmt.Sprintf("  slot %d step %d of %d", a.last.Slot, a.last.Step, a.last.Last)
		}
		text += fmt.Sprintf("  %s", english.Plural(a.audits, "audit", ""))
		if a.found > 0 {
			text += fmt.Sprintf(", %d found something else", a.found)
		}
		lines = append(lines, text)
	}
	return lines
}

// auditLine is the JSON of what a verifier did.
type auditLine struct {
	Verifier int `json:"verifier"`
	newsLine
}

// audited is told of the verifiers' work, from several goroutines.
func (v *devnetView) audited(i int, n watch.News) {
	v.mu.Lock()
	defer v.mu.Unlock()
	a := &v.audits[i]
	a.last = n
	if n.Kind == watch.NewsAudited {
		a.audits++
		if n.Verdict == disputetypes.VERDICT_MISMATCH {
			a.found++
		}
	}
	switch {
	case n.Kind == watch.NewsStep || v.screen != nil:
	case v.p.json():
		_ = v.p.object(auditLine{i, newsLineOf(&n)}) //nolint:errcheck // as above
	case n.Kind == watch.NewsAudited || n.Kind == watch.NewsMissed:
		_ = v.p.say("verifier%d  %s", i, textOf(&n)) //nolint:errcheck // as above
	}
}

// end leaves the board as it is.
func (v *devnetView) end() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.screen = nil
}
