// SPDX-License-Identifier: Apache-2.0

package program

// Names of the stages.
const (
	sTranspose     = "transpose"
	sTransposeHead = "transpose head"
	sStart         = "start"
	sLayer         = "layer"
	sHead          = "head"
	sLayerGrad     = "layer gradient"
	sStartGrad     = "start gradient"
	sNormStart     = "norm start"
	sNormLayer     = "norm layer"
	sNormEnd       = "norm end"
	sUpdate        = "update"
	sInit          = "init"
)

// batchStart reads a micro-batch: ids, targets, ranges of visible positions,
// embeddings.
func (p *Program) batchStart(batch Ref) *stage {
	return &stage{name: sStart, region: inside, count: 1, emit: func(e *emitter) {
		d := &e.Dims
		first := e.micro * d.Samples * (d.Context + 1)
		ids := e.copyOf(U32, batch, first, Shape{d.Samples, d.Context}, d.Context+1, 1)
		e.set(mIDs, ids)
		e.set(mTargets, e.copyOf(U32, batch, first+1, Shape{d.Samples, d.Context}, d.Context+1, 1))
		if d.Documents {
			segment := func(m mark, part SegmentPart) {
				e.set(m, e.add(Op{
					Kind: KindSegment, Type: U32, Shape: Shape{d.Samples, d.Context}, In: []Ref{ids},
					Attr: &SegmentAttr{Part: part, Rows: d.Samples, Context: d.Context, Separator: d.Separator},
				}))
			}
			segment(mKeyLo, SegmentFirst)
			segment(mQueryHi, SegmentEnd)
			segment(mPos, SegmentOffset)
			e.set(mKeyHi, e.copyOf(U32, e.inputs.constant(cKeyHi), 0, Shape{d.Samples, d.Context}, 0, 1))
			e.set(mQueryLo, e.copyOf(U32, e.inputs.constant(cPosition), 0, Shape{d.Samples, d.Context}, 0, 1))
		}
		e.set(mOut, e.embed(ids, d.Tokens))
	}}
}

// embed gathers rows of the embedding.
func (e *emitter) embed(ids Ref, tokens int) Ref {
	d := &e.Dims
	return e.add(Op{
		Kind: KindGather, Type: F32, Shape: Shape{tokens, d.Width}, In: []Ref{e.inputs.param(d.embedParam()), ids},
		Attr: &GatherAttr{Rows: tokens, Width: d.Width, IDStride: d.Width, Limit: d.Vocab},
	})
}

// window holds how a pass of attention sees positions: queries per sample,
// keys per sample, and where rows find their ranges.
type window struct {
	samples, queries, keys int
	lo, hi, pos            Ref
	positions              int // length of pos
}

func (w window) tokens() int { return w.samples * w.queries }

// window of a training or evaluation micro-batch.
func (e *emitter) window() window {
	d := &e.Dims
	w := window{samples: d.Samples, queries: d.Context, keys: d.Context, positions: d.Context}
	w.lo, w.hi, w.pos = e.inputs.constant(cKeyLo), e.inputs.constant(cKeyHi), e.inputs.constant(cPosition)
	if d.Documents {
		w.lo, w.hi = e.ref(sStart, e.micro, 0, mKeyLo), e.ref(sStart, e.micro, 0, mKeyHi)
		w.pos, w.positions = e.ref(sStart, e.micro, 0, mPos), d.Tokens
	}
	return w
}

// queryMask restricts columns or depth of rows (sample, head, query).
func (e *emitter) queryMask(w window, use MaskUse) Mask {
	m := Mask{Use: use, Div: e.Dims.Heads * w.queries, Mod: w.queries}
	if e.Dims.Documents {
		m.Stride = w.queries
	}
	return m
}

// layer is the forward pass of one layer over a micro-batch.
func (p *Program) layer() *stage {
	return &stage{name: sLayer, region: inside, count: p.Dims.Layers, emit: func(e *emitter) {
		x := e.ref(sStart, e.micro, 0, mOut)
		if e.i > 0 {
			x = e.ref(sLayer, e.micro, e.i-1, mOut)
		}
		w := e.window()
		e.heads(x, w)
		e.attention(w, keysOf{
			k: operand{e.marked(mK), e.keyView(w)}, vt: e.marked(mVT), factors: e.factors(e.marked(mV), w.samples, w.keys, e.Dims.KV),
		})
		e.rest(x, w)
	}}
}

// marked is a value of this repetition.
func (e *emitter) marked(m mark) Ref { return OpRef(e.base + e.stage.marks[m]) }

// weight is a parameter of this layer.
func (e *emitter) weight(part int) Ref { return e.inputs.param(e.Dims.layerParam(e.i, part)) }

// heads normalises x and makes queries, keys and values; keys have rotary
// positions, values are transposed to (S, KV, D, C).
func (e *emitter) heads(x Ref, w window) {
	d := &e.Dims
	t, q, kv := w.tokens(), d.Heads*d.HeadDim, d.KV*d.HeadDim
	r, h := e.norm(x, e.weight(pNorm1), t)
	e.set(mR1, r)
	e.set(mH1, h)
	query := e.linear(h, e.weight(pQ), mnk{t, q, d.Width})
	key := e.linear(h, e.weight(pK), mnk{t, kv, d.Width})
	v := e.linear(h, e.weight(pV), mnk{t, kv, d.Width})
	e.set(mV, v)
	e.set(mQ, e.rope(query, w, d.Heads, false))
	e.set(mK, e.rope(key, w, d.KV, false))
	e.set(mVT, e.copyOf(F32, v, 0, Shape{w.samples, d.KV, d.HeadDim, w.queries}, w.queries*kv, d.HeadDim, 1, kv))
}

