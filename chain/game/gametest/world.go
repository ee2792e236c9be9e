// SPDX-License-Identifier: Apache-2.0

package gametest

import (
	"encoding/binary"
	"fmt"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/referee"
)

// Operator executes one operator of a program; inputs are in the order of
// Op.In.
type Operator func(op *program.Op, inputs []Value) []byte

// Value is an input of an operator as it lies in memory.
type Value struct {
	Type program.Type
	Data []byte
}

// World is a step of some unit, and everything that it reads.
type World struct {
	// Facts lack Committed, which is the leaf of a tale: see Tale.Facts.
	Facts game.Facts
	Blobs *Blobs
	Run   Operator

	ops    []program.Op
	inputs []Value
	truth  *Tale
}

// NewWorld is the step that facts describe, over files in blobs. Without an
// executor the referee computes every element.
func NewWorld(f game.Facts, blobs *Blobs, run Operator) *World {
	f.Leaf = commit.Leaf{ChainID: "weft-toy-1", Job: 1, Round: 2, Slot: 3, Trainer: []byte("trainer"), Step: 4}
	w := &World{Facts: f, Blobs: blobs, Run: run}
	if w.Run == nil {
		w.Run = byReferee
	}
	if p := f.Program; p != nil {
		w.ops = p.All()
		for i := range p.NumInputs() {
			in, err := p.Input(i)
			if err != nil {
				panic(err)
			}
			w.inputs = append(w.inputs, Value{in.Type, w.input(&in)})
		}
	}
	return w
}

// input reads a whole input from the files, by their layouts.
func (w *World) input(in *program.Input) []byte {
	size := in.Shape.Size()
	switch in.Class {
	case program.ClassConst:
		words := make([]uint32, size)
		in.Const.Fill(w.Facts.Clock, words)
		return little(words)
	case program.ClassTokens:
		return w.tokens(in)
	case program.ClassDelta:
		return w.Blobs.Bytes(w.Facts.Deltas[in.Tensor])
	case program.ClassFactor:
		return little(w.Facts.Factors)
	case program.ClassBase:
		return w.tensor(w.Facts.Base, program.ClassParam, in.Tensor, size*in.Type.Bytes())
	default:
		return w.tensor(w.Facts.State, in.Class, in.Tensor, size*in.Type.Bytes())
	}
}

func (w *World) tensor(file game.File, class program.Class, tensor, size int) []byte {
	if file.Layout == nil {
		return make([]byte, size)
	}
	t, err := file.Layout.Tensor(class, tensor)
	if err != nil {
		return make([]byte, size) // a class that the file lacks
	}
	first := file.Layout.HeaderSize() + t.Offset
	return w.Blobs.Bytes(file.ID)[first : first+t.Bytes]
}

func (w *World) tokens(in *program.Input) []byte {
	x := &w.Facts.Tokens
	dataset := w.Blobs.Bytes(x.Dataset)
	var words []uint32
	for row := range in.Shape[0] {
		first, err := x.Rows.First(row)
		if err != nil {
			panic(err)
		}
		for i := range in.Shape[1] {
			var id [4]byte
			at := (int(first) + i) * x.Width
			copy(id[:], dataset[at:at+x.Width])
			words = append(words, binary.LittleEndian.Uint32(id[:]))
		}
	}
	return little(words)
}

// byReferee computes every element of an output.
func byReferee(op *program.Op, inputs []Value) []byte {
	var out []byte
	for i := range op.Shape.Size() {
		b, err := referee.Judge(op, i, operands(inputs))
		if err != nil {
			panic(fmt.Sprintf("%s, element %d: %v", op.Kind, i, err))
		}
		out = append(out, b...)
	}
	return out
}

type operands []Value

// Read implements referee.Operands.
func (o operands) Read(rg program.Range) ([]byte, program.Type, error) {
	v := o[rg.In]
	width := v.Type.Bytes()
	return v.Data[rg.First*width:][:rg.Count*width], v.Type, nil
}

// execute runs the operators in order. Falsify, if not nil, may change each
// output before others read it. What depends on no changed output is taken
// from what is known.
func (w *World) execute(known [][]byte, falsify func(k int, out []byte)) [][]byte {
	outs, changed := make([][]byte, len(w.ops)), make([]bool, len(w.ops))
	for k := range w.ops {
		op := &w.ops[k]
		dirty := known == nil
		var inputs []Value
		for _, r := range op.In {
			if src, ok := r.Op(); ok {
				inputs, dirty = append(inputs, Value{w.ops[src].Type, outs[src]}), dirty || changed[src]
				continue
			}
			i, _ := r.Input()
			inputs = append(inputs, w.inputs[i])
		}
		if dirty {
			outs[k] = w.Run(op, inputs)
		} else {
			outs[k] = append([]byte(nil), known[k]...)
		}
		if falsify != nil {
			falsify(k, outs[k])
		}
		changed[k] = known == nil || string(outs[k]) != string(known[k])
	}
	return outs
}

func little(words []uint32) []byte {
	b := make([]byte, 0, 4*len(words))
	for _, v := range words {
		b = binary.LittleEndian.AppendUint32(b, v)
	}
	return b
}

// Input is the bytes of input i of the step's program.
func (w *World) Input(i int) []byte { return w.inputs[i].Data }
