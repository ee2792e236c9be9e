// SPDX-License-Identifier: Apache-2.0

package program

// eachTensor lays out stages that visit every tensor of the model in tensor
// order: the embedding, the layers, what follows them. emit marks what a tensor
// gives from m on.
func (p *Program) eachTensor(name string, emit func(e *emitter, param int, m mark)) []*stage {
	d := &p.Dims
	visit := func(e *emitter, param, part int) { emit(e, param, mNew+mark(part*marksPerTensor)) }
	return []*stage{
		{name: name + " start", region: after, count: 1, emit: func(e *emitter) {
			visit(e, d.embedParam(), 0)
		}},
		{name: name + " layer", region: after, count: d.Layers, emit: func(e *emitter) {
			for part := range paramsPerLayer {
				visit(e, d.layerParam(e.i, part), part)
			}
		}},
		{name: name + " end", region: after, count: 1, emit: func(e *emitter) {
			for i := d.normParam(); i < d.NumParams(); i++ {
				visit(e, i, i-d.normParam())
			}
		}},
	}
}

// tensorRef is a value that the stages of eachTensor marked m + k for a tensor.
func (p *Program) tensorRef(name string, param int, k mark) Ref {
	d := &p.Dims
	switch {
	case param == d.embedParam():
		return p.ref(name+" start", 0, 0, mNew+k)
	case param >= d.normParam():
		return p.ref(name+" end", 0, 0, mNew+k+mark((param-d.normParam())*marksPerTensor))
	}
	layer, part := (param-1)/paramsPerLayer, (param-1)%paramsPerLayer
	return p.ref(name+" layer", 0, layer, mNew+k+mark(part*marksPerTensor))
}
