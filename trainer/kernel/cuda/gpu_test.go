// SPDX-License-Identifier: Apache-2.0

//go:build cuda

package cuda_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/trainer/kernel/cpu"
	"github.com/weft-network/weft/trainer/kernel/cuda"
	"github.com/weft-network/weft/trainer/kernel/kerneltest"
)

// Spec N11, on the first GPU of this machine.
func TestGPU(t *testing.T) {
	t.Parallel()
	list, err := cuda.Devices()
	if err != nil {
		require.ErrorIs(t, err, cuda.ErrUnavailable)
		t.Skip(err)
	}
	host, err := cpu.New("auto")
	require.NoError(t, err)
	_, err = cuda.Open(len(list), host)
	require.ErrorIs(t, err, cuda.ErrUnavailable)
	k, err := cuda.Open(0, host)
	require.NoError(t, err)
	t.Log(k.Info())
	_, err = k.Memory(int(k.Free()) + 1)
	require.ErrorIs(t, err, cuda.ErrMemory)
	t.Cleanup(func() {
		require.NoError(t, k.Wait())
		require.NoError(t, k.Close())
	})
	kerneltest.Run(t, k)
}
