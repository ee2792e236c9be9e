// SPDX-License-Identifier: Apache-2.0

package screen

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/guptarohit/asciigraph"
)

const (
	chartHeight = 8
	chartMargin = 12 // of the axis
	minChart    = 20
	maxChart    = 72
)

// Chart draws a series of values as lines of at most width characters. A value
// that is not finite is a gap. It needs two values.
func Chart(caption string, values []float64, width int) []string {
	values = slices.Clone(values)
	finite := 0
	for i, v := range values {
		if math.IsInf(v, 0) {
			values[i] = math.NaN() // which is what the plot leaves out
		} else if !math.IsNaN(v) {
			finite++
		}
	}
	if finite < 2 {
		return nil
	}
	columns := min(max(width-chartMargin, minChart), maxChart)
	if len(values) <= columns/2 {
		values = stretch(values, columns/len(values))
	}
	text := asciigraph.Plot(values, asciigraph.Height(chartHeight), asciigraph.Precision(3), columnsOf(values, columns))
	lines := strings.Split(text, "\n")
	return append(lines, fmt.Sprintf("%*s%s", chartMargin, "", caption))
}

// stretch repeats each value, so that a short series fills the width.
func stretch(values []float64, times int) []float64 {
	var out []float64
	for _, v := range values {
		for range max(times, 1) {
			out = append(out, v)
		}
	}
	return out
}

// columnsOf squeezes a series that is wider than the chart.
func columnsOf(values []float64, columns int) asciigraph.Option {
	if len(values) <= columns {
		return asciigraph.Width(0)
	}
	return asciigraph.Width(columns)
}

// Bar is a bar of a width in characters, done of it filled.
func Bar(done, of uint64, width int) string {
	if of == 0 {
		of = 1
	}
	filled := int(float64(width) * float64(min(done, of)) / float64(of))
	return "[" + strings.Repeat("#", filled) + strings.Repeat(".", width-filled) + "]"
}
