// SPDX-License-Identifier: Apache-2.0

// Package money reads and writes amounts as people see them. The chain counts
// in uweft; people read and write WEFT, which is a million of them. Nothing is
// ever rounded: text that names less than one uweft is refused.
package money

import (
	"errors"
	"fmt"
	"math/big"
	"strings"

	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"
)

const (
	// Denom is the unit that the chain counts in.
	Denom = "uweft"
	// display is the unit that people read, 10^decimals of Denom.
	display  = "weft"
	decimals = 6
)

// maxDigits keeps an amount within what the chain's integers hold.
const maxDigits = 40

// ErrAmount is returned for text that is no amount.
var ErrAmount = errors.New("not an amount")

// Parse reads "12.5weft", "12.5 WEFT" or "12500000uweft".
func Parse(text string) (sdk.Coin, error) {
	refuse := func(why string) (sdk.Coin, error) {
		return sdk.Coin{}, fmt.Errorf("%w: %.60q %s; write one such as 12.5weft or 12500000uweft", ErrAmount, text, why)
	}
	s := strings.ToLower(strings.TrimSpace(text))
	places := decimals
	number, ok := strings.CutSuffix(s, Denom)
	if ok {
		places = 0
	} else if number, ok = strings.CutSuffix(s, display); !ok {
		return refuse("has no unit")
	}
	whole, fraction, point := strings.Cut(strings.TrimSpace(number), ".")
	switch {
	case whole == "" || point && fraction == "" || !digits(whole) || !digits(fraction):
		return refuse("has no plain number before the unit")
	case len(fraction) > places:
		return refuse(fmt.Sprintf("has %d decimals, allowed %d", len(fraction), places))
	case len(whole)+places > maxDigits:
		return refuse("is too large")
	}
	n, ok := new(big.Int).SetString(whole+fraction+strings.Repeat("0", places-len(fraction)), 10)
	if !ok {
		return refuse("has no plain number before the unit")
	}
	return sdk.NewCoin(Denom, math.NewIntFromBigInt(n)), nil
}

func digits(s string) bool { return strings.Trim(s, "0123456789") == "" }

// Format writes an amount of uweft in WEFT, in the form that Parse reads.
func Format(uweft math.Int) string {
	if uweft.IsNil() {
		return "0 WEFT"
	}
	sign, s := "", uweft.String()
	if s[0] == '-' {
		sign, s = "-", s[1:]
	}
	if len(s) <= decimals {
		s = strings.Repeat("0", decimals+1-len(s)) + s
	}
	whole, fraction := s[:len(s)-decimals], strings.TrimRight(s[len(s)-decimals:], "0")
	if fraction != "" {
		fraction = "." + fraction
	}
	return sign + whole + fraction + " WEFT"
}

// Typed is Format as one word, for commands to copy.
func Typed(uweft math.Int) string {
	return strings.ToLower(strings.ReplaceAll(Format(uweft), " ", ""))
}

// FormatUint is Format for the amounts of a specification.
func FormatUint(uweft uint64) string { return Format(math.NewIntFromUint64(uweft)) }

// Coin is an amount of uweft.
func Coin(uweft math.Int) sdk.Coin { return sdk.NewCoin(Denom, uweft) }
