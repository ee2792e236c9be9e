// SPDX-License-Identifier: Apache-2.0

// Package watch follows the chain for a party of disputes. It examines units by
// executing them again, challenges a leaf that is wrong, and plays every game in
// which its operator is a side, whether it defends or challenges, until the
// chain has decided. A trainer runs it beside its worker: a defender that is
// silent loses. For the same reason it answers data requests from the operator's
// store.
//
// A Verifier audits what its operator draws: a segment of a unit from the
// published state before it, and blocks of the unit's first and last step. An
// Auditor is one execution of such a draw.
//
// Of games nothing is kept that a restart would lose. Which are open, whose turn
// it is and until when are read from the chain; stories are made again from
// content ids. A move that was sent twice is refused by the chain and does no
// harm. Of audits a book is kept on disk: results are bound there before the
// chain hears of them, so that there is one commitment for a draw, and a salt to
// show for it.
package watch
