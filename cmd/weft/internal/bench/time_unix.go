// SPDX-License-Identifier: Apache-2.0

//go:build unix

package bench

import (
	"time"

	"golang.org/x/sys/unix"
)

// processorTime is what all threads of this process have used.
func processorTime() time.Duration {
	var u unix.Rusage
	if unix.Getrusage(unix.RUSAGE_SELF, &u) != nil {
		return 0 // it fails for a wrong argument only
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
