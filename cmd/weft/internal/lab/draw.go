// SPDX-License-Identifier: Apache-2.0

package lab

import (
	"math"
	"math/rand/v2"

	"github.com/weft-network/weft/trainer/kernel/ref"
)

// Draw chooses tokens. With equal logits and an equal seed it chooses the same
// ones on every machine: its exponential is that of the kernels (N5), and sums
// run in token order.
type Draw struct {
	temperature float32
	chance      *rand.Rand
	weights     []float32
}

// NewDraw draws at a temperature; 0 takes the most likely token.
func NewDraw(temperature float32, seed uint64) *Draw {
	return &Draw{temperature: temperature, chance: rand.New(rand.NewPCG(seed, 0))}
}

// Next draws a token. Of equally likely ones the first is the most likely.
func (d *Draw) Next(logits []float32) uint32 {
	best := 0
	for i, x := range logits {
		if x > logits[best] {
			best = i
		}
	}
	if d.temperature == 0 {
		return uint32(best)
	}
	d.weights = d.weights[:0]
	sum := float32(0)
	for _, x := range logits {
		w := ref.Exp((x - logits[best]) / d.temperature)
		d.weights = append(d.weights, w)
		sum += w
	}
	left := float32(d.chance.Float32() * sum) // rounded: no fma with what follows
	for i, w := range d.weights {
		if left -= w; left < 0 && !math.IsNaN(float64(w)) {
			return uint32(i)
		}
	}
	return uint32(best)
}
