// SPDX-License-Identifier: Apache-2.0

package replay

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/chain/program"
)

// Spots are blocks of the files that a unit is committed to have left after a
// step.
type Spots struct {
	State commit.ID
	// Delta is that of the step encode.
	Delta  commit.ID
	Blocks []uint64
}

// Check compares blocks of the files that step begin or encode is committed to
// have left with what the step's program makes of the same elements (A1). It
// reads nothing but these elements, and the header of the state. It returns the
// first block that differs; one's header counts as its first.
func Check(ctx context.Context, f *game.Facts, at Spots, files Files, cfg Config) (block uint64, differs bool, err error) {
	if err := f.Validate(); err != nil {
		return 0, false, err
	}
	if f.Program == nil || f.New == nil || f.Tokens.Rows != nil || f.New.Size() != at.State.Size {
		return 0, false, fmt.Errorf("%w: step %d has no blocks, or its state not %d bytes", ErrStep, f.Leaf.Step, at.State.Size)
	}
	c := &checker{facts: f, kernel: cfg.Kernel, at: at, outputs: map[int][]program.Output{}, consts: map[program.Ref]value{}}
	for _, o := range f.Program.Outputs() {
		if o.Tensor >= 0 {
			c.outputs[o.Tensor] = append(c.outputs[o.Tensor], o)
		}
	}
	if err := c.open(files); err != nil {
		return 0, false, err
	}
	header := make([]byte, f.New.HeaderSize())
	if err := c.read(at.State, 0, header); err != nil {
		return 0, false, err
	}
	if !bytes.Equal(header, f.New.Header()) {
		return 0, true, nil
	}
	for _, k := range at.Blocks {
		if err := ctx.Err(); err != nil {
			return 0, false, err
		}
		b, err := f.Program.Dims.Block(k)
		if err != nil {
			return 0, false, err
		}
		if same, err := c.check(b); err != nil || !same {
			return k, !same, err
		}
	}
	return 0, false, nil
}

// Parts are files of which parts can be had without the rest.
type Parts interface {
	// Part gives a blob in which some ranges are read.
	Part(id commit.ID, ranges []commit.Range) (io.ReaderAt, error)
}

// open gets hold of everything that blocks are made of and compared with.
func (c *checker) open(files Files) error {
	ranges := map[commit.ID][]commit.Range{c.at.State: {{Length: c.facts.New.HeaderSize()}}}
	for _, k := range c.at.Blocks {
		b, err := c.facts.Program.Dims.Block(k)
		if err == nil {
			err = c.ranges(b, ranges)
		}
		if err != nil {
			return err
		}
	}
	c.files = map[commit.ID]io.ReaderAt{}
	for id, r := range ranges {
		var err error
		if parts, ok := files.(Parts); ok {
			c.files[id], err = parts.Part(id, r)
		} else {
			c.files[id], _, err = files.Blob(id)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// ranges adds where the elements of a block lie, in the files that the step left
// and in those that it reads.
func (c *checker) ranges(b program.Block, to map[commit.ID][]commit.Range) error {
	for _, o := range c.outputs[b.Tensor] {
		id, r, err := c.place(o, b)
		if err != nil {
			return err
		}
		to[id] = append(to[id], r)
	}
	for _, file := range []game.File{c.facts.State, c.facts.Base} {
		if file.Layout == nil {
			continue
		}
		for _, class := range file.Layout.Classes() {
			r, err := elements(file.Layout, class, b)
			if err != nil {
				return err
			}
			to[file.ID] = append(to[file.ID], r)
		}
	}
	return nil
}

// place is where an output's elements of a block lie in the committed files.
func (c *checker) place(o program.Output, b program.Block) (commit.ID, commit.Range, error) {
	if o.Class != program.ClassDelta {
		r, err := elements(c.facts.New, o.Class, b)
		return c.at.State, r, err
	}
	x := c.facts.Exchange
	coding := x.Coding(o.Tensor)
	at, _ := coding.Place(b.First / coding.BlockLen())
	coding.Len = b.Len
	return c.at.Delta, commit.Range{Offset: uint64(x.Offset(o.Tensor) + at), Length: uint64(coding.Bytes())}, nil
}

// elements is where the elements of a block lie in a state's file.
func elements(l *program.State, class program.Class, b program.Block) (commit.Range, error) {
	t, err := l.Tensor(class, b.Tensor)
	width := uint64(t.Type.Bytes())
	return commit.Range{Offset: l.HeaderSize() + t.Offset + uint64(b.First)*width, Length: uint64(b.Len) * width}, err
}

func (c *checker) read(id commit.ID, at uint64, to []byte) error {
	if _, err := io.ReadFull(io.NewSectionReader(c.files[id], int64(at), int64(len(to))), to); err != nil {
		return fmt.Errorf("blob %v from byte %d: %w", id, at, err)
	}
	return nil
}

// check compares one block.
func (c *checker) check(b program.Block) (same bool, err error) {
	c.block, c.made = b, map[program.Ref]value{}
	for _, o := range c.outputs[b.Tensor] {
		own, err := c.value(o.Ref)
		if err != nil {
			return false, err
		}
		id, r, err := c.place(o, b)
		if err != nil {
			return false, err
		}
		committed := make([]byte, r.Length)
		if err := c.read(id, r.Offset, committed); err != nil {
			return false, err
		}
		if !bytes.Equal(own.Data, committed) {
			return false, nil
		}
	}
	return true, nil
}
