// SPDX-License-Identifier: Apache-2.0

package spec

import (
	"fmt"
	"iter"
)

// Tensor is one parameter of the model.
type Tensor struct {
	// Name is the name that Hugging Face's LlamaForCausalLM gives it.
	Name string
	// Shape is (rows, columns) of a matrix, (length) of a vector.
	Shape []uint64
}

// shape is a matrix, or a vector if cols is 0.
type shape struct {
	name       string
	rows, cols uint32
}

func (t shape) elements() uint64 { return uint64(t.rows) * uint64(max(1, t.cols)) }

func (t shape) tensor(name string) Tensor {
	if t.cols == 0 {
		return Tensor{name, []uint64{uint64(t.rows)}}
	}
	return Tensor{name, []uint64{uint64(t.rows), uint64(t.cols)}}
}

// layerShapes are the parameters of one layer, in the order of
// LlamaForCausalLM's named parameters. Weights are (output, input).
func (s *Spec) layerShapes() [9]shape {
	m := &s.Model
	q, kv := m.Heads*m.HeadDim, m.KvHeads*m.HeadDim
	return [9]shape{
		{"self_attn.q_proj", q, m.Width},
		{"self_attn.k_proj", kv, m.Width},
		{"self_attn.v_proj", kv, m.Width},
		{"self_attn.o_proj", m.Width, q},
		{"mlp.gate_proj", m.Ffn, m.Width},
		{"mlp.up_proj", m.Ffn, m.Width},
		{"mlp.down_proj", m.Width, m.Ffn},
		{"input_layernorm", m.Width, 0},
		{"post_attention_layernorm", m.Width, 0},
	}
}

// Tensors walks the parameters of a valid specification in the order of
// LlamaForCausalLM's named parameters. A tied head has no tensor of its own.
func (s *Spec) Tensors() iter.Seq[Tensor] {
	return func(yield func(Tensor) bool) {
		table := shape{"", s.Model.Vocab, s.Model.Width}
		if !yield(table.tensor("model.embed_tokens.weight")) {
			return
		}
		layer := s.layerShapes()
		for l := range s.Model.Layers {
			for _, t := range layer {
				if !yield(t.tensor(fmt.Sprintf("model.layers.%d.%s.weight", l, t.name))) {
					return
				}
			}
		}
		if !yield(shape{"", s.Model.Width, 0}.tensor("model.norm.weight")) || s.Model.Tied {
			return
		}
		yield(table.tensor("lm_head.weight"))
	}
}
