// SPDX-License-Identifier: Apache-2.0

package program

import (
	"encoding/binary"
	"io"
	"math/big"

	"github.com/zeebo/blake3"

	"github.com/weft-network/weft/chain/spec"
)

// initStd is the standard deviation of initial weights (N13).
var initStd = big.NewRat(2, 100)

// BuildInit lays out the first parameters of a job that starts from a seed.
func BuildInit(s *spec.Spec) (*Program, error) {
	p, err := begin("initialisation", s)
	if err != nil {
		return nil, err
	}
	if len(s.Init.Seed) == 0 {
		return nil, refuse("init.seed", "missing", "32 bytes: a job that starts from a base has no initialisation")
	}
	p.inputs.addConst(cOne, "one", F32, Shape{1}, &Const{Rule: RuleValue, Value: big.NewRat(1, 1)})
	d := &p.Dims
	deep := new(big.Rat).Mul(initStd, initStd)
	deep.Mul(deep, inverse(2*d.Layers))
	plainStd := bits32(realRat(initStd))
	deepStd := bits32(root(realRat(deep)))

	p.stages = []*stage{{name: sInit, region: inside, count: d.NumParams(), emit: func(e *emitter) {
		t := d.Param(e.i)
		if t.Norm {
			e.set(mNew, e.copyOf(F32, e.inputs.constant(cOne), 0, t.Shape, 0))
			return
		}
		attr := &RandomAttr{Seed: [32]byte(s.Init.Seed), Name: t.Name, Std: plainStd}
		if t.Deep {
			attr.Std = deepStd
		}
		e.set(mNew, e.add(Op{Kind: KindRandom, Type: F32, Shape: t.Shape, Attr: attr}))
	}}}
	p.layout()
	for i := range d.NumParams() {
		p.output(Output{Class: ClassParam, Tensor: i, Ref: p.ref(sInit, 0, i, mNew)})
	}
	return p, nil
}

// randomBytes is the length of the output that one element reads.
const randomBytes = 24

// source is the extendable output that a Random operator reads.
func (a *RandomAttr) source() *blake3.Digest {
	h, err := blake3.NewKeyed(a.Seed[:])
	if err != nil {
		panic("program: key of 32 bytes refused: " + err.Error())
	}
	_, _ = h.WriteString(a.Name) // never fails
	return h.Digest()
}

// Sums fills out with the integers sum(twelve u16) - 393210 of the elements
// from first on: z of N13 is that over 65536.
func (a *RandomAttr) Sums(first int, out []int32) {
	r := a.source()
	if _, err := r.Seek(int64(first)*randomBytes, io.SeekStart); err != nil {
		panic("program: offset of an element: " + err.Error())
	}
	var buf [randomBytes * 512]byte
	for len(out) > 0 {
		n := min(len(out), 512)
		if _, err := r.Read(buf[:n*randomBytes]); err != nil {
			panic("program: endless output ended: " + err.Error())
		}
		for i := range n {
			s := int32(-393210)
			for j := range randomBytes / 2 {
				s += int32(binary.LittleEndian.Uint16(buf[i*randomBytes+2*j:]))
			}
			out[i] = s
		}
		out = out[n:]
	}
}
