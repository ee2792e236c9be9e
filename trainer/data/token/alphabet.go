// SPDX-License-Identifier: Apache-2.0

package token

import (
	"fmt"
	"unicode/utf8"
)

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

// fromAlphabet gives the bytes that a string in byteRunes writes.
func fromAlphabet(s string) ([]byte, bool) {
	b := make([]byte, 0, len(s))
	for _, r := range s {
		if r < 0 || int(r) >= len(runeBytes) || runeBytes[r] < 0 {
			return nil, false
		}
		b = append(b, byte(runeBytes[r]))
	}
	return b, true
}

// absent marks a symbol without a token of its own.
const absent = ^uint32(0)

// alphabet is how the symbols of a word, bytes or characters, become the first
// tokens.
type alphabet struct {
	inBytes  bool
	bytes    [256]uint32 // ids of bytes, or of the characters below 128
	runes    map[rune]uint32
	fallback [256]uint32 // tokens such as <0x0A>
	falls    bool
	unknown  uint32
	fuse     bool // one unknown token for a run of unknown characters
}

func newAlphabet(m *modelJSON, inBytes bool) (*alphabet, error) {
	a := &alphabet{inBytes: inBytes, runes: map[rune]uint32{}, falls: m.ByteFallback, unknown: absent, fuse: m.FuseUnk}
	for v := range 256 {
		a.bytes[v], a.fallback[v] = absent, absent
		if id, ok := m.Vocab[fmt.Sprintf("<0x%02X>", v)]; ok {
			a.fallback[v] = id
		}
		if !inBytes {
			continue
		}
		id, ok := m.Vocab[string(byteRunes[v])]
		if !ok {
			return nil, fmt.Errorf("%w: model.vocab lacks %q, the byte %d: texts would lose it", ErrUnsupported, byteRunes[v], v)
		}
		a.bytes[v] = id
	}
	if m.UnkToken != nil {
		id, ok := m.Vocab[*m.UnkToken]
		if !ok {
			return nil, fmt.Errorf("%w: model.vocab lacks model.unk_token, %q", ErrFile, *m.UnkToken)
		}
		a.unknown = id
	}
	if inBytes {
		return a, nil
	}
	for s, id := range m.Vocab {
		if r, n := utf8.DecodeRuneInString(s); n == len(s) {
			a.runes[r] = id
			if r < utf8.RuneSelf {
				a.bytes[r] = id
			}
		}
	}
	return a, nil
}

// first appends the first tokens of a word.
func (a *alphabet) first(ids []uint32, word []byte) []uint32 {
	if a.inBytes {
		for _, b := range word {
			ids = append(ids, a.bytes[b])
		}
		return ids
	}
	// An unknown token waits for the next character that is known, so that a
	// run of them may become one; bytes that stand in for a character overtake
	// it, as in the original.
	waiting := false
	for len(word) > 0 {
		id, n := a.symbol(word)
		switch {
		case id != absent:
			if waiting {
				ids, waiting = append(ids, a.unknown), false
			}
			ids = append(ids, id)
		case a.falls && a.allBytes(word[:n]):
			for _, b := range word[:n] {
				ids = append(ids, a.fallback[b])
			}
		case a.unknown != absent:
			if waiting && !a.fuse {
				ids = append(ids, a.unknown)
			}
			waiting = true
		}
		word = word[n:]
	}
	if waiting {
		ids = append(ids, a.unknown)
	}
	return ids
}

// symbol is the token of the first character of a word, and its length. A byte
// that is not UTF-8 is a character without a token.
func (a *alphabet) symbol(word []byte) (uint32, int) {
	if b := word[0]; b < utf8.RuneSelf {
		return a.bytes[b], 1
	}
	r, n := utf8.DecodeRune(word)
	if r == utf8.RuneError && n == 1 {
		return absent, 1
	}
	if id, ok := a.runes[r]; ok {
		return id, n
	}
	return absent, n
}

func (a *alphabet) allBytes(char []byte) bool {
	for _, b := range char {
		if a.fallback[b] == absent {
			return false
		}
	}
	return true
}
