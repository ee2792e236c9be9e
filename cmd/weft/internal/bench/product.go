// SPDX-License-Identifier: Apache-2.0

package bench

import (
	"context"
	"fmt"
	"runtime"

	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/trainer/kernel"
	"github.com/weft-network/weft/trainer/tensor"
)

// shapes are m, n, k: squares, and the products of the sizes of "lab train".
var shapes = [][3]int{
	{256, 256, 256},
	{512, 512, 512},
	{1024, 1024, 1024},
	{2048, 2048, 2048},
	{4096, 128, 128},
	{4096, 448, 128},
	{4096, 256, 256},
	{4096, 704, 256},
	{4096, 384, 384},
	{4096, 1024, 384},
	{4096, 384, 1024},
}

func (b *Bench) products(ctx context.Context) error {
	if !b.Match("product") {
		return nil
	}
	for _, s := range shapes {
		rows, cols, depth := s[0], s[1], s[2]
		op := &program.Op{
			Kind: program.KindProduct, Type: program.F32, Shape: program.Shape{1, 1, 1, rows, cols},
			Attr: &program.ProductAttr{
				Batch: [3]int{1, 1, 1}, M: rows, N: cols, K: depth, A: program.View{Row: depth}, B: program.View{Row: depth},
			},
		}
		c := kernel.New(op, numbers(rows*depth), numbers(cols*depth))
		m, err := b.alone(ctx, c)
		if err != nil {
			return err
		}
		flop := 2 * float64(rows) * float64(cols) * float64(depth)
		if err := b.arithmetic("product", fmt.Sprintf("%dx%dx%d", rows, cols, depth), flop, m); err != nil {
			return err
		}
	}
	return nil
}

// alone measures one operator on one thread.
func (b *Bench) alone(ctx context.Context, c *kernel.Call) (measured, error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	scratch := tensor.Memory(b.Kernel.Scratch(c))
	return b.measure(ctx, 1, func() error {
		b.Kernel.Run(c, 0, 1, scratch)
		return nil
	})
}

// numbers are ordinary: neither zero nor subnormal, of both signs.
func numbers(n int) tensor.Tensor {
	t := tensor.New(tensor.F32, n)
	for i := range t.F32() {
		t.F32()[i] = float32(int32(uint32(i)*2654435761)) * 0x1p-31
	}
	return t
}
