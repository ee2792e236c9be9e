// SPDX-License-Identifier: Apache-2.0

package checkpoint

import (
	"errors"

	"github.com/weft-network/weft/trainer/checkpoint/internal/durable"
)

var (
	// ErrLayout is a state of another specification.
	ErrLayout = errors.New("checkpoint of another specification")
	// ErrCorrupt is a file that is not what its name says.
	ErrCorrupt = errors.New("checkpoint corrupt")
	// ErrNone is a folder without a checkpoint to load.
	ErrNone = errors.New("no checkpoint")
	// ErrMemory is memory that is not as long as the data of the state.
	ErrMemory = errors.New("memory does not fit the state")
	// ErrReadOnly is a change of a folder that was opened to read.
	ErrReadOnly = errors.New("folder is open to read only")
	// ErrClosed is a call on a Saver that was closed.
	ErrClosed = errors.New("saver closed")
	// ErrNoSpace is a disk that is full.
	ErrNoSpace = durable.ErrNoSpace
)
