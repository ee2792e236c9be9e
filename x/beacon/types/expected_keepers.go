// SPDX-License-Identifier: Apache-2.0

package types

import "context"

// Hooks are called by x/beacon for whoever waits for rounds.
type Hooks interface {
	// AfterBeacon says what an awaited round gives: once for every number that Await returned, at the end of a block, also if
	// the beacon was replaced meanwhile. If governance gave up the beacon instead, random is empty: nothing will come. A call
	// that fails leaves no trace and is made again later; whoever implements it notes the news and does its work elsewhere.
	AfterBeacon(ctx context.Context, round uint64, random []byte) error
}
