// SPDX-License-Identifier: Apache-2.0

// Package watch follows the chain for a party of disputes. It examines units by
// executing them again, challenges a leaf that is wrong, and plays every game in
// which its operator is a side, whether it defends or challenges, until the
// chain has decided. A trainer runs it beside its worker: a defender that is
// silent loses.
//
// Nothing is kept that a restart would lose. Which games are open, whose turn it
// is and until when are read from the chain; stories are made again from content
// ids. A move that was sent twice is refused by the chain and does no harm.
package watch