func (e *emitter) rope(x Ref, w window, heads int, inverse bool) Ref {
	d := &e.Dims
	return e.add(Op{
		Kind: KindRope, Type: F32, Shape: Shape{w.tokens(), heads * d.HeadDim},
		In: []Ref{x, e.inputs.constant(cRopeCos), e.inputs.constant(cRopeSin), w.pos},
		Attr: &RopeAttr{
			Rows: w.tokens(), Heads: heads, Dim: d.HeadDim, Positions: w.positions, Context: d.Context, Inverse: inverse,
		},
	})
}

// queryView reads (T, H*D) per sample, group and head.
func (e *emitter) queryView(w window) View {
	d := &e.Dims
	wide := d.Heads * d.HeadDim
	return View{Batch: [3]int{w.queries * wide, d.Group * d.HeadDim, d.HeadDim}, Row: wide}
}

// keyView reads (T, KV*D) per sample and group; heads of a group share it.
func (e *emitter) keyView(w window) View {
	d := &e.Dims
	wide := d.KV * d.HeadDim
	return View{Batch: [3]int{w.keys * wide, d.HeadDim, 0}, Row: wide}
}

// keysOf are the keys and transposed values that queries look at.
type keysOf struct {
	k  operand
	vt Ref // (S, KV, D, keys)
	// factors of the values, in profile i8x2.
	factors operand
}

// attention emits scores, weights and their product with the values (N12).
func (e *emitter) attention(w window, kv keysOf) {
	d := &e.Dims
	batch, n := [3]int{w.samples, d.KV, d.Group}, w.samples*d.Heads*w.queries
	columns := masked{e.queryMask(w, MaskColumns), w.lo, w.hi}
	scale := e.inputs.constant(cScoreScale)
	dot := e.product(product{
		batch: batch, m: w.queries, n: w.keys, k: d.HeadDim,
		a: operand{e.marked(mQ), e.queryView(w)}, b: kv.k, mask: columns.mask, lo: w.lo, hi: w.hi,
	})
	// The scale is positive, so the scaled maximum is the maximum of the
	// scaled scores.
	top := e.apply(FuncMul, n, 1, full(e.reduce(TermMax, n, w.keys, columns, dot)), scalar(scale))
	weights := e.applyMasked(FuncScoreExp, n, w.keys, columns, full(dot), scalar(scale), row(top))
	e.set(mExp, weights)
	e.set(mExpSum, e.reduce(TermSum, n, w.keys, masked{}, weights))
	mixed := e.product(product{
		batch: batch, m: w.queries, n: d.HeadDim, k: w.keys,
		a: operand{weights, View{
			Batch: [3]int{d.Heads * w.queries * w.keys, d.Group * w.queries * w.keys, w.queries * w.keys}, Row: w.keys,
		}},
		b:    operand{kv.vt, View{Batch: [3]int{d.KV * d.HeadDim * w.keys, d.HeadDim * w.keys, 0}, Row: w.keys}},
		mask: e.queryMask(w, MaskDepth), lo: w.lo, hi: w.hi, factors: kv.factors,
	})
	attn := e.apply(FuncDiv, n, d.HeadDim, full(mixed), row(e.marked(mExpSum)))
	e.set(mAttn, attn)
	e.set(mAttnT, e.headsToTokens(attn, w))
}

// headsToTokens turns (S, H, C, D) into (T, H*D).
func (e *emitter) headsToTokens(x Ref, w window) Ref {
	d := &e.Dims
	return e.copyOf(F32, x, 0, Shape{w.samples, w.queries, d.Heads, d.HeadDim},
		d.Heads*w.queries*d.HeadDim, d.HeadDim, w.queries*d.HeadDim, 1)
}

// rest is the output projection and the feed-forward layer.
func (e *emitter) rest(x Ref, w window) {
	d, t := &e.Dims, w.tokens()
	o := e.linear(e.marked(mAttnT), e.weight(pO), mnk{t, d.Width, d.Heads * d.HeadDim})
	mid := e.apply(FuncAdd, t, d.Width, full(x), full(o))
	e.set(mMid, mid)
	r, h := e.norm(mid, e.weight(pNorm2), t)
	e.set(mR2, r)
	e.set(mH2, h)
	gate := e.linear(h, e.weight(pGate), mnk{t, d.FFN, d.Width})
	up := e.linear(h, e.weight(pUp), mnk{t, d.FFN, d.Width})
	act := e.apply(FuncSwiGLU, t, d.FFN, full(gate), full(up))
	down := e.linear(act, e.weight(pDown), mnk{t, d.Width, d.FFN})
	e.set(mGate, gate)
	e.set(mUp, up)
	e.set(mAct, act)
	e.set(mOut, e.apply(FuncAdd, t, d.Width, full(mid), full(down)))
}
