// SPDX-License-Identifier: Apache-2.0

package program

import "fmt"

// AuditBlock is the elements of a whole block on which an audit checks the
// steps begin and encode (A1): a multiple of the blocks of both codecs, so that
// what a block comes to follows from the same elements of the tensors read.
const AuditBlock = 4096

// Block is elements of one tensor of the model: Len from First on. A block never
// crosses a tensor.
type Block struct{ Tensor, First, Len int }

// Blocks is the number of blocks of a model: what an audit draws from.
func (d *Dims) Blocks() uint64 {
	n := d.blocks(slotEmbed) + uint64(d.Layers)*d.layerBlocks() + d.blocks(slotNorm)
	if !d.Tied {
		n += d.blocks(slotHead)
	}
	return n
}

func (d *Dims) blocks(slot int) uint64 {
	return (uint64(d.slot(slot).Shape.Size()) + AuditBlock - 1) / AuditBlock
}

func (d *Dims) layerBlocks() (n uint64) {
	for slot := slotLayer; slot < slotNorm; slot++ {
		n += d.blocks(slot)
	}
	return n
}

// Block is block k. Tensors follow one another in tensor order.
func (d *Dims) Block(k uint64) (Block, error) {
	if k >= d.Blocks() {
		return Block{}, fmt.Errorf("%w: block %d of %d", ErrRange, k, d.Blocks())
	}
	slot, layer := slotEmbed, 0
	for skip := d.blocks(slot); k >= skip; skip = d.blocks(slot) {
		k -= skip
		slot++
		if slot == slotLayer {
			layer = min(int(k/d.layerBlocks()), d.Layers)
			k -= uint64(layer) * d.layerBlocks()
		}
		if layer == d.Layers {
			slot = max(slot, slotNorm)
		}
	}
	first := int(k) * AuditBlock
	return Block{d.param(slot, layer), first, min(AuditBlock, d.slot(slot).Shape.Size()-first)}, nil
}
