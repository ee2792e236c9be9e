// SPDX-License-Identifier: Apache-2.0

package token

import (
	"bytes"
	"strconv"
)

// ByteBOS is the id that begins a document of the byte-level tokenizer; ids
// below it are bytes.
const ByteBOS = 256

// Bytes is the byte-level tokenizer.
func Bytes() Tokenizer { return byteLevel{} }

type byteLevel struct{}

func (byteLevel) Encode(dst []uint32, text []byte) []uint32 {
	for _, b := range text {
		dst = append(dst, uint32(b))
	}
	return dst
}

func (byteLevel) Decode(dst []byte, ids []uint32) []byte {
	for _, id := range ids {
		if id < ByteBOS {
			dst = append(dst, byte(id))
		}
	}
	return dst
}

func (byteLevel) Vocabulary() int     { return ByteBOS + 1 }
func (byteLevel) BOS() (uint32, bool) { return ByteBOS, true }
func (byteLevel) EOS() (uint32, bool) { return 0, false }

// byteBOS is not among the added tokens of the file, which are searched for in
// every text: this one begins documents and nothing else.
const byteBOS = "<|bos|>"

// File is a BPE without merges, so that every byte stays alone.
func (byteLevel) File() []byte {
	var b bytes.Buffer
	b.WriteString(`{
  "version": "1.0",
  "truncation": null,
  "padding": null,
  "added_tokens": [],
  "normalizer": null,
  "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": false},
  "post_processor": {
    "type": "TemplateProcessing",
    "single": [{"SpecialToken": {"id": "` + byteBOS + `", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
    "pair": [{"SpecialToken": {"id": "` + byteBOS + `", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 0}}],
    "special_tokens": {"` + byteBOS + `": {"id": "` + byteBOS + `", "ids": [256], "tokens": ["` + byteBOS + `"]}}
  },
  "decoder": {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": false},
  "model": {
    "type": "BPE",
    "dropout": null,
    "unk_token": null,
    "continuing_subword_prefix": null,
    "end_of_word_suffix": null,
    "fuse_unk": false,
    "byte_fallback": false,
    "ignore_merges": false,
    "vocab": {
`)
	for v := range 256 {
		b.WriteString("      " + jsonString(string(byteRunes[v])) + ": " + strconv.Itoa(v) + ",\n")
	}
	b.WriteString("      \"" + byteBOS + "\": 256\n    },\n    \"merges\": []\n  }\n}\n")
	return b.Bytes()
}

// jsonString quotes a printable text.
func jsonString(s string) string {
	quoted := []byte{'"'}
	for _, r := range s {
		if r == '"' || r == '\\' {
			quoted = append(quoted, '\\')
		}
		quoted = append(quoted, string(r)...)
	}
	return string(append(quoted, '"'))
}
