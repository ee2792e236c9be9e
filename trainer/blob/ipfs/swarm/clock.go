// SPDX-License-Identifier: Apache-2.0

package swarm

import "time"

// now is the clock by which streams are timed: deadlines are points in time,
// and rates are measured. Nothing that is kept or sent depends on it.
func now() time.Time { return time.Now() } //nolint:forbidigo // see above

// after is the deadline of something that may take that long.
func after(d time.Duration) time.Time { return now().Add(d) }
