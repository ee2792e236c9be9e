// SPDX-License-Identifier: Apache-2.0

package screen

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// gap is the space between two columns.
const gap = "  "

// Table is rows under a header. Columns whose header starts with ">" are
// aligned to the right.
type Table struct {
	right []bool
	rows  [][]string
}

// NewTable begins a table.
func NewTable(header ...string) *Table {
	t := &Table{right: make([]bool, len(header))}
	for i, h := range header {
		if h, t.right[i] = strings.CutPrefix(h, ">"); t.right[i] {
			header[i] = h
		}
	}
	t.rows = append(t.rows, header)
	return t
}

// Row adds a row. An empty cell is shown as "-".
func (t *Table) Row(cells ...string) {
	for i, c := range cells {
		if c == "" {
			cells[i] = "-"
		}
	}
	t.rows = append(t.rows, cells)
}

// Len is the number of rows under the header.
func (t *Table) Len() int { return len(t.rows) - 1 }

// Lines are the lines of the table.
func (t *Table) Lines() []string {
	width := make([]int, len(t.right))
	for _, row := range t.rows {
		for i, c := range row {
			width[i] = max(width[i], utf8.RuneCountInString(c))
		}
	}
	lines := make([]string, len(t.rows))
	for n, row := range t.rows {
		cells := make([]string, len(row))
		for i, c := range row {
			pad := strings.Repeat(" ", width[i]-utf8.RuneCountInString(c))
			if t.right[i] {
				cells[i] = pad + c
			} else {
				cells[i] = c + pad
			}
		}
		lines[n] = strings.TrimRight(strings.Join(cells, gap), " ")
	}
	return lines
}

// Write writes the table.
func (t *Table) Write(w io.Writer) error { return writeLines(w, t.Lines()) }

// Facts is a list of names and values.
type Facts struct{ facts [][2]string }

// Add adds a value under a name. An empty name continues the value above.
func (f *Facts) Add(name, format string, args ...any) {
	f.facts = append(f.facts, [2]string{name, fmt.Sprintf(format, args...)})
}

// Lines are the lines of the list.
func (f *Facts) Lines() []string {
	width := 0
	for _, fact := range f.facts {
		width = max(width, utf8.RuneCountInString(fact[0]))
	}
	lines := make([]string, len(f.facts))
	for i, fact := range f.facts {
		pad := strings.Repeat(" ", width-utf8.RuneCountInString(fact[0]))
		lines[i] = strings.TrimRight(fact[0]+pad+gap+fact[1], " ")
	}
	return lines
}

// Write writes the list.
func (f *Facts) Write(w io.Writer) error { return writeLines(w, f.Lines()) }

func writeLines(w io.Writer, lines []string) error {
	if len(lines) == 0 {
		return nil
	}
	_, err := fmt.Fprintln(w, strings.Join(lines, "\n"))
	return err
}

// Clip shortens text to at most n characters.
func Clip(s string, n int) string {
	if n < 1 || utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n-1]) + "…"
}
