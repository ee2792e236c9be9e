// SPDX-License-Identifier: Apache-2.0

package pattern

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// maxRune is the last code point.
const maxRune = 0x10ffff

// span is the code points lo to hi.
type span struct{ lo, hi rune }

// Set is a set of code points: spans in ascending order that do not touch.
type Set []span

func single(r rune) Set { return Set{{r, r}} }

// ParseSet reads code points and ranges of them, in ascending hexadecimal, as in
// "9-d 20". It is for tables in programs, and panics on anything else.
func ParseSet(text string) Set {
	var s Set
	for field := range strings.FieldsSeq(text) {
		lo, hi, ok := strings.Cut(field, "-")
		if !ok {
			hi = lo
		}
		s = append(s, span{mustHex(lo), mustHex(hi)})
	}
	return s
}

func mustHex(text string) rune {
	v, err := strconv.ParseInt(text, 16, 32)
	if err != nil {
		panic("pattern: a table of code points is damaged: " + err.Error())
	}
	return rune(v)
}

// Has reports whether a code point is in the set.
func (s Set) Has(r rune) bool {
	low, high := 0, len(s)
	for low < high {
		if mid := (low + high) / 2; s[mid].hi < r {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return low < len(s) && s[low].lo <= r
}

// tidy sorts and joins spans.
func (s Set) tidy() Set {
	s = slices.Clone(s)
	slices.SortFunc(s, func(a, b span) int { return cmp.Compare(a.lo, b.lo) })
	var out Set
	for _, x := range s {
		if n := len(out); n > 0 && x.lo <= out[n-1].hi+1 {
			out[n-1].hi = max(out[n-1].hi, x.hi)
			continue
		}
		out = append(out, x)
	}
	return out
}

func (s Set) union(t Set) Set { return append(slices.Clone(s), t...).tidy() }

func (s Set) negate() Set {
	var out Set
	next := rune(0)
	for _, x := range s {
		if x.lo > next {
			out = append(out, span{next, x.lo - 1})
		}
		next = x.hi + 1
	}
	if next <= maxRune {
		out = append(out, span{next, maxRune})
	}
	return out
}

func (s Set) intersect(t Set) Set { return s.negate().union(t.negate()).negate() }

// size is the number of code points.
func (s Set) size() int {
	n := 0
	for _, x := range s {
		n += int(x.hi-x.lo) + 1
	}
	return n
}

// folded adds every character that differs from one of the set in case only.
func (s Set) folded() Set {
	out := slices.Clone(s)
	for _, x := range s {
		for r := x.lo; r <= x.hi; r++ {
			for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
				out = append(out, span{f, f})
			}
		}
	}
	return out.tidy()
}
