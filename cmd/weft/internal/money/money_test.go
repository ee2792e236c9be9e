// SPDX-License-Identifier: Apache-2.0

package money_test

import (
	"testing"

	"cosmossdk.io/math"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/weft-network/weft/app"
	"github.com/weft-network/weft/cmd/weft/internal/money"
)

func TestDenominationIsTheChains(t *testing.T) {
	require.Equal(t, app.Denom, money.Denom)
	coin, err := money.Parse("1" + app.DisplayDenom)
	require.NoError(t, err)
	require.Equal(t, math.NewIntWithDecimal(1, app.Exponent), coin.Amount)
}

func TestParse(t *testing.T) {
	for text, want := range map[string]int64{
		"12.5weft": 12_500_000, "12.5 WEFT": 12_500_000, " 0.000001Weft": 1, "7uweft": 7, "7 uweft": 7, "0weft": 0, "007weft": 7_000_000,
	} {
		coin, err := money.Parse(text)
		require.NoError(t, err, text)
		require.Equal(t, money.Coin(math.NewInt(want)), coin, text)
	}
	for _, text := range []string{
		"", "12", "weft", "uweft", ".5weft", "5.weft", "-5weft", "+5weft", "1e3weft", "1,5weft", "0.0000001weft", "1.5uweft", "5 atom",
		"1_000weft", "1.5.5weft", "99999999999999999999999999999999999999999999weft", "weftweft", "0x1weft",
	} {
		_, err := money.Parse(text)
		require.ErrorIs(t, err, money.ErrAmount, text)
	}
}

// What is shown can be typed in again, and is the same amount.
func TestFormatIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		amount := math.NewIntFromUint64(rapid.Uint64().Draw(t, "amount"))
		coin, err := money.Parse(money.Format(amount))
		require.NoError(t, err)
		require.Equal(t, amount, coin.Amount)
	})
	require.Equal(t, "-0.5 WEFT", money.Format(math.NewInt(-500_000)))
	require.Equal(t, "0 WEFT", money.Format(math.Int{}))
	require.Equal(t, "1234567 WEFT", money.FormatUint(1_234_567_000_000))
}
