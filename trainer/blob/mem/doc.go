// SPDX-License-Identifier: Apache-2.0

// Package mem is a content store in memory: every block by its digest, and
// nothing clever. It is the meaning of [blob.Store] that the others are held
// to, and what tests and networks in one process use. Stores of one [Network]
// fetch from each other; a test may delay or lose every block on the way.
//
// It is not for blobs that are large compared with memory.
package mem
