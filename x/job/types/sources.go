// SPDX-License-Identifier: Apache-2.0

package types

import (
	"slices"
	"strings"
)

// Bounds on the sources of a job.
const (
	MaxSources     = 8
	MaxSourceBytes = 256
)

// ValidateSources refuses what cannot be an address of a peer that serves a
// dataset. Whether anybody serves it there is found out by who fetches. No URLs:
// a stranger is not to choose what a trainer's machine asks of its own network.
func ValidateSources(list []string) error {
	if len(list) > MaxSources {
		return ErrInvalidSource.Wrapf("%d sources, at most %d", len(list), MaxSources)
	}
	for i, s := range list {
		if len(s) > MaxSourceBytes {
			return ErrInvalidSource.Wrapf("source %d has %d bytes, at most %d", i, len(s), MaxSourceBytes)
		}
		if j := strings.IndexFunc(s, func(r rune) bool { return r <= ' ' || r > '~' }); j >= 0 {
			return ErrInvalidSource.Wrapf("source %d: byte %d is %#x, allowed are printable ASCII characters without space", i, j, s[j])
		}
		if !strings.HasPrefix(s, "/") || !strings.Contains(s, "/p2p/") {
			return ErrInvalidSource.Wrapf("source %d %q is no multiaddress that ends in /p2p/ and a peer id", i, s)
		}
		if slices.Contains(list[:i], s) {
			return ErrInvalidSource.Wrapf("source %d %q is listed twice", i, s)
		}
	}
	return nil
}
