// SPDX-License-Identifier: Apache-2.0

package ref_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/program"
)

// llama is the model as its papers and Hugging Face's code describe it, for
// one sample, without any order of rounding in mind.
type llama struct {
	t         *testing.T
	d         *program.Dims
	params    map[string][]float32
	documents bool
}

func (m *llama) weight(name string) []float32 {
	w, ok := m.params[name]
	require.True(m.t, ok, name)
	return w
}

func (m *llama) linear(name string, x []float64) []float64 {
	w := m.weight(name)
	y := make([]float64, len(w)/len(x))
	for i := range y {
		for j, v := range x {
			y[i] += float64(w[i*len(x)+j]) * v
		}
	}
	return y
}

func (m *llama) norm(name string, x []float64) []float64 {
	w, ss := m.weight(name), 0.0
	for _, v := range x {
		ss += v * v
	}
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = v / math.Sqrt(ss/float64(len(x))+1e-5) * float64(w[i])
	}
	return y
}

func (m *llama) rope(x []float64, pos int) {
	half := m.d.HeadDim / 2
	for h := 0; h < len(x); h += m.d.HeadDim {
		for i := range half {
			a := float64(pos) * math.Pow(10000, -2*float64(i)/float64(m.d.HeadDim))
			x1, x2 := x[h+i], x[h+i+half]
			x[h+i], x[h+i+half] = x1*math.Cos(a)-x2*math.Sin(a), x2*math.Cos(a)+x1*math.Sin(a)
		}
	}
}

// loss is the sum over the sample's targets.
func (m *llama) loss(ids []uint32) float64 {
	d := m.d
	n, first := d.Context, make([]int, d.Context)
	x := make([][]float64, n)
	for t := range n {
		if m.documents && t > 0 {
			first[t] = first[t-1]
			if ids[t-1] == d.Separator {
				first[t] = t
			}
		}
		for j := range d.Width {
			x[t] = append(x[t], float64(m.weight("model.embed_tokens.weight")[int(ids[t])*d.Width+j]))
		}
	}
	for l := range d.Layers {
		m.layer(fmt.Sprintf("model.layers.%d.", l), x, first)
	}
	head := "lm_head.weight"
	if d.Tied {
		head = "model.embed_tokens.weight"
	}
	total := 0.0
	for t := range n {
		logits := m.linear(head, m.norm("model.norm.weight", x[t]))
		z := 0.0
		for _, v := range logits {
			z += math.Exp(v)
		}
		total += math.Log(z) - logits[ids[t+1]]
	}
	return total
}

func (m *llama) layer(name string, x [][]float64, first []int) {
	d := m.d
	q, k, v := make([][]float64, len(x)), make([][]float64, len(x)), make([][]float64, len(x))
	for t := range x {
		h := m.norm(name+"input_layernorm.weight", x[t])
		q[t], k[t] = m.linear(name+"self_attn.q_proj.weight", h), m.linear(name+"self_attn.k_proj.weight", h)
		v[t] = m.linear(name+"self_attn.v_proj.weight", h)
		m.rope(q[t], t-first[t])
		m.rope(k[t], t-first[t])
	}
	for t := range x {
		mixed := make([]float64, d.Heads*d.HeadDim)
		for h := range d.Heads {
			at, kvAt := h*d.HeadDim, h/d.Group*d.HeadDim
			z := 0.0
			weights := make([]float64, t+1)
			for j := first[t]; j <= t; j++ {
				dot := 0.0
				for i := range d.HeadDim {
					dot += q[t][at+i] * k[j][kvAt+i]
				}
				weights[j] = math.Exp(dot / math.Sqrt(float64(d.HeadDim)))
				z += weights[j]
			}
			for j, w := range weights {
				for i := range d.HeadDim {
					mixed[at+i] += w / z * v[j][kvAt+i]
				}
			}
		}
		add(x[t], m.linear(name+"self_attn.o_proj.weight", mixed))
		h := m.norm(name+"post_attention_layernorm.weight", x[t])
		gate, up := m.linear(name+"mlp.gate_proj.weight", h), m.linear(name+"mlp.up_proj.weight", h)
		for i, g := range gate {
			up[i] *= g / (1 + math.Exp(-g))
		}
		add(x[t], m.linear(name+"mlp.down_proj.weight", up))
	}
}

func add(x, y []float64) {
	for i, v := range y {
		x[i] += v
	}
}
