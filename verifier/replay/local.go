// SPDX-License-Identifier: Apache-2.0

package replay

import (
	"fmt"
	"io"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/trainer/kernel"
	"github.com/weft-network/weft/trainer/tensor"
)

// checker computes the elements of one block of the programs begin and encode:
// the operators are those of the program, cut down to the block. Any operator
// that would need more than these elements of its inputs is refused.
type checker struct {
	facts   *game.Facts
	kernel  kernel.Kernel
	at      Spots
	outputs map[int][]program.Output // by tensor
	files   map[commit.ID]io.ReaderAt
	consts  map[program.Ref]value

	block program.Block
	made  map[program.Ref]value
}

type value = tensor.Tensor

// value is the elements of the block of a value, or the whole of a constant.
func (c *checker) value(r program.Ref) (value, error) {
	if v, ok := c.consts[r]; ok {
		return v, nil
	}
	if v, ok := c.made[r]; ok {
		return v, nil
	}
	var v value
	var err error
	if k, ok := r.Op(); ok {
		v, err = c.output(k)
	} else {
		v, err = c.input(r)
	}
	c.made[r] = v
	return v, err
}

func (c *checker) input(r program.Ref) (value, error) {
	i, _ := r.Input()
	in, err := c.facts.Program.Input(i)
	if err != nil {
		return value{}, err
	}
	f, file, class := c.facts, c.facts.State, in.Class
	switch in.Class {
	case program.ClassConst:
		v := tensor.New(tensor.Type(in.Type), in.Shape.Size())
		in.Const.Fill(f.Clock, v.U32())
		c.consts[r] = v
		return v, nil
	case program.ClassBase:
		file, class = f.Base, program.ClassParam
	case program.ClassParam, program.ClassMoment1, program.ClassMoment2, program.ClassFeedback:
	default:
		return value{}, c.refuse("input " + in.Name)
	}
	v := tensor.New(tensor.Type(in.Type), c.block.Len)
	if file.Layout == nil {
		return v, nil
	}
	if first, end := file.Layout.Range(class); first == end {
		return v, nil
	}
	at, err := elements(file.Layout, class, c.block)
	if err != nil {
		return value{}, err
	}
	if at.Length != uint64(len(v.Data)) {
		return value{}, fmt.Errorf("%w: input %s is read as %d bytes, its file has %d", ErrStep, in.Name, len(v.Data), at.Length)
	}
	return v, c.read(file.ID, at.Offset, v.Data)
}

func (c *checker) refuse(what string) error {
	return fmt.Errorf("%w: %s of program %s is not local to a block", ErrStep, what, c.facts.Program.Name)
}

// output executes an operator on the block.
func (c *checker) output(k int) (value, error) {
	op, err := c.facts.Program.At(k)
	if err != nil {
		return value{}, err
	}
	if !c.cut(&op) {
		return value{}, c.refuse(fmt.Sprintf("operator %d (%s)", k, op.Kind))
	}
	in := make([]value, len(op.In))
	for i, r := range op.In {
		if in[i], err = c.value(r); err != nil {
			return value{}, err
		}
	}
	call := kernel.New(&op, in...)
	kernel.Do(c.kernel, call, 1)
	return call.Out, nil
}

// cut gives an operator the shape of the block, if that is all it needs.
func (c *checker) cut(op *program.Op) bool {
	n := c.block.Len
	op.Shape = program.Shape{n}
	switch a := op.Attr.(type) {
	case *program.MapAttr:
		own := *a
		own.Cols, op.Attr = n, &own
		op.Shape = program.Shape{1, n}
		for i, mode := range a.Modes {
			if mode != program.Full && (mode != program.Scalar || !c.constant(op.In[i])) {
				return false
			}
		}
		return a.Rows == 1 && a.Mask.Use == program.MaskNone
	case *program.CopyAttr:
		dense := len(a.Strides) == 1 && a.Offset == 0
		return dense && (a.Strides[0] == 1 || a.Strides[0] == 0 && c.constant(op.In[0]))
	case *program.EncodeAttr:
		own := *a
		own.Coding.Len = n
		op.Attr, op.Shape = &own, program.Shape{own.Coding.Bytes()}
		return c.block.First%own.Coding.BlockLen() == 0
	case *program.TallyAttr:
		own := *a
		own.Coding.Len, op.Attr = n, &own
		return a.Deltas == 1 && a.Offset == 0 && !a.Start && !a.Count && c.constant(op.In[1])
	}
	return false
}

func (c *checker) constant(r program.Ref) bool {
	i, ok := r.Input()
	if !ok {
		return false
	}
	in, err := c.facts.Program.Input(i)
	return err == nil && in.Class == program.ClassConst
}
