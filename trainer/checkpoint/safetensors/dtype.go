// SPDX-License-Identifier: Apache-2.0

package safetensors

// DType is the format of a tensor's elements.
type DType uint8

// The formats that parameters come in; others are known by name and size.
const (
	F32 DType = iota + 1
	F16
	BF16
)

// dtypes lists the formats of the library, less those of part of a byte.
var dtypes = [...]struct {
	name  string
	bytes uint64
}{
	F32: {"F32", 4}, F16: {"F16", 2}, BF16: {"BF16", 2},
	{"F64", 8},
	{"C64", 8},
	{"I64", 8},
	{"U64", 8},
	{"I32", 4},
	{"U32", 4},
	{"I16", 2},
	{"U16", 2},
	{"I8", 1},
	{"U8", 1},
	{"BOOL", 1},
	{"F8_E5M2", 1},
	{"F8_E4M3", 1},
	{"F8_E8M0", 1},
	{"F8_E5M2FNUZ", 1},
	{"F8_E4M3FNUZ", 1},
}

// String is the name in a header.
func (d DType) String() string {
	if d == 0 || int(d) >= len(dtypes) {
		return "none"
	}
	return dtypes[d].name
}

// Bytes is the size of an element.
func (d DType) Bytes() uint64 {
	if int(d) >= len(dtypes) {
		return 0
	}
	return dtypes[d].bytes
}

func parseDType(name string) (DType, bool) {
	for d := 1; d < len(dtypes); d++ {
		if dtypes[d].name == name {
			return DType(d), true
		}
	}
	return 0, false
}
