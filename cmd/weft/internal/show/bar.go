// SPDX-License-Identifier: Apache-2.0

package show

import (
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"

	"github.com/weft-network/weft/cmd/weft/internal/lab"
	"github.com/weft-network/weft/trainer/checkpoint"
)

// Bar draws a bar on a terminal; what else happens scrolls above it.
type Bar struct {
	w   io.Writer
	bar *progressbar.ProgressBar
	mu  sync.Mutex
}

// NewBar draws on a terminal.
func NewBar(w io.Writer) *Bar { return &Bar{w: w} }

// perSecond is how often the bar is drawn.
const perSecond = 10

func (b *Bar) begin(of int64) {
	b.bar = progressbar.NewOptions64(of,
		progressbar.OptionSetWriter(b.w), progressbar.OptionSetWidth(24), progressbar.OptionUseANSICodes(true),
		progressbar.OptionThrottle(time.Second/perSecond), progressbar.OptionShowDescriptionAtLineEnd(),
		// The run knows better when it ends: it evaluates and samples too.
		progressbar.OptionSetPredictTime(false), progressbar.OptionSetElapsedTime(false), progressbar.OptionShowCount(),
	)
}

// Text is a bar for the reading of a text.
func (b *Bar) Text(read, size int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.bar == nil {
		b.begin(max(size, 1))
		b.bar.Describe("reading text")
	}
	_ = b.bar.Set64(min(read, size)) //nolint:errcheck // what cannot be drawn does not stop a run
}

// Count is a bar for work of so many parts.
func (b *Bar) Count(done, of int64, what string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.bar == nil {
		b.begin(max(of, 1))
	}
	b.bar.ChangeMax64(max(of, 1))
	b.bar.Describe(what)
	_ = b.bar.Set64(min(done, of)) //nolint:errcheck // as above
}

// Done takes the bar away.
func (b *Bar) Done() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.bar != nil {
		_ = b.bar.Clear() //nolint:errcheck // as above
		b.bar = nil
	}
}

// Stepped implements lab.Watcher.
func (b *Bar) Stepped(s lab.Step) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.bar == nil {
		b.begin(int64(s.Of))
	}
	b.bar.Describe(fmt.Sprintf("loss %.3f  %s tokens/s  %s left", s.Loss, rate(s.Rate), left(s.Left)))
	_ = b.bar.Set64(int64(s.Number)) //nolint:errcheck // as above
}

// above writes a line above the bar, which the next step draws again.
func (b *Bar) above(text string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.bar != nil {
		_ = b.bar.Clear() //nolint:errcheck // as above
	}
	_, _ = fmt.Fprintln(b.w, text)
}

// Evaluated implements lab.Watcher.
func (b *Bar) Evaluated(step uint64, s lab.Score) { b.above(evaluation(step, s)) }

// Sampled implements lab.Watcher.
func (b *Bar) Sampled(step uint64, text string) { b.above(sample(step, text)) }

// Saved implements lab.Watcher. The bar is for people: it leaves it out.
func (*Bar) Saved(checkpoint.Entry) {}
