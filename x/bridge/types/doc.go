// SPDX-License-Identifier: Apache-2.0

// Package types holds the messages, events, keys and errors of x/bridge, and what the chain and the contract of ../../../contracts
// must compute alike: the digests that validators sign, the events of the contract with their hash chain, validator sets.
//
// Everything here is a pure function of its arguments. Nothing is hashed that is joined text: every field has its place in words of
// 32 bytes, as Solidity's abi.encode lays them out.
package types
