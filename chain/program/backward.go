// SPDX-License-Identifier: Apache-2.0

package program

// transposes turns every matrix once a step, so that the backward products
// have k contiguous too. An engine fuses them into the products.
func (p *Program) transposes() []*stage {
	layer := &stage{name: sTranspose, region: before, count: p.Dims.Layers, emit: func(e *emitter) {
		for part := pQ; part <= pDown; part++ {
			shape := e.Dims.layerPart(part).Shape
			e.set(mT+mark(part), e.transpose(e.weight(part), shape[0], shape[1]))
		}
	}}
	head := &stage{name: sTransposeHead, region: before, count: 1, emit: func(e *emitter) {
		e.set(mT, e.transpose(e.inputs.param(e.Dims.headParam()), e.Dims.Vocab, e.Dims.Width))
	}}
	return []*stage{layer, head}
}

// layerGrad is the backward pass of a layer; repetition i is that of layer
// Layers-1-i.
func (p *Program) layerGrad() *stage {
	return &stage{name: sLayerGrad, region: inside, count: p.Dims.Layers, emit: func(e *emitter) {
		b := &layerGrad{emitter: e, layer: e.Dims.Layers - 1 - e.i, w: e.window()}
		dy := e.ref(sHead, e.micro, 0, mGrad)
		if e.i > 0 {
			dy = e.ref(sLayerGrad, e.micro, e.i-1, mGrad)
		}
		b.attention(b.feedForward(dy))
	}}
}

// layerGrad emits one repetition of the backward pass.
type layerGrad struct {
	*emitter
	layer int
	w     window
}

// saved is a value of the layer's forward pass.
func (b *layerGrad) saved(m mark) Ref { return b.ref(sLayer, b.micro, b.layer, m) }

// turned is a transposed weight of the layer.
func (b *layerGrad) turned(part int) Ref { return b.ref(sTranspose, 0, b.layer, mT+mark(part)) }

func (b *layerGrad) param(part int) Ref { return b.inputs.param(b.Dims.layerParam(b.layer, part)) }

// input is the residual stream that entered the layer.
func (b *layerGrad) input() Ref {
	if b.layer == 0 {
		return b.ref(sStart, b.micro, 0, mOut)
	}
	return b.ref(sLayer, b.micro, b.layer-1, mOut)
}

// weightGrad emits dyT times xT rows, onto the gradient so far (N8).
func (b *layerGrad) weightGrad(part int, dyT, xT Ref, n, k int) {
	t := b.Dims.Tokens
	p := product{m: n, n: k, k: t, a: rows(dyT, t), b: rows(xT, t)}
	if b.micro > 0 {
		p.from, p.start = true, b.ref(sLayerGrad, b.micro-1, b.i, mW+mark(part))
	}
	b.set(mW+mark(part), b.product(p))
}

// feedForward goes back to the residual stream between attention and
// feed-forward.
func (b *layerGrad) feedForward(dy Ref) Ref {
	d := &b.Dims
	t, f := d.Tokens, d.FFN
	dt := b.linear(dy, b.turned(pDown), mnk{t, f, d.Width})
	b.weightGrad(pDown, b.transpose(dy, t, d.Width), b.transpose(b.saved(mAct), t, f), d.Width, f)
	gate, up := b.saved(mGate), b.saved(mUp)
	du := b.apply(FuncSwiGLUUp, t, f, full(gate), full(dt))
	dg := b.apply(FuncSwiGLUGate, t, f, full(gate), full(up), full(dt))
	dh := b.linearOnto(b.linear(dg, b.turned(pGate), mnk{t, d.Width, f}), du, b.turned(pUp), mnk{t, d.Width, f})
	hT := b.transpose(b.saved(mH2), t, d.Width)
	b.weightGrad(pGate, b.transpose(dg, t, f), hT, f, d.Width)
	b.weightGrad(pUp, b.transpose(du, t, f), hT, f, d.Width)
	dx, dn := b.normGrad(normPass{dh, b.saved(mMid), b.saved(mR2), b.param(pNorm2), dy, b.soFar(sLayerGrad, mW+pNorm2)})
	b.set(mW+pNorm2, dn)
	return dx
}

// attention goes back to the residual stream that entered the layer.
func (b *layerGrad) attention(dy Ref) {
	d := &b.Dims
	t, q := d.Tokens, d.Heads*d.HeadDim
	do := b.linear(dy, b.turned(pO), mnk{t, q, d.Width})
	b.weightGrad(pO, b.transpose(dy, t, d.Width), b.transpose(b.saved(mAttnT), t, q), d.Width, q)
	dq, dk, dv := b.scores(do)

	kv := d.KV * d.HeadDim
	dh := b.linear(dq, b.turned(pQ), mnk{t, d.Width, q})
	dh = b.linearOnto(dh, dk, b.turned(pK), mnk{t, d.Width, kv})
	dh = b.linearOnto(dh, dv, b.turned(pV), mnk{t, d.Width, kv})
	hT := b.transpose(b.saved(mH1), t, d.Width)
	b.weightGrad(pQ, b.transpose(dq, t, q), hT, q, d.Width)
	b.weightGrad(pK, b.transpose(dk, t, kv), hT, kv, d.Width)
	b.weightGrad(pV, b.transpose(dv, t, kv), hT, kv, d.Width)
	dx, dn := b.normGrad(normPass{dh, b.input(), b.saved(mR1), b.param(pNorm1), dy, b.soFar(sLayerGrad, mW+pNorm1)})
	b.set(mW+pNorm1, dn)
	b.set(mGrad, dx)
}

