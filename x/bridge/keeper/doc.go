// SPDX-License-Identifier: Apache-2.0

// Package keeper holds the state of x/bridge. What comes from Ethereum enters in PreBlock, out of vote extensions; what goes there
// leaves as orders, which validators sign in theirs.
//
// A fault of the bridge, and a contradiction between Ethereum and the chain, halts the bridge and never the chain: whatever fails
// between PreBlock and EndBlock is undone by itself and written down as the reason of the halt.
package keeper
