// SPDX-License-Identifier: Apache-2.0

package program

// head is the final norm, the logits and the loss of a micro-batch and, if
// train, the gradients of all three.
func (p *Program) head(train bool) *stage {
	return &stage{name: sHead, region: inside, count: 1, emit: func(e *emitter) {
		d := &e.Dims
		t, x := d.Tokens, e.ref(sLayer, e.micro, d.Layers-1, mOut)
		norm := e.inputs.param(d.normParam())
		r, h := e.norm(x, norm, t)
		logits := e.linear(h, e.inputs.param(d.headParam()), mnk{t, d.Vocab, d.Width})
		targets := e.ref(sStart, e.micro, 0, mTargets)

		// The targets' logits are read first, so that what follows may take
		// the memory of the logits.
		xt := e.add(Op{
			Kind: KindGather, Type: F32, Shape: Shape{t, 1}, In: []Ref{logits, targets},
			Attr: &GatherAttr{Rows: t, Width: 1, RowStride: d.Vocab, IDStride: 1, Limit: d.Vocab},
		})
		top := e.reduce(TermMax, t, d.Vocab, masked{}, logits)
		weights := e.apply(FuncExpSub, t, d.Vocab, full(logits), row(top))
		z := e.reduce(TermSum, t, d.Vocab, masked{}, weights)
		e.set(mLoss, e.loss(z, top, xt))
		if train {
			e.headGrad(logitGrad{weights, z, targets}, x, r, h)
		}
	}}
}

// loss adds this micro-batch's loss to that of the earlier ones.
func (e *emitter) loss(z, top, xt Ref) Ref {
	t := e.Dims.Tokens
	l := e.apply(FuncCrossEntropy, t, 1, full(z), full(top), full(xt))
	sum := e.reduce(TermSum, 1, t, masked{}, l)
	mean := e.apply(FuncMul, 1, 1, full(sum), scalar(e.inputs.constant(cLossWeight)))
	soFar := e.inputs.constant(cZero)
	if e.micro > 0 {
		soFar = e.ref(sHead, e.micro-1, 0, mLoss)
	}
	return e.apply(FuncAdd, 1, 1, full(soFar), full(mean))
}

// logitGrad is what the gradient of the logits is made of.
type logitGrad struct{ weights, z, targets Ref }

// headGrad emits gradients of the logits, the head's weight and the final
// norm.
func (e *emitter) headGrad(g logitGrad, x, r, h Ref) {
	d := &e.Dims
	t := d.Tokens
	dl := e.logitGrad(g)
	dh := e.linear(dl, e.ref(sTransposeHead, 0, 0, mT), mnk{t, d.Width, d.Vocab})
	dw := product{
		m: d.Vocab, n: d.Width, k: t, a: rows(e.transpose(dl, t, d.Vocab), t), b: rows(e.transpose(h, t, d.Width), t),
	}
	if e.micro > 0 {
		dw.from, dw.start = true, e.ref(sHead, e.micro-1, 0, mW)
		if d.Tied {
			dw.start = e.ref(sStartGrad, e.micro-1, 0, mW)
		}
	}
	w := e.product(dw)
	if d.Profile == ProfileI8X2 {
		dh, w = e.targetGrad(g.targets, h, dh, w)
	}
	e.set(mW, w)
	dx, dn := e.normGrad(normPass{dh, x, r, e.inputs.param(d.normParam()), noRest, e.soFar(sHead, mW+1)})
	e.set(mGrad, dx)
	e.set(mW+1, dn)
}

// logitGrad is the gradient of the logits; in profile i8x2 without the term of
// the target, next to which all others of a row would be lost.
func (e *emitter) logitGrad(g logitGrad) Ref {
	d, w := &e.Dims, scalar(e.inputs.constant(cLossWeight))
	if d.Profile == ProfileI8X2 {
		return e.apply(FuncSoftmaxGrad, d.Tokens, d.Vocab, full(g.weights), row(g.z), w)
	}
	return e.apply(FuncLogitGrad, d.Tokens, d.Vocab, full(g.weights), row(g.z), hot(g.targets), w)
}

// targetGrad adds the term of the target to the gradients of the head's input
// and of its weight (N9): a row of the weight less, and a sum over the tokens
// with that target.
func (e *emitter) targetGrad(targets, h, dh, dw Ref) (Ref, Ref) {
	d, weight := &e.Dims, scalar(e.inputs.constant(cLossWeight))
	t := d.Tokens
	picked := e.add(Op{
		Kind: KindGather, Type: F32, Shape: Shape{t, d.Width}, In: []Ref{e.inputs.param(d.headParam()), targets},
		Attr: &GatherAttr{Rows: t, Width: d.Width, IDStride: d.Width, Limit: d.Vocab},
	})
	dh = e.apply(FuncTargetGrad, t, d.Width, full(dh), full(picked), weight)
	row := e.apply(FuncTargetRow, t, d.Width, full(h), weight)
	dw = e.add(Op{
		Kind: KindScatter, Type: F32, Shape: Shape{d.Vocab, d.Width}, In: []Ref{targets, e.transpose(row, t, d.Width), dw},
		Attr: &ScatterAttr{Rows: d.Vocab, Width: d.Width, Tokens: t, Start: true},
	})
	return dh, dw
}

// soFar is the gradient that earlier micro-batches left at a mark of the same
// repetition; +0 in the first.
func (e *emitter) soFar(name string, m mark) arg {
	if e.micro == 0 {
		return scalar(e.inputs.constant(cZero))
	}
	return full(e.ref(name, e.micro-1, e.i, m))
}

// startGrad adds the gradient of the embedding.
func (p *Program) startGrad() *stage {
	return &stage{name: sStartGrad, region: inside, count: 1, emit: func(e *emitter) {
		d := &e.Dims
		dx := e.ref(sLayerGrad, e.micro, d.Layers-1, mGrad)
		in := []Ref{e.ref(sStart, e.micro, 0, mIDs), e.transpose(dx, d.Tokens, d.Width)}
		if d.Tied { // the head's product first, then the embedding onto it
			in = append(in, e.ref(sHead, e.micro, 0, mW))
		}
		dw := e.add(Op{
			Kind: KindScatter, Type: F32, Shape: Shape{d.Vocab, d.Width}, In: in,
			Attr: &ScatterAttr{Rows: d.Vocab, Width: d.Width, Tokens: d.Tokens, Start: d.Tied},
		})
		if !d.Tied {
			dw = e.apply(FuncAdd, d.Vocab, d.Width, e.soFar(sStartGrad, mW), full(dw))
		}
		e.set(mW, dw)
	}}
}
