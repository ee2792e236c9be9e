// SPDX-License-Identifier: Apache-2.0

package referee

import "github.com/weft-network/weft/chain/program"

// Operations counts what Element did.
func Operations(p *program.Program, k, i int, clock program.Clock, r Reader) (uint64, error) {
	op, err := operator(p, k, i)
	if err != nil {
		return 0, err
	}
	c, err := gather(&op, i, &values{p, &op, clock, r})
	if err != nil {
		return 0, err
	}
	c.evaluate()
	return c.ops, nil
}

// Costs are those of docs/spec/referee.md.
func Costs() map[string]uint64 {
	constant := func(r program.Rule) uint64 { return constantCost(&program.Const{Rule: r}) }
	return map[string]uint64{
		"finding an operator, and each operator that it reads": lookupCost,
		"a piece of random output":                             randomCost,
		"encoding an element of a block":                       encodeCost,
		"decoding one":                                         tallyCost,
		"a term of a product of profile i8x2":                  sliceCost,
		"a constant index":                                     constant(program.RuleIndex),
		"a constant value":                                     constant(program.RuleValue),
		"a constant with a power":                              constant(program.RuleDenominator),
		"a learning rate":                                      constant(program.RuleStepSize),
		"an angle":                                             constant(program.RuleRopeCos),
		"exp":                                                  cost(program.Exp),
		"log":                                                  cost(program.Log),
		"sqrt":                                                 cost(program.Sqrt),
		"div":                                                  cost(program.Div),
	}
}
