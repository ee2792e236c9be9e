// SPDX-License-Identifier: Apache-2.0

package types

import (
	"slices"

	"cosmossdk.io/math"
)

// DefaultGenesis returns the state of a chain without a bridge.
func DefaultGenesis() *GenesisState { return &GenesisState{Params: DefaultParams()} }

// Validate checks every record and that the records agree with each other; bond is the coin of the chain. The maps of this file are looked up,
// never walked.
func (g GenesisState) Validate(bond string) error {
	if err := g.Params.Validate(); err != nil {
		return err
	}
	for _, check := range []func() error{
		g.checkState, func() error { return g.checkTokens(bond) }, g.checkKeys, g.checkSets, g.checkOrders, g.checkBatches, g.checkLedgers, g.checkBounties,
	} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

func (g GenesisState) checkState() error {
	s := g.State
	if len(s.Chain) != 0 && len(s.Chain) != WordSize || (s.Nonce > 0) != (len(s.Chain) == WordSize) {
		return ErrBadGenesis.Wrapf("event %d with a hash chain of %d bytes; none has 0, the others %d", s.Nonce, len(s.Chain), WordSize)
	}
	if s.Set > s.LatestSet || s.Set > 0 && s.Nonce == 0 {
		return ErrBadGenesis.Wrapf("set %d of %d after event %d; the first event brings the first set", s.Set, s.LatestSet, s.Nonce)
	}
	if s.Nonce > 0 && len(g.Params.Contract) == 0 {
		return ErrBadGenesis.Wrapf("event %d of no contract", s.Nonce)
	}
	return nil
}

func (g GenesisState) checkTokens(bond string) error {
	if len(g.Tokens) != len(g.Ledgers) || len(g.Tokens) > MaxTokens {
		return ErrBadGenesis.Wrapf("%d tokens with %d ledgers; allowed are up to %d, one ledger each", len(g.Tokens), len(g.Ledgers), MaxTokens)
	}
	contracts := make(map[string]bool, len(g.Tokens))
	for i, t := range g.Tokens {
		if err := t.Validate(bond); err != nil {
			return err
		}
		if i > 0 && t.Denom <= g.Tokens[i-1].Denom || contracts[string(t.Contract)] || t.Denom != g.Ledgers[i].Denom {
			return ErrBadGenesis.Wrapf("token %s; tokens and ledgers rise by denomination, and no address has two", t.Denom)
		}
		contracts[string(t.Contract)] = true
	}
	return nil
}

func (g GenesisState) checkKeys() error {
	addresses, current := make(map[string]bool, len(g.Keys)), make(map[string]bool, len(g.Keys))
	for _, k := range g.Keys {
		if err := CheckAddress(k.Address); err != nil {
			return err
		}
		if k.Operator == "" || addresses[string(k.Address)] || k.Current && (current[k.Operator] || k.Revoked) {
			return ErrBadGenesis.Wrapf("key %x of %q; a key has one validator, a validator one key of now, which is not revoked", k.Address, k.Operator)
		}
		addresses[string(k.Address)] = true
		if k.Current {
			current[k.Operator] = true
		}
	}
	return nil
}

func (g GenesisState) checkSets() error {
	var last uint64
	var has, latest bool
	for _, s := range g.Sets {
		if s.Nonce <= last || s.Order > g.State.LastOrder {
			return ErrBadGenesis.Wrapf("set %d with order %d; sets rise, and the last order is %d", s.Nonce, s.Order, g.State.LastOrder)
		}
		if err := CheckMembers(s.Members); err != nil {
			return ErrBadGenesis.Wrapf("set %d: %s", s.Nonce, err)
		}
		last = s.Nonce
		has, latest = has || s.Nonce == g.State.Set, latest || s.Nonce == g.State.LatestSet
	}
	if g.State.Set > 0 && (!has || !latest) || last > g.State.LatestSet {
		return ErrBadGenesis.Wrapf("set %d and set %d are not there, or one is after them", g.State.Set, g.State.LatestSet)
	}
	return nil
}

func (g GenesisState) checkOrders() error {
	orders := make(map[uint64]bool, len(g.Orders)+len(g.Signed))
	for _, o := range slices.Concat(g.Orders, g.Signed) {
		_, fields, err := orderType(o.Kind)
		if err != nil {
			return ErrBadGenesis.Wrapf("order %d: %s", o.Id, err)
		}
		if o.Id == 0 || o.Id > g.State.LastOrder || orders[o.Id] || len(o.Words) != fields-1 || g.State.Set == 0 {
			return ErrBadGenesis.Wrapf("order %d with %d words, the last order is %d", o.Id, len(o.Words), g.State.LastOrder)
		}
		for _, w := range o.Words {
			if len(w) != WordSize {
				return ErrBadGenesis.Wrapf("order %d has a word of %d bytes, allowed %d", o.Id, len(w), WordSize)
			}
		}
		orders[o.Id] = true
	}
	for _, s := range g.Signatures {
		if !orders[s.Order] || s.Member >= MaxMembers || CheckSignature(s.Signature) != nil {
			return ErrBadGenesis.Wrapf("signature of order %d by member %d", s.Order, s.Member)
		}
	}
	for _, o := range g.Ordered {
		if len(o.Digest) != WordSize {
			return ErrBadGenesis.Wrapf("ordered digest %x, allowed are %d bytes", o.Digest, WordSize)
		}
	}
	return nil
}

func (g GenesisState) checkBatches() error {
	of := make(map[uint64]Withdrawal, len(g.Withdrawals))
	for _, w := range g.Withdrawals {
		if _, twice := of[w.Id]; twice || w.Id == 0 || w.Id > g.State.LastWithdrawal {
			return ErrBadGenesis.Wrapf("withdrawal %d; they are 1 to %d, each once", w.Id, g.State.LastWithdrawal)
		}
		if err := checkAmounts(w.Amount, w.Fee); err != nil || CheckAddress(w.Recipient) != nil {
			return ErrBadGenesis.Wrapf("withdrawal %d of %s and %s to %x", w.Id, w.Amount, w.Fee, w.Recipient)
		}
		of[w.Id] = w
	}
	orders := make(map[uint64]bool, len(g.Orders))
	for _, o := range g.Orders {
		orders[o.Id] = true
	}
	for _, b := range g.Batches {
		total, fee := math.ZeroInt(), math.ZeroInt()
		for _, id := range b.Withdrawals {
			w, known := of[id]
			if !known || w.Batch != b.Nonce || w.Denom != b.Denom {
				return ErrBadGenesis.Wrapf("batch %d of %s has withdrawal %d, which is not there or not of it", b.Nonce, b.Denom, id)
			}
			total, fee = total.Add(w.Amount), fee.Add(w.Fee)
		}
		if checkAmounts(b.Total, b.Fee) != nil || !total.Equal(b.Total) || !fee.Equal(b.Fee) || !orders[b.Order] {
			return ErrBadGenesis.Wrapf("batch %d of %s says %s and %s, its withdrawals %s and %s; its order is %d", b.Nonce, b.Denom, b.Total, b.Fee, total, fee, b.Order)
		}
	}
	return nil
}

// checkLedgers holds the ledgers to what is on its way.
func (g GenesisState) checkLedgers() error {
	pending, delayed := make(map[string]math.Int, len(g.Ledgers)), make(map[string]math.Int, len(g.Ledgers))
	for _, l := range g.Ledgers {
		for _, n := range []math.Int{l.Outside, l.Pending, l.Delayed, l.InUsed, l.OutUsed} {
			if n.IsNil() || n.IsNegative() {
				return ErrBadGenesis.Wrapf("ledger of %s has a negative amount, or lacks one", l.Denom)
			}
		}
		pending[l.Denom], delayed[l.Denom] = math.ZeroInt(), math.ZeroInt()
	}
	for _, w := range g.Withdrawals {
		if _, known := pending[w.Denom]; !known {
			return ErrBadGenesis.Wrapf("withdrawal %d is in %s, which is not listed", w.Id, w.Denom)
		}
		pending[w.Denom] = pending[w.Denom].Add(w.Total())
	}
	for _, d := range g.Delayed {
		if _, known := delayed[d.Denom]; !known || len(d.Account) != AddressSize || d.Nonce > g.State.Nonce || checkAmounts(d.Amount) != nil {
			return ErrBadGenesis.Wrapf("deposit %d of %s%s to %x", d.Nonce, d.Amount, d.Denom, d.Account)
		}
		delayed[d.Denom] = delayed[d.Denom].Add(d.Amount)
	}
	for _, l := range g.Ledgers {
		if !l.Pending.Equal(pending[l.Denom]) || !l.Delayed.Equal(delayed[l.Denom]) {
			return ErrBadGenesis.Wrapf("ledger of %s says %s pending and %s delayed, the records say %s and %s",
				l.Denom, l.Pending, l.Delayed, pending[l.Denom], delayed[l.Denom])
		}
	}
	return nil
}

func checkAmounts(list ...math.Int) error {
	for _, n := range list {
		if err := CheckAmount(n); err != nil {
			return err
		}
	}
	return nil
}
