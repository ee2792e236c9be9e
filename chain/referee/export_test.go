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
