// SPDX-License-Identifier: Apache-2.0

package tensor_test

import (
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/trainer/tensor"
)

func TestTensor(t *testing.T) {
	t.Parallel()
	for n := range 70 {
		x := tensor.New(tensor.F32, n)
		require.Zero(t, uintptr(unsafe.Pointer(unsafe.SliceData(x.Data)))%tensor.Align)
		require.Equal(t, n, x.Len())
		require.Len(t, x.F32(), n)
		require.Len(t, x.Data, 4*n)
	}
	x := tensor.New(tensor.F32, 2)
	x.F32()[1] = -2
	require.Equal(t, []byte{0, 0, 0, 0, 0, 0, 0, 0xc0}, x.Data)
	require.Equal(t, uint32(0xc0000000), x.U32()[1])
	require.Equal(t, x.Data, tensor.Bytes(x.F32()))
	y := tensor.New(tensor.BF16, 3)
	y.U16()[2] = 0x3f80
	require.Equal(t, 3, y.Len())
	require.Equal(t, []byte{0, 0, 0, 0, 0x80, 0x3f}, y.Data)
	z := tensor.New(tensor.U128, 2)
	z.U64()[2] = 1
	require.Equal(t, 2, z.Len())
	require.Equal(t, byte(1), z.Data[16])
	w := tensor.New(tensor.I64, 1)
	w.I64()[0] = -2
	require.Equal(t, []byte{0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, w.Data)
	require.Equal(t, 5, tensor.New(tensor.U8, 5).Len())
}
