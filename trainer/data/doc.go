// SPDX-License-Identifier: Apache-2.0

// Package data makes datasets out of texts, and batches out of datasets.
//
// A dataset is one blob of token ids, little-endian, in the smallest of 1, 2 or
// 4 bytes that holds the vocabulary, and a manifest that says what the blob is
// (spec K5). Samples are consecutive runs of tokens; training draws them in the
// order of chain/sample (R5), from the tokens before the validation slice only,
// so that no training step ever reads what validation measures.
//
// The same corpus, tokenizer and options give the same bytes, whatever the
// number of workers. Texts are read by trainer/data/corpus and turned into ids
// by trainer/data/token. Specification: docs/spec/data.md.
package data
