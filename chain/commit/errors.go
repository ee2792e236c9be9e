// SPDX-License-Identifier: Apache-2.0

package commit

import "errors"

// One sentinel per cause; every return wraps it with the value and the range.
var (
	// ErrID is an identifier that is not in its one canonical form.
	ErrID = errors.New("content id not canonical")
	// ErrLeaf is a leaf field out of range.
	ErrLeaf = errors.New("leaf field out of range")
	// ErrOut is a step result of the wrong form.
	ErrOut = errors.New("step result malformed")
	// ErrLoss is a loss that has no mean: not finite, negative or too large.
	ErrLoss = errors.New("loss out of range")
	// ErrMerkle is a Merkle path that does not lead to its root.
	ErrMerkle = errors.New("merkle path invalid")
	// ErrBitmap is a bitmap of the wrong length or with padding bits set.
	ErrBitmap = errors.New("bitmap not canonical")
)
