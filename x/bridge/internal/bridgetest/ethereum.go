// SPDX-License-Identifier: Apache-2.0

package bridgetest

import (
	"errors"
	"fmt"

	"cosmossdk.io/math"

	"github.com/weft-network/weft/x/bridge/types"
)

// What the model refuses, as the contract does.
var (
	ErrQuorum   = errors.New("signers hold not more than two thirds of the current set's power")
	ErrNonce    = errors.New("nonce is not above the last one")
	ErrDeadline = errors.New("the deadline has passed")
	ErrNotThere = errors.New("the token is not there")
)

// asset is a token as the contract knows it.
type asset struct {
	kind  types.TokenKind
	batch uint64
	// outside is what it minted, or what it holds.
	outside math.Int
}

// Ethereum models the contract: nobody's word counts but that of its current set.
type Ethereum struct {
	// Time is that of the latest block, in seconds since 1970. Every event is final at once; a test that needs others keeps them back.
	Time uint64
	// Events are those of the stream, Chains the hash chain after each.
	Events []types.EthereumEvent
	Chains []types.Word

	domain  types.Word
	Set     uint64
	Members []types.Member
	assets  map[string]*asset
	// Paid is what accounts received.
	Paid     math.Int
	bounties []*Bounty
}

// Deploy makes the contract with its first set.
func Deploy(domain types.Word, now uint64, members []types.Member) *Ethereum {
	e := &Ethereum{Time: now, domain: domain, Set: 1, Members: members, assets: map[string]*asset{}, Paid: math.ZeroInt()}
	e.Emit(types.SetEvent(types.SetUpdated{Set: 1, Words: types.Packed(members)}))
	return e
}

// Emit adds an event to the stream.
func (e *Ethereum) Emit(event types.EthereumEvent) {
	var chain types.Word
	if n := len(e.Chains); n > 0 {
		chain = e.Chains[n-1]
	}
	next, err := event.Fold(chain, uint64(len(e.Events))+1)
	if err != nil {
		panic(fmt.Errorf("an event of the model: %w", err))
	}
	e.Events, e.Chains = append(e.Events, event), append(e.Chains, next)
}

// List makes a token known, as the validators' listing does.
func (e *Ethereum) List(t types.Token) {
	e.assets[string(t.Contract)] = &asset{kind: t.Kind, outside: math.ZeroInt()}
}

// Outside is what the contract minted of a token, or holds of it.
func (e *Ethereum) Outside(token []byte) math.Int { return e.assets[string(token)].outside }

// Deposit moves tokens to an account of the chain. Of the chain's own coin only as much as was minted can come.
func (e *Ethereum) Deposit(d types.Deposited) error {
	a := e.assets[string(d.Token)]
	if a == nil {
		return ErrNotThere
	}
	if a.kind == types.TOKEN_KIND_MINT {
		if a.outside.LT(d.Amount) {
			return ErrNotThere
		}
		a.outside = a.outside.Sub(d.Amount)
	} else {
		a.outside = a.outside.Add(d.Amount)
	}
	e.Emit(types.DepositEvent(d))
	return nil
}

// quorum accepts signatures by more than two thirds of the current set.
func (e *Ethereum) quorum(o types.Order, sigs []types.OrderSignature) error {
	digest, err := o.Digest(e.domain, e.Set)
	if err != nil {
		return err
	}
	var power uint64
	seen := map[uint32]bool{}
	for _, s := range sigs {
		if int(s.Member) >= len(e.Members) || seen[s.Member] || types.CheckSigner(digest, s.Signature, e.Members[s.Member].Address) != nil {
			return fmt.Errorf("%w: signature of member %d", ErrQuorum, s.Member)
		}
		seen[s.Member] = true
		power += e.Members[s.Member].Power
	}
	if power <= types.Threshold {
		return ErrQuorum
	}
	return nil
}

// Execute pays a batch.
func (e *Ethereum) Execute(token []byte, b types.Batch, o types.Order, sigs []types.OrderSignature) error {
	a := e.assets[string(token)]
	switch {
	case a == nil:
		return ErrNotThere
	case b.Nonce <= a.batch:
		return ErrNonce
	case e.Time >= b.Deadline:
		return ErrDeadline
	}
	if err := e.quorum(o, sigs); err != nil {
		return err
	}
	sum := b.Total.Add(b.Fee)
	if a.kind == types.TOKEN_KIND_MINT {
		a.outside = a.outside.Add(sum)
	} else if a.outside = a.outside.Sub(sum); a.outside.IsNegative() {
		panic("the contract paid more than it held")
	}
	a.batch, e.Paid = b.Nonce, e.Paid.Add(sum)
	relayer := append(make([]byte, 19), 7)
	e.Emit(types.BatchEvent(types.BatchExecuted{Token: token, Batch: b.Nonce, Relayer: relayer}))
	return nil
}

// Rotate takes another set.
func (e *Ethereum) Rotate(s types.Set, o types.Order, sigs []types.OrderSignature) error {
	if s.Nonce <= e.Set {
		return ErrNonce
	}
	if err := e.quorum(o, sigs); err != nil {
		return err
	}
	if err := types.CheckMembers(s.Members); err != nil {
		return err
	}
	e.Set, e.Members = s.Nonce, s.Members
	e.Emit(types.SetEvent(types.SetUpdated{Set: s.Nonce, Words: types.Packed(s.Members)}))
	return nil
}
