// SPDX-License-Identifier: Apache-2.0

package spec_test

import (
	"math/big"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/weft-network/weft/chain/spec"
)

func TestReadDecimal(t *testing.T) {
	for text, want := range map[string]string{
		"0.1": "0.1", "3e-4": "0.0003", "1e-8": "0.00000001", "1E3": "1000", "+1.50": "1.5", ".5": "0.5", "5.": "5",
		"500_000": "500000", "0": "0", "-0.0": "0", "0e64": "0", "-2.50e1": "-25", "1.25e+2": "125", "0.000": "0",
		"00012": "12", "1_2.3_4": "12.34", "12.5e-1": "1.25", "1e-30": "0." + strings.Repeat("0", 29) + "1",
		"0.1_0": "0.1",
	} {
		d, err := spec.ReadDecimal(text)
		require.NoError(t, err, text)
		require.Equal(t, want, d.String(), text)
		again, err := spec.ParseDecimal(d.String())
		require.NoError(t, err, text)
		require.Equal(t, d, again)
	}
	for _, text := range []string{
		"", "-", "+", ".", "e5", "1e", "1e65", "1e-65", "1e999999999999999999999", "nan", "inf", "-inf", "0x10", "1,5", "1 ",
		"_1", "1_", "1__2", "1._5", "1_.5", "--1", "1.2.3", "1e1.5", strings.Repeat("1", 33), "1e-31", strings.Repeat("0", 65), "１",
	} {
		_, err := spec.ReadDecimal(text)
		require.ErrorIs(t, err, spec.ErrDecimal, "%q", text)
	}
}

func TestParseDecimalIsStrict(t *testing.T) {
	for _, text := range []string{"0.10", "01", "-0", "+1", "1e3", ".5", "5.", "", "-", "1_0", strings.Repeat("1", 33)} {
		_, err := spec.ParseDecimal(text)
		require.ErrorIs(t, err, spec.ErrDecimal, "%q", text)
	}
}

func TestDecimalValue(t *testing.T) {
	d, err := spec.ParseDecimal("-0.0125")
	require.NoError(t, err)
	units, scale := d.Units()
	require.Equal(t, "-125", units.String())
	require.Equal(t, 4, scale)
	require.Equal(t, "-1/80", d.Rat().String())
	require.False(t, d.IsZero())
	require.Equal(t, "0/1", spec.Decimal{}.Rat().String(), "the zero value reads as 0")
}

// The value is exact, and numbers order as their values do.
func TestDecimalAgreesWithRationals(t *testing.T) {
	number := rapid.StringMatching(`[+-]?[0-9]{1,12}(\.[0-9]{1,12})?(e[+-]?[0-9])?`)
	rapid.Check(t, func(t *rapid.T) {
		read := func(name string) (spec.Decimal, *big.Rat) {
			text := number.Draw(t, name)
			want, ok := new(big.Rat).SetString(text)
			require.True(t, ok)
			d, err := spec.ReadDecimal(text)
			require.NoError(t, err, text)
			require.Zero(t, want.Cmp(d.Rat()), "%s is %s", text, d)
			return d, want
		}
		a, ra := read("a")
		b, rb := read("b")
		require.Equal(t, ra.Cmp(rb), sign(a.Cmp(b)), "%s against %s", a, b)
		require.Equal(t, ra.Cmp(rb) == 0, a == b)
	})
}

func sign(n int) int {
	switch {
	case n < 0:
		return -1
	case n > 0:
		return 1
	}
	return 0
}

func FuzzReadDecimal(f *testing.F) {
	for _, s := range []string{"0.1", "3e-4", "-1_000.50e2", "", "1e64", "0e-64", "."} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := spec.ReadDecimal(text)
		if err != nil {
			require.ErrorIs(t, err, spec.ErrDecimal)
			return
		}
		again, err := spec.ParseDecimal(d.String())
		require.NoError(t, err, "%q read as %q", text, d)
		require.Equal(t, d, again)
	})
}
