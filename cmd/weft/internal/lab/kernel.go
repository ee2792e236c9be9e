// SPDX-License-Identifier: Apache-2.0

package lab

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/weft-network/weft/trainer/kernel"
	"github.com/weft-network/weft/trainer/kernel/cpu"
	"github.com/weft-network/weft/trainer/kernel/cuda"
	"github.com/weft-network/weft/trainer/kernel/ref"
)

// OpenDevice returns the kernel of a device: auto, cpu, cuda for all GPUs of
// this machine, or cuda:N for one. Of auto it is cuda where a GPU can be used;
// where this build could use one and none is there, note says why not. The
// kernel of a name is that of the processor, which a GPU's leans on; a name
// other than auto asks for the processor.
func OpenDevice(device, name string) (k kernel.Kernel, note string, err error) {
	host, err := OpenKernel(name)
	if err != nil || device == "cpu" || (device == "auto" && name != "auto") {
		return host, "", err
	}
	index, numbered := strings.CutPrefix(device, "cuda:")
	switch {
	case device == "auto", device == "cuda":
		if name != "auto" {
			return nil, "", fmt.Errorf("device %q with kernel %q; allowed: kernel auto, or device cpu", device, name)
		}
		k, err = cuda.OpenAll(host)
		if err != nil && device == "auto" {
			if cuda.Built {
				note = err.Error()
			}
			return host, note, nil
		}
		if err != nil {
			return nil, "", fmt.Errorf("device %q: %w", device, err)
		}
		return k, "", nil
	case numbered:
		n, err := strconv.Atoi(index)
		if err != nil || n < 0 {
			break
		}
		k, err := cuda.Open(n, host)
		if err != nil {
			return nil, "", fmt.Errorf("device %q: %w", device, err)
		}
		return k, "", nil
	}
	return nil, "", fmt.Errorf("device %q; allowed: auto, cpu, cuda, cuda:0 and so on", device)
}

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
