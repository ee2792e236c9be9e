// SPDX-License-Identifier: Apache-2.0

package program_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
)

// Whatever specification is given, building fails with an error or gives a
// program within its bounds, any operator of which can be had and witnessed.
func FuzzBuild(f *testing.F) {
	for _, shape := range shapes {
		s := shape()
		s.ProgramDigest = make([]byte, spec.DigestBytes)
		b, err := s.Marshal()
		require.NoError(f, err)
		f.Add(b, uint32(7))
	}
	f.Add([]byte{}, uint32(0))
	f.Fuzz(func(t *testing.T, b []byte, at uint32) {
		var s spec.Spec
		if s.Unmarshal(b) != nil {
			return
		}
		s.ProgramDigest = nil
		for name, build := range builders {
			p, err := build(&s)
			if err != nil {
				continue
			}
			require.Less(t, p.NumOps(), program.MaxOps, name)
			_ = p.Digest()
			op, err := p.At(int(at) % p.NumOps())
			require.NoError(t, err, name)
			i := int(at) % op.Shape.Size()
			rs, err := program.Witness(&op, i, func(in, j int) uint32 { return at ^ uint32(in*31+j) })
			require.NoError(t, err, name)
			require.LessOrEqual(t, len(rs), program.MaxWitnessInputs, name)
		}
	})
}
