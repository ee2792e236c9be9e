// SPDX-License-Identifier: Apache-2.0

package outer

import (
	"fmt"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/trainer/tensor"
)

// Check returns nil for a delta that an encoder can have written, else an error
// that names the first malformed block. The outer step takes such a block as
// zeros; its trainer is proven false by it.
func (x *Exchange) Check(delta []byte) error {
	if err := x.fitsDelta(delta); err != nil {
		return err
	}
	return x.each(func(p part, _ *scratch) error {
		c := &x.tensors[p.tensor]
		for block := p.first; block < p.end; block++ {
			if b, _, n := c.block(delta, block); !c.AddBlock(b, n, 0, nil, nil) {
				offset, length := c.Place(block)
				return fmt.Errorf("%w: block %d of %s, bytes %d to %d of the delta",
					ErrMalformed, block, c.name, c.offset+offset, c.offset+offset+length-1)
			}
		}
		return nil
	})
}

// Norm is the squared norm of a delta: what its commit must say.
func (x *Exchange) Norm(delta []byte) (commit.Norm, error) {
	if err := x.fitsDelta(delta); err != nil {
		return commit.Norm{}, err
	}
	var total sharedNorm
	err := x.each(func(p part, s *scratch) error {
		c := &x.tensors[p.tensor]
		var norm commit.Norm
		for block := p.first; block < p.end; block++ {
			b, _, n := c.block(delta, block)
			clear(s.sum[:n])
			if c.AddBlock(b, n, 1, s.sum[:n], nil) {
				norm = plus(norm, squares(b, s.sum[:n]))
			}
		}
		total.add(norm)
		return nil
	})
	return total.norm, err
}

// Decode writes the values of a delta.
func (x *Exchange) Decode(delta []byte, to []tensor.Tensor) error {
	if err := x.fitsDelta(delta); err != nil {
		return err
	}
	if err := x.fits("values", to, tensor.F32); err != nil {
		return err
	}
	return x.each(func(p part, s *scratch) error {
		c := &x.tensors[p.tensor]
		for block := p.first; block < p.end; block++ {
			b, first, n := c.block(delta, block)
			clear(s.sum[:n])
			c.AddBlock(b, n, 1, s.sum[:n], nil)
			for i, v := range s.sum[:n] {
				to[p.tensor].F32()[first+i] = float32(v) * x.unit
			}
		}
		return nil
	})
}
