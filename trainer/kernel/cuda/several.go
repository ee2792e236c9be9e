// SPDX-License-Identifier: Apache-2.0

package cuda

import (
	"cmp"
	"errors"
	"slices"

	"github.com/weft-network/weft/trainer/kernel"
)

// Several is all devices of a machine. An engine takes one of them, for as long
// as it lives: every slot has a device to itself while there are enough. Calls
// outside of engines run on the first.
type Several struct {
	*Kernel
	devices []*Kernel
}

var _ kernel.Chooser = Several{}

// OpenAll returns a kernel on every device that can be used.
func OpenAll(host kernel.Kernel) (Several, error) {
	list, err := Devices()
	if err != nil {
		return Several{}, err
	}
	var all []*Kernel
	var failed error
	for _, i := range list {
		k, err := Open(i.Index, host)
		if err != nil {
			failed = errors.Join(failed, err)
			continue
		}
		all = append(all, k)
	}
	if len(all) == 0 {
		return Several{}, failed
	}
	return NewSeveral(all...), nil
}

// NewSeveral returns the kernel of at least one device.
func NewSeveral(devices ...*Kernel) Several { return Several{devices[0], devices} }

// Choose is the device with the fewest engines; of these, that with most free
// memory.
func (s Several) Choose() kernel.Device {
	return slices.MinFunc(s.devices, func(a, b *Kernel) int {
		return cmp.Or(cmp.Compare(a.engines.Load(), b.engines.Load()), cmp.Compare(b.Free(), a.Free()))
	})
}

// All lists the devices.
func (s Several) All() []*Kernel { return s.devices }
