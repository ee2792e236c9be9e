// SPDX-License-Identifier: Apache-2.0

package types

import (
	"cosmossdk.io/math"
)

// EventKind is one of the contract's numbered events.
type EventKind uint32

// The kinds.
const (
	EventKindDeposit EventKind = iota + 1
	EventKindBatch
	EventKindSet
	EventKindBounty
)

const (
	// EventWindow is how many events the chain executes in a block; observers vouch no further ahead.
	EventWindow = 32
	// maxEventBytes is the size of the longest event, a set of 125 validators.
	maxEventBytes = (3 + MaxMembers) * WordSize
)

// Topics are the first topics of the events, the hashes of their signatures, by kind.
var Topics = map[EventKind]Word{
	EventKindDeposit: Keccak([]byte("Deposited(uint64,address,address,bytes20,uint64,uint256)")),
	EventKindBatch:   Keccak([]byte("BatchExecuted(uint64,address,uint64,address)")),
	EventKindSet:     Keccak([]byte("ValidatorSetUpdated(uint64,uint64,uint256[])")),
	EventKindBounty:  Keccak([]byte("BountyNoted(uint64,uint256,address,address,uint96,bytes32,uint64,uint64)")),
}

// Deposited says that tokens came into the contract for an account of this chain, or for one of its jobs.
type Deposited struct {
	Token, From, Account []byte
	Job                  uint64
	Amount               math.Int
}

// BatchExecuted says that the contract has paid a batch.
type BatchExecuted struct {
	Token   []byte
	Batch   uint64
	Relayer []byte
}

// SetUpdated says that the contract has another validator set.
type SetUpdated struct {
	Set   uint64
	Words []Word
}

// Fold continues the hash chain with the event of a nonce.
func (e EthereumEvent) Fold(chain Word, nonce uint64) (Word, error) {
	topic, known := Topics[EventKind(e.Kind)]
	if !known || len(e.Fields) > maxEventBytes {
		return Word{}, ErrBadEvent.Wrapf("kind %d with %d bytes; kinds are 1 to %d, of at most %d bytes", e.Kind, len(e.Fields), len(Topics), maxEventBytes)
	}
	return Keccak(joined(chain, uintWord(nonce), topic, Keccak(e.Fields))), nil
}

// Decode reads the fields: a Deposited, BatchExecuted, SetUpdated or Bounty.
func (e EthereumEvent) Decode() (any, error) {
	r := &reader{rest: e.Fields}
	var out any
	switch EventKind(e.Kind) {
	case EventKindDeposit:
		out = Deposited{Token: r.address(), From: r.address(), Account: r.bytes20(), Job: r.uint64(), Amount: r.amount()}
	case EventKindBatch:
		out = BatchExecuted{Token: r.address(), Batch: r.uint64(), Relayer: r.address()}
	case EventKindSet:
		out = r.set()
	case EventKindBounty:
		id := r.word()
		b := Bounty{Id: id[:], Sponsor: r.address(), Token: r.address(), Amount: r.amount(), Awarded: math.ZeroInt()}
		spec := r.word()
		b.Spec, b.Job, b.Deadline = spec[:], r.uint64(), r.uint64()
		out = b
	default:
		return nil, ErrBadEvent.Wrapf("kind %d, allowed 1 to %d", e.Kind, len(Topics))
	}
	return out, r.end()
}

func (r *reader) set() SetUpdated {
	s := SetUpdated{Set: r.uint64()}
	if offset := r.uint64(); offset != 2*WordSize && r.err == nil {
		r.err = ErrBadEvent.Wrapf("words begin at %d, allowed %d", offset, 2*WordSize)
	}
	n := r.uint64()
	if n > MaxMembers && r.err == nil {
		r.err = ErrBadEvent.Wrapf("%d words, allowed up to %d", n, MaxMembers)
	}
	for i := uint64(0); i < n && r.err == nil; i++ {
		s.Words = append(s.Words, r.word())
	}
	return s
}

// DepositEvent encodes an event, for observers' tests and simulations.
func DepositEvent(d Deposited) EthereumEvent {
	var account Word
	copy(account[:], d.Account)
	return EthereumEvent{
		Kind:   uint32(EventKindDeposit),
		Fields: joined(addressWord(d.Token), addressWord(d.From), account, uintWord(d.Job), intWord(d.Amount)),
	}
}

// BatchEvent encodes an event.
func BatchEvent(b BatchExecuted) EthereumEvent {
	return EthereumEvent{Kind: uint32(EventKindBatch), Fields: joined(addressWord(b.Token), uintWord(b.Batch), addressWord(b.Relayer))}
}

// SetEvent encodes an event.
func SetEvent(s SetUpdated) EthereumEvent {
	head := []Word{uintWord(s.Set), uintWord(2 * WordSize), uintWord(uint64(len(s.Words)))}
	return EthereumEvent{Kind: uint32(EventKindSet), Fields: joined(append(head, s.Words...)...)}
}

// BountyEvent encodes an event; id and spec are words.
func BountyEvent(b Bounty) EthereumEvent {
	return EthereumEvent{Kind: uint32(EventKindBounty), Fields: joined(Word(b.Id), addressWord(b.Sponsor), addressWord(b.Token), intWord(b.Amount),
		Word(b.Spec), uintWord(b.Job), uintWord(b.Deadline))}
}
