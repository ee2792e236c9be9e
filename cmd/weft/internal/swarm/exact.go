// SPDX-License-Identifier: Apache-2.0

package swarm

import (
	"strconv"

	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/trainer/outer"
)

// exact is DiLoCo without a codec and without clip factors. It is a measure and
// not a rule of the network, so its sums are in binary64, in the order of the
// slots.
type exact struct {
	*Swarm
	sums           [][]float64 // by tensor
	rate, momentum float32
}

func newExact(w *Swarm) (*exact, error) {
	x := &exact{Swarm: w}
	for _, t := range w.global.Params {
		x.sums = append(x.sums, make([]float64, t.Len()))
	}
	o := &w.spec.Outer
	number := func(text string) (float32, error) {
		v, err := strconv.ParseFloat(text, 32)
		return float32(v), err
	}
	var err error
	if x.rate, err = number(o.LearningRate); err == nil && o.Kind == spec.OuterKind_OUTER_KIND_NESTEROV {
		x.momentum, err = number(o.Momentum)
	}
	return x, err
}

func (x *exact) send(u outer.Unit) error {
	for i, sum := range x.sums {
		base, now := u.Base[i].F32(), u.Params[i].F32()
		for k := range sum {
			sum[k] += float64(base[k] - now[k])
		}
	}
	return nil
}

func (x *exact) fold() (Traffic, error) {
	n := uint64(x.spec.Rounds.Slots)
	for i, sum := range x.sums {
		theta := x.global.Params[i].F32()
		var momentum []float32
		if x.global.Momentum != nil {
			momentum = x.global.Momentum[i].F32()
		}
		for k, v := range sum {
			g := float32(v / float64(n))
			if momentum != nil {
				momentum[k] = float32(x.momentum*momentum[k]) + g
				g += float32(x.momentum * momentum[k])
			}
			theta[k] -= float32(x.rate * g)
		}
		clear(sum)
	}
	return ringBytes(x.bytes32(), n), nil
}
