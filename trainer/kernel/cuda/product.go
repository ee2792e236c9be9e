// SPDX-License-Identifier: Apache-2.0

package cuda

import (
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/trainer/kernel"
	"github.com/weft-network/weft/trainer/kernel/cuda/param"
)

// tile is a shape of the output that one block of threads computes.
type tile struct {
	name                string
	rows, cols, threads int
}

// tiles from the one that reads its operands least often.
var tiles = [...]tile{{"128x128", 128, 128, 256}, {"128x64", 128, 64, 128}, {"64x64", 64, 64, 64}}

// geometry is how a product is cut up.
type geometry struct {
	tile
	batches            int
	tileRows, tileCols int
	// parts are blocks of terms that are computed side by side.
	parts int
}

func (g *geometry) blocks() int { return g.parts * g.batches * g.tileRows * g.tileCols }

// dots reports whether a product is many of one row and one column.
func dots(c *kernel.Call, a *program.ProductAttr) bool {
	return a.M == 1 && a.N == 1 && a.Batch[1] == 1 && a.Batch[2] == 1 &&
		a.Mask.Use == program.MaskNone && c.Part.Terms == 0 && a.K <= program.MaxProductK
}

// geometry chooses the largest tile of which every multiprocessor gets one;
// where even the smallest are too few, blocks of terms run side by side.
func (k *Kernel) geometry(c *kernel.Call, a *program.ProductAttr) geometry {
	batches := a.Batch[0] * a.Batch[1] * a.Batch[2]
	cut := func(t tile) geometry {
		return geometry{t, batches, (a.M + t.rows - 1) / t.rows, (a.N + t.cols - 1) / t.cols, 1}
	}
	smallest := cut(tiles[len(tiles)-1])
	if c.Part.Terms > 0 {
		return smallest
	}
	apart := (a.K + program.ProductBlock - 1) / program.ProductBlock
	if a.Mask.Use != program.MaskNone {
		apart = 1
	}
	for _, parts := range []int{1, apart} {
		for _, t := range tiles {
			g := cut(t)
			g.parts = parts
			if fits := t.rows < 2*a.M && t.cols < 2*a.N; fits && g.blocks() >= k.info.Multiprocessors {
				return g
			}
		}
	}
	smallest.parts = apart
	return smallest
}

// operand is a factor of a product. Threads that are neighbours read neighbours
// in memory, wherever the operand has any.
func (w *work) operand(in int, v program.View, stride int) param.Operand {
	o := param.Operand{
		Data:   w.in[in] + param.Pointer(4*v.Offset),
		Batch0: int64(v.Batch[0]), Batch1: int64(v.Batch[1]), Batch2: int64(v.Batch[2]),
		Row: int64(v.Row), Term: int64(stride), Layout: param.AlongRows,
	}
	if stride == 1 {
		o.Layout = param.AlongTerms
	}
	if stride == 1 || v.Row == 1 {
		o.Vector = 1
	}
	return o
}

func (w *work) start(given bool) param.Pointer {
	if given {
		return w.in[2]
	}
	return 0
}

func (w *work) product(a *program.ProductAttr) error {
	c := w.call
	g := w.geometry(c, a)
	p := param.Product{
		Out: w.out, Start: w.start(a.Start), Chains: w.chains,
		A: w.operand(0, a.A, c.StrideA), B: w.operand(1, a.B, c.StrideB),
		Mask: w.mask(a.Mask),
		M:    int32(a.M), N: int32(a.N), K: int32(a.K),
		Batches: int32(g.batches), Batch1: int32(a.Batch[1]), Batch2: int32(a.Batch[2]),
		TileRows: int32(g.tileRows), TileCols: int32(g.tileCols),
		Terms: int32(a.K), Parts: int32(g.parts),
	}
	way := ""
	switch {
	case c.Part.Terms > 0:
		way = "parted_"
		p.First, p.Terms = int32(c.Part.First), int32(c.Part.Terms)
	case a.Mask.Use != program.MaskNone:
		way = "masked_"
	case g.parts > 1:
		p.Out, p.Start = pointer(w.scratch), 0
	}
	if err := launch(w.Kernel, "product_"+way+g.name, g.blocks(), g.threads, &p); err != nil || g.parts == 1 {
		return err
	}
	n := g.batches * a.M * a.N
	return launch(w.Kernel, "product_join", w.each(n), threads, &param.Join{
		Out: w.out, Start: w.start(a.Start), Blocks: p.Out, Elements: int64(n), Parts: p.Parts,
	})
}

// dotLanes is the products of one block of threads.
const dotLanes = 32

func (w *work) dots(a *program.ProductAttr) error {
	p := param.Dots{
		Out: w.out, Start: w.start(a.Start),
		A: w.in[0] + param.Pointer(4*a.A.Offset), B: w.in[1] + param.Pointer(4*a.B.Offset),
		BatchA: int64(a.A.Batch[0]), BatchB: int64(a.B.Batch[0]),
		TermA: int64(w.call.StrideA), TermB: int64(w.call.StrideB),
		Count: int64(a.Batch[0]), K: int32(a.K),
	}
	apart := (a.K + program.ProductBlock - 1) / program.ProductBlock
	return launch(w.Kernel, "product_dots", (a.Batch[0]+dotLanes-1)/dotLanes, dotLanes*apart, &p)
}
