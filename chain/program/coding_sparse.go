// SPDX-License-Identifier: Apache-2.0

package program

import "github.com/weft-network/weft/chain/spec"

// An entry of a sparse block is 14 bits, the lowest first: the element's place
// in the block, whether the code is 3 instead of 1, the sign.
const (
	entryBits  = 14
	indexMask  = 1<<12 - 1
	entryThree = 1 << 12
	entryMinus = 1 << 13
	entryMask  = 1<<entryBits - 1
)

// encodeSparse takes the largest elements, the one with the lower index first
// where they are equal. The scale s is the one at which s or 3s is nearest to
// the median of those taken (of an even number, the larger of the middle two);
// then each is rounded to the nearest of 0, s and 3s, ties away from 0. What
// rounds to 0 is not sent.
func (c *Coding) encodeSparse(x []uint32, b []byte) {
	var sizes [SparseBlock]uint32
	nonzero := 0
	for i, v := range x {
		sizes[i] = magnitude(v)
		if sizes[i] != 0 {
			nonzero++
		}
	}
	take := min(c.Kept(len(x)), nonzero)
	if take == 0 {
		return
	}
	var places [spec.MaxTopK]uint16
	var taken [spec.MaxTopK]uint32
	least, ties := largest(sizes[:len(x)], take)
	n := 0
	for i, m := range sizes[:len(x)] {
		if m < least || (m == least && ties == 0) {
			continue
		}
		if m == least {
			ties--
		}
		places[n], taken[n] = uint16(i), m
		n++
	}
	median, _ := largest(taken[:n], (n+1)/2)
	e := c.clamp(sparseExponent(median))
	half, twice := powerOfTwo(e-1), powerOfTwo(e+1)
	w := bitWriter{b: b[1:]}
	for i, m := range taken[:n] {
		if m < half {
			continue
		}
		entry := uint64(places[i])
		if m >= twice {
			entry |= entryThree
		}
		if x[places[i]]>>31 != 0 {
			entry |= entryMinus
		}
		w.write(entry)
		b[0] = byte(e - c.Min + 1)
	}
	w.flush()
}

// sparseExponent is e such that one of 2^e and 3 * 2^e is as near to m as codes
// and scales can be: they make 1 and 3/2 times every power of two.
func sparseExponent(m uint32) int {
	const quarter, threeQuarters = 0x200000, 0x600000
	switch fraction := m & 0x7fffff; {
	case fraction < quarter: // 1
		return log2(m)
	case fraction < threeQuarters: // 3/2
		return log2(m) - 1
	default: // 2
		return log2(m) + 1
	}
}

// largest returns the k-th largest of at least k numbers below 2^31, and how
// many numbers equal to it are among the k largest. It looks at 11, then 10,
// then 10 bits, each time only at those that agree in the bits before.
func largest(numbers []uint32, k int) (kth uint32, ties int) {
	var rest [SparseBlock]uint32
	var counts [1 << 11]uint16
	live := numbers
	for _, digit := range [...]struct{ shift, mask uint32 }{{20, 1<<11 - 1}, {10, 1<<10 - 1}, {0, 1<<10 - 1}} {
		clear(counts[:])
		for _, v := range live {
			counts[v>>digit.shift&digit.mask]++
		}
		d := digit.mask
		for ; int(counts[d]) < k; d-- {
			k -= int(counts[d])
		}
		kept := rest[:0]
		for _, v := range live {
			if v>>digit.shift&digit.mask == d {
				kept = append(kept, v)
			}
		}
		live = kept
	}
	return live[0], k
}

// bitWriter writes entries, the lowest bit first.
type bitWriter struct {
	b    []byte
	bits uint64
	n    uint
}

func (w *bitWriter) write(entry uint64) {
	w.bits |= entry << w.n
	for w.n += entryBits; w.n >= 8; w.n -= 8 {
		w.b[0] = byte(w.bits)
		w.b, w.bits = w.b[1:], w.bits>>8
	}
}

func (w *bitWriter) flush() {
	if w.n > 0 {
		w.b[0] = byte(w.bits)
	}
}

// addSparse reads the entries twice: a block that turns out to be malformed
// must add nothing.
func (c *Coding) addSparse(b []byte, n int, factor int64, sum, count []int64) bool {
	sent, ok := c.sparseValid(b, n)
	if !ok {
		return false
	}
	if sent == 0 {
		return true
	}
	unit := factor << (b[0] - 1)
	r := bitReader{b: b[1:]}
	for range sent {
		entry := r.read()
		i := entry & indexMask
		if sum != nil {
			sum[i] += sparseCode(entry) * unit
		}
		if count != nil {
			count[i]++
		}
	}
	return true
}

// sparseCode is the code of an entry: ±1 or ±3.
func sparseCode(entry uint32) int64 {
	code := 1 + int64(entry>>11&2)
	if entry&entryMinus != 0 {
		return -code
	}
	return code
}

// sparseValid reports whether EncodeBlock can have written a block of n
// elements, and how many it sends: places ascend, and what follows the last
// entry is zero.
func (c *Coding) sparseValid(b []byte, n int) (sent int, ok bool) {
	if b[0] == 0 {
		return 0, zeros(b)
	}
	kept, last := c.Kept(n), -1
	r := bitReader{b: b[1:]}
	for ; sent < kept; sent++ {
		entry := r.read()
		i := int(entry & indexMask)
		if i <= last {
			// The end, if all is zero from here on.
			if entry != 0 {
				return 0, false
			}
			break
		}
		if i >= n {
			return 0, false
		}
		last = i
	}
	for unused := sent + 1; unused < kept; unused++ {
		if r.read() != 0 {
			return 0, false
		}
	}
	return sent, r.bits == 0
}

func zeros(b []byte) bool {
	for _, v := range b {
		if v != 0 {
			return false
		}
	}
	return true
}

// bitReader reads entries. Past the last whole entry, bits holds the rest of
// the last byte.
type bitReader struct {
	b    []byte
	bits uint64
	n    uint
}

func (r *bitReader) read() uint32 {
	for ; r.n < entryBits; r.n += 8 {
		r.bits |= uint64(r.b[0]) << r.n
		r.b = r.b[1:]
	}
	entry := uint32(r.bits) & entryMask
	r.bits, r.n = r.bits>>entryBits, r.n-entryBits
	return entry
}
