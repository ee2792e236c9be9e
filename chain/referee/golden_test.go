// SPDX-License-Identifier: Apache-2.0

package referee_test

import (
	"encoding/binary"
	"encoding/json"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/referee"
)

// golden holds a digest of elements of every program of every shape. Every
// build and machine has the same: WEFT_UPDATE=1 writes it anew.
const golden = "../../internal/vectors/referee.json"

// ordinary draws numbers that rules work on: between 2^-10 and 2^10 in the
// formats of numbers, small integers, well-formed dense blocks.
func ordinary(rng *rand.Rand) func([]byte, program.Type) {
	return func(b []byte, kind program.Type) {
		noise(rng)(b, kind)
		switch kind {
		case program.F32:
			for ; len(b) > 0; b = b[4:] {
				x := rng.Uint32()
				binary.LittleEndian.PutUint32(b, x&(1<<31|1<<23-1)|(117+x>>23%20)<<23)
			}
		case program.BF16:
			for ; len(b) > 0; b = b[2:] {
				x := uint16(rng.Uint32())
				binary.LittleEndian.PutUint16(b, x&(1<<15|1<<7-1)|(117+x>>7%20)<<7)
			}
		case program.U32:
			for ; len(b) > 0; b = b[4:] {
				binary.LittleEndian.PutUint32(b, rng.Uint32N(1<<rng.IntN(15)))
			}
		case program.U8:
			for i := range b {
				b[i] &= 0x7f
			}
			b[0] = 1
		default:
		}
	}
}

// Spec N11: elements have the same bits in every build.
func TestGolden(t *testing.T) {
	t.Parallel()
	got := map[string]string{}
	for name, shape := range shapes {
		for which := range builders {
			p := build(t, which, shape())
			rng := rand.New(rand.NewPCG(3, 4))
			var elements []byte
			for range 100 {
				k := rng.IntN(p.NumOps())
				op, err := p.At(k)
				require.NoError(t, err)
				i := rng.IntN(op.Shape.Size())
				clock := program.Clock{Age: 1 + rng.Uint64N(1<<16), Step: 1 + rng.Uint64N(1<<16)}
				b, err := referee.Element(p, k, i, clock, &anything{p, ordinary(rng)})
				require.NoError(t, err)
				elements = append(elements, b...)
			}
			got[name+": "+which] = commit.Sum(elements).String()
		}
	}
	if os.Getenv("WEFT_UPDATE") == "1" {
		b, err := json.MarshalIndent(got, "", "\t")
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(golden, append(b, '\n'), 0o644))
		return
	}
	want := map[string]string{}
	file, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(file, &want))
	require.Equal(t, want, got)
}
