// SPDX-License-Identifier: Apache-2.0

// Package blob is the content store that the rest of the trainer uses: it
// publishes blobs under their content ids, fetches them from others, and keeps
// them for as long as they are pinned.
//
// Every implementation keeps three promises, which blobtest checks. No byte
// comes out of a store that was not hashed against the content id first. A
// blob becomes visible as a whole or not at all: what an interrupted
// publication leaves is swept up, and what an interrupted fetch leaves is
// marked as incomplete and goes on where it stopped. Memory does not grow with
// the blob, except for the digests of its leaves (about 0.01 % of its size in a
// store on disk).
//
// Package mem keeps blobs in memory, disk in plain files, and ipfs adds a
// network to disk. Specification: docs/spec/content.md.
package blob
