// SPDX-License-Identifier: Apache-2.0

// Package swarm moves the leaves of one blob over a stream between two stores.
// Whoever wants the blob opens the stream; the other end says which leaves it
// has, at first and whenever it gets another, and sends those that it is asked
// for. Both may be at it in both directions, each on a stream of its own: that
// is how a blob spreads while it is still arriving. Who is asked for what is
// not decided here.
//
//	asker:      id (40) | ask ...
//	  leaf:     01 | number (4)
//	  node:     02 | digest (32)
//	server:     note ...
//	  here:     11                                  the root is here; once, first
//	  have:     12 | first (4) | count (4)          those leaves are here
//	  part:     13 | length (4) | bytes             of the leaf asked for longest ago
//	  node:     14 | length (2) | bytes             the node asked for longest ago
//	  absent:   15                                  it is not here
//
// Numbers are big-endian. Asks are answered one after another, in their order:
// a node by itself or absent, a leaf by parts of PartSize, the last shorter, or
// at any point by absent. Between any two notes others may come that answer
// nothing. Every length is bounded before it is believed, and whatever breaks
// the order above ends the stream as garbage.
//
// The asker checks no hash, for it has no plan: whoever it delivers to does.
// The server sends nothing that was not hashed.
package swarm
