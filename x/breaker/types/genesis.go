// SPDX-License-Identifier: Apache-2.0

package types

import (
	"fmt"
	"slices"

	"cosmossdk.io/core/address"
)

// DefaultGenesis returns the state of a chain on which nobody holds the right.
func DefaultGenesis() *GenesisState { return &GenesisState{Params: DefaultParams()} }

// Validate checks every record. What can be tripped is known to the application alone, which checks it when the genesis is loaded.
func (g GenesisState) Validate(codec address.Codec) error {
	if err := g.Params.Validate(); err != nil {
		return err
	}
	if len(g.Grants) > MaxGrants {
		return ErrTooMany.Wrapf("%d, allowed up to %d", len(g.Grants), MaxGrants)
	}
	seen := map[string]bool{}
	for _, r := range g.Grants {
		if err := r.Validate(codec); err != nil {
			return err
		}
		if seen[r.Account] {
			return ErrBadGenesis.Wrapf("account %s has two grants", r.Account)
		}
		seen[r.Account] = true
	}
	for i, t := range g.Trips {
		if i > 0 && g.Trips[i-1].Message >= t.Message {
			return ErrBadGenesis.Wrapf("message %s is tripped twice, or before %s in the list", t.Message, g.Trips[i-1].Message)
		}
		if _, err := codec.StringToBytes(t.Account); err != nil {
			return ErrBadGenesis.Wrapf("message %s: account %q: %s", t.Message, t.Account, err)
		}
		if t.Height < 0 || t.Until <= t.Height {
			return ErrBadGenesis.Wrapf("message %s was tripped at height %d until %d", t.Message, t.Height, t.Until)
		}
		if err := CheckReason(t.Reason); err != nil {
			return err
		}
	}
	return nil
}

// Validate checks a grant by itself.
func (r Grant) Validate(codec address.Codec) error {
	if _, err := codec.StringToBytes(r.Account); err != nil {
		return ErrBadAccount.Wrapf("%q: %s", r.Account, err)
	}
	return CheckMessages(r.Messages)
}

// CheckMessages accepts a list of type URLs in order, each once.
func CheckMessages(messages []string) error {
	if len(messages) == 0 {
		return ErrBadMessages.Wrap("name at least one; weftd query breaker messages lists them")
	}
	if !slices.IsSorted(messages) || len(slices.Compact(slices.Clone(messages))) != len(messages) {
		return ErrBadMessages.Wrapf("%q: give each once, in order", messages)
	}
	return nil
}

// CheckReason accepts a reason that says something, in one line.
func CheckReason(reason string) error {
	if reason == "" || len(reason) > MaxReasonBytes {
		return ErrBadReason.Wrapf("%d bytes, allowed 1 to %d", len(reason), MaxReasonBytes)
	}
	for _, r := range reason {
		if r < ' ' || r == 0x7f || r == 0xfffd {
			return ErrBadReason.Wrap(fmt.Sprintf("it has the character %U: give one line of text", r))
		}
	}
	return nil
}
