// SPDX-License-Identifier: Apache-2.0

//go:build !unix

package bench

import "time"

var began = time.Now()

// processorTime is wall-clock time where nothing better is known.
func processorTime() time.Duration { return time.Since(began) }
