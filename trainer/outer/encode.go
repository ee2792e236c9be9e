// SPDX-License-Identifier: Apache-2.0

package outer

import (
	"fmt"
	"math/bits"
	"sync"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/trainer/tensor"
)

// Unit is what step H+1 reads: the parameters that the round started from,
// those after the inner steps, and the error feedback, which Encode replaces.
// Feedback is nil in a job without any.
type Unit struct{ Base, Params, Feedback []tensor.Tensor }

// Encode is step H+1: it writes the delta, which has Bytes bytes, and the new
// error feedback, and returns the squared norm of the delta. After ErrDiverged
// the unit is lost.
func (x *Exchange) Encode(u Unit, delta []byte) (commit.Norm, error) {
	if err := x.fitsUnit(&u, delta); err != nil {
		return commit.Norm{}, err
	}
	var total sharedNorm
	err := x.each(func(p part, s *scratch) error {
		c := &x.tensors[p.tensor]
		base, w := u.Base[p.tensor].F32(), u.Params[p.tensor].F32()
		var feedback []float32
		if u.Feedback != nil {
			feedback = u.Feedback[p.tensor].F32()
		}
		var norm commit.Norm
		for block := p.first; block < p.end; block++ {
			b, first, n := c.block(delta, block)
			diff, sum := s.x[:n], s.sum[:n]
			if feedback == nil {
				difference(diff, base[first:], w[first:])
			} else {
				withFeedback(diff, base[first:], w[first:], feedback[first:], x.beta)
			}
			if !finite(diff) {
				return diverged("difference", c.name)
			}
			c.EncodeBlock(tensor.Tensor{Type: tensor.F32, Data: tensor.Bytes(diff)}.U32(), b)
			clear(sum)
			c.AddBlock(b, n, 1, sum, nil)
			norm = plus(norm, squares(b, sum))
			if feedback != nil {
				rest(feedback[first:first+n], diff, sum, x.unit)
			}
		}
		total.add(norm)
		return nil
	})
	return total.norm, err
}

func (x *Exchange) fitsUnit(u *Unit, delta []byte) error {
	if (u.Feedback != nil) != x.o.Dims.Feedback {
		return fmt.Errorf("%w: error feedback given: %t, in the specification: %t", ErrShape, u.Feedback != nil, x.o.Dims.Feedback)
	}
	if err := x.fits("base", u.Base, tensor.F32); err != nil {
		return err
	}
	if err := x.fits("parameters", u.Params, tensor.F32); err != nil {
		return err
	}
	if u.Feedback != nil {
		if err := x.fits("error feedback", u.Feedback, tensor.F32); err != nil {
			return err
		}
	}
	return x.fitsDelta(delta)
}

// difference is the expression sub.
func difference(out, base, w []float32) {
	base, w = base[:len(out)], w[:len(out)]
	for i := range out {
		out[i] = base[i] - w[i]
	}
}

// withFeedback is the expression delta.
func withFeedback(out, base, w, e []float32, beta float32) {
	base, w, e = base[:len(out)], w[:len(out)], e[:len(out)]
	for i := range out {
		out[i] = float32(beta*e[i]) + float32(base[i]-w[i])
	}
}

// rest is the expression of that name.
func rest(out, x []float32, sum []int64, unit float32) {
	x, sum = x[:len(out)], sum[:len(out)]
	for i := range out {
		out[i] = x[i] - float32(float32(sum[i])*unit)
	}
}

// squares is the sum of the squares of a block's values in units of the lowest
// scale: that of its codes, times the square of its own scale.
func squares(b []byte, sum []int64) commit.Norm {
	if b[0] == 0 {
		return commit.Norm{}
	}
	shift := uint(b[0] - 1)
	codes := uint64(0)
	for _, v := range sum {
		c := v >> shift
		codes += uint64(c * c)
	}
	hi, lo := bits.Mul64(codes, 1<<(2*shift))
	return commit.Norm{Hi: hi, Lo: lo}
}

// plus adds norms; a delta's stays below 2^128.
func plus(a, b commit.Norm) commit.Norm {
	lo, carry := bits.Add64(a.Lo, b.Lo, 0)
	hi, _ := bits.Add64(a.Hi, b.Hi, carry)
	return commit.Norm{Hi: hi, Lo: lo}
}

// sharedNorm adds what workers find.
type sharedNorm struct {
	mu   sync.Mutex
	norm commit.Norm
}

func (s *sharedNorm) add(n commit.Norm) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.norm = plus(s.norm, n)
}
