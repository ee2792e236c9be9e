// SPDX-License-Identifier: Apache-2.0

package token

// byteRunes writes bytes as printable characters, GPT-2's way: a byte that is
// printable in Latin-1 stands for itself, the others for U+0100 onwards.
var byteRunes [256]rune

// runeBytes is the inverse of byteRunes; -1 where there is none.
var runeBytes [0x144]int16

func init() {
	for i := range runeBytes {
		runeBytes[i] = -1
	}
	next := rune(0x100)
	for v := range 256 {
		r := rune(v)
		if v <= 0x20 || v >= 0x7f && v <= 0xa0 || v == 0xad {
			r = next
			next++
		}
		byteRunes[v], runeBytes[r] = r, int16(v)
	}
}
