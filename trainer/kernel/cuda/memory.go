// SPDX-License-Identifier: Apache-2.0

package cuda

import (
	"cmp"
	"slices"
	"unsafe"

	"github.com/weft-network/weft/trainer/kernel/cuda/param"
)

// memory is what a device gave, and a stage for what lies elsewhere.
type memory struct {
	driver Driver
	held   []extent // by address
	stage  []byte
	used   int
}

// extent is one allocation.
type extent struct {
	first, end uintptr
	data       []byte
}

// address of the first byte; 0 of nothing.
func address(b []byte) uintptr {
	if len(b) == 0 {
		return 0
	}
	return uintptr(unsafe.Pointer(unsafe.SliceData(b)))
}

func pointer(b []byte) param.Pointer { return param.Pointer(address(b)) }

// find is the place of the extent that an address lies in, or would follow.
func (m *memory) find(at uintptr) (int, bool) {
	i, found := slices.BinarySearchFunc(m.held, at, func(e extent, at uintptr) int { return cmp.Compare(e.first, at) })
	switch {
	case found:
		return i, true
	case i > 0 && at < m.held[i-1].end:
		return i - 1, true
	}
	return i, false
}

// resident reports whether the device can use b, of elements of so many bytes,
// where it lies. Tensors of a state with bf16 may lie where it cannot read them.
func (m *memory) resident(b []byte, width int) bool {
	at := address(b)
	_, ok := m.find(at)
	return ok && at%uintptr(width) == 0 || len(b) == 0
}

func (m *memory) alloc(n int) ([]byte, error) {
	if n == 0 {
		return nil, nil
	}
	b, err := m.driver.Alloc(n)
	if err != nil {
		return nil, err
	}
	at := address(b)
	i, _ := m.find(at)
	m.held = slices.Insert(m.held, i, extent{at, at + uintptr(len(b)), b})
	return b, nil
}

func (m *memory) free(b []byte) error {
	i, ok := m.find(address(b))
	if !ok {
		return nil
	}
	data := m.held[i].data
	m.held = slices.Delete(m.held, i, i+1)
	return m.driver.Free(data)
}

// reserve makes room on the stage, which is empty.
func (m *memory) reserve(n int) error {
	m.used = 0
	if n <= len(m.stage) {
		return nil
	}
	if m.stage != nil {
		if err := m.free(m.stage); err != nil {
			return err
		}
		m.stage = nil
	}
	b, err := m.alloc(n)
	m.stage = b
	return err
}

// take is n bytes of the stage.
func (m *memory) take(n int) []byte {
	b := m.stage[m.used:][:n:n]
	m.used += aligned(n)
	return b
}

// line is the alignment of memory on a stage.
const line = 256

func aligned(n int) int { return (n + line - 1) / line * line }
