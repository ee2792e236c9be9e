// SPDX-License-Identifier: Apache-2.0

package screen

import (
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"
)

// The size of what is no terminal.
const (
	defaultWidth  = 80
	defaultHeight = 24
)

// Board is lines that are drawn again in place.
type Board struct {
	w io.Writer
	// Width is that of the terminal, in characters.
	Width int
	size  func() (width, height int)
	lines int // on the screen now
}

// NewBoard returns a board if w is a terminal that can be drawn on.
func NewBoard(w io.Writer) (*Board, bool) {
	if !IsTerminal(w) || os.Getenv("TERM") == "dumb" {
		return nil, false
	}
	return newBoard(w, func() (int, int) { return size(w) }), true
}

func newBoard(w io.Writer, size func() (width, height int)) *Board {
	width, _ := size()
	return &Board{w: w, Width: width, size: size}
}

// Draw replaces what the board shows.
func (b *Board) Draw(lines []string) error {
	var s strings.Builder
	if b.lines > 0 {
		fmt.Fprintf(&s, "\x1b[%dA", b.lines)
	}
	var height int
	b.Width, height = b.size()
	lines = lines[:min(len(lines), height-1)] // what scrolled away could not be drawn again
	for _, line := range lines {
		fmt.Fprintf(&s, "\x1b[2K%s\n", Clip(line, b.Width-1))
	}
	s.WriteString("\x1b[J") // what was longer before
	b.lines = len(lines)
	_, err := io.WriteString(b.w, s.String())
	return err
}

// IsTerminal reports whether a stream is a terminal.
func IsTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// Width is the width of a terminal, or 80.
func Width(stream any) int {
	width, _ := size(stream)
	return width
}

func size(stream any) (width, height int) {
	if f, ok := stream.(*os.File); ok {
		if w, h, err := term.GetSize(int(f.Fd())); err == nil && w > 0 && h > 1 {
			return w, h
		}
	}
	return defaultWidth, defaultHeight
}
