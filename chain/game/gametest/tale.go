// SPDX-License-Identifier: Apache-2.0

package gametest

import (
	"bytes"
	"encoding/binary"
	"io"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/chain/program"
)

// Tale is what somebody says a step came to, with all bytes to show for it.
// It implements game.Story.
type Tale struct {
	w       *World
	result  game.Result
	outputs [][]byte
	entries []commit.Digest
}

// Lie says where a tale leaves the truth. The zero Lie does not.
type Lie struct {
	// Output changes the output of operator k.
	Output func(k int, out []byte)
	// Careless says that what reads a changed output is left as it was.
	Careless bool
	// State and Delta change the files after they are made, Out the result.
	State, Delta, Out func(b []byte)
	// Entries changes the trace after it is made.
	Entries func(entries []commit.Digest)
}

// Truth is what the step comes to.
func (w *World) Truth() *Tale {
	if w.truth == nil {
		w.truth = w.told(w.execute(nil, nil), Lie{})
	}
	return w.truth
}

// Outputs makes a tale of given outputs, such as an engine's.
func (w *World) Outputs(outputs [][]byte) *Tale { return w.told(outputs, Lie{}) }

// Tell is the tale of a lie.
func (w *World) Tell(lie Lie) *Tale {
	outputs := w.Truth().outputs
	switch {
	case lie.Output == nil:
	case lie.Careless:
		outputs = cloned(outputs)
		for k := range outputs {
			lie.Output(k, outputs[k])
		}
	default:
		outputs = w.execute(outputs, lie.Output)
	}
	return w.told(outputs, lie)
}

func cloned(list [][]byte) [][]byte {
	out := make([][]byte, len(list))
	for i, b := range list {
		out[i] = append([]byte(nil), b...)
	}
	return out
}

func (w *World) told(outputs [][]byte, lie Lie) *Tale {
	t := &Tale{w: w, outputs: outputs}
	f := &w.Facts
	for _, b := range outputs {
		t.entries = append(t.entries, commit.Sum(b))
	}
	if f.New != nil {
		content := t.state()
		apply(lie.State, content)
		t.result.State = w.Blobs.Add(content)
		t.entries = append(t.entries, t.result.State.Digest)
	}
	if f.Exchange != nil {
		content := t.delta()
		apply(lie.Delta, content)
		id := w.Blobs.Add(content)
		t.entries = append(t.entries, id.Digest)
		norm := t.number()
		t.result.Out = commit.DeltaOut(id, commit.Norm{Hi: binary.LittleEndian.Uint64(norm[8:]), Lo: binary.LittleEndian.Uint64(norm)})
	} else {
		t.result.Out = append([]byte(nil), t.number()...)
	}
	apply(lie.Out, t.result.Out)
	if lie.Entries != nil {
		lie.Entries(t.entries)
	}
	return t
}

func apply(change func([]byte), b []byte) {
	if change != nil {
		change(b)
	}
}

// state writes the state file from the outputs, and from the state before.
func (t *Tale) state() []byte {
	f := &t.w.Facts
	content := append(f.New.Header(), make([]byte, f.New.DataSize())...)
	for x := range f.New.All() {
		b := t.w.tensor(f.State, x.Class, x.Tensor, int(x.Bytes))
		if out := t.made(x.Class, x.Tensor); out != nil {
			b = out
		}
		copy(content[f.New.HeaderSize()+x.Offset:], b)
	}
	return content
}

// delta writes the delta from the outputs.
func (t *Tale) delta() []byte {
	var content []byte
	for i := range t.w.Facts.Program.Dims.NumParams() {
		content = append(content, t.made(program.ClassDelta, i)...)
	}
	return content
}

func (t *Tale) made(c program.Class, tensor int) []byte {
	if t.w.Facts.Program == nil {
		return nil
	}
	for _, o := range t.w.Facts.Program.Outputs() {
		if o.Class == c && o.Tensor == tensor {
			return t.outputs[o.Ref]
		}
	}
	return nil
}

// number is the output that the result states as it is.
func (t *Tale) number() []byte { return t.made(0, -1) }

// Facts are those of the world when the tale is what was committed.
func (t *Tale) Facts() *game.Facts {
	f := t.w.Facts
	f.Leaf.State, f.Leaf.Out = t.result.State, t.result.Out
	f.Committed = f.Leaf.Hash()
	return &f
}

// World is the world that the tale is about.
func (t *Tale) World() *World { return t.w }

// Result implements game.Story.
func (t *Tale) Result() game.Result { return t.result }

// Claim is the tale as a challenge.
func (t *Tale) Claim() game.Claim {
	return game.Claim{Result: t.result, Trace: commit.MerkleRoot(t.entries)}
}

// Entries implements game.Story.
func (t *Tale) Entries() ([]commit.Digest, error) { return t.entries, nil }

// Output implements game.Story.
func (t *Tale) Output(k int) (io.ReaderAt, error) { return bytes.NewReader(t.outputs[k]), nil }

// Blob implements game.Story.
func (t *Tale) Blob(id commit.ID) (io.ReaderAt, commit.Nodes, error) { return t.w.Blobs.Open(id) }

// Bytes are the outputs of all operators.
func (t *Tale) Bytes() [][]byte { return t.outputs }

// Content is the content of an entry of the trace.
func (t *Tale) Content(entry uint64) []byte {
	kind, _, err := t.w.Facts.Entry(entry)
	switch {
	case err != nil:
		panic(err)
	case kind == game.EntryState:
		return t.w.Blobs.Bytes(t.result.State)
	case kind == game.EntryDelta:
		id, _, err := commit.ParseDeltaOut(t.result.Out)
		if err != nil {
			panic(err)
		}
		return t.w.Blobs.Bytes(id)
	}
	return t.outputs[entry]
}

// At changes one byte of operator k's output in its lowest bit: one ulp, if it
// is the first of a number.
func At(k, i int) func(int, []byte) {
	return func(op int, out []byte) {
		if op == k {
			out[i] ^= 1
		}
	}
}

// Flip changes byte i in its lowest bit.
func Flip(i int) func([]byte) { return func(b []byte) { b[i] ^= 1 } }
