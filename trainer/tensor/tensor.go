// SPDX-License-Identifier: Apache-2.0

package tensor

import (
	"encoding/binary"
	"unsafe"
)

// Align is the alignment of memory from New.
const Align = 64

// Type is the format of an element. The values are those of program.Type.
type Type uint8

// The formats.
const (
	F32 Type = iota + 1
	U32
	BF16
	U8
	I64
	// U128 is two U64, the low half first.
	U128
)

// Bytes is the size of one element.
func (t Type) Bytes() int { return [...]int{0, 4, 4, 2, 1, 8, 16}[t] }

// Tensor is a run of elements of one type.
type Tensor struct {
	Type Type
	Data []byte
}

func init() {
	if binary.NativeEndian.Uint16([]byte{1, 0}) != 1 {
		panic("tensor: this machine is big-endian; tensors are little-endian in memory")
	}
}

// Memory returns n zero bytes at an address divisible by Align.
func Memory(n int) []byte {
	b := make([]byte, n+Align-1)
	skip := int(-uintptr(unsafe.Pointer(unsafe.SliceData(b))) % Align)
	return b[skip : skip+n : skip+n]
}

// New returns a tensor of n zeros.
func New(t Type, n int) Tensor { return Tensor{t, Memory(n * t.Bytes())} }

// Len is the number of elements.
func (t Tensor) Len() int { return len(t.Data) / t.Type.Bytes() }

// F32 returns the elements as binary32.
func (t Tensor) F32() []float32 { return cast[float32](t.Data) }

// U32 returns the elements, or the bits of binary32 elements, as integers.
func (t Tensor) U32() []uint32 { return cast[uint32](t.Data) }

// U16 returns the bits of bf16 elements.
func (t Tensor) U16() []uint16 { return cast[uint16](t.Data) }

// I64 returns the elements as integers.
func (t Tensor) I64() []int64 { return cast[int64](t.Data) }

// U64 returns the halves of the elements, the low one first.
func (t Tensor) U64() []uint64 { return cast[uint64](t.Data) }

// Bytes of a slice of numbers, without a copy.
func Bytes[T float32 | uint32 | uint16](s []T) []byte {
	var zero T
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(s))), len(s)*int(unsafe.Sizeof(zero)))
}

func cast[T float32 | uint32 | uint16 | int64 | uint64](b []byte) []T {
	var zero T
	return unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(b))), len(b)/int(unsafe.Sizeof(zero)))
}
