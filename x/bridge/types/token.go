// SPDX-License-Identifier: Apache-2.0

package types

import (
	"encoding/hex"

	"cosmossdk.io/math"
)

// denomPrefix begins the names of vouchers. What follows is the token's address alone: no name that comes from Ethereum is used, so
// that none can look like another coin.
const denomPrefix = "eth/"

// VoucherDenom names the coin that stands for an ERC-20 of Ethereum.
func VoucherDenom(contract []byte) string { return denomPrefix + hex.EncodeToString(contract) }

// Validate checks a token; bond is the coin of this chain. The denomination follows from the kind: nobody chooses it.
func (t Token) Validate(bond string) error {
	if err := CheckAddress(t.Contract); err != nil {
		return ErrBadToken.Wrap(err.Error())
	}
	var want string
	switch t.Kind {
	case TOKEN_KIND_LOCK:
		want = VoucherDenom(t.Contract)
	case TOKEN_KIND_MINT:
		want = bond
	case TOKEN_KIND_UNSPECIFIED:
	}
	if want == "" || t.Denom != want {
		return ErrBadToken.Wrapf("denom %q for kind %s; allowed %q for lock, %q for mint", t.Denom, t.Kind, VoucherDenom(t.Contract), bond)
	}
	for _, c := range []struct {
		name string
		n    math.Int
	}{{"in_cap", t.InCap}, {"out_cap", t.OutCap}, {"day_cap", t.DayCap}} {
		if err := CheckAmount(c.n); err != nil {
			return ErrBadToken.Wrapf("%s: %s", c.name, err)
		}
	}
	return nil
}

// Same reports whether two listings are of the same token.
func (t Token) Same(u Token) bool {
	return string(t.Contract) == string(u.Contract) && t.Kind == u.Kind && t.Denom == u.Denom
}

// NewLedger returns the ledger of a token that nobody has used.
func NewLedger(denom string) Ledger {
	zero := math.ZeroInt()
	return Ledger{Denom: denom, Outside: zero, Pending: zero, Delayed: zero, InUsed: zero, OutUsed: zero}
}

// Total is what a withdrawal takes from the account.
func (w Withdrawal) Total() math.Int { return w.Amount.Add(w.Fee) }
