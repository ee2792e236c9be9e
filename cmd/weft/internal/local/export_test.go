// SPDX-License-Identifier: Apache-2.0

package local

import "context"

// Kill ends a trainer's process as a power cut would.
func (n *Network) Kill(i int) error {
	h, ok := n.hands[i].(*outside)
	if !ok {
		return ErrOptions
	}
	return h.kill()
}

// Rehire starts a trainer again.
func (n *Network) Rehire(ctx context.Context, i int) (err error) {
	n.hands[i], err = n.hire(ctx, i)
	return err
}
