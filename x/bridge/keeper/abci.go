// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"cmp"
	"context"
	"slices"

	"github.com/weft-network/weft/x/bridge/types"
)

// EndBlock does what is due: credits, batches, sets, settlements, slashes, refunds; then it compares the ledgers with the coins. While the bridge is off
// or halted nothing of it happens.
func (k *Keeper) EndBlock(ctx context.Context) error {
	if ok, err := k.Working(ctx); err != nil || !ok {
		return err
	}
	s, err := k.state.Get(ctx)
	if err != nil || s.Set == 0 {
		return err
	}
	return k.guard(ctx, func(ctx context.Context) error {
		for _, step := range []func(context.Context) error{
			k.creditAll, k.killLate, k.returnAll, k.expire, k.checkSet, k.makeBatches, k.settleAll, k.judge, k.forget, k.checkSupplies,
		} {
			if err := step(ctx); err != nil {
				return err
			}
		}
		return nil
	})
}

// Extend says what this validator sees and signs. It reads committed state and the observer's memory.
func (k *Keeper) Extend(ctx context.Context, o types.Observer) (types.VoteExtension, error) {
	var v types.VoteExtension
	if ok, err := k.Working(ctx); err != nil || !ok {
		return v, err
	}
	s, err := k.state.Get(ctx)
	if err != nil {
		return v, err
	}
	var chain types.Word
	copy(chain[:], s.Chain)
	if seen, ok := o.Seen(s.Nonce, chain, s.Nonce+types.EventWindow); ok {
		v.Nonce, v.Chain, v.EthTime = seen.Nonce, seen.Chain[:], seen.Until
	}
	if s.Set == 0 {
		return v, nil
	}
	return v, k.sign(ctx, o, s, &v)
}

// sign adds the signatures that this validator owes and its observer has ready, of the oldest orders first, of settlements last.
func (k *Keeper) sign(ctx context.Context, o types.Observer, s types.State, v *types.VoteExtension) error {
	set, err := k.sets.Get(ctx, s.Set)
	if err != nil {
		return err
	}
	member, ok := memberOf(set, o.Address())
	if !ok {
		return nil
	}
	v.Member = member
	wanted, err := k.wanted(ctx, s.Set, member)
	if err != nil {
		return err
	}
	for i, sig := range o.Sign(wanted) {
		if len(sig) == types.SignatureSize && len(v.Signatures) < types.MaxVoteSignatures && i < len(wanted) {
			v.Signatures = append(v.Signatures, types.VoteSignature{Order: wanted[i].Order, Signature: sig})
		}
	}
	return nil
}

func memberOf(set types.Set, address []byte) (uint32, bool) {
	for i, m := range set.Members {
		if string(m.Address) == string(address) {
			return uint32(i), true
		}
	}
	return 0, false
}

// wanted are the open orders that a member has not signed. Settlements come last, though they may be older: a crowd of them that is signed anew for
// another set must not keep batches, or the next set, waiting.
func (k *Keeper) wanted(ctx context.Context, set uint64, member uint32) ([]types.Wanted, error) {
	orders, err := k.open(ctx)
	if err != nil {
		return nil, err
	}
	domain, err := k.domain(ctx)
	if err != nil {
		return nil, err
	}
	var out []types.Wanted
	for _, o := range orders {
		has, err := k.signatures.Has(ctx, signature(o.Id, member))
		if err != nil {
			return nil, err
		}
		if has {
			continue
		}
		digest, err := o.Digest(domain, set)
		if err != nil {
			return nil, err
		}
		out = append(out, types.Wanted{Order: o.Id, Kind: o.Kind, Set: set, Digest: digest})
	}
	slices.SortStableFunc(out, func(a, b types.Wanted) int { return cmp.Compare(last(a), last(b)) })
	return out, nil
}

func last(w types.Wanted) int {
	if w.Kind == types.ORDER_KIND_SETTLEMENT {
		return 1
	}
	return 0
}

// Propose returns the events that validators agreed on and the chain has not executed, if the observer has exactly those.
func (k *Keeper) Propose(ctx context.Context, o types.Observer, votes []Vote) ([]types.EthereumEvent, error) {
	s, err := k.state.Get(ctx)
	if err != nil {
		return nil, err
	}
	a, ok := agreed(read(votes))
	if !ok || a.nonce <= s.Nonce || a.nonce-s.Nonce > types.EventWindow {
		return nil, nil
	}
	var chain types.Word
	copy(chain[:], s.Chain)
	events := o.Events(s.Nonce, a.nonce)
	if !leadsTo(chain, s.Nonce, events, a.chain) {
		return nil, nil // this node follows another history than most
	}
	return events, nil
}
