// SPDX-License-Identifier: Apache-2.0

package referee_test

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/referee"
)

// anything answers every read with bytes that draw makes.
type anything struct {
	p    *program.Program
	draw func(b []byte, kind program.Type)
}

// format is that of a value, and whether it is a constant.
func format(p *program.Program, ref program.Ref) (kind program.Type, constant bool) {
	if k, ok := ref.Op(); ok {
		op, err := p.At(k)
		return op.Type, err != nil
	}
	i, _ := ref.Input()
	in, err := p.Input(i)
	return in.Type, err != nil || in.Class == program.ClassConst
}

func (a *anything) Read(ref program.Ref, _, count int) ([]byte, error) {
	kind, constant := format(a.p, ref)
	if constant {
		return nil, errors.New("a constant was asked for")
	}
	b := make([]byte, count*kind.Bytes())
	a.draw(b, kind)
	return b, nil
}

// repeated is bytes of a pattern.
func repeated(p ...byte) func([]byte, program.Type) {
	return func(b []byte, _ program.Type) {
		for n := copy(b, p); n < len(b); n *= 2 {
			copy(b[n:], b[:n])
		}
	}
}

// patterns tell rules to read nothing, everything, near and far.
var patterns = []func([]byte, program.Type){
	repeated(0), repeated(0xff), repeated(1, 0, 0, 0), repeated(9, 0, 0, 0), repeated(0xff, 0xff, 0xff, 0x7f),
	repeated(0x12, 0x34, 0x56, 0x3f, 0x65, 0x43, 0x21, 0xbf),
}

// noise is any bytes.
func noise(rng *rand.Rand) func([]byte, program.Type) {
	return func(b []byte, _ program.Type) {
		for ; len(b) >= 8; b = b[8:] {
			binary.LittleEndian.PutUint64(b, rng.Uint64())
		}
		for i := range b {
			b[i] = byte(rng.Uint32())
		}
	}
}

// distinct are the operators of a program that differ in more than where their
// inputs come from, and the last of each sort.
func distinct(p *program.Program) [][2]int {
	seen, list := map[string]int{}, [][2]int(nil)
	for k, op := range p.All() {
		name := fmt.Sprintf("%v %v %v %+v", op.Kind, op.Type, op.Shape, op.Attr)
		at, ok := seen[name]
		if !ok {
			at = len(list)
			seen[name], list = at, append(list, [2]int{k, k})
		}
		list[at][1] = k
	}
	return list
}

// Of every operator of every program, whatever bytes are read: there is an
// element, the reads are those of program.Witness in its order, each once, and
// Work bounds the operations.
func TestElement(t *testing.T) {
	t.Parallel()
	for name, shape := range shapes {
		for which := range builders {
			t.Run(name+"/"+which, func(t *testing.T) {
				t.Parallel()
				p := build(t, which, shape())
				rng := rand.New(rand.NewPCG(1, 2))
				for _, ends := range distinct(p) {
					for n, k := range ends {
						op, err := p.At(k)
						require.NoError(t, err)
						size := op.Shape.Size()
						elementOf(t, p, k, rng.IntN(size), rng)
						elementOf(t, p, k, n*(size-1), rng) // the first of the first, the last of the last
					}
				}
			})
		}
	}
}

// elementOf judges one element on bytes of one kind, and of no particular.
func elementOf(t *testing.T, p *program.Program, k, i int, rng *rand.Rand) {
	t.Helper()
	clock := program.Clock{Age: 1 + rng.Uint64N(1<<20), Step: 1 + rng.Uint64N(1<<20)}
	op, err := p.At(k)
	require.NoError(t, err)
	for _, draw := range []func([]byte, program.Type){patterns[rng.IntN(len(patterns))], noise(rng)} {
		rec := &referee.Recorder{From: &anything{p, draw}}
		got, err := referee.Element(p, k, i, clock, rec)
		require.NoError(t, err)
		require.Len(t, got, op.Type.Bytes())
		require.Equal(t, witness(t, p, &op, i, rec), rec.Ranges, "operator %d, a %s, element %d", k, op.Kind, i)

		opened := &referee.Opening{Ranges: rec.Ranges, Data: rec.Data}
		again, err := referee.Element(p, k, i, clock, opened)
		require.NoError(t, err)
		require.Equal(t, got, again)
		require.True(t, opened.Done())

		work, err := referee.Work(p, k, i)
		require.NoError(t, err)
		did, err := referee.Operations(p, k, i, clock, &referee.Opening{Ranges: rec.Ranges, Data: rec.Data})
		require.NoError(t, err)
		require.LessOrEqual(t, did, work, "operator %d, a %s %+v, element %d", k, op.Kind, op.Attr, i)
	}
}

// witness is program.Witness less the ranges of constants; what it peeks at was
// recorded, or is a constant.
func witness(t *testing.T, p *program.Program, op *program.Op, i int, rec *referee.Recorder) []referee.Range {
	t.Helper()
	ranges, err := program.Witness(op, i, func(in, at int) uint32 {
		ref := op.In[in]
		for n, rg := range rec.Ranges {
			if rg.Ref == ref && rg.First == at && rg.Count == 1 {
				b := rec.Data[n]
				return uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24
			}
		}
		x, ok := ref.Input()
		require.True(t, ok, "operator reads %d at %d, and the referee did not", ref, at)
		input, err := p.Input(x)
		require.NoError(t, err)
		require.Equal(t, program.RuleIndex, input.Const.Rule)
		return uint32(input.Const.Base + at*input.Const.Step)
	})
	require.NoError(t, err)
	var read []referee.Range
	for _, rg := range ranges {
		if _, constant := format(p, op.In[rg.In]); !constant {
			read = append(read, referee.Range{Ref: op.In[rg.In], First: rg.First, Count: rg.Count})
		}
	}
	return read
}
