// SPDX-License-Identifier: Apache-2.0

package referee

import (
	"github.com/weft-network/weft/chain/program"
)

// Costs in operations: a unit is about one fma of softfloat.
const (
	randomCost = 100
	encodeCost = 4
	tallyCost  = 1
	constCost  = 1 << 14
	lookupCost = 1 << 10
)

// cost is the operations of one instruction: exp and log are chains of them.
func cost(code program.Code) uint64 {
	switch code {
	case program.Exp:
		return 12
	case program.Log:
		return 20
	case program.Sqrt:
		return 8
	default:
		return 1
	}
}

// Work bounds the arithmetic operations of Element (for gas, charged before any
// work), without reading anything.
func Work(p *program.Program, k, i int) (uint64, error) {
	op, err := operator(p, k, i)
	if err != nil {
		return 0, err
	}
	work := uint64(lookupCost) + rule(&op)
	for _, ref := range op.In {
		work += lookupCost
		if _, c := describe(p, ref); c != nil {
			work += constCost
		}
	}
	return work, nil
}

// rule bounds what the rule of any element of an operator does with what it
// has read.
func rule(op *program.Op) uint64 {
	switch a := op.Attr.(type) {
	case *program.ProductAttr:
		return uint64(a.K + (a.K+program.ProductBlock-1)/program.ProductBlock)
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
