// SPDX-License-Identifier: Apache-2.0

package blob

import "errors"

// One sentinel per cause; every return wraps it with the blob and the next act.
var (
	// ErrNotFound is a blob of which the store has nothing.
	ErrNotFound = errors.New("blob not found")
	// ErrIncomplete is a read of bytes that were not fetched.
	ErrIncomplete = errors.New("blob incomplete")
	// ErrCorrupt is content that is not what its id commits to.
	ErrCorrupt = errors.New("blob corrupt")
	// ErrTooLarge is a blob above the limit of the store.
	ErrTooLarge = errors.New("blob too large")
	// ErrNoSpace is a store or a disk that is full.
	ErrNoSpace = errors.New("no space for blob")
	// ErrUnavailable is a blob that nobody within reach serves.
	ErrUnavailable = errors.New("blob unavailable")
	// ErrChanged is a file that was written to while it was being published.
	ErrChanged = errors.New("file changed while it was published")
	// ErrClosed is a call on a closed store.
	ErrClosed = errors.New("store closed")
	// ErrPin is a pin that cannot be kept.
	ErrPin = errors.New("pin invalid")
)
