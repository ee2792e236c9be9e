// SPDX-License-Identifier: Apache-2.0

// Package token turns text into token ids and back.
//
// Bytes is the byte-level tokenizer: every byte is a token, and one more begins
// a document. Load reads a tokenizer.json as Hugging Face's tokenizers write it
// with the BPE model: byte-level (GPT-2, Llama 3, Qwen, DeepSeek) or converted
// from SentencePiece (Llama 2, Mistral). It gives the ids that the original
// gives, or refuses the file with the name and the value of what it does not
// support. There is no training of tokenizers here.
//
// Text is bytes. Where it is not UTF-8, each wrong byte counts as one symbol
// character and keeps its value: byte-level tokenizers give back what they were
// given, whatever it was. The cost of encoding is O(n log n) in the longest
// word. Tokenizers may be used by many goroutines at once.
//
// Specification: docs/spec/data.md.
package token
