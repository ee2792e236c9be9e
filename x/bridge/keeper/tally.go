// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"bytes"
	"cmp"
	"context"
	"math/bits"
	"slices"

	"github.com/weft-network/weft/x/bridge/types"
)

// Vote is what one validator said with its vote for the block before.
type Vote struct {
	// Power is the validator's, also if it did not vote: then Extension is empty.
	Power     int64
	Extension []byte
}

// voice is a vote that can be read.
type voice struct {
	power uint64
	said  types.VoteExtension
}

// agreement is what more than two thirds of the power saw.
type agreement struct {
	nonce uint64
	chain types.Word
	until uint64
}

// read decodes the votes. Late votes were never checked by anybody, so that any of them may be anything: what cannot be read says
// nothing.
func read(votes []Vote) (voices []voice, total uint64) {
	for _, v := range votes {
		if v.Power <= 0 {
			continue
		}
		total += uint64(v.Power)
		said, err := types.ReadExtension(v.Extension)
		if err != nil || len(v.Extension) == 0 {
			continue
		}
		voices = append(voices, voice{uint64(v.Power), said})
	}
	return voices, total
}

// most reports whether a power is more than two thirds of a total.
func most(power, total uint64) bool {
	// In 128 bits: 3 power > 2 total.
	ph, pl := bits.Mul64(power, 3)
	th, tl := bits.Mul64(total, 2)
	return ph > th || ph == th && pl > tl
}

// agreed returns what more than two thirds of the power say alike: event and hash chain, and the latest time that so many of them have
// passed without a later event.
func agreed(voices []voice, total uint64) (agreement, bool) {
	saw := slices.DeleteFunc(slices.Clone(voices), func(v voice) bool { return len(v.said.Chain) != types.WordSize })
	slices.SortStableFunc(saw, func(a, b voice) int {
		return cmp.Or(cmp.Compare(a.said.Nonce, b.said.Nonce), bytes.Compare(a.said.Chain, b.said.Chain), cmp.Compare(b.said.EthTime, a.said.EthTime))
	})
	for i := 0; i < len(saw); {
		first, power, until, sure := saw[i].said, uint64(0), uint64(0), false
		for ; i < len(saw) && saw[i].said.Nonce == first.Nonce && bytes.Equal(saw[i].said.Chain, first.Chain); i++ {
			power += saw[i].power
			if !sure && most(power, total) {
				sure, until = true, saw[i].said.EthTime
			}
		}
		if sure {
			return agreement{first.Nonce, types.Word(first.Chain), until}, true
		}
	}
	return agreement{}, false
}

// PreBlock takes what validators said with their votes for the last block, and the events that the proposer adds. Nothing in it can stop
// the chain: what is wrong is left out, what contradicts halts the bridge.
func (k *Keeper) PreBlock(ctx context.Context, votes []Vote, events []types.EthereumEvent) error {
	if ok, err := k.Working(ctx); err != nil || !ok {
		return err
	}
	voices, total := read(votes)
	if err := k.guard(ctx, func(ctx context.Context) error { return k.collect(ctx, voices) }); err != nil {
		return err
	}
	a, ok := agreed(voices, total)
	if !ok {
		return nil
	}
	return k.guard(ctx, func(ctx context.Context) error { return k.follow(ctx, a, events) })
}

// collect keeps the signatures of open orders by members of the set that the contract has.
func (k *Keeper) collect(ctx context.Context, voices []voice) error {
	s, err := k.state.Get(ctx)
	if err != nil || s.Set == 0 {
		return err
	}
	set, err := k.sets.Get(ctx, s.Set)
	if err != nil {
		return err
	}
	orders, err := k.open(ctx)
	if err != nil {
		return err
	}
	domain, err := k.domain(ctx)
	if err != nil {
		return err
	}
	p := pile{set: set, orders: orders, digests: make([]types.Word, len(orders))}
	for i, o := range orders {
		if p.digests[i], err = o.Digest(domain, s.Set); err != nil {
			return err
		}
	}
	for _, v := range voices {
		if int(v.said.Member) >= len(set.Members) {
			continue
		}
		for _, sig := range v.said.Signatures {
			if err := k.keep(ctx, p, v.said.Member, sig); err != nil {
				return err
			}
		}
	}
	return nil
}

// pile is what is being signed: open orders in the order of their ids, and their digests.
type pile struct {
	set     types.Set
	orders  []types.Order
	digests []types.Word
}

// keep stores a member's signature if it is one of an open order and not there yet: what anybody sends a second time costs no recovery.
func (k *Keeper) keep(ctx context.Context, p pile, member uint32, sig types.VoteSignature) error {
	i, found := slices.BinarySearchFunc(p.orders, sig.Order, func(o types.Order, id uint64) int { return cmp.Compare(o.Id, id) })
	if !found {
		return nil
	}
	has, err := k.signatures.Has(ctx, signature(sig.Order, member))
	if err != nil || has {
		return err
	}
	if !signedBy(p.set.Members[member], p.digests[i], sig.Signature) {
		return nil
	}
	return k.signatures.Set(ctx, signature(sig.Order, member), sig.Signature)
}

func signedBy(m types.Member, digest types.Word, sig []byte) bool {
	return types.CheckSigner(digest, sig, m.Address) == nil
}

// follow executes the events up to what is agreed, if the proposer added exactly those.
func (k *Keeper) follow(ctx context.Context, a agreement, events []types.EthereumEvent) error {
	s, err := k.state.Get(ctx)
	if err != nil || a.nonce < s.Nonce || a.nonce-s.Nonce > types.EventWindow {
		return err
	}
	at := types.Word{}
	copy(at[:], s.Chain)
	if a.nonce == s.Nonce && a.chain != at {
		return types.ErrContradiction.Wrapf("validators saw hash chain %x at event %d, which was executed with %x: Ethereum has another history", a.chain, a.nonce, at)
	}
	if uint64(len(events)) != a.nonce-s.Nonce || !leadsTo(at, s.Nonce, events, a.chain) {
		return nil // the next proposer has them
	}
	for i, e := range events {
		if err := k.execute(ctx, s.Nonce+uint64(i)+1, e); err != nil {
			return err
		}
	}
	return k.change(ctx, func(s *types.State) {
		s.Nonce, s.Chain, s.EthTime = a.nonce, a.chain[:], max(s.EthTime, a.until)
	})
}

// leadsTo reports whether events continue the hash chain to what was agreed: every field of every one is what validators saw.
func leadsTo(chain types.Word, nonce uint64, events []types.EthereumEvent, want types.Word) bool {
	for _, e := range events {
		nonce++
		next, err := e.Fold(chain, nonce)
		if err != nil {
			return false
		}
		chain = next
	}
	return chain == want
}
