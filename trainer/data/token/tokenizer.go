// SPDX-License-Identifier: Apache-2.0

package token

import "errors"

// Tokenizer turns text into token ids and back.
type Tokenizer interface {
	// Encode appends the ids of text. It adds no id that begins or ends a
	// document.
	Encode(dst []uint32, text []byte) []uint32
	// Decode appends the text of ids. Special tokens have none, and neither have
	// ids that nothing is known of.
	Decode(dst []byte, ids []uint32) []byte
	// Vocabulary is one more than the largest id.
	Vocabulary() int
	// BOS is the id that begins a document, if there is one.
	BOS() (uint32, bool)
	// EOS is the id that ends a document, if there is one.
	EOS() (uint32, bool)
	// File is a tokenizer.json of this tokenizer.
	File() []byte
}

// MaxVocabulary bounds ids, as a specification does.
const MaxVocabulary = 1 << 18

// One sentinel per cause; every return wraps it with the value and the range.
var (
	// ErrFile is a tokenizer.json that is broken: no tokenizer follows from it.
	ErrFile = errors.New("tokenizer file invalid")
	// ErrUnsupported is a tokenizer.json that asks for what this package does
	// not do exactly.
	ErrUnsupported = errors.New("tokenizer not supported")
)
