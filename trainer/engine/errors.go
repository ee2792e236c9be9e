// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"errors"
	"fmt"
)

var (
	// ErrMemory is the cause of every TooLittle.
	ErrMemory = errors.New("engine: not enough memory")
	// ErrProfile is returned for a program whose products a device has no kernels
	// for.
	ErrProfile = errors.New("engine: no kernels for this profile")
	// ErrInput is returned for tensors that do not fit an input.
	ErrInput = errors.New("engine: input does not fit")
	// ErrStopped is returned by a Run that Stop ended. The state is untouched.
	ErrStopped = errors.New("engine: stopped")
	// ErrDiverged is the cause of every Diverged.
	ErrDiverged = errors.New("engine: step failed")
)

// TooLittle says how much memory would do.
type TooLittle struct {
	Program        string
	Needs, Allowed int64
}

// Error implements error.
func (e *TooLittle) Error() string {
	return fmt.Sprintf("%v: %s needs at least %d bytes, allowed are %d; allow more, or use more micro-batches",
		ErrMemory, e.Program, e.Needs, e.Allowed)
}

// Unwrap makes every TooLittle an ErrMemory.
func (e *TooLittle) Unwrap() error { return ErrMemory }

// Diverged says which tensor of the new state holds a number that is not
// finite. Such a step cannot be committed (N1).
type Diverged struct {
	Step   uint64
	Tensor string
}

// Error implements error.
func (e *Diverged) Error() string {
	return fmt.Sprintf("%v: after step %d, %s is not finite; resume from the last anchor with a lower learning rate", ErrDiverged, e.Step, e.Tensor)
}

// Unwrap makes every Diverged an ErrDiverged.
func (e *Diverged) Unwrap() error { return ErrDiverged }
