// SPDX-License-Identifier: Apache-2.0

// Package ipfs is a content store in an IPFS network: package disk for what it
// has, and an embedded libp2p host and bitswap for what others have. It fetches
// by plan: the nodes first, each read by the one encoding that its place
// demands, then the leaves, from many providers at once, each written where it
// belongs and served from there while the rest is still on its way.
//
// By default the network is private: it has its own protocols, and connections
// are made with the peers of the configuration and those that an allow function
// accepts, which the chain's provider records feed. Public networks speak plain
// IPFS, and unmodified clients fetch from them.
//
// Peers are not trusted. Nothing that a peer sends is kept before it was hashed
// against the plan; a peer that sends what nobody asked for, or bytes that are
// not what was asked for, is cut off and remembered; one that promises and does
// not deliver is cut off for a while; and how much of either it can make the
// store hold is bounded by the windows of a fetch and the limits of the host,
// not by what it declares.
//
// Besides bitswap there are two ways over HTTP: a gateway serves blocks, CAR
// archives and ranges of plain bytes, and a fetch may name gateways and mirrors
// to ask. The same hashes are checked on every way. Specification:
// docs/spec/content.md.
package ipfs
