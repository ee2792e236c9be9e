// SPDX-License-Identifier: Apache-2.0

package screen

import (
	"fmt"
	"io"
	"time"

	"github.com/dustin/go-humanize"
)

// Progress is a line of bytes done, drawn again in place. The zero value draws
// nothing.
type Progress struct {
	w     io.Writer
	what  string
	begun time.Time
	drawn time.Time
	first uint64 // done when it began
}

// perSecond is how often a line is drawn.
const perSecond = 5

// NewProgress draws on w if it is a terminal.
func NewProgress(w io.Writer, what string) *Progress {
	if !IsTerminal(w) {
		return &Progress{}
	}
	return &Progress{w: w, what: what}
}

// Set says how many bytes of how many are done.
func (p *Progress) Set(done, total uint64) {
	now := time.Now()
	if p.w == nil || now.Sub(p.drawn) < time.Second/perSecond && done < total {
		return
	}
	if p.begun.IsZero() {
		p.begun, p.first = now, done
	}
	p.drawn = now
	text := fmt.Sprintf("%s %s %s of %s", p.what, Bar(done, total, 24), humanize.Bytes(done), humanize.Bytes(total))
	if took := now.Sub(p.begun); done > p.first && took > time.Second {
		rate := float64(done-p.first) / took.Seconds()
		text += fmt.Sprintf("  %s/s", humanize.Bytes(uint64(rate)))
		if done < total {
			text += "  " + Duration(time.Duration(float64(total-done)/rate*float64(time.Second))) + " left"
		}
	}
	_, _ = fmt.Fprintf(p.w, "\r\x1b[2K%s", Clip(text, Width(p.w)-1)) // what cannot be drawn stops nothing
}

// Done takes the line away.
func (p *Progress) Done() {
	if p.w != nil {
		_, _ = fmt.Fprint(p.w, "\r\x1b[2K")
	}
}
