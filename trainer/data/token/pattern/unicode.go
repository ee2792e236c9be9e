// SPDX-License-Identifier: Apache-2.0

package pattern

import (
	_ "embed"
	"strings"
	"sync"
)

// categoryRuns says where runs of one general category start, in hexadecimal.
// It was read out of the original: see the script beside the test data of
// trainer/data/token.
//
//go:embed categories.txt
var categoryRuns string

// categories are the general categories, and their groups by first letter.
var categories = sync.OnceValue(func() map[string]Set {
	sets := map[string]Set{}
	before, from := "", rune(0)
	add := func(to rune) {
		sets[before] = append(sets[before], span{from, to})
		sets[before[:1]] = append(sets[before[:1]], span{from, to})
	}
	for line := range strings.Lines(categoryRuns) {
		start, name, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		at := mustHex(start)
		if before != "" {
			add(at - 1)
		}
		before, from = name, at
	}
	add(maxRune)
	for name, s := range sets {
		sets[name] = s.tidy()
	}
	return sets
})

// han are the Chinese characters: the script Han of Unicode 16.
var han = ParseSet(`2e80-2e99 2e9b-2ef3 2f00-2fd5 3005 3007 3021-3029 3038-303b 3400-4dbf 4e00-9fff f900-fa6d fa70-fad9
	16fe2-16fe3 16ff0-16ff1 20000-2a6df 2a700-2b739 2b740-2b81d 2b820-2cea1 2ceb0-2ebe0 2ebf0-2ee5d 2f800-2fa1d 30000-3134a 31350-323af`)

// space is what \s means.
var space = ParseSet("9-d 20 85 a0 1680 2000-200a 2028 2029 202f 205f 3000")

// numeric is what the pre-tokenizer Digits takes for a digit: category N, by a
// table of Unicode 17.
func numeric() Set { return categories()["N"].union(ParseSet("11de0-11de9 16ff4-16ff6")) }

// IsSpace reports white space.
func IsSpace(r rune) bool { return space.Has(r) }

// property is the set that \p{name} means.
func property(name string) (Set, bool) {
	if name == "Han" {
		return han, true
	}
	s, ok := categories()[name]
	return s, ok && len(name) <= 2
}
