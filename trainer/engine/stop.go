// SPDX-License-Identifier: Apache-2.0

package engine

// Stop ends the Run in progress with ErrStopped, within an operator's time,
// unless it has begun to change the state: then the next Run ends so. Either
// way the state is that after the last Run that gave no error. Stop is for any
// goroutine, and for good.
func (e *Engine) Stop() { e.stop.Store(true) }

// stopped reports whether a Run ends before entry k of the schedule.
func (e *Engine) stopped(k int) bool { return k <= e.changes && e.stop.Load() }

// firstChange is the first entry that writes into the memory of an input. The
// moves after all entries write too.
func (pl *plan) firstChange() int {
	for k := range pl.ops {
		if !pl.virtual[k] && pl.home[k] >= len(pl.ops) {
			return k
		}
	}
	return len(pl.ops)
}
