// SPDX-License-Identifier: Apache-2.0

package types

import (
	"bytes"
	"slices"

	"cosmossdk.io/math"
)

// checkBounties holds every bounty to its claims and to the order that has it signed.
func (g GenesisState) checkBounties() error {
	claims, err := g.claimsOf()
	if err != nil {
		return err
	}
	settlements, err := g.settlements()
	if err != nil {
		return err
	}
	known, ordered := make(map[string]bool, len(g.Bounties)), 0
	for _, b := range g.Bounties {
		if known[string(b.Id)] {
			return ErrBadGenesis.Wrapf("bounty %x is there twice", b.Id)
		}
		known[string(b.Id)] = true
		if err := g.checkBounty(b, claims[string(b.Id)]); err != nil {
			return err
		}
		if b.Order != 0 {
			ordered++
			if err := b.checkOrder(settlements[b.Order]); err != nil {
				return err
			}
		}
		delete(claims, string(b.Id))
	}
	if len(claims) > 0 || ordered != len(settlements) {
		return ErrBadGenesis.Wrapf("%d bounties with claims are not there, and %d of %d settlements are of one", len(claims), ordered, len(settlements))
	}
	return nil
}

// claimsOf are the claims by bounty.
func (g GenesisState) claimsOf() (map[string][]BountyClaim, error) {
	claims, accounts := make(map[string][]BountyClaim, len(g.Bounties)), make(map[[2]string]bool, len(g.Claims))
	for _, c := range g.Claims {
		if err := c.Validate(); err != nil {
			return nil, err
		}
		who := [2]string{string(c.Bounty), c.Account}
		if accounts[who] {
			return nil, ErrBadGenesis.Wrapf("%s has two claims of bounty %x", c.Account, c.Bounty)
		}
		accounts[who] = true
		claims[who[0]] = append(claims[who[0]], c)
	}
	return claims, nil
}

// settlements are the orders of settlements by their ids, signed or not.
func (g GenesisState) settlements() (map[uint64]Order, error) {
	out := make(map[uint64]Order, len(g.Signed))
	for _, o := range g.Signed {
		if o.Kind != ORDER_KIND_SETTLEMENT || o.Signed == 0 || o.Signed > g.State.Set {
			return nil, ErrBadGenesis.Wrapf("order %d of kind %s is signed by set %d; signed are settlements, by sets up to %d", o.Id, o.Kind, o.Signed, g.State.Set)
		}
	}
	for _, o := range slices.Concat(g.Orders, g.Signed) {
		if o.Kind == ORDER_KIND_SETTLEMENT {
			out[o.Id] = o
		}
	}
	return out, nil
}

// checkBounty holds a bounty to its claims. Those of one that is being forgotten are the last of what they were.
func (g GenesisState) checkBounty(b Bounty, claims []BountyClaim) error {
	if err := b.Validate(); err != nil {
		return err
	}
	forgetting := b.Order == 0 && g.State.EthTime >= b.ForgetTime()
	tree := Bounty{Awarded: math.ZeroInt()}
	for i, c := range claims {
		if c.Index != b.Claims-uint64(len(claims)-i) {
			return ErrBadGenesis.Wrapf("claim %d of bounty %x, which has %d", c.Index, b.Id, b.Claims)
		}
		tree.Add(c, 0, 0)
	}
	whole := uint64(len(claims)) == b.Claims
	root := tree.PeaksRoot()
	switch {
	case !whole && !forgetting, uint64(len(claims)) > b.Claims:
		return ErrBadGenesis.Wrapf("bounty %x has %d claims, %d are there", b.Id, b.Claims, len(claims))
	case b.Awarded.GT(b.Amount), whole && !b.Awarded.Equal(tree.Awarded):
		return ErrBadGenesis.Wrapf("bounty %x of %s awards %s, its claims %s", b.Id, b.Amount, b.Awarded, tree.Awarded)
	case b.Claims == 0 && (b.Due != b.RefundTime() || b.Fixed()):
		return ErrBadGenesis.Wrapf("bounty %x without claims waits for %d; its sponsor can take it back at %d", b.Id, b.Due, b.RefundTime())
	case b.Claims > 0 && (b.Bound == 0 || len(b.Model) != WordSize), b.Job != 0 && b.Bound != b.Job:
		return ErrBadGenesis.Wrapf("bounty %x for job %d was claimed for job %d with model %x", b.Id, b.Job, b.Bound, b.Model)
	case b.Order != 0 && !b.Fixed():
		return ErrBadGenesis.Wrapf("bounty %x has order %d and no root", b.Id, b.Order)
	case !whole:
		return nil
	case b.Fixed() && (!bytes.Equal(b.Root, root[:]) || len(b.Peaks) > 0), !b.Fixed() && !slices.EqualFunc(b.Peaks, tree.Peaks, bytes.Equal):
		return ErrBadGenesis.Wrapf("bounty %x has root %x, its claims make %x", b.Id, b.Root, root)
	}
	return nil
}

// checkOrder holds the order of a bounty to what is settled.
func (b Bounty) checkOrder(o Order) error {
	if o.Id == 0 {
		return ErrBadGenesis.Wrapf("bounty %x has order %d, which is no settlement", b.Id, b.Order)
	}
	awarded := intWord(b.Awarded)
	for i, want := range [][]byte{b.Id, b.Spec, b.Root, awarded[:], b.Model} {
		if !bytes.Equal(o.Words[i+1], want) {
			return ErrBadGenesis.Wrapf("order %d of bounty %x settles %x, the bounty %x", o.Id, b.Id, o.Words[i+1], want)
		}
	}
	return nil
}