// scores goes back through the softmax to queries, keys and values, all as
// (T, heads * D), before rotary positions.
func (b *layerGrad) scores(do Ref) (dq, dk, dv Ref) {
	d, w, c := &b.Dims, b.w, b.Dims.Context
	kv := d.KV * d.HeadDim
	n := w.samples * d.Heads * c
	columns := masked{b.queryMask(w, MaskColumns), w.lo, w.hi}

	p := b.applyMasked(FuncDiv, n, c, columns, full(b.saved(mExp)), row(b.saved(mExpSum)))
	dots := b.reduce(TermDot, w.tokens()*d.Heads, d.HeadDim, masked{}, do, b.saved(mAttnT))
	dots = b.copyOf(F32, dots, 0, Shape{w.samples, d.Heads, c}, c*d.Heads, 1, d.Heads)
	dp := b.product(product{
		batch: b.batch(), m: c, n: c, k: d.HeadDim, a: operand{do, b.queryView(w)}, b: operand{b.saved(mV), b.keyView(w)},
		mask: columns.mask, lo: w.lo, hi: w.hi,
	})
	ds := b.applyMasked(FuncScoreGrad, n, c, columns, full(p), full(dp), row(dots), scalar(b.inputs.constant(cScoreScale)))

	kT := b.copyOf(F32, b.saved(mK), 0, Shape{w.samples, d.KV, d.HeadDim, c}, c*kv, d.HeadDim, 1, kv)
	dq = b.product(product{
		batch: b.batch(), m: c, n: d.HeadDim, k: c, a: operand{ds, b.square()},
		b:    operand{kT, View{Batch: [3]int{kv * c, d.HeadDim * c, 0}, Row: c}},
		mask: b.queryMask(w, MaskDepth), lo: w.lo, hi: w.hi, factors: b.factors(b.saved(mK), w.samples, c, d.KV),
	})
	dk = b.keyGrad(ds, b.saved(mQ))
	dv = b.keyGrad(p, do)
	return b.rope(b.headsToTokens(dq, w), w, d.Heads, true), b.rope(dk, w, d.KV, true), dv
}

func (b *layerGrad) batch() [3]int { return [3]int{b.w.samples, b.Dims.KV, b.Dims.Group} }

// square reads (S, H, C, C).
func (b *layerGrad) square() View {
	d := &b.Dims
	cc := d.Context * d.Context
	return View{Batch: [3]int{d.Heads * cc, d.Group * cc, cc}, Row: d.Context}
}

// keyGrad is, for each key, the sum over the queries that see it of weight
// times x (T, H*D), added over the heads of a group in order from +0.
func (b *layerGrad) keyGrad(weights, x Ref) Ref {
	d, w, c := &b.Dims, b.w, b.Dims.Context
	q := d.Heads * d.HeadDim
	turned := b.copyOf(F32, weights, 0, Shape{w.samples, d.Heads, c, c}, d.Heads*c*c, c*c, 1, c)
	xT := b.copyOf(F32, x, 0, Shape{w.samples, d.Heads, d.HeadDim, c}, c*q, d.HeadDim, 1, q)
	mask := Mask{Use: MaskDepth, Div: d.Heads * c, Mod: c}
	lo, hi := b.inputs.constant(cPosition), b.inputs.constant(cQueryHi)
	if d.Documents {
		// The queries of a document; lo is the key itself in every sample.
		hi = b.ref(sStart, b.micro, 0, mQueryHi)
		lo = b.ref(sStart, b.micro, 0, mQueryLo)
		mask.Stride = c
	}
	heads := b.product(product{
		batch: b.batch(), m: c, n: d.HeadDim, k: c, a: operand{turned, b.square()},
		b: operand{xT, View{
			Batch: [3]int{q * c, d.Group * d.HeadDim * c, d.HeadDim * c}, Row: c,
		}},
		mask: mask, lo: lo, hi: hi, factors: b.factors(x, w.samples, c, d.Heads),
	})
	// (S, KV, G, C, D) to (S, C, KV, D, G): the terms of a sum are neighbours.
	plane := c * d.HeadDim
	last := b.copyOf(F32, heads, 0, Shape{w.samples, c, d.KV, d.HeadDim, d.Group},
		d.Heads*plane, d.HeadDim, d.Group*plane, 1, plane)
	return b.reduce(TermChain, w.tokens()*d.KV*d.HeadDim, d.Group, masked{}, last)
}
