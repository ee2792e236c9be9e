// SPDX-License-Identifier: Apache-2.0

package beacon

import "errors"

var (
	// ErrConfig is a setting that cannot be used.
	ErrConfig = errors.New("beacon: wrong setting")
	// ErrSource is a source that did not give a round.
	ErrSource = errors.New("beacon: source has no such round")
	// ErrNoSource is a round that no source gave.
	ErrNoSource = errors.New("beacon: no source gave the round")
)
