// SPDX-License-Identifier: Apache-2.0

package lab

import "github.com/weft-network/weft/trainer/data/corpus"

// Parts that only show inside a run.
var (
	Due   = (*Plan).due
	Still = (*Plan).still
)

// Spread moves some documents to the end.
func Spread(s corpus.Source) corpus.Source { return spread{s} }
