// SPDX-License-Identifier: Apache-2.0

package program_test

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/program"
)

// The rounding of constants against the standard library's, with ties,
// subnormals and overflow.
func TestRoundToBinary32(t *testing.T) {
	t.Parallel()
	check := func(x *big.Float) {
		want, _ := x.Float32()
		require.Equal(t, math.Float32bits(want), program.Bits32(x), x.String())
	}
	rng := rand.New(rand.NewPCG(5, 6))
	for range 20000 {
		f := math.Float32frombits(rng.Uint32())
		if f != f || math.IsInf(float64(f), 0) || f == 0 {
			continue
		}
		x := new(big.Float).SetPrec(320).SetFloat64(float64(f))
		check(x)
		next := new(big.Float).SetPrec(320).SetFloat64(float64(math.Float32frombits(math.Float32bits(f) + 1)))
		if next.IsInf() {
			continue
		}
		tie := new(big.Float).SetPrec(320).Add(x, next)
		tie.Quo(tie, big.NewFloat(2))
		check(tie)
		tiny := new(big.Float).SetPrec(320).SetMantExp(big.NewFloat(1), -250)
		check(new(big.Float).SetPrec(320).Add(tie, tiny))
		check(new(big.Float).SetPrec(320).Sub(tie, tiny))
	}
}

// Roots are as near as the standard library's, which begins in float64, and
// exact where one is.
func TestRoot(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(7, 8))
	for range 2000 {
		x := new(big.Float).SetPrec(320).SetMantExp(new(big.Float).SetPrec(320).SetUint64(1+rng.Uint64()), rng.IntN(500)-300)
		want := new(big.Float).SetPrec(320).Sqrt(x)
		gap := new(big.Float).SetPrec(320).Sub(want, program.Root(x))
		require.True(t, gap.Sign() == 0 || gap.MantExp(nil) <= want.MantExp(nil)-318, x.String())
		require.Zero(t, x.Cmp(program.Root(new(big.Float).SetPrec(320).Mul(x, x))), x.String())
	}
	require.Zero(t, program.Root(new(big.Float)).Sign())
}
