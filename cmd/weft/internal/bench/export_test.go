// SPDX-License-Identifier: Apache-2.0

package bench

import (
	"context"

	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/trainer/kernel"
)

// DeviceModel is the specification of a model of a name.
func DeviceModel(name string) (*spec.Spec, error) {
	for _, m := range deviceModels {
		if m.name == name {
			return m.spec()
		}
	}
	panic("no model " + name)
}

// DeviceProduct measures a square product.
func (b *Bench) DeviceProduct(ctx context.Context, d kernel.Device, n int) error {
	return b.deviceProduct(ctx, d, n)
}
