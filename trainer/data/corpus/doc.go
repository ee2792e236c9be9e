// SPDX-License-Identifier: Apache-2.0

// Package corpus reads texts: files, folders, JSON lines, the source tree of
// the Go installation, and a small text that is built in.
//
// A source yields its documents in an order that follows from the corpus alone,
// cut into pieces of at most MaxPiece bytes, so that its memory does not depend
// on the size of a document. It changes no byte of a text. What a folder holds
// beside texts is skipped, and said.
package corpus
