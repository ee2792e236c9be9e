// SPDX-License-Identifier: Apache-2.0

package referee_test

import (
	"errors"
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/referee"
)

// FuzzReader: whatever a reader answers, of whatever length, there is an element
// of the right length or an error that says why, and no more is done than Work
// says.
func FuzzReader(f *testing.F) {
	var programs []*program.Program
	for _, shape := range []string{"tiny", "sparse", "untied, bf16 moments, documents", "70B"} {
		for _, which := range slices.Sorted(maps.Keys(builders)) {
			programs = append(programs, build(f, which, shapes[shape]()))
		}
	}
	f.Add(uint8(0), uint32(5), uint64(7), uint64(1), []byte{1, 2, 3, 4}, uint8(200))
	f.Add(uint8(9), uint32(50), uint64(1<<40), uint64(0), []byte{0xff}, uint8(1))
	f.Add(uint8(30), uint32(500), uint64(12345), uint64(1<<63), []byte{}, uint8(3))
	f.Fuzz(func(t *testing.T, which uint8, op uint32, element, age uint64, data []byte, wrong uint8) {
		p := programs[int(which)%len(programs)]
		k := int(op) % p.NumOps()
		o, err := p.At(k)
		require.NoError(t, err)
		i := int(element % uint64(o.Shape.Size()))
		clock := program.Clock{Age: age, Step: age}
		n := uint8(0)
		r := reader(func(ref program.Ref, _, count int) ([]byte, error) {
			kind, constant := format(p, ref)
			require.False(t, constant)
			if n++; n == wrong {
				return data, nil
			}
			b := make([]byte, count*kind.Bytes())
			if len(data) > 0 {
				repeated(data[int(n)%len(data):]...)(b, kind)
			}
			return b, nil
		})
		b, err := referee.Element(p, k, i, clock, r)
		if err != nil {
			require.Nil(t, b)
			require.True(t, errors.Is(err, referee.ErrRead), err)
			return
		}
		require.Len(t, b, o.Type.Bytes())
		work, err := referee.Work(p, k, i)
		require.NoError(t, err)
		n = 0
		did, err := referee.Operations(p, k, i, clock, r)
		require.NoError(t, err)
		require.LessOrEqual(t, did, work)
	})
}
