// SPDX-License-Identifier: Apache-2.0

package show

import (
	"fmt"
	"io"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/weft-network/weft/cmd/weft/internal/lab"
	"github.com/weft-network/weft/trainer/checkpoint"
)

// Lines writes a line every so many steps, for logs and pipes.
type Lines struct {
	W     io.Writer
	Every uint64
	mu    sync.Mutex
}

func (l *Lines) printf(format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	// What cannot be shown does not stop a run.
	_, _ = fmt.Fprintf(l.W, format, args...)
}

// Stepped implements lab.Watcher.
func (l *Lines) Stepped(s lab.Step) {
	if s.Number == 1 || s.Number%l.Every == 0 || s.Number == s.Of {
		l.printf("step %d/%d  loss %.4f  %s tokens/s  %s left\n", s.Number, s.Of, s.Loss, rate(s.Rate), left(s.Left))
	}
}

// Evaluated implements lab.Watcher.
func (l *Lines) Evaluated(step uint64, s lab.Score) { l.printf("%s\n", evaluation(step, s)) }

// Sampled implements lab.Watcher.
func (l *Lines) Sampled(step uint64, text string) { l.printf("%s\n", sample(step, text)) }

// Saved implements lab.Watcher.
func (l *Lines) Saved(e checkpoint.Entry) { l.printf("step %d  saved %s\n", e.Step, e.Path) }

func evaluation(step uint64, s lab.Score) string {
	return fmt.Sprintf("step %d  validation loss %.4f  perplexity %.2f  %.3f bits a byte", step, s.Loss, s.Perplexity(), s.BitsPerByte())
}

func sample(step uint64, text string) string {
	return fmt.Sprintf("step %d  sample\n---\n%s\n---", step, Printable(text))
}

// Printable replaces what a terminal would take for a command, and bytes that
// are no text.
func Printable(text string) string {
	out := make([]rune, 0, len(text))
	for _, r := range text {
		if r != '\n' && r != '\t' && !unicode.IsPrint(r) {
			r = utf8.RuneError
		}
		out = append(out, r)
	}
	return string(out)
}

// rate shortens a number to three or four digits.
func rate(r float64) string {
	if r >= 10_000 {
		return fmt.Sprintf("%.1fk", r/1000)
	}
	return fmt.Sprintf("%.0f", r)
}

// left rounds a time to what is worth knowing of it.
func left(d time.Duration) string {
	switch {
	case d >= time.Hour:
		return d.Round(time.Minute).String()
	case d >= time.Minute:
		return d.Round(5 * time.Second).String()
	default:
		return d.Round(time.Second).String()
	}
}
