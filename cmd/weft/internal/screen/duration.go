// SPDX-License-Identifier: Apache-2.0

package screen

import (
	"fmt"
	"time"
)

// Duration is a duration in at most two units.
func Duration(d time.Duration) string {
	const day = 24 * time.Hour
	two := func(a time.Duration, au string, b time.Duration, bu string) string {
		if rest := d % a / b; rest > 0 {
			return fmt.Sprintf("%d%s %d%s", d/a, au, rest, bu)
		}
		return fmt.Sprintf("%d%s", d/a, au)
	}
	switch {
	case d < 0:
		return "-" + Duration(-d)
	case d < 10*time.Second:
		return fmt.Sprintf("%.1fs", d.Seconds())
	case d < time.Minute:
		return fmt.Sprintf("%ds", d/time.Second)
	case d < time.Hour:
		return two(time.Minute, "m", time.Second, "s")
	case d < day:
		return two(time.Hour, "h", time.Minute, "m")
	default:
		return two(day, "d", time.Hour, "h")
	}
}

// Blocks is a number of blocks and about how long they take.
func Blocks(n int64, each time.Duration) string {
	return fmt.Sprintf("%d blocks, about %s", n, Duration(time.Duration(n)*each))
}
