// SPDX-License-Identifier: Apache-2.0

package bench_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/cmd/weft/internal/bench"
	"github.com/weft-network/weft/trainer/kernel/cpu"
	"github.com/weft-network/weft/trainer/kernel/cuda/hostdevice"
	"github.com/weft-network/weft/trainer/kernel/cuda/hostdevice/hosttest"
)

// A product is measured both ways and gives its memory back; one that does not
// fit is left out.
func TestDeviceProduct(t *testing.T) {
	t.Parallel()
	host, err := cpu.New("auto")
	require.NoError(t, err)
	k := hosttest.Open(t, host, hostdevice.Config{Memory: 1 << 20})
	free := k.Free()
	var rows []bench.Row
	b := &bench.Bench{Kernel: k, Match: func(string) bool { return true }, Emit: func(r bench.Row) error {
		rows = append(rows, r)
		return nil
	}}
	for _, n := range []int{64, 1024} {
		require.NoError(t, b.DeviceProduct(t.Context(), k, n))
	}
	require.Len(t, rows, 2)
	for _, r := range rows {
		require.Equal(t, "64x64x64", r.Shape)
		require.Positive(t, r.Value)
	}
	require.Equal(t, free, k.Free())
}
