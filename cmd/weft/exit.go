// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/cmd/weft/internal/bridge"
	"github.com/weft-network/weft/trainer/blob"
)

// Exit codes. Scripts rely on them: a number is never given another meaning.
const (
	exitFailed      = 1
	exitUse         = 2
	exitRefused     = 3
	exitUnreachable = 4
)

// useError is a command line that cannot be carried out as it stands.
type useError struct{ err error }

func (e *useError) Error() string { return e.err.Error() }
func (e *useError) Unwrap() error { return e.err }

// wrongUse makes a useError. The text names the fault and the next act.
func wrongUse(format string, args ...any) error {
	return &useError{fmt.Errorf(format, args...)}
}

func exitCode(err error) int {
	use := (*useError)(nil)
	switch {
	case err == nil:
		return 0
	case errors.As(err, &use):
		return exitUse
	case errors.Is(err, bridge.ErrUse), errors.Is(err, bridge.ErrNoBridge), errors.Is(err, bridge.ErrMismatch), errors.Is(err, bridge.ErrKey):
		return exitUse
	case errors.Is(err, client.ErrRefused), errors.Is(err, bridge.ErrRefused):
		return exitRefused
	case errors.Is(err, client.ErrUnreachable), errors.Is(err, blob.ErrUnavailable), errors.Is(err, bridge.ErrNode):
		return exitUnreachable
	default:
		return exitFailed
	}
}
