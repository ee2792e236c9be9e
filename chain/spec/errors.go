// SPDX-License-Identifier: Apache-2.0

package spec

import (
	"errors"
	"fmt"
)

var (
	// ErrInvalid is the cause of every FieldError.
	ErrInvalid = errors.New("invalid specification")
	// ErrEncoding is returned for bytes that are not the canonical encoding
	// of a specification.
	ErrEncoding = errors.New("not the canonical encoding of a specification")
	// ErrTOML is returned for text that is not the human form of a
	// specification.
	ErrTOML = errors.New("not a specification in TOML")
	// ErrDecimal is returned for text that is not an exact decimal number.
	ErrDecimal = errors.New("not a decimal number")
)

// maxValueBytes bounds what an error quotes of a hostile value.
const maxValueBytes = 64

// FieldError names a field whose value is refused, and what is allowed.
type FieldError struct {
	// Field is the TOML path, such as "inner.batch".
	Field string
	// Value is the refused value as text, shortened if it is long.
	Value string
	// Allowed is the range or the rule.
	Allowed string
}

// Error implements error.
func (e *FieldError) Error() string {
	return fmt.Sprintf("specification: %s is %s; allowed: %s", e.Field, e.Value, e.Allowed)
}

// Unwrap makes every FieldError an ErrInvalid.
func (e *FieldError) Unwrap() error { return ErrInvalid }

// clip shortens text from outside before an error quotes it.
func clip(s string) string {
	if len(s) <= maxValueBytes {
		return s
	}
	return s[:maxValueBytes] + "..."
}
