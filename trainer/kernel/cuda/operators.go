// SPDX-License-Identifier: Apache-2.0

package cuda

import (
	"slices"

	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/trainer/kernel/cuda/param"
	"github.com/weft-network/weft/trainer/tensor"
)

func (w *work) apply(a *program.MapAttr) error {
	p := param.Map{Out: w.out, Rows: int64(a.Rows), Cols: int64(a.Cols), Mask: w.mask(a.Mask), OutType: int32(w.call.Out.Type)}
	rowless, plain, together := a.Mask.Use == program.MaskNone, w.call.Out.Type == tensor.F32, w.out
	for i, mode := range a.Modes {
		p.In[i], p.Mode[i], p.Type[i] = w.in[i], int32(mode), int32(w.call.In[i].Type)
		rowless = rowless && (mode == program.Full || mode == program.Scalar)
		plain = plain && w.call.In[i].Type == tensor.F32
		if mode == program.Full {
			together |= w.in[i]
		}
	}
	n := a.Rows * a.Cols
	if rowless {
		p.Rows, p.Cols = 1, int64(n)
	}
	const vector = 4
	if rowless && plain && together%(4*vector) == 0 {
		return launch(w.Kernel, "flat_"+a.Func.String(), w.each((n+vector-1)/vector), threads, &p)
	}
	return launch(w.Kernel, "mapped_"+a.Func.String(), w.each(n), threads, &p)
}

func (w *work) reduce(a *program.ReduceAttr) error {
	p := param.Reduce{
		Out: w.out, X: w.in[0], Y: w.in[0], Rows: int64(a.Rows), Mask: w.mask(a.Mask),
		Cols: int32(a.Cols), Term: int32(a.Term), Blocks: int32((a.Cols + program.ReduceBlock - 1) / program.ReduceBlock),
	}
	if a.Term == program.TermDot {
		p.Y = w.in[1]
	}
	const warps = threads / program.ReduceLanes
	return launch(w.Kernel, "reduce_rows", (a.Rows*int(p.Blocks)+warps-1)/warps, threads, &p)
}

// copyElements leaves out dimensions of one element, and joins those that are
// one run in both tensors.
func (w *work) copyElements(a *program.CopyAttr) error {
	op := w.call.Op
	p := param.Copy{Out: w.out, In: w.in[0], Elements: int64(op.Shape.Size()), Offset: int64(a.Offset)}
	if op.Type == program.F32 {
		p.Numbers = 1
	}
	for d, n := range slices.Backward(op.Shape) {
		stride := int64(a.Strides[d])
		last := p.Rank - 1
		switch {
		case n == 1:
		case p.Rank > 0 && stride == p.Stride[last]*p.Size[last]:
			p.Size[last] *= int64(n)
		default:
			p.Size[p.Rank], p.Stride[p.Rank] = int64(n), stride
			p.Rank++
		}
	}
	return launch(w.Kernel, "copy_elements", w.each(op.Shape.Size()), threads, &p)
}

func (w *work) gather(a *program.GatherAttr) error {
	return launch(w.Kernel, "gather_rows", w.each(a.Rows*a.Width), threads, &param.Gather{
		Out: w.out, In: w.in[0], IDs: w.in[1], Rows: int64(a.Rows), Width: int64(a.Width),
		RowStride: int64(a.RowStride), IDStride: int64(a.IDStride), Limit: int64(a.Limit),
	})
}

func (w *work) scatter(a *program.ScatterAttr) error {
	slices := (a.Width + threads - 1) / threads
	p := param.Scatter{
		Out: w.out, Start: w.start(a.Start), IDs: w.in[0], DX: w.in[1],
		Rows: int64(a.Rows), Width: int64(a.Width), Tokens: int64(a.Tokens),
		Column: int64(a.Tokens), Token: 1, Slices: int32(slices),
	}
	if w.call.StrideB == a.Width && w.call.StrideA == 1 {
		p.Column, p.Token = 1, int64(a.Width)
	}
	if err := launch(w.Kernel, "scatter_start", w.each(a.Rows*a.Width), threads, &p); err != nil {
		return err
	}
	return launch(w.Kernel, "scatter_tokens", a.Tokens*slices, threads, &p)
}

func (w *work) rope(a *program.RopeAttr) error {
	p := param.Rope{
		Out: w.out, In: w.in[0], Cos: w.in[1], Sin: w.in[2], Pos: w.in[3],
		Rows: int64(a.Rows), Heads: int64(a.Heads), Half: int64(a.Dim / 2),
		Positions: int64(a.Positions), Context: int64(a.Context),
	}
	if a.Inverse {
		p.Inverse = 1
	}
	return launch(w.Kernel, "rope_pairs", w.each(a.Rows*a.Heads*a.Dim/2), threads, &p)
}

func (w *work) segment(a *program.SegmentAttr) error {
	return launch(w.Kernel, "segment_tokens", w.each(a.Rows*a.Context), threads, &param.Segment{
		Out: w.out, IDs: w.in[0], Rows: int64(a.Rows), Context: int64(a.Context), Separator: a.Separator, Part: uint32(a.Part),
	})
}
