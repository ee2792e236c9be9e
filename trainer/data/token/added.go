// SPDX-License-Identifier: Apache-2.0

package token

import (
	"fmt"
	"unicode/utf8"

	"github.com/weft-network/weft/trainer/data/token/pattern"
)

// added are the tokens that are looked for in a text before anything else:
// leftmost first, of those that start at one place the longest.
type added struct {
	starts [256]bool
	edges  map[uint64]int // node·256 + byte -> node; node 0 is the root
	tokens []int          // by node: index in list, or -1
	list   []addedJSON
}

func newAdded() *added { return &added{edges: map[uint64]int{}, tokens: []int{-1}} }

// add looks for a text from now on.
func (a *added) add(text string, t addedJSON) error {
	if text == "" || len(text) > 2*maxAddedLength {
		return fmt.Errorf("%w: added token %.40q becomes %d bytes, want 1 to %d", ErrFile, t.Content, len(text), 2*maxAddedLength)
	}
	node := 0
	for i := range len(text) {
		key := uint64(node)<<8 | uint64(text[i])
		next, ok := a.edges[key]
		if !ok {
			next = len(a.tokens)
			a.edges[key] = next
			a.tokens = append(a.tokens, -1)
		}
		node = next
	}
	if a.tokens[node] >= 0 {
		return fmt.Errorf("%w: the added tokens %q and %q are the same text", ErrFile, a.list[a.tokens[node]].Content, t.Content)
	}
	a.starts[text[0]] = true
	a.tokens[node] = len(a.list)
	a.list = append(a.list, t)
	return nil
}

// at is the longest token at the start of text, and its length; nil if none is.
func (a *added) at(text []byte) (*addedJSON, int) {
	var found *addedJSON
	length, node := 0, 0
	for i, b := range text {
		next, ok := a.edges[uint64(node)<<8|uint64(b)]
		if !ok {
			break
		}
		node = next
		if k := a.tokens[node]; k >= 0 {
			found, length = &a.list[k], i+1
		}
	}
	return found, length
}

// find is the first token in text from a place on: which, where it starts and
// ends. Without one, it starts at the end.
func (a *added) find(text []byte, from int) (t *addedJSON, start, end int) {
	if len(a.list) > 0 {
		for i := from; i < len(text); i++ {
			if !a.starts[text[i]] {
				continue
			}
			if t, n := a.at(text[i:]); t != nil {
				return t, i, i + n
			}
		}
	}
	return nil, len(text), len(text)
}

// split gives the tokens, and the texts between them, in order. A token may take
// the white space beside it along, but not what an earlier token took.
func (a *added) split(text []byte, token func(id uint32), between func(at int, text []byte)) {
	taken, from := 0, 0
	for {
		t, start, end := a.find(text, from)
		if t == nil {
			break
		}
		from = end
		if t.LStrip {
			start = max(spaceBefore(text[:start]), taken)
		}
		if t.RStrip {
			end += spaceAfter(text[end:])
		}
		if taken < start {
			between(taken, text[taken:start])
		}
		token(t.ID)
		taken = end
	}
	if taken < len(text) {
		between(taken, text[taken:])
	}
}

// spaceBefore is where the white space at the end of text starts.
func spaceBefore(text []byte) int {
	for len(text) > 0 {
		r, n := utf8.DecodeLastRune(text)
		if !pattern.IsSpace(r) {
			break
		}
		text = text[:len(text)-n]
	}
	return len(text)
}

// spaceAfter is the length of the white space at the start of text.
func spaceAfter(text []byte) int {
	at := 0
	for at < len(text) {
		r, n := utf8.DecodeRune(text[at:])
		if !pattern.IsSpace(r) {
			break
		}
		at += n
	}
	return at
}
