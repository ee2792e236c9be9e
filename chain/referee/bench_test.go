// SPDX-License-Identifier: Apache-2.0

package referee_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/referee"
	"github.com/weft-network/weft/chain/spec"
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

// BenchmarkWorst measures the longest element of each kind at the largest
// shapes that a job may have, and of a 70B model: a block of a chain has to hold
// it. Bytes are those of opened ranges; the reader costs nothing.
func BenchmarkWorst(b *testing.B) {
	for name, shape := range map[string]func() *spec.Spec{
		"widest": widest, "70B": large, "widest, i8x2": func() *spec.Spec { return sliced(widest()) },
	} {
		for kind, w := range worst(b, shape) {
			b.Run(name+"/"+kind, func(b *testing.B) {
				rec := &referee.Recorder{From: &anything{w.p, ordinary(rand.New(rand.NewPCG(1, 1)))}}
				_, err := referee.Element(w.p, w.k, 0, w.clock(), rec)
				require.NoError(b, err)
				size := 0
				for _, d := range rec.Data {
					size += len(d)
				}
				for b.Loop() {
					if _, err := referee.Element(w.p, w.k, 0, w.clock(), &referee.Opening{Ranges: rec.Ranges, Data: rec.Data}); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(w.work), "ns/work")
				b.ReportMetric(float64(w.work), "work")
				b.ReportMetric(float64(size), "bytes")
			})
		}
	}
}

// longest is the operator of a kind with the most work.
type longest struct {
	p    *program.Program
	k    int
	work uint64
}

func (*longest) clock() program.Clock { return program.Clock{Age: 1 << 20, Step: 1 << 20} }

// worst finds the longest of each kind; maps are told apart by expression, and
// products with factors are by themselves.
func worst(b *testing.B, shape func() *spec.Spec) map[string]longest {
	b.Helper()
	found := map[string]longest{}
	for which := range builders {
		p := build(b, which, shape())
		for _, ends := range distinct(p) {
			op, err := p.At(ends[0])
			require.NoError(b, err)
			name := op.Kind.String()
			if a, ok := op.Attr.(*program.MapAttr); ok {
				name += " " + a.Func.String()
			}
			if a, ok := op.Attr.(*program.ProductAttr); ok && a.Factored() {
				name += " with factors"
			}
			work, err := referee.Work(p, ends[0], 0)
			require.NoError(b, err)
			if work > found[name].work {
				found[name] = longest{p, ends[0], work}
			}
		}
	}
	return found
}
