// SPDX-License-Identifier: Apache-2.0

package token

// The words that an encoder remembers: how many, and how long.
const (
	cachedWords  = 1 << 15
	cachedLength = 48
)

// encoder is the memory of one encoding at a time.
type encoder struct {
	t       *bpe
	dst     []uint32
	word    []uint32
	symbols []symbol
	queue   []entry
	cache   map[string][]uint32
}

// Encode appends the ids of text: added tokens first, then the words between
// them.
func (t *bpe) Encode(dst []uint32, text []byte) []uint32 {
	e, ok := t.encoders.Get().(*encoder)
	if !ok {
		e = &encoder{t: t, cache: map[string][]uint32{}}
	}
	e.dst = dst
	t.raw.split(text, e.token, e.normalized)
	dst = e.dst
	e.dst = nil
	t.encoders.Put(e)
	return dst
}

func (e *encoder) token(id uint32) { e.dst = append(e.dst, id) }

// normalized encodes a text between added tokens, which begins at a byte of the
// whole.
func (e *encoder) normalized(at int, text []byte) {
	if e.t.normalize != nil {
		text = e.t.normalize(text)
	}
	if len(e.t.normal.list) == 0 {
		e.split(text, at == 0, 0)
		return
	}
	e.t.normal.split(text, e.token, func(inner int, text []byte) { e.split(text, at+inner == 0, 0) })
}

// split applies one step of the pre-tokenizer, then the next ones.
func (e *encoder) split(text []byte, first bool, step int) {
	if len(text) == 0 {
		return
	}
	if step == len(e.t.steps) {
		e.encodeWord(text)
		return
	}
	if step == len(e.t.steps)-1 {
		e.t.steps[step].split(text, first, e.encodeWord)
		return
	}
	e.t.steps[step].split(text, first, func(piece []byte) {
		e.split(piece, first, step+1)
		first = false
	})
}

// encodeWord appends the tokens of a word.
func (e *encoder) encodeWord(word []byte) {
	if e.t.whole != nil {
		if id, ok := e.t.whole[string(word)]; ok {
			e.dst = append(e.dst, id)
			return
		}
	}
	short := len(word) <= cachedLength
	if short {
		if ids, ok := e.cache[string(word)]; ok {
			e.dst = append(e.dst, ids...)
			return
		}
	}
	e.word = e.t.symbols.first(e.word[:0], word)
	ids := e.join(e.word)
	e.dst = append(e.dst, ids...)
	if short && len(e.cache) < cachedWords {
		e.cache[string(word)] = append([]uint32(nil), ids...)
	}
}
