// SPDX-License-Identifier: Apache-2.0

package program

import (
	"math/big"
	"slices"

	"github.com/weft-network/weft/chain/commit"
)

// Factors are the clip factors of the deltas of a round, from their squared
// norms: min(4096, floor(4096 * sqrt(median / norm))), so that no delta weighs
// more than the median one. The median is the lower one of an even number. The
// factors are an input of the outer step that every reader computes; order of
// the deltas does not change whose factor is which.
func Factors(norms []commit.Norm) []uint32 {
	factors := make([]uint32, len(norms))
	if len(norms) == 0 {
		return factors
	}
	sorted := slices.Clone(norms)
	slices.SortFunc(sorted, commit.Norm.Compare)
	median := sorted[(len(sorted)-1)/2]
	scaled := wide(median)
	scaled.Mul(scaled, big.NewInt(FactorOne*FactorOne))
	for i, n := range norms {
		factors[i] = FactorOne
		if n.Compare(median) > 0 {
			q := wide(n)
			q.Quo(scaled, q)
			factors[i] = uint32(q.Sqrt(q).Uint64())
		}
	}
	return factors
}

func wide(n commit.Norm) *big.Int {
	x := new(big.Int).SetUint64(n.Hi)
	x.Lsh(x, 64)
	return x.Or(x, new(big.Int).SetUint64(n.Lo))
}
