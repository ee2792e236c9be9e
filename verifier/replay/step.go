// SPDX-License-Identifier: Apache-2.0

package replay

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/trainer/engine"
	"github.com/weft-network/weft/trainer/tensor"
)

// execution is an engine after its run.
type execution struct {
	*engine.Engine
	diverged bool
}

// execute runs the step's program from its files, and keeps the outputs of some
// operators.
func (s *Story) execute(keep ...int) (*execution, error) {
	p := s.facts.Program
	e, err := engine.New(p, engine.Config{Kernel: s.cfg.Kernel, Workers: s.cfg.Workers, Memory: s.cfg.Memory})
	if err != nil {
		return nil, err
	}
	x := &execution{Engine: e}
	if err := s.run(x, keep); err != nil {
		e.Close()
		return nil, err
	}
	return x, nil
}

func (s *Story) run(x *execution, keep []int) error {
	if err := s.load(x.Engine); err != nil {
		return err
	}
	x.SetClock(s.facts.Clock)
	if err := x.Keep(keep...); err != nil {
		return err
	}
	return s.compute(x)
}

// compute runs the program on what was loaded.
func (s *Story) compute(x *execution) error {
	if s.ctx.Err() != nil {
		return context.Cause(s.ctx)
	}
	defer context.AfterFunc(s.ctx, x.Stop)()
	switch err := x.Run(); {
	case errors.Is(err, engine.ErrDiverged):
		x.diverged = true // a result like any other, if not one to commit
	case errors.Is(err, engine.ErrStopped):
		return context.Cause(s.ctx)
	case err != nil:
		return err
	}
	return nil
}

// load fills every input but constants. Where the memory is a state's, what no
// input names rests in it as it is.
func (s *Story) load(e *engine.Engine) error {
	from := s.facts.State
	if from.Layout != nil && sameLayout(from.Layout, e.Layout()) {
		if err := s.readFile(from.ID, from.Layout.HeaderSize(), e.State()); err != nil {
			return err
		}
		e.Changed()
	}
	for i := range s.facts.Program.NumInputs() {
		in, err := s.facts.Program.Input(i)
		if err != nil {
			return err
		}
		if err := s.fill(&in, e.Input(i)); err != nil {
			return fmt.Errorf("input %s of program %s: %w", in.Name, s.facts.Program.Name, err)
		}
	}
	return nil
}

// sameLayout compares by the headers, which say everything.
func sameLayout(a, b *program.State) bool {
	return a.Size() == b.Size() && bytes.Equal(a.Header(), b.Header())
}

// fill reads one input, from the same place as the referee has it opened.
func (s *Story) fill(in *program.Input, to tensor.Tensor) error {
	f := s.facts
	switch in.Class {
	case program.ClassConst:
		return nil
	case program.ClassTokens:
		return s.readTokens(&f.Tokens, in.Shape[len(in.Shape)-1], to.U32())
	case program.ClassDelta:
		return s.readFile(f.Deltas[in.Tensor], 0, to.Data)
	case program.ClassFactor:
		copy(to.U32(), f.Factors)
		return nil
	case program.ClassBase:
		return s.readTensor(f.Base, program.ClassParam, in.Tensor, to.Data)
	case program.ClassParam, program.ClassMoment1, program.ClassMoment2, program.ClassFeedback, program.ClassMomentum:
		return s.readTensor(f.State, in.Class, in.Tensor, to.Data)
	default:
		return fmt.Errorf("%w: nothing on the chain says what it is", ErrStep)
	}
}

// readTensor reads a tensor of a file; zeros if there is no file, or if its
// layout lacks the class.
func (s *Story) readTensor(f game.File, c program.Class, i int, to []byte) error {
	absent := f.Layout == nil
	if !absent {
		first, end := f.Layout.Range(c)
		absent = first == end
	}
	if absent {
		clear(to)
		return nil
	}
	t, err := f.Layout.Tensor(c, i)
	if err != nil {
		return err
	}
	if t.Bytes != uint64(len(to)) {
		return fmt.Errorf("%w: tensor %s has %d bytes, %d are read", ErrStep, t.Name, t.Bytes, len(to))
	}
	return s.readFile(f.ID, f.Layout.HeaderSize()+t.Offset, to)
}

func (s *Story) readFile(id commit.ID, at uint64, to []byte) error {
	content, _, err := s.files.Blob(id)
	if err != nil {
		return err
	}
	_, err = io.ReadFull(io.NewSectionReader(content, int64(at), int64(len(to))), to)
	if err != nil {
		return fmt.Errorf("blob %v from byte %d: %w", id, at, err)
	}
	return nil
}

// readTokens reads the rows of a batch.
func (s *Story) readTokens(t *game.Tokens, row int, to []uint32) error {
	buf := make([]byte, row*t.Width)
	for i := range len(to) / row {
		first, err := t.Rows.First(i)
		if err != nil {
			return err
		}
		if err := s.readFile(t.Dataset, first*uint64(t.Width), buf); err != nil {
			return err
		}
		for k := range row {
			to[i*row+k] = token(buf[k*t.Width:], t.Width)
		}
	}
	return nil
}

func token(b []byte, width int) uint32 {
	switch width {
	case 1:
		return uint32(b[0])
	case 2:
		return uint32(binary.LittleEndian.Uint16(b))
	default:
		return binary.LittleEndian.Uint32(b)
	}
}

// finish makes the result out of an execution's outputs.
func (s *Story) finish(x *execution) error {
	f := s.facts
	if f.New == nil {
		return s.leave(nil, x)
	}
	data := x.State()
	if !sameLayout(f.New, x.Layout()) {
		data = make([]byte, f.New.DataSize())
	}
	for i, o := range f.Program.Outputs() {
		if !o.Class.State() {
			continue
		}
		t, err := f.New.Tensor(o.Class, o.Tensor)
		if err != nil {
			return err
		}
		copy(data[t.Offset:t.Offset+t.Bytes], x.Output(i).Data)
	}
	return s.leave(data, x)
}

// leave sets the result: the file of a new state, if there is one, and what
// the outputs of an execution say beside it.
func (s *Story) leave(data []byte, x *execution) error {
	f := s.facts
	var roots []commit.Digest
	if f.New != nil {
		m, err := newMade(f.New.Header(), data)
		if err != nil {
			return err
		}
		s.own = append(s.own, m)
		s.result.State = m.id
	}
	if x != nil {
		roots = append(roots, x.Roots()...)
		if err := s.out(x); err != nil {
			return err
		}
	}
	files, err := f.Files(s.result)
	if err != nil {
		return err
	}
	s.entries = append(roots, files...)
	return nil
}

// out is the part of the result beside the state: a loss, or a delta and its
// norm.
func (s *Story) out(x *execution) error {
	outputs := s.facts.Program.Outputs()
	last := outputs[len(outputs)-1]
	if last.Tensor >= 0 {
		return nil
	}
	number := x.Output(len(outputs) - 1)
	if s.facts.Exchange == nil {
		s.result.Out = commit.LossOut(math.Float32bits(number.F32()[0]))
		return nil
	}
	delta := make([]byte, 0, s.facts.Exchange.DeltaBytes())
	for i, o := range outputs {
		if o.Class == program.ClassDelta {
			delta = append(delta, x.Output(i).Data...)
		}
	}
	m, err := newMade(delta)
	if err != nil {
		return err
	}
	s.own = append(s.own, m)
	norm := commit.Norm{Lo: binary.LittleEndian.Uint64(number.Data), Hi: binary.LittleEndian.Uint64(number.Data[8:])}
	s.result.Out = commit.DeltaOut(m.id, norm)
	return nil
}
