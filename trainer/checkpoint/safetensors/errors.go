// SPDX-License-Identifier: Apache-2.0

package safetensors

import "errors"

var (
	// ErrFormat is a file that is not safetensors.
	ErrFormat = errors.New("not a safetensors file")
	// ErrTooLarge is a header above MaxHeader.
	ErrTooLarge = errors.New("safetensors header too large")
	// ErrNumber is a number that no parameter may be: infinite or not a number.
	ErrNumber = errors.New("number not finite")
	// ErrType is a tensor in a format that is not asked for.
	ErrType = errors.New("format of tensor not supported")
)
