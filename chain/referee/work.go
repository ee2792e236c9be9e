// SPDX-License-Identifier: Apache-2.0

package referee

import (
	"github.com/weft-network/weft/chain/program"
)

// Costs of what is no operation of softfloat, as the operations that take as
// long: an operation is about one fma.
const (
	// lookupCost is for finding an operator by its number.
	lookupCost = 1 << 12
	// randomCost is for a piece of an extendable output.
	randomCost = 1 << 8
	// encodeCost is for encoding an element of a block, tallyCost for decoding
	// one.
	encodeCost = 4
	tallyCost  = 2
	// sliceCost is for a term of a product of slices: two numbers quantised and,
	// where there are factors, one scaled.
	sliceCost = 3
)

// constantCost is for one element of a constant.
func constantCost(c *program.Const) uint64 {
	switch c.Rule {
	case program.RuleIndex:
		return 1
	case program.RuleValue:
		return 1 << 8
	case program.RuleDenominator: // a power
		return 1 << 11
	case program.RuleStepSize, program.RuleKeep: // a power, and a cosine
		return 1 << 14
	default: // an exponential, a logarithm, and a cosine
		return 1 << 15
	}
}

// cost is the operations of one instruction: exp and log are chains of them.
func cost(code program.Code) uint64 {
	switch code {
	case program.Exp:
		return 16
	case program.Log:
		return 32
	case program.Sqrt:
		return 8
	case program.Div:
		return 2
	default:
		return 1
	}
}

// Work bounds the arithmetic operations of Element (for gas, charged before any
// work), without reading anything. Constants and the search for operators count
// as the operations that take as long. Bytes read are the reader's to charge.
func Work(p *program.Program, k, i int) (uint64, error) {
	op, err := operator(p, k, i)
	if err != nil {
		return 0, err
	}
	work := lookupCost + rule(&op)
	for _, ref := range op.In {
		if _, ok := ref.Op(); ok {
			work += lookupCost
		} else if _, c := describe(p, ref); c != nil {
			work += constantCost(c)
		}
	}
	return work, nil
}

// rule bounds what the rule of any element of an operator does with what it
// has read.
func rule(op *program.Op) uint64 {
	switch a := op.Attr.(type) {
	case *program.ProductAttr:
		terms := uint64(a.K)
		if a.Profile == program.ProfileI8X2 {
			terms *= sliceCost
		}
		return terms + uint64((a.K+a.Block()-1)/a.Block())
	case *program.MapAttr:
		work := uint64(0)
		for _, s := range a.Func.Expr().Code {
			work += cost(s.Code)
		}
		return work
	case *program.ReduceAttr:
		work := uint64(min(a.Cols, program.ReduceBlock))
		if a.Term == program.TermDot {
			work *= 2
		}
		return work + program.ReduceLanes
	case *program.ScatterAttr:
		return 2 * uint64(a.Tokens)
	case *program.SegmentAttr:
		return uint64(a.Context)
	case *program.EncodeAttr:
		return encodeCost * uint64(min(a.Coding.Len, a.Coding.BlockLen()))
	case *program.TallyAttr:
		return tallyCost * uint64(a.Deltas*min(a.Coding.Len, a.Coding.BlockLen()))
	case *program.NormAttr:
		return uint64(min(a.Len, program.ReduceBlock))
	case *program.RandomAttr:
		return randomCost
	default: // a pair that turns, or an element that moves
		return 3
	}
}
