// SPDX-License-Identifier: Apache-2.0

package types

import (
	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"
)

// Slash asks for stake to be taken from an operator.
type Slash struct {
	Operator sdk.AccAddress
	// Ref is the lock to take from first; empty, or the name of a lock that is gone, means none.
	Ref string
	// Amount is how much to take; less is taken if there is less.
	Amount math.Int
	Reason SlashReason
	// Payouts are sent from what was taken, in order, as far as it reaches. What is left is burnt.
	Payouts []Payout
}

// Payout is one payment out of a slash. A module account may be the recipient.
type Payout struct {
	Recipient sdk.AccAddress
	Amount    math.Int
}

// Validate checks a slash before any state is read. own is the address of the module's account, which must not be paid:
// the money would be in the account and in no provider's books.
func (s Slash) Validate(own sdk.AccAddress) error {
	if s.Operator.Empty() {
		return ErrBadOperator.Wrap("a slash needs an operator")
	}
	if s.Ref != "" {
		if err := ValidateRef(s.Ref); err != nil {
			return err
		}
	}
	if err := ValidateAmount(s.Amount); err != nil {
		return err
	}
	if err := ValidateReason(s.Reason); err != nil {
		return err
	}
	if len(s.Payouts) > MaxPayouts {
		return ErrBadPayout.Wrapf("%d payouts, at most %d", len(s.Payouts), MaxPayouts)
	}
	for i, p := range s.Payouts {
		if p.Recipient.Empty() || p.Recipient.Equals(own) {
			return ErrBadPayout.Wrapf("payout %d has recipient %s: name an account outside the module", i, p.Recipient)
		}
		if p.Amount.IsNil() || p.Amount.IsNegative() {
			return ErrBadPayout.Wrapf("payout %d has amount %s, at least 0", i, p.Amount)
		}
	}
	return nil
}

// ValidateAmount refuses what is not a positive number.
func ValidateAmount(amount math.Int) error {
	if amount.IsNil() || !amount.IsPositive() {
		return ErrBadAmount.Wrapf("%s, must be positive", amount)
	}
	return nil
}

// ValidateReason refuses reason codes that are not in the list.
func ValidateReason(r SlashReason) error {
	if _, known := SlashReason_name[int32(r)]; !known || r == SlashReasonUnspecified {
		return ErrBadReason.Wrapf("%s: name one of SlashReason", r)
	}
	return nil
}

// ValidateRef checks the name of a lock.
func ValidateRef(ref string) error {
	if len(ref) == 0 || len(ref) > MaxRefBytes {
		return ErrBadRef.Wrapf("%d bytes, allowed 1 to %d", len(ref), MaxRefBytes)
	}
	if i := firstNotGraphic(ref); i >= 0 {
		return ErrBadRef.Wrapf("byte %d is %#x, allowed are printable ASCII characters without space", i, ref[i])
	}
	return nil
}

// Free is the part of the bond that backs nothing.
func (s Stake) Free() math.Int { return s.Bonded.Sub(s.Locked) }

// NewStake is the stake of a provider that has nothing yet.
func NewStake() Stake {
	return Stake{Bonded: math.ZeroInt(), Locked: math.ZeroInt(), Unbonding: math.ZeroInt()}
}

// Active tells whether a provider with this stake may take work.
func (p Params) Active(s Stake) bool { return !s.Jailed && s.Bonded.GTE(p.MinBond) }
