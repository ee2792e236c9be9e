// SPDX-License-Identifier: Apache-2.0

//go:build !cuda

package cuda

import (
	"fmt"

	"github.com/weft-network/weft/trainer/kernel"
)

// Built says whether this build has a way to GPUs.
const Built = false

// Devices fails: this build has no way to a GPU.
func Devices() ([]Info, error) {
	return nil, fmt.Errorf("%w: this program is built without the tag cuda; docs/guides/gpu.md says how to build one", ErrUnavailable)
}

// Open fails as Devices does.
func Open(int, kernel.Kernel) (*Kernel, error) {
	_, err := Devices()
	return nil, err
}
