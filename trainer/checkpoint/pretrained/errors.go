// SPDX-License-Identifier: Apache-2.0

package pretrained

import "errors"

var (
	// ErrConfig is a config.json that cannot be read.
	ErrConfig = errors.New("not a config.json")
	// ErrUnsupported is a model that a specification cannot say.
	ErrUnsupported = errors.New("model not supported")
	// ErrTensors is a checkpoint whose tensors are not those of the model.
	ErrTensors = errors.New("checkpoint does not fit the model")
	// ErrIndex is an index of several files that cannot be read.
	ErrIndex = errors.New("not an index of safetensors files")
	// ErrExport is what cannot be written as asked.
	ErrExport = errors.New("cannot export")
)
