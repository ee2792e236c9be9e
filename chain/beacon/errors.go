// SPDX-License-Identifier: Apache-2.0

package beacon

import "errors"

// One sentinel per cause; every return wraps it with the value.
var (
	// ErrKey is a public key that no beacon of the scheme can have.
	ErrKey = errors.New("not the public key of a beacon")
	// ErrEncoding is a signature that is not a point of G1 in its one form.
	ErrEncoding = errors.New("not a signature of a beacon")
	// ErrSignature is a signature of something else, or by somebody else.
	ErrSignature = errors.New("signature is not the beacon's for this round")
	// ErrSchedule is a schedule out of bounds.
	ErrSchedule = errors.New("schedule out of bounds")
	// ErrTime is a time beyond those that a round is looked for at.
	ErrTime = errors.New("time out of bounds")
)
