// SPDX-License-Identifier: Apache-2.0

package program

import (
	"math/big"

	"github.com/weft-network/weft/chain/spec"
)

// Clock is where a step stands in time; both count from 1.
type Clock struct {
	// Age is the steps since the optimiser's moments were zero, this one
	// included: t of N13.
	Age uint64
	// Step is the learning-rate step: (round - 1) * H + i.
	Step uint64
}

// Rule names how the elements of a constant are computed (N6).
type Rule uint8

// The rules.
const (
	// RuleValue: Num/Den, or its square root if Root.
	RuleValue Rule = iota + 1
	// RuleRopeCos and RuleRopeSin: element (pos, i) of [Context, Dim/2].
	RuleRopeCos
	RuleRopeSin
	// RuleDenominator: 1/sqrt(1 - beta2^age).
	RuleDenominator
	// RuleStepSize: -lr(step) / (1 - beta1^age).
	RuleStepSize
	// RuleKeep: 1 - lr(step) * weight decay.
	RuleKeep
	// RuleIndex: the unsigned integer Base + i * Step.
	RuleIndex
)

// Const is an input of a program that every reader computes for itself.
type Const struct {
	Rule Rule
	// Value of RuleValue, and the base of a power: beta1, beta2, decay.
	Value *big.Rat
	Root  bool
	// Rope.
	Theta, Factor *big.Rat
	Pairs         int
	// Learning rate.
	Rate *Rate
	// RuleIndex.
	Base, Step int
}

// Rate is the learning rate as a function of the step.
type Rate struct {
	Kind          spec.ScheduleKind
	Peak, Final   *big.Rat
	Warmup, Decay uint64
	// Total is the steps of the job: rounds * H.
	Total uint64
}

// At returns the bits of element i.
func (c *Const) At(clock Clock, i int) uint32 {
	switch c.Rule {
	case RuleValue:
		if c.Root {
			return bits32(root(realRat(c.Value)))
		}
		return bits32(realRat(c.Value))
	case RuleRopeCos, RuleRopeSin:
		cos, sin := cosSin(prod(whole(int64(i/c.Pairs)), c.frequency(i%c.Pairs)))
		if c.Rule == RuleRopeCos {
			return bits32(cos)
		}
		return bits32(sin)
	case RuleDenominator:
		return bits32(quot(whole(1), root(c.lost(clock.Age))))
	case RuleStepSize:
		a := quot(c.Rate.at(clock.Step), c.lost(clock.Age))
		return bits32(a.Neg(a))
	case RuleKeep:
		return bits32(diff(whole(1), prod(c.Rate.at(clock.Step), realRat(c.Value))))
	default: // RuleIndex
		return uint32(c.Base + i*c.Step)
	}
}

// lost is 1 - Value^age.
func (c *Const) lost(age uint64) *big.Float {
	return diff(whole(1), power(realRat(c.Value), age))
}

// frequency is theta^(-i/Pairs) / factor.
func (c *Const) frequency(i int) *big.Float {
	f := whole(1)
	if i > 0 {
		f = exp(quot(prod(whole(int64(-i)), ln(realRat(c.Theta))), whole(int64(c.Pairs))))
	}
	return quot(f, realRat(c.Factor))
}

// Fill computes every element. Tables of angles come from repeated turning in
// the same precision, which leaves far more correct bits than the one rounding
// needs, so they equal At.
func (c *Const) Fill(clock Clock, out []uint32) {
	if c.Rule != RuleRopeCos && c.Rule != RuleRopeSin {
		for i := range out {
			out[i] = c.At(clock, i)
		}
		return
	}
	for i := range c.Pairs {
		turnCos, turnSin := cosSin(c.frequency(i))
		cos, sin := whole(1), whole(0)
		for at := i; at < len(out); at += c.Pairs {
			if c.Rule == RuleRopeCos {
				out[at] = bits32(cos)
			} else {
				out[at] = bits32(sin)
			}
			cos, sin = diff(prod(cos, turnCos), prod(sin, turnSin)), sum(prod(cos, turnSin), prod(sin, turnCos))
		}
	}
}

// at is the learning rate of step s >= 1, before any rounding to binary32.
func (r *Rate) at(s uint64) *big.Float {
	if s < r.Warmup {
		return prod(realRat(r.Peak), ratio(s, r.Warmup))
	}
	from := r.Warmup
	if r.Kind == spec.ScheduleKind_SCHEDULE_KIND_WSD {
		from = r.Total - r.Decay
	}
	switch {
	case r.Kind == spec.ScheduleKind_SCHEDULE_KIND_CONSTANT || s <= from:
		return realRat(r.Peak)
	case s >= from+r.Decay:
		return realRat(r.Final)
	}
	swing := realRat(new(big.Rat).Sub(r.Peak, r.Final))
	if r.Kind == spec.ScheduleKind_SCHEDULE_KIND_COSINE {
		cos, _ := cosSin(prod(pi(), ratio(s-from, r.Decay)))
		return sum(realRat(r.Final), quot(prod(swing, sum(whole(1), cos)), whole(2)))
	}
	return diff(realRat(r.Peak), prod(swing, ratio(s-from, r.Decay)))
}

func ratio(a, b uint64) *big.Float {
	return quot(new(big.Float).SetPrec(precision).SetUint64(a), new(big.Float).SetPrec(precision).SetUint64(b))
}

func (c *Const) encode(e *encoder) {
	e.ints(int(c.Rule))
	for _, r := range []*big.Rat{c.Value, c.Theta, c.Factor} {
		if r == nil {
			r = new(big.Rat)
		}
		e.text(r.String())
	}
	e.flag(c.Root)
	e.ints(c.Pairs, c.Base, c.Step)
	if c.Rate != nil {
		e.ints(int(c.Rate.Kind), int(c.Rate.Warmup), int(c.Rate.Decay), int(c.Rate.Total))
		e.text(c.Rate.Peak.String())
		e.text(c.Rate.Final.String())
	}
}

// Clocked reports whether the elements change from step to step.
func (c *Const) Clocked() bool {
	return c.Rule == RuleDenominator || c.Rule == RuleStepSize || c.Rule == RuleKeep
}
