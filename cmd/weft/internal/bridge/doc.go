// SPDX-License-Identifier: Apache-2.0

// Package bridge is the users' side of the bridge to Ethereum: what goes in and
// out, bounties, where both sides stand, and the relay that carries what
// validators have signed to the contract.
//
// Nobody names the contract: its address and chain come from the parameters of
// the chain, and [Open] refuses a node whose contract has not the very domain
// under which this chain's validators sign.
package bridge
