// SPDX-License-Identifier: Apache-2.0

// Package blobtest is the conformance suite of [blob.Store]: what every store
// does, whatever it is made of. An implementation runs it with its own [Lab].
package blobtest
