// SPDX-License-Identifier: Apache-2.0

// Package dispute holds the tests of x/dispute on real chains: whole games by
// transactions, verdicts and bonds to the last unit, and the part of a block
// that is kept for disputes.
package dispute
