// SPDX-License-Identifier: Apache-2.0

package referee_test

import (
	"testing"

	"github.com/weft-network/weft/chain/program"
)

// BenchmarkConstant measures one element of each constant of a 70B step.
func BenchmarkConstant(b *testing.B) {
	p := build(b, "step", large())
	clock := program.Clock{Age: 12345, Step: 23456}
	for i := range p.NumInputs() {
		in, err := p.Input(i)
		if err != nil || in.Class != program.ClassConst {
			continue
		}
		b.Run(in.Name, func(b *testing.B) {
			n := in.Shape.Size()
			for b.Loop() {
				in.Const.At(clock, n-1)
			}
		})
	}
}
