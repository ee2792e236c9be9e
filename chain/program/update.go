// SPDX-License-Identifier: Apache-2.0

package program

// norms adds the squared gradient norm in tensor order and makes the factor
// that bounds it (N7).
func (p *Program) norms() []*stage {
	d := &p.Dims
	start := &stage{name: sNormStart, region: after, count: 1, emit: func(e *emitter) {
		e.set(mNorm, e.squares(d.embedParam()))
	}}
	layer := &stage{name: sNormLayer, region: after, count: d.Layers, emit: func(e *emitter) {
		total := e.ref(sNormStart, 0, 0, mNorm)
		if e.i > 0 {
			total = e.ref(sNormLayer, 0, e.i-1, mNorm)
		}
		for part := range paramsPerLayer {
			total = e.plusSquares(total, d.layerParam(e.i, part))
		}
		e.set(mNorm, total)
	}}
	end := &stage{name: sNormEnd, region: after, count: 1, emit: func(e *emitter) {
		total := e.ref(sNormLayer, 0, d.Layers-1, mNorm)
		for i := d.normParam(); i < d.NumParams(); i++ {
			total = e.plusSquares(total, i)
		}
		e.set(mNorm, e.apply(FuncClip, 1, 1, full(total), scalar(e.inputs.constant(cClip))))
	}}
	return []*stage{start, layer, end}
}

func (e *emitter) squares(param int) Ref {
	return e.reduce(TermSquare, 1, e.Dims.Param(param).Shape.Size(), masked{}, e.grad(param))
}

func (e *emitter) plusSquares(total Ref, param int) Ref {
	return e.apply(FuncAdd, 1, 1, full(total), full(e.squares(param)))
}

// grad is the gradient of a parameter after the last micro-batch.
func (e *emitter) grad(param int) Ref {
	d, last := &e.Dims, e.Program.micro-1
	switch {
	case param == d.embedParam():
		return e.ref(sStartGrad, last, 0, mW)
	case param == d.normParam():
		return e.ref(sHead, last, 0, mW+1)
	case param > d.normParam():
		return e.ref(sHead, last, 0, mW)
	}
	layer, part := (param-1)/paramsPerLayer, (param-1)%paramsPerLayer
	return e.ref(sLayerGrad, last, d.Layers-1-layer, mW+mark(part))
}

// updates applies the optimiser to every tensor (N13).
func (p *Program) updates() []*stage {
	return p.eachTensor(sUpdate, (*emitter).update)
}

// update emits the new moments and the new value of one tensor.
func (e *emitter) update(param int, m mark) {
	in, tensor := &e.inputs, e.Dims.Param(param)
	n, grad := tensor.Shape.Size(), e.grad(param)
	clip, keep := in.constant(cOne), in.constant(cOne)
	if e.Dims.Clip {
		clip = e.ref(sNormEnd, 0, 0, mNorm)
	}
	if tensor.Decay {
		keep = in.constant(cKeepRate)
	}
	moment := func(f Func, old Ref, beta, coBeta constID) (value, stored Ref) {
		if e.Dims.Moments == BF16 {
			old = e.apply(FuncWiden, 1, n, full(old))
		}
		value = e.apply(f, 1, n, full(old), full(grad), scalar(clip), scalar(in.constant(beta)), scalar(in.constant(coBeta)))
		if e.Dims.Moments == BF16 {
			return value, e.apply(FuncNarrow, 1, n, full(value))
		}
		return value, value
	}
	m1, stored1 := moment(FuncMoment1, in.moment1(param), cBeta1, cCoBeta1)
	m2, stored2 := moment(FuncMoment2, in.moment2(param), cBeta2, cCoBeta2)
	e.set(m, e.apply(FuncAdamW, 1, n, full(in.param(param)), full(m1), full(m2), scalar(in.constant(cDenominator)),
		scalar(in.constant(cAdamEps)), scalar(in.constant(cStepSize)), scalar(keep)))
	e.set(m+1, stored1)
	e.set(m+2, stored2)
}
