// SPDX-License-Identifier: Apache-2.0

package client

import (
	"context"

	"github.com/cosmos/cosmos-sdk/client"
)

// Node is what tests put in a node's place.
type Node = node

// Open makes a client of a stub, without the goroutines that follow the chain's head: Observe takes their place.
func Open(ctx context.Context, cfg Config, n Node) (*Client, error) {
	return open(ctx, cfg, n, func() {})
}

// Observe tells a client of a new head.
func (c *Client) Observe(h Head) bool { return c.heads.observe(h) }

// TxConfig decodes the client's transactions.
func (c *Client) TxConfig() client.TxConfig { return c.enc.txConfig }

// Sequences is the bookkeeping of one account's sequence numbers.
type Sequences struct {
	s   sequences
	txs map[uint64]*signed
}

// NewSequences starts at what the chain expects.
func NewSequences(next uint64) *Sequences {
	return &Sequences{s: sequences{next: next, flight: map[uint64]*signed{}}, txs: map[uint64]*signed{}}
}

// Take gives a new transaction the next free number.
func (s *Sequences) Take() uint64 {
	tx := &signed{sequence: s.s.free()}
	s.s.take(tx)
	s.txs[tx.sequence] = tx
	return tx.sequence
}

// Drop and Landed end the flight of the latest transaction with a number.
func (s *Sequences) Drop(n uint64)   { s.s.drop(s.txs[n]) }
func (s *Sequences) Landed(n uint64) { s.s.landed(s.txs[n]) }

// Expect notes what the chain expects.
func (s *Sequences) Expect(n uint64) { s.s.expect(n) }

// Run lists the numbers in flight from n on.
func (s *Sequences) Run(n uint64) []uint64 {
	var out []uint64
	for _, tx := range s.s.run(n) {
		out = append(out, tx.sequence)
	}
	return out
}

// Errors of queries, as both transports make them.
var (
	QueryError = queryError
	GRPCError  = grpcError
)
