// SPDX-License-Identifier: Apache-2.0

// Package client is how Go programs use a weft chain: typed transactions, typed queries, typed events. Trainers, verifiers and the weft
// command share it. A node, which executes transactions, does not use it; what only decides and never asks the chain (chain/game,
// verifier/agent) does not either.
//
// Client.Submit signs messages, sends them as one transaction and returns when it is in a block. Any number of goroutines may submit from
// one key. A refusal carries the module's registered error, so that errors.Is(err, jobtypes.ErrCommitted) works as it does in a keeper.
// Every error of a call is one of: ErrRefused, the chain said no; ErrUnreachable, the node did not answer and nothing was sent;
// ErrOutcomeUnknown, sent, and the wait ended first; or a fault of the caller's own making.
//
// Messages are never in two transactions of which both can be executed. Every transaction carries the last block that may include it; the
// same signed bytes may be sent many times, which is harmless, but messages are signed anew only when a node has refused the first
// version outright, or when all blocks that could hold it are there and do not. See sequence.go and outcome.go.
//
// Client.Follow and Client.Subscribe deliver the events of each block once and in order, whatever happens to connections and nodes: the
// websocket only says that there is something to fetch, and every block is fetched by its height.
//
// The package leaves the SDK's global configuration alone. An sdk.AccAddress prints itself with the prefix set there, so addresses are
// printed by FormatAddress and read by ParseAddress.
package client
