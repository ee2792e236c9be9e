// SPDX-License-Identifier: Apache-2.0

package program

import "errors"

var (
	// ErrUnsupported is returned for a valid specification that asks for what
	// no program of these rules can do.
	ErrUnsupported = errors.New("program: not supported by these rules")
	// ErrRange is returned for an operator, input or output that a program
	// does not have.
	ErrRange = errors.New("program: index out of range")
	// ErrDigest is returned when a specification carries the digest of another
	// program.
	ErrDigest = errors.New("program: digest differs")
)
