// SPDX-License-Identifier: Apache-2.0

package spec

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"
)

// MaxDecimalBytes bounds the text of a decimal.
const MaxDecimalBytes = 32

// maxDecimalExponent bounds the exponents that ReadDecimal expands.
const maxDecimalExponent = 64

// Decimal is an exact decimal number. Its text is canonical: equal numbers
// have equal text. The zero value reads as 0.
type Decimal struct{ text string }

// ParseDecimal reads canonical text: digits, at most one point with digits on
// both sides, no exponent, "-" only before a number other than zero, no
// needless zero, at most MaxDecimalBytes.
func ParseDecimal(text string) (Decimal, error) {
	if !isDecimal(text) {
		return Decimal{}, fmt.Errorf("%w: %q; write digits with at most one point, no exponent, no needless zero, at most %d characters",
			ErrDecimal, clip(text), MaxDecimalBytes)
	}
	return Decimal{text}, nil
}

// ReadDecimal reads what people write, such as "3e-4", ".5", "+1.50" or
// "500_000", without rounding it.
func ReadDecimal(text string) (Decimal, error) {
	refuse := func(why string) (Decimal, error) {
		return Decimal{}, fmt.Errorf("%w: %q %s", ErrDecimal, clip(text), why)
	}
	if len(text) > 2*MaxDecimalBytes {
		return refuse("is too long")
	}
	rest, negative := strings.CutPrefix(text, "-")
	if !negative {
		rest = strings.TrimPrefix(rest, "+")
	}
	mantissa, exponent := rest, 0
	if i := strings.IndexAny(rest, "eE"); i >= 0 {
		e, err := strconv.Atoi(rest[i+1:])
		if err != nil || e > maxDecimalExponent || e < -maxDecimalExponent {
			return refuse(fmt.Sprintf("has no exponent from -%d to %d", maxDecimalExponent, maxDecimalExponent))
		}
		mantissa, exponent = rest[:i], e
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	digits, ok := joinDigits(whole, fraction)
	if !ok {
		return refuse("has a character that is not a digit")
	}
	point := len(digits) - len(strings.ReplaceAll(fraction, "_", "")) + exponent
	d := Decimal{placePoint(digits, point, negative)}
	if len(d.text) > MaxDecimalBytes {
		return refuse(fmt.Sprintf("needs more than %d characters without an exponent", MaxDecimalBytes))
	}
	return d, nil
}

// joinDigits returns the digits of both parts. An underscore is allowed
// between two digits, as in TOML.
func joinDigits(whole, fraction string) (string, bool) {
	var b strings.Builder
	for _, part := range [2]string{whole, fraction} {
		if strings.HasPrefix(part, "_") || strings.HasSuffix(part, "_") || strings.Contains(part, "__") {
			return "", false
		}
		for _, c := range []byte(part) {
			switch {
			case c == '_':
			case c < '0' || c > '9':
				return "", false
			default:
				b.WriteByte(c)
			}
		}
	}
	return b.String(), b.Len() > 0
}

// placePoint writes digits · 10^(point − len(digits)) canonically.
func placePoint(digits string, point int, negative bool) string {
	if point < 0 {
		digits, point = strings.Repeat("0", -point)+digits, 0
	}
	if point > len(digits) {
		digits += strings.Repeat("0", point-len(digits))
	}
	whole := strings.TrimLeft(digits[:point], "0")
	fraction := strings.TrimRight(digits[point:], "0")
	if whole == "" {
		whole = "0"
	}
	text := whole
	if fraction != "" {
		text += "." + fraction
	}
	if negative && text != "0" {
		text = "-" + text
	}
	return text
}

// isDecimal reports whether text is canonical, without allocating.
func isDecimal(text string) bool {
	if len(text) > MaxDecimalBytes {
		return false
	}
	unsigned := strings.TrimPrefix(text, "-")
	whole, fraction, point := strings.Cut(unsigned, ".")
	if !allDigits(whole) || (len(whole) > 1 && whole[0] == '0') {
		return false
	}
	if point && (!allDigits(fraction) || fraction[len(fraction)-1] == '0') {
		return false
	}
	return text != "-0"
}

func allDigits(s string) bool {
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return s != ""
}

// compareDecimals orders two canonical decimals, without allocating.
func compareDecimals(a, b string) int {
	switch an, bn := strings.HasPrefix(a, "-"), strings.HasPrefix(b, "-"); {
	case an && bn:
		return compareUnsigned(b[1:], a[1:])
	case an:
		return -1
	case bn:
		return 1
	}
	return compareUnsigned(a, b)
}

// compareUnsigned relies on canonical text: the longer whole part is larger,
// and fractions without trailing zeros order as text does.
func compareUnsigned(a, b string) int {
	aw, af, _ := strings.Cut(a, ".")
	bw, bf, _ := strings.Cut(b, ".")
	if len(aw) != len(bw) {
		return len(aw) - len(bw)
	}
	if c := strings.Compare(aw, bw); c != 0 {
		return c
	}
	return strings.Compare(af, bf)
}

// String returns the canonical text.
func (d Decimal) String() string { return d.text }

// IsZero reports whether the number is 0.
func (d Decimal) IsZero() bool { return d.text == "0" }

// Cmp returns a negative number, 0 or a positive number as d is less than,
// equal to or greater than e.
func (d Decimal) Cmp(e Decimal) int { return compareDecimals(d.text, e.text) }

// Units returns the number as units · 10^−scale.
func (d Decimal) Units() (units *big.Int, scale int) {
	whole, fraction, _ := strings.Cut(d.text, ".")
	units, ok := new(big.Int).SetString(whole+fraction, 10)
	if !ok {
		return new(big.Int), 0
	}
	return units, len(fraction)
}

// Rat returns the exact value.
func (d Decimal) Rat() *big.Rat {
	units, scale := d.Units()
	ten := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale)), nil)
	return new(big.Rat).SetFrac(units, ten)
}
