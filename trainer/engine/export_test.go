// SPDX-License-Identifier: Apache-2.0

package engine

// Sliced makes slices as small as the rows and bytes allow.
func Sliced(cfg Config, rows, bytes int) Config {
	cfg.slices = sizes{rows: rows, own: bytes, shared: bytes}
	return cfg
}

// Slices lists the number of slices of every group that is cut.
func (e *Engine) Slices() []int {
	var counts []int
	for i := range e.jobs {
		if g := e.jobs[i].group; g.sliced() {
			counts = append(counts, g.dims.count())
		}
	}
	return counts
}
