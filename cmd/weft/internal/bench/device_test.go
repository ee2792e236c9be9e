// SPDX-License-Identifier: Apache-2.0

package bench_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/cmd/weft/internal/bench"
)

// The models that GPUs are measured with are specifications like any other, and
// of about as many parameters as their names say.
func TestDeviceModels(t *testing.T) {
	t.Parallel()
	for name, least := range map[string]int{"15M": 15e6, "125M": 125e6 * 0.9, "1.1B": 1.1e9 * 0.95} {
		s, err := bench.DeviceModel(name)
		require.NoError(t, err)
		p, err := program.Build(s)
		require.NoError(t, err)
		n := 0
		for i := range p.Dims.NumParams() {
			n += p.Dims.Param(i).Shape.Size()
		}
		require.GreaterOrEqual(t, n, least, name)
		require.LessOrEqual(t, n, least*5/4, name)
		require.Equal(t, 8192, p.Dims.Tokens*p.Dims.Micro, name)
	}
}
