// SPDX-License-Identifier: Apache-2.0

package program_test

import (
	"encoding/binary"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/zeebo/blake3"

	"github.com/weft-network/weft/chain/program"
)

// Spec N13: twelve u16 of 24 bytes; random access equals reading from the
// start. (A seek that only works at multiples of 1024 bytes is a known fault
// of another BLAKE3 package.)
func TestRandom(t *testing.T) {
	t.Parallel()
	a := &program.RandomAttr{Seed: [32]byte{7}, Name: "lm_head.weight"}
	const n = 3000
	h, err := blake3.NewKeyed(a.Seed[:])
	require.NoError(t, err)
	_, err = h.WriteString(a.Name)
	require.NoError(t, err)
	stream := make([]byte, 24*n)
	_, err = h.Digest().Read(stream)
	require.NoError(t, err)

	whole := make([]int32, n)
	a.Sums(0, whole)
	squares := 0.0
	for i := range n {
		want := int32(-393210)
		for j := range 12 {
			want += int32(binary.LittleEndian.Uint16(stream[24*i+2*j:]))
		}
		require.Equal(t, want, whole[i])
		var one [1]int32
		a.Sums(i, one[:])
		require.Equal(t, want, one[0])
		squares += math.Pow(float64(want)/65536, 2)
	}
	require.InDelta(t, 1, squares/n, 0.1)
}
