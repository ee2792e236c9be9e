// SPDX-License-Identifier: Apache-2.0

// Package devnet runs a network of weft validators inside one process: real consensus over loopback, every node with its own RPC, gRPC
// and REST address. Tests, benchmarks and `weft devnet` use it; a public node does not, it is weftd.
//
// Start builds a genesis (or takes one), starts the validators and returns. The network lives until its context ends or Close is called.
// Keys are derived from names, so an account has the same address on every devnet and nothing needs to be copied around; they are known
// to everyone and must never hold anything of value elsewhere. Nodes keep their state in memory or on disk; either way one of them can
// be stopped and started again, and another node can join by replay or by state sync.
//
// A consensus failure stops a node without ending the process, and such a node never finishes stopping. Therefore every wait here has a
// bound, watches for that failure and reports it, and Close gives up on a hung node.
package devnet
