// SPDX-License-Identifier: Apache-2.0

package lab

import (
	"fmt"
	"strings"

	"github.com/weft-network/weft/trainer/kernel"
	"github.com/weft-network/weft/trainer/kernel/cpu"
	"github.com/weft-network/weft/trainer/kernel/ref"
)

// OpenKernel returns the kernel of a name: ref, portable, avx2, avx512, or
// auto for the fastest that this machine has.
func OpenKernel(name string) (kernel.Kernel, error) {
	if name == (ref.Kernel{}).Name() {
		return ref.Kernel{}, nil
	}
	k, err := cpu.New(name)
	if err != nil {
		return nil, fmt.Errorf("kernel %q: %w; allowed here: auto, %s, ref", name, cpu.ErrLevel, strings.Join(cpu.Levels(), ", "))
	}
	return k, nil
}
