// SPDX-License-Identifier: Apache-2.0

package referee

import "errors"

var (
	// ErrRange is returned for an operator or element that the program does
	// not have.
	ErrRange = errors.New("referee: index out of range")
	// ErrRead is returned when a Reader fails, or answers another number of
	// bytes than it was asked for. It wraps the Reader's error, if any.
	ErrRead = errors.New("referee: input not read")
	// ErrClock is returned for a constant of a step before the first.
	ErrClock = errors.New("referee: no such step")
	// ErrOrder is returned by an Opening that is read in another order than
	// that of its ranges.
	ErrOrder = errors.New("referee: ranges opened are not those that the rule reads")
)
