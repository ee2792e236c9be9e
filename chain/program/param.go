// SPDX-License-Identifier: Apache-2.0

package program

import "strconv"

// Param is one tensor of the model, under its Hugging Face name.
type Param struct {
	Name  string
	Shape Shape
	// Decay says that weight decay applies: every matrix but the embeddings.
	Decay bool
	// Norm says that it is a norm's weight, which starts at 1.
	Norm bool
	// Deep says that it ends a residual branch: its initial deviation is
	// divided by the root of twice the layers.
	Deep bool
}

// Parameters of one layer, in tensor order: the order of spec.Tensors.
const (
	pQ = iota
	pK
	pV
	pO
	pGate
	pUp
	pDown
	pNorm1
	pNorm2
	paramsPerLayer
)

// NumParams is the number of tensors of the model.
func (d *Dims) NumParams() int {
	n := 2 + paramsPerLayer*d.Layers
	if !d.Tied {
		n++
	}
	return n
}

// Indices in tensor order: embedding, layers, final norm, head.
func (d *Dims) embedParam() int            { return 0 }
func (d *Dims) layerParam(l, part int) int { return 1 + paramsPerLayer*l + part }
func (d *Dims) normParam() int             { return 1 + paramsPerLayer*d.Layers }

// headParam is the embedding itself where weights are tied.
func (d *Dims) headParam() int {
	if d.Tied {
		return d.embedParam()
	}
	return d.normParam() + 1
}

// Param returns tensor i, 0 <= i < NumParams, in tensor order.
func (d *Dims) Param(i int) Param {
	switch {
	case i == d.embedParam():
		return Param{Name: "model.embed_tokens.weight", Shape: Shape{d.Vocab, d.Width}}
	case i == d.normParam():
		return Param{Name: "model.norm.weight", Shape: Shape{d.Width}, Norm: true}
	case i > d.normParam():
		return Param{Name: "lm_head.weight", Shape: Shape{d.Vocab, d.Width}, Decay: true}
	}
	layer, part := (i-1)/paramsPerLayer, (i-1)%paramsPerLayer
	p := d.layerPart(part)
	p.Name = "model.layers." + strconv.Itoa(layer) + "." + p.Name + ".weight"
	return p
}

func (d *Dims) layerPart(part int) Param {
	q, kv := d.Heads*d.HeadDim, d.KV*d.HeadDim
	return [paramsPerLayer]Param{
		pNorm1: {Name: "input_layernorm", Shape: Shape{d.Width}, Norm: true},
		pQ:     {Name: "self_attn.q_proj", Shape: Shape{q, d.Width}, Decay: true},
		pK:     {Name: "self_attn.k_proj", Shape: Shape{kv, d.Width}, Decay: true},
		pV:     {Name: "self_attn.v_proj", Shape: Shape{kv, d.Width}, Decay: true},
		pO:     {Name: "self_attn.o_proj", Shape: Shape{d.Width, q}, Decay: true, Deep: true},
		pNorm2: {Name: "post_attention_layernorm", Shape: Shape{d.Width}, Norm: true},
		pGate:  {Name: "mlp.gate_proj", Shape: Shape{d.FFN, d.Width}, Decay: true},
		pUp:    {Name: "mlp.up_proj", Shape: Shape{d.FFN, d.Width}, Decay: true},
		pDown:  {Name: "mlp.down_proj", Shape: Shape{d.Width, d.FFN}, Decay: true, Deep: true},
	}[part]
}
