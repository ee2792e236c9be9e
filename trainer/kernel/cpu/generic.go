// SPDX-License-Identifier: Apache-2.0

package cpu

import (
	"math"

	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/trainer/kernel/ref"
)

// portable is the code that runs everywhere.
var portable = routines{
	name: "portable", columns: 8,
	product: productGeneric, row: rowGeneric, finish: finishGeneric, chains: chainsGeneric,
	sum: sumGeneric, square: squareGeneric, dot: dotGeneric, maximum: maximumGeneric,
	rope:       func(n int, y1, y2, x1, x2, cos, sin *float32) { ropeGeneric(n, y1, y2, x1, x2, cos, sin, 1) },
	ropeBack:   func(n int, y1, y2, x1, x2, cos, sin *float32) { ropeGeneric(n, y1, y2, x1, x2, cos, sin, -1) },
	packTurned: packTurnedGeneric, packStraight: packStraightGeneric, slicer: &portableSlicer,
	check: func() error { return nil }, // Go changes no mode
}

// fma is ref.Fma with its common case inlined: of a normal result whose lower
// bits are no tie, the conversion rounds right.
func fma(a, b, c float32) float32 {
	s := float64(a)*float64(b) + float64(c)
	if v := math.Float64bits(s); v&0x1fffffff != 0x10000000 && v<<1>>53 > 1023-126 {
		return float32(s)
	}
	return ref.Fma(a, b, c)
}

//nolint:revive // nine arguments, like the generated routine that it stands for
func productGeneric(kc int, a *float32, rowA, termA int, b, p *float32, ldp, load int, out, base *float32, ldo int) {
	row, term := rowA/4, termA/4
	x, y, chains := run(a, 7*row+(kc-1)*term+1), run(b, 8*kc), run(p, 7*ldp+8)
	for i := range 8 {
		var acc [8]float32
		line := chains[i*ldp : i*ldp+8]
		if load != 0 {
			copy(acc[:], line)
		}
		for k := range kc {
			xv := x[i*row+k*term]
			for j, yv := range y[8*k : 8*k+8] {
				acc[j] = fma(xv, yv, acc[j])
			}
		}
		switch {
		case out == nil:
			copy(line, acc[:])
		case base == nil:
			finishGeneric(8, from(run(out, 7*ldo+8), i*ldo), nil, &acc[0])
		default:
			finishGeneric(8, from(run(out, 7*ldo+8), i*ldo), from(run(base, 7*ldo+8), i*ldo), &acc[0])
		}
	}
}

func rowGeneric(kc int, a, b, p *float32) {
	x, y, out := run(a, 8*kc-7), run(b, 8*kc), run(p, 8)
	for k := range kc {
		for j, yv := range y[8*k : 8*k+8] {
			out[j] = fma(x[8*k], yv, out[j])
		}
	}
}

func finishGeneric(n int, out, base, chain *float32) {
	o, c := run(out, n), run(chain, n)
	if base == nil {
		for i, v := range c {
			o[i] = ref.Canonical(0 + v)
		}
		return
	}
	for i, v := range run(base, n) {
		o[i] = ref.Canonical(v + c[i])
	}
}

func chainsGeneric(n int, acc, x, y *float32) {
	a, u, v := run(acc, n), run(x, n), run(y, n)
	for i := range a {
		a[i] = fma(u[i], v[i], a[i])
	}
}

// lanes folds the partial sums of a block (N4).
type lanes [program.ReduceLanes]float32

func (l *lanes) fold() float32 {
	for half := program.ReduceLanes / 2; half > 0; half /= 2 {
		for i := range half {
			l[i] += l[i+half]
		}
	}
	return l[0]
}

func sumGeneric(n int, x, _ *float32) float32 {
	var l lanes
	for i, v := range run(x, n) {
		l[i%program.ReduceLanes] += v
	}
	return l.fold()
}

func squareGeneric(n int, x, _ *float32) float32 {
	var l lanes
	for i, v := range run(x, n) {
		l[i%program.ReduceLanes] = fma(v, v, l[i%program.ReduceLanes])
	}
	return l.fold()
}

func dotGeneric(n int, x, y *float32) float32 {
	var l lanes
	w := run(y, n)
	for i, v := range run(x, n) {
		l[i%program.ReduceLanes] += float32(v * w[i])
	}
	return l.fold()
}

func maximumGeneric(n int, x *float32) float32 {
	best := float32(math.Inf(-1))
	for _, v := range run(x, n) {
		best = ref.Max(best, v)
	}
	return best
}

//nolint:revive // eight arguments, like the generated routines that it stands for
func ropeGeneric(n int, y1, y2, x1, x2, cos, sin *float32, sign float32) {
	o1, o2, a, b := run(y1, n), run(y2, n), run(x1, n), run(x2, n)
	s := run(sin, n)
	for i, c := range run(cos, n) {
		u, v := a[i], b[i]
		turn := sign * s[i] // exact
		o1[i] = ref.Canonical(float32(u*c) - float32(v*turn))
		o2[i] = ref.Canonical(fma(v, c, float32(u*turn)))
	}
}
