// SPDX-License-Identifier: Apache-2.0

// Package oracle is what runs beside a validator: it follows the contract through one or more nodes of Ethereum, and signs what the chain
// orders. Consensus asks it through bridgetypes.Observer and is answered from memory.
//
// Only final blocks are read. Every node is followed by itself, its events numbered without a gap; what is vouched for is what more than half
// of the nodes say alike, so that one of several that lies or is behind changes nothing. On any doubt it says nothing.
//
// A node that starts again goes on at the last event that the chain executed. The file that says where that is, is a hint and checked by what is
// read: the event must be there, and the hash chain lead to the one that the chain holds. Otherwise everything is read.
//
// A signature leaves only after a journal on disk holds what was signed: the same order under the same set is never signed with two digests,
// whatever the chain's database is put back to.
package oracle
