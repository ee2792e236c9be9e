// SPDX-License-Identifier: Apache-2.0

package outer

import (
	"errors"
	"fmt"
)

var (
	// ErrShape is returned for memory that does not fit the specification.
	ErrShape = errors.New("outer: wrong size")
	// ErrMalformed is returned by Check for bytes that no encoder writes.
	ErrMalformed = errors.New("outer: malformed delta")
	// ErrDiverged is returned when a result is not finite. It cannot be
	// committed (N1).
	ErrDiverged = errors.New("outer: not finite")
)

func diverged(what, name string) error {
	return fmt.Errorf("%w: the %s of %s; the unit cannot be committed: report it as diverged", ErrDiverged, what, name)
}
