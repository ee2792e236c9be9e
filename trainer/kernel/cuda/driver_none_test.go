// SPDX-License-Identifier: Apache-2.0

//go:build !cuda

package cuda_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/trainer/kernel/cuda"
)

// A build without the tag says how to get one with it.
func TestWithoutTag(t *testing.T) {
	t.Parallel()
	_, err := cuda.Open(0, nil)
	require.ErrorIs(t, err, cuda.ErrUnavailable)
	require.ErrorContains(t, err, "tag cuda")
	_, err = cuda.OpenAll(nil)
	require.ErrorIs(t, err, cuda.ErrUnavailable)
}
