// SPDX-License-Identifier: Apache-2.0

package referee

import (
	"encoding/binary"

	"github.com/weft-network/weft/chain/program"
)

// tabulate computes a range of a constant. Rules read one element of one, so
// that nothing is computed in vain.
func tabulate(c *program.Const, clock program.Clock, rg program.Range) []byte {
	b := make([]byte, 0, 4*rg.Count)
	for j := range rg.Count {
		b = binary.LittleEndian.AppendUint32(b, c.At(clock, rg.First+j))
	}
	return b
}
