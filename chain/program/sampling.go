// SPDX-License-Identifier: Apache-2.0

package program

import (
	"strconv"

	"github.com/weft-network/weft/chain/spec"
)

// BuildPrefill lays out a pass over Context token ids of one text. It gives
// the logits after the token at input "last", and the caches that BuildDecode
// continues. Ids after "last" do not matter.
func BuildPrefill(s *spec.Spec) (*Program, error) {
	p, err := beginSampling("prefill", s)
	if err != nil {
		return nil, err
	}
	d := &p.Dims
	ids := p.inputs.add(Input{Name: "ids", Class: ClassTokens, Type: U32, Shape: Shape{d.Context}, Tensor: -1})
	last := p.inputs.add(Input{Name: "last", Class: ClassPosition, Type: U32, Shape: Shape{1}, Tensor: -1})
	p.inputs.addModelConsts(s)
	start := &stage{name: sStart, region: inside, count: 1, emit: func(e *emitter) {
		e.set(mOut, e.embed(ids, d.Context))
	}}
	p.stages = []*stage{start, p.layer(), p.choose(d.Context, last)}
	p.layout()
	p.output(Output{Name: "logits", Tensor: -1, Ref: p.ref(sHead, 0, 0, mLogits)})
	p.cacheOutputs(mK, mVT)
	return p, nil
}

// BuildDecode lays out a pass over one token at input "position". Its bits are
// those of a prefill that holds the token at the same place.
func BuildDecode(s *spec.Spec) (*Program, error) {
	p, err := beginSampling("decode", s)
	if err != nil {
		return nil, err
	}
	d := &p.Dims
	number := func(name string, class Class) Ref {
		return p.inputs.add(Input{Name: name, Class: class, Type: U32, Shape: Shape{1}, Tensor: -1})
	}
	id, pos, visible := number("id", ClassTokens), number("position", ClassPosition), number("position+1", ClassPosition)
	kv := d.KV * d.HeadDim
	cache := func(name string, l int, shape Shape) Ref {
		return p.inputs.add(Input{Name: name + "." + strconv.Itoa(l), Class: ClassCache, Type: F32, Shape: shape, Tensor: l})
	}
	keys, values := make([]Ref, d.Layers), make([]Ref, d.Layers)
	for l := range d.Layers {
		keys[l], values[l] = cache("key", l, Shape{d.Context, kv}), cache("value", l, Shape{kv, d.Context})
	}
	p.inputs.addModelConsts(s)

	start := &stage{name: sStart, region: inside, count: 1, emit: func(e *emitter) {
		e.set(mOut, e.embed(id, 1))
		e.set(mPos, e.apply(FuncSame, 1, d.Context, hot(pos)))
	}}
	layer := &stage{name: sLayer, region: inside, count: d.Layers, emit: func(e *emitter) {
		x := e.ref(sStart, 0, 0, mOut)
		if e.i > 0 {
			x = e.ref(sLayer, 0, e.i-1, mOut)
		}
		w := window{
			samples: 1, queries: 1, keys: d.Context, lo: e.inputs.constant(cKeyLo), hi: visible, pos: pos, positions: 1,
		}
		e.heads(x, w)
		here := e.ref(sStart, 0, 0, mPos)
		k := e.apply(FuncSelect, d.Context, kv, row(here), col(e.marked(mK)), full(keys[e.i]))
		v := e.apply(FuncSelect, kv, d.Context, col(here), row(e.marked(mVT)), full(values[e.i]))
		e.attention(w, keysOf{k: operand{k, e.keyView(w)}, vt: v, factors: e.cacheFactors(v)})
		e.set(mCacheK, k)
		e.set(mCacheV, v)
		e.rest(x, w)
	}}
	p.stages = []*stage{start, layer, p.choose(1, p.inputs.constant(cKeyLo))}
	p.layout()
	p.output(Output{Name: "logits", Tensor: -1, Ref: p.ref(sHead, 0, 0, mLogits)})
	p.cacheOutputs(mCacheK, mCacheV)
	return p, nil
}

// cacheFactors are the factors of cached values, which lie (KV*D, C).
func (e *emitter) cacheFactors(values Ref) operand {
	d := &e.Dims
	if d.Profile != ProfileI8X2 {
		return operand{}
	}
	turned := e.copyOf(F32, values, 0, Shape{d.Context, d.KV * d.HeadDim}, 1, d.Context)
	return e.factors(turned, 1, d.Context, d.KV)
}

func beginSampling(name string, s *spec.Spec) (*Program, error) {
	p, err := begin(name, s)
	if err != nil {
		return nil, err
	}
	// One text: no micro-batches, and no documents inside it.
	d := &p.Dims
	d.Samples, d.Micro, d.Tokens, d.Documents = 1, 1, d.Context, false
	p.inputs.classes = []Class{ClassParam}
	return p, nil
}

// choose makes the logits of one of n rows.
func (p *Program) choose(n int, which Ref) *stage {
	return &stage{name: sHead, region: inside, count: 1, emit: func(e *emitter) {
		d := &e.Dims
		x := e.add(Op{
			Kind: KindGather, Type: F32, Shape: Shape{1, d.Width}, In: []Ref{e.ref(sLayer, 0, d.Layers-1, mOut), which},
			Attr: &GatherAttr{Rows: 1, Width: d.Width, IDStride: d.Width, Limit: n},
		})
		_, h := e.norm(x, e.inputs.param(d.normParam()), 1)
		e.set(mLogits, e.linear(h, e.inputs.param(d.headParam()), mnk{1, d.Vocab, d.Width}))
	}}
}

// cacheOutputs lists keys (C, KV*D) and values (KV*D, C) of every layer.
func (p *Program) cacheOutputs(key, value mark) {
	for l := range p.Dims.Layers {
		p.output(Output{Name: "key." + strconv.Itoa(l), Class: ClassCache, Tensor: l, Ref: p.ref(sLayer, 0, l, key)})
		p.output(Output{Name: "value." + strconv.Itoa(l), Class: ClassCache, Tensor: l, Ref: p.ref(sLayer, 0, l, value)})
	}
}
