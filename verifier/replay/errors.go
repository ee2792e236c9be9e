// SPDX-License-Identifier: Apache-2.0

package replay

import "errors"

var (
	// ErrFiles is content that is not what its id says.
	ErrFiles = errors.New("replay: wrong content")
	// ErrStep is a step that cannot be executed from its description.
	ErrStep = errors.New("replay: step cannot be executed")
	// ErrUnsound is a second execution of a step that gave other bits than the
	// first: this machine's memory or processor fails.
	ErrUnsound = errors.New("replay: this machine does not compute the same bits twice")
)
