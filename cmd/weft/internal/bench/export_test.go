// SPDX-License-Identifier: Apache-2.0

package bench

import "github.com/weft-network/weft/chain/spec"

// DeviceModel is the specification of a model of a name.
func DeviceModel(name string) (*spec.Spec, error) {
	for _, m := range deviceModels {
		if m.name == name {
			return m.spec()
		}
	}
	panic("no model " + name)
}
