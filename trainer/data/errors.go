// SPDX-License-Identifier: Apache-2.0

package data

import "errors"

// One sentinel per cause; every return wraps it with the value and the range.
var (
	// ErrManifest is a manifest that is broken or not in its one form.
	ErrManifest = errors.New("manifest invalid")
	// ErrDataset is a blob that is not what its manifest says.
	ErrDataset = errors.New("dataset damaged")
	// ErrRange is a request outside of a dataset.
	ErrRange = errors.New("out of range of the dataset")
	// ErrEmpty is a corpus with too few tokens to make a dataset of.
	ErrEmpty = errors.New("too little text")
	// ErrToken is a token id outside of the vocabulary.
	ErrToken = errors.New("token outside of the vocabulary")
	// ErrOptions are options that contradict each other.
	ErrOptions = errors.New("options invalid")
)
