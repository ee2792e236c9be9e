// SPDX-License-Identifier: Apache-2.0

package watch

import "errors"

var (
	// ErrConfig is a setting that cannot be used.
	ErrConfig = errors.New("watch: wrong setting")
	// ErrCommit is a commit that the chain does not show.
	ErrCommit = errors.New("watch: commit not found")
	// ErrOuter is an outer state that cannot be computed from what the chain
	// knows.
	ErrOuter = errors.New("watch: outer state cannot be computed")
	// ErrConfirmed is a unit that one's own execution confirms in every step.
	ErrConfirmed = errors.New("watch: the unit is right in every step")
)
