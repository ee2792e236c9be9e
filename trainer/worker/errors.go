// SPDX-License-Identifier: Apache-2.0

package worker

import "errors"

var (
	// ErrConfig is a configuration that cannot work.
	ErrConfig = errors.New("trainer configuration")
	// ErrJob is a job that this trainer cannot train.
	ErrJob = errors.New("job cannot be trained here")
	// ErrBase is an outer state that a round closed on, that nobody serves and
	// that this trainer does not get.
	ErrBase = errors.New("outer state is not to be had")
	// ErrUnsound is a machine that does not compute the same bits twice.
	ErrUnsound = errors.New("this machine does not compute the same bits twice; test its memory")
	// ErrDelta is a delta that is not what its unit's commit says.
	ErrDelta = errors.New("delta is not what was committed")
	// ErrJournal is a journal that was not written by this program.
	ErrJournal = errors.New("journal damaged")
	// ErrNoSlot is a job that has no slot for this trainer.
	ErrNoSlot = errors.New("no slot to be had")
	// ErrInUse is a home that another process works in.
	ErrInUse = errors.New("home is in use")
)

var (
	// errOver ends work on a round that the chain has closed.
	errOver = errors.New("the round is over")
	// errUnprovable ends a unit that is worth nothing, in a way that cannot be
	// shown to the chain.
	errUnprovable = errors.New("the unit came to nothing")
)
