// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"cosmossdk.io/math"
	"github.com/dustin/go-humanize/english"
	"github.com/schollz/progressbar/v3"

	"github.com/weft-network/weft/cmd/weft/internal/disputes"
	"github.com/weft-network/weft/cmd/weft/internal/money"
	"github.com/weft-network/weft/verifier/beacon"
	"github.com/weft-network/weft/verifier/watch"
)

// verifyView shows how a verifier's work goes: a line for each event, under it a
// bar on a terminal, or JSON.
type verifyView struct {
	p   *program
	tty bool

	mu      sync.Mutex
	bar     *progressbar.ProgressBar // nil: no terminal, or nothing in work
	counts  map[watch.NewsKind]int
	pending int // duties that were drawn and not executed
	fees    math.Int
	games   int
}

func (p *program) verifyView() *verifyView {
	return &verifyView{
		p: p, counts: map[watch.NewsKind]int{}, fees: math.ZeroInt(), tty: !p.json() && isTerminal(p.out) && isTerminal(p.err),
	}
}

// newsLine is the JSON of an event of an audit. What an event does not have is
// left out.
type newsLine struct {
	Event string `json:"event"`
	Job   uint64 `json:"job"`
	Round uint64 `json:"round"`
	Draw  uint32 `json:"draw"`
	// Slot is that of a duty: drawn, step, audited.
	Slot *uint32 `json:"slot,omitempty"`
	// Step of the last step of the segment is right: step.
	Step *uint32 `json:"step,omitempty"`
	Last *uint32 `json:"last,omitempty"`
	// Verdict and the steps that were executed: audited.
	Verdict string `json:"verdict,omitempty"`
	Steps   int    `json:"steps,omitempty"`
	// Fee was paid, and Games were opened: revealed.
	Fee   *math.Int `json:"fee_uweft,omitempty"`
	Games []uint64  `json:"games,omitempty"`
}

func newsLineOf(n *watch.News) newsLine {
	line := newsLine{Event: string(n.Kind), Job: n.Job, Round: n.Round, Draw: n.Draw}
	switch n.Kind {
	case watch.NewsDrawn:
		line.Slot = &n.Slot
	case watch.NewsStep:
		line.Slot, line.Step, line.Last = &n.Slot, &n.Step, &n.Last
	case watch.NewsAudited:
		line.Slot, line.Verdict, line.Steps = &n.Slot, disputes.Audited(n.Verdict), n.Steps
	case watch.NewsRevealed:
		line.Fee, line.Games = &n.Fee, n.Games
	case watch.NewsCommitted, watch.NewsMissed:
	}
	return line
}

// textOf is an event in words.
func textOf(n *watch.News) string {
	text := fmt.Sprintf("job %d  round %d  ", n.Job, n.Round)
	switch n.Kind {
	case watch.NewsDrawn:
		text += fmt.Sprintf("slot %d  drawn", n.Slot)
	case watch.NewsStep:
		text += fmt.Sprintf("slot %d  step %d of %d", n.Slot, n.Step, n.Last)
	case watch.NewsAudited:
		text += fmt.Sprintf("slot %d  %s, %s executed", n.Slot, disputes.Audited(n.Verdict), english.Plural(n.Steps, "step", ""))
	case watch.NewsCommitted:
		text += "committed"
	case watch.NewsRevealed:
		text += "revealed, paid " + money.Format(n.Fee)
		if len(n.Games) > 0 {
			text += fmt.Sprintf(", %s opened: %s", english.PluralWord(len(n.Games), "game", ""), strings.Trim(fmt.Sprint(n.Games), "[]"))
		}
	case watch.NewsMissed:
		text += "missed: its window passed without this verifier's report"
	}
	return text
}

// report is told of audits, from several goroutines.
func (v *verifyView) report(n watch.News) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.counts[n.Kind]++
	switch n.Kind {
	case watch.NewsDrawn:
		v.pending++
	case watch.NewsAudited:
		v.pending = max(v.pending-1, 0)
	case watch.NewsRevealed:
		v.fees, v.games = v.fees.Add(n.Fee), v.games+len(n.Games)
	default:
	}
	switch {
	case v.p.json():
		_ = v.p.object(newsLineOf(&n)) //nolint:errcheck // what cannot be shown does not stop the work
	case n.Kind == watch.NewsStep && v.tty:
		v.draw(&n)
	case n.Kind != watch.NewsStep:
		v.clear()
		_ = v.p.say("%s", textOf(&n)) //nolint:errcheck // as above
	}
}

// total is all of it in a line.
func (v *verifyView) total() string {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.sum()
}

func (v *verifyView) sum() string {
	return fmt.Sprintf("%d drawn, %d audited, %d committed, %d revealed, %d missed, %s, %s earned", v.counts[watch.NewsDrawn],
		v.counts[watch.NewsAudited], v.counts[watch.NewsCommitted], v.counts[watch.NewsRevealed], v.counts[watch.NewsMissed],
		english.Plural(v.games, "game", ""), money.Format(v.fees))
}

// postedLine is the JSON of a round of the beacon.
type postedLine struct {
	Event       string `json:"event"`
	BeaconRound uint64 `json:"beacon_round"`
	Height      int64  `json:"height"`
	TX          string `json:"tx"`
}

// posted is told of rounds of the beacon, from several goroutines.
func (v *verifyView) posted(r beacon.Posted) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.p.json() {
		_ = v.p.object(postedLine{"beacon", r.BeaconRound, r.Height, r.TxHash}) //nolint:errcheck // as above
		return
	}
	v.clear()
	_ = v.p.say("beacon round %d posted", r.BeaconRound) //nolint:errcheck // as above
}

// game is told of the operator's games.
func (v *verifyView) game(r watch.Report) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.clear()
	v.p.gameNews(r)
}

// draw shows the audit that made a step last.
func (v *verifyView) draw(n *watch.News) {
	if v.bar == nil {
		v.bar = progressbar.NewOptions(1,
			progressbar.OptionSetWriter(v.p.err), progressbar.OptionSetWidth(24), progressbar.OptionUseANSICodes(true),
			progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionShowDescriptionAtLineEnd(),
			progressbar.OptionSetPredictTime(false), progressbar.OptionSetElapsedTime(false), progressbar.OptionShowCount(),
		)
	}
	v.bar.Describe(fmt.Sprintf("job %d round %d slot %d  %d to do; %s", n.Job, n.Round, n.Slot, v.pending, v.sum()))
	v.bar.ChangeMax(int(n.Last) + 1)
	_ = v.bar.Set(int(n.Step) + 1) //nolint:errcheck // as above
}

func (v *verifyView) clear() {
	if v.bar != nil {
		_ = v.bar.Clear() //nolint:errcheck // as above
	}
}

// close takes the bar away.
func (v *verifyView) close() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.clear()
	v.bar = nil
}
