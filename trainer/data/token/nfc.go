// SPDX-License-Identifier: Apache-2.0

package token

import (
	"cmp"
	"slices"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/weft-network/weft/trainer/data/token/pattern"
)

// late are the characters that take part in normalisation by newer versions of
// Unicode only. The original normalises by Unicode 9, for which they are
// characters like others. Read out of the original, which leaves them in place.
var late = pattern.ParseSet(`7fd 897-89f 8ca-8d3 9fe c3c d3b-d3c eba 1715 1abf-1add 1ae0-1aeb 1df6-1dfa a82c 105c9 105d2 105da
	105e4 10d24-10d27 10d69-10d6d 10eab-10eac 10efa-10efb 10efd-10eff 10f46-10f50 10f82-10f85 11070 1133b 11382-11385 1138b 1138e
	11390-11391 113c2 113c5 113c7-113c8 113ce-113d0 1145e 11839-1183a 11935 11938 1193d-1193e 11943 119e0 11a34 11a47 11a99 11d42
	11d44-11d45 11d97 11f41-11f42 1611e 16121-16129 1612f 16d63 16d67-16d6a 16ff0-16ff1 1e08f 1e130-1e136 1e2ae 1e2ec-1e2ef
	1e4ec-1e4ef 1e5ee-1e5ef 1e6e3 1e6e6 1e6ee-1e6ef 1e6f5`)

// nfc is Normalization Form C. The package norm supplies the tables, and finds
// what is normal already; it does not do the work, because it breaks up runs of
// more than 30 combining marks, which the original does not. Bytes that are not
// UTF-8 stay as they are.
func nfc(text []byte) []byte {
	if norm.NFC.IsNormal(text) {
		return text
	}
	c := composer{out: make([]byte, 0, len(text)+16)}
	for len(text) > 0 {
		r, n := utf8.DecodeRune(text)
		if r == utf8.RuneError && n == 1 || late.Has(r) {
			c.flush()
			c.out = append(c.out, text[:n]...)
		} else {
			c.add(text[:n])
		}
		text = text[n:]
	}
	c.flush()
	return c.out
}

// scalar is a character and its combining class.
type scalar struct {
	r     rune
	class uint8
}

// composer collects characters, decomposed, until nothing that follows can
// change them.
type composer struct {
	out  []byte
	list []scalar
	buf  []byte
}

// add decomposes one character.
func (c *composer) add(char []byte) {
	if norm.NFC.Properties(char).BoundaryBefore() {
		c.flush()
	}
	c.buf = norm.NFD.Append(c.buf[:0], char...)
	for b := c.buf; len(b) > 0; {
		r, n := utf8.DecodeRune(b)
		c.list = append(c.list, scalar{r, norm.NFD.Properties(b[:n]).CCC()})
		b = b[n:]
	}
}

// flush orders the marks between starters and composes.
func (c *composer) flush() {
	list := c.list
	for i := 0; i < len(list); i++ {
		end := i
		for end < len(list) && list[end].class > 0 {
			end++
		}
		slices.SortStableFunc(list[i:end], func(a, b scalar) int { return cmp.Compare(a.class, b.class) })
		i = end
	}
	starter, last := -1, uint8(0) // last: the class of what stands after the starter
	kept := list[:0]
	for _, s := range list {
		if starter >= 0 && (last == 0 || last < s.class) {
			if r, ok := c.compose(kept[starter].r, s.r); ok {
				kept[starter].r = r
				continue
			}
		}
		if last = s.class; s.class == 0 {
			starter = len(kept)
		}
		kept = append(kept, s)
	}
	for _, s := range kept {
		c.out = utf8.AppendRune(c.out, s.r)
	}
	c.list = c.list[:0]
}

// compose is the primary composite of two characters, if they have one.
func (c *composer) compose(a, b rune) (rune, bool) {
	var pair [2 * utf8.UTFMax]byte
	both := utf8.AppendRune(utf8.AppendRune(pair[:0], a), b)
	c.buf = norm.NFC.Append(c.buf[:0], both...)
	r, n := utf8.DecodeRune(c.buf)
	return r, n == len(c.buf) && n > 0
}
