// SPDX-License-Identifier: Apache-2.0

// Package disk keeps blobs as plain files: the half of a content store that
// needs no network. A blob is one folder, and its content is one file that
// other programs can read; what is kept beside it is 0.08 % of its size.
//
//	lock                 held by the one process that uses the store
//	tmp/                 what is not yet, or no longer, a blob; emptied on start
//	blobs/<cid>-<size>/
//	    data             the content; a leaf that is not present is a hole
//	    nodes            every known node: length (2, big-endian) | node, appended
//	    have             bitmap of the leaves that are present; absent when all are
//	    pins             JSON list of pins; absent when there are none
//	    linked           present when data is a file that others may hold, too
//
// A folder comes into being, and goes away, by one rename between tmp and
// blobs, after its files were synced. Nothing else needs to be believed after a
// crash: nodes are found by hashing them, and a leaf is hashed before any of
// its bytes leave the package. A leaf that is not what the id says is forgotten
// and reported as corrupt, and a [Receiver] may replace it; a file that is
// shared is copied before it is written to.
//
// An open blob hashes a leaf when it is first read, and again only after the
// file was written to. Memory is about 120 bytes for each leaf.
package disk
