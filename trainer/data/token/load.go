// SPDX-License-Identifier: Apache-2.0

package token

import (
	"fmt"
	"sync"
)

// bpe is a tokenizer from a file.
type bpe struct {
	file      []byte
	raw       *added // looked for in the text as it is
	normal    *added // looked for after normalisation
	normalize normalizer
	steps     []splitter
	symbols   *alphabet
	pairs     *pairs
	whole     map[string]uint32 // words that are tokens whatever the merges are
	decoder   *decoder
	size      int
	bos, eos  *uint32
	encoders  sync.Pool
}

// Load reads a tokenizer.json with the model BPE.
func Load(file []byte) (Tokenizer, error) {
	f, err := readFile(file)
	if err != nil {
		return nil, err
	}
	t := &bpe{file: file}
	if t.normalize, err = readNormalizer(f.Normalizer); err != nil {
		return nil, err
	}
	pre, err := readPreTokenizer(f.PreTokenizer)
	if err != nil {
		return nil, err
	}
	t.steps = pre.steps
	if t.symbols, err = newAlphabet(&f.Model, pre.bytes); err != nil {
		return nil, err
	}
	if t.pairs, err = newPairs(f.Model.Vocab, f.Model.Merges); err != nil {
		return nil, err
	}
	if f.Model.IgnoreMerges {
		t.whole = wholeWords(f.Model.Vocab, pre.bytes)
	}
	if err := t.readAdded(f); err != nil {
		return nil, err
	}
	if t.decoder, err = readDecoder(f, t.normalize); err != nil {
		return nil, err
	}
	if err := t.readEnds(f); err != nil {
		return nil, err
	}
	return t, nil
}

// wholeWords are the tokens of a model as they stand in a text.
func wholeWords(v vocab, inBytes bool) map[string]uint32 {
	words := make(map[string]uint32, len(v))
	for s, id := range v {
		if !inBytes {
			words[s] = id
		} else if b, ok := fromAlphabet(s); ok {
			words[string(b)] = id
		}
	}
	return words
}

// readAdded sorts the added tokens by whether they are looked for before or
// after normalisation. The original computes their ids and does not believe the
// file: where the two differ the file is refused.
func (t *bpe) readAdded(f *fileJSON) error {
	t.raw, t.normal = newAdded(), newAdded()
	size := len(f.Model.Vocab)
	taken := map[uint32]bool{}
	for _, id := range f.Model.Vocab {
		t.size = max(t.size, int(id)+1)
		taken[id] = true
	}
	largest := -1
	for _, a := range f.AddedTokens {
		id, known := f.Model.Vocab[a.Content]
		if !known {
			id = uint32(max(size, largest+1))
		}
		switch {
		case a.Content == "" || len(a.Content) > maxAddedLength:
			return fmt.Errorf("%w: added token %.40q has %d bytes, want 1 to %d", ErrFile, a.Content, len(a.Content), maxAddedLength)
		case a.SingleWord:
			return unsupported(fmt.Sprintf("single_word of the added token %q", a.Content), true)
		case a.ID != id:
			return fmt.Errorf("%w: added token %q has id %d, by the order of the file it is %d", ErrFile, a.Content, a.ID, id)
		case id >= MaxVocabulary || !known && taken[id]:
			return fmt.Errorf("%w: added token %q has id %d, want one below %d that no token of model.vocab has", ErrFile, a.Content, id, MaxVocabulary)
		}
		largest = max(largest, int(id))
		t.size = max(t.size, int(id)+1)
		if err := t.addedTo(a); err != nil {
			return err
		}
	}
	return nil
}

func (t *bpe) addedTo(a addedJSON) error {
	if !a.Normalized {
		return t.raw.add(a.Content, a)
	}
	text := []byte(a.Content)
	if t.normalize != nil {
		text = t.normalize(text)
	}
	return t.normal.add(string(text), a)
}

func (t *bpe) Vocabulary() int { return t.size }
func (t *bpe) File() []byte    { return t.file }

func (t *bpe) BOS() (uint32, bool) { return optional(t.bos) }
func (t *bpe) EOS() (uint32, bool) { return optional(t.eos) }

func optional(id *uint32) (uint32, bool) {
	if id == nil {
		return 0, false
	}
	return *id, true
}
