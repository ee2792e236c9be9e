// SPDX-License-Identifier: Apache-2.0

package softfloat_test

import (
	"math/rand/v2"
	"testing"

	"github.com/weft-network/weft/chain/referee/softfloat"
)

// sink keeps results alive.
var sink uint32

// BenchmarkOperations measures one operation on ordinary numbers.
func BenchmarkOperations(b *testing.B) {
	rng := rand.New(rand.NewPCG(3, 3))
	var x [1 << 10]uint32
	for i := range x {
		x[i] = rng.Uint32()&(1<<31|1<<23-1) | (117+rng.Uint32N(20))<<23
	}
	for _, op := range []struct {
		name string
		do   func(a, b, c uint32) uint32
	}{
		{"add", func(a, b, _ uint32) uint32 { return softfloat.Add(a, b) }},
		{"mul", func(a, b, _ uint32) uint32 { return softfloat.Mul(a, b) }},
		{"fma", softfloat.Fma},
		{"div", func(a, b, _ uint32) uint32 { return softfloat.Div(a, b) }},
		{"sqrt", func(a, _, _ uint32) uint32 { return softfloat.Sqrt(a &^ (1 << 31)) }},
		{"exp", func(a, _, _ uint32) uint32 { return softfloat.Exp(a) }},
		{"log", func(a, _, _ uint32) uint32 { return softfloat.Log(a &^ (1 << 31)) }},
		{"max", func(a, b, _ uint32) uint32 { return softfloat.Max(a, b) }},
		{"of int", func(a, b, _ uint32) uint32 { return softfloat.OfInt(int64(a)<<32 | int64(b)) }},
	} {
		b.Run(op.name, func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				sink ^= op.do(x[i%1024], x[(i+7)%1024], x[(i+13)%1024])
			}
		})
	}
}
