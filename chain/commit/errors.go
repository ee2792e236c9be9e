// SPDX-License-Identifier: Apache-2.0

package commit

import "errors"

// One sentinel per cause; every return wraps it with the value and the range.
var (
	// ErrID is an identifier that is not in its one canonical form.
	ErrID = errors.New("content id not canonical")
	// ErrLeaf is a leaf field out of range.
	ErrLeaf = errors.New("leaf field out of range")
	// ErrOut is a step result of the wrong form.
	ErrOut = errors.New("step result malformed")
	// ErrLoss is a loss that has no mean: not finite, negative or too large.
	ErrLoss = errors.New("loss out of range")
	// ErrMerkle is a Merkle path that does not lead to its root.
	ErrMerkle = errors.New("merkle path invalid")
	// ErrNode is a node that is not the canonical one of its digest and span.
	ErrNode = errors.New("node not canonical")
	// ErrRange is a range that is empty, too long or outside its span.
	ErrRange = errors.New("range invalid")
	// ErrProof is a proof that does not lead to its digest.
	ErrProof = errors.New("proof invalid")
	// ErrBuild is content that cannot be appended to a blob.
	ErrBuild = errors.New("blob cannot grow")
	// ErrBitmap is a bitmap of the wrong length or with padding bits set.
	ErrBitmap = errors.New("bitmap not canonical")
)
