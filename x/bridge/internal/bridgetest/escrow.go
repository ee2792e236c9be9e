// SPDX-License-Identifier: Apache-2.0

package bridgetest

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math/big"
	"slices"

	"cosmossdk.io/math"

	"github.com/weft-network/weft/x/bridge/types"
)

// What the model of the escrow refuses, as the contract does.
var (
	ErrState = errors.New("the bounty is in another state")
	ErrProof = errors.New("the proof does not lead to the root")
)

// Bounty is a bounty as the escrow knows it.
type Bounty struct {
	types.Bounty
	// Settled and Refunded end it. Unpaid is what winners have yet to fetch, Rest what the sponsor can take.
	Settled, Refunded bool
	Unpaid, Rest      math.Int
	Paid              map[uint64]bool
}

// Fund notes a bounty; its number is the next.
func (e *Ethereum) Fund(b types.Bounty) []byte {
	e.bounties = append(e.bounties, &Bounty{Bounty: b, Unpaid: math.ZeroInt(), Rest: math.ZeroInt(), Paid: map[uint64]bool{}})
	b.Id = number(uint64(len(e.bounties)))
	e.bounties[len(e.bounties)-1].Id = b.Id
	e.Emit(types.BountyEvent(b))
	return b.Id
}

// number is a bounty's id.
func number(n uint64) []byte { return binary.BigEndian.AppendUint64(make([]byte, 24), n) }

// Bounty is what the escrow knows of a bounty.
func (e *Ethereum) Bounty(id []byte) *Bounty {
	for _, b := range e.bounties {
		if bytes.Equal(b.Id, id) {
			return b
		}
	}
	return nil
}

// Settle takes the words of an order with its signatures.
func (e *Ethereum) Settle(o types.Order, sigs []types.OrderSignature) error {
	b := e.Bounty(o.Words[1])
	target := append(make([]byte, 12), types.Escrow(Contract)...)
	awarded := math.NewIntFromBigInt(new(big.Int).SetBytes(o.Words[4]))
	switch {
	case o.Kind != types.ORDER_KIND_SETTLEMENT || !bytes.Equal(o.Words[0], target):
		return ErrQuorum // its digest is not the one that the escrow asks for
	case b == nil || b.Settled || b.Refunded:
		return ErrState
	case !bytes.Equal(b.Spec, o.Words[2]):
		return ErrState
	case awarded.GT(b.Amount):
		return ErrState
	}
	if err := e.quorum(o, sigs); err != nil {
		return err
	}
	b.Settled, b.Root, b.Model = true, o.Words[3], o.Words[5]
	b.Unpaid, b.Rest = awarded, b.Amount.Sub(awarded)
	return nil
}

// Fetch pays a claim.
func (e *Ethereum) Fetch(c types.BountyClaim, proof [][]byte) error {
	b := e.Bounty(c.Bounty)
	if b == nil || !b.Settled || b.Paid[c.Index] {
		return ErrState
	}
	node := c.Leaf()
	for _, beside := range proof {
		pair := [][]byte{slices.Clone(node[:]), beside}
		slices.SortFunc(pair, bytes.Compare)
		node = types.Keccak(pair...)
	}
	if !bytes.Equal(node[:], b.Root) {
		return ErrProof
	}
	if c.Amount.GT(b.Unpaid) {
		panic("the claims of a bounty are more than what was awarded")
	}
	b.Paid[c.Index], b.Unpaid = true, b.Unpaid.Sub(c.Amount)
	return nil
}

// Refund gives an open bounty back to its sponsor.
func (e *Ethereum) Refund(id []byte) error {
	b := e.Bounty(id)
	if b.Settled || b.Refunded || e.Time < b.RefundTime() {
		return ErrState
	}
	b.Refunded = true
	return nil
}
