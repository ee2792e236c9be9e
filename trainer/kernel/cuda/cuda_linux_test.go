// SPDX-License-Identifier: Apache-2.0

package cuda_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/trainer/kernel/cpu"
	"github.com/weft-network/weft/trainer/kernel/cuda/hostdevice"
	"github.com/weft-network/weft/trainer/kernel/cuda/hostdevice/hosttest"
	"github.com/weft-network/weft/trainer/kernel/kerneltest"
)

// Spec N11: the kernels have the bits of ref, compiled for a processor. With
// one multiprocessor products take the largest tiles, with many the smallest,
// and compute blocks of terms side by side.
func TestConformance(t *testing.T) {
	t.Parallel()
	for _, multiprocessors := range []int{1, 6, 10000} {
		t.Run(fmt.Sprint(multiprocessors), func(t *testing.T) {
			t.Parallel()
			host, err := cpu.New("auto")
			require.NoError(t, err)
			kerneltest.Run(t, hosttest.Open(t, host, hostdevice.Config{Multiprocessors: multiprocessors}))
		})
	}
}
