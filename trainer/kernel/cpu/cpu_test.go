// SPDX-License-Identifier: Apache-2.0

package cpu_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/trainer/kernel/cpu"
	"github.com/weft-network/weft/trainer/kernel/kerneltest"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	for _, level := range cpu.Levels() {
		t.Run(level, func(t *testing.T) {
			t.Parallel()
			k, err := cpu.New(level)
			require.NoError(t, err)
			require.NoError(t, k.Check())
			kerneltest.Run(t, k)
			kerneltest.RunSliced(t, k)
		})
	}
}

func TestLevels(t *testing.T) {
	t.Parallel()
	k, err := cpu.New("auto")
	require.NoError(t, err)
	require.Equal(t, cpu.Levels()[0], k.Name())
	_, err = cpu.New("mmx")
	require.ErrorIs(t, err, cpu.ErrLevel)
}
