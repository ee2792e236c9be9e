// SPDX-License-Identifier: Apache-2.0

package bench

import (
	"context"
	"fmt"
	"strings"

	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/trainer/kernel"
	"github.com/weft-network/weft/trainer/tensor"
)

// operators measures what is no product: of every kind and expression the
// largest operator of a training step, in bytes read and written.
func (b *Bench) operators(ctx context.Context) error {
	s, err := model("4m")
	if err != nil {
		return err
	}
	p, err := program.Build(s)
	if err != nil {
		return err
	}
	ops := p.All()
	largest, order := map[string]int{}, []string{}
	for k := range ops {
		name := nameOf(&ops[k])
		if name == "" || !b.Match(name) {
			continue
		}
		at, seen := largest[name]
		if !seen {
			order = append(order, name)
		}
		if !seen || ops[k].Shape.Size() > ops[at].Shape.Size() {
			largest[name] = k
		}
	}
	for _, name := range order {
		c, err := prepare(p, ops, largest[name])
		if err != nil {
			return err
		}
		m, err := b.alone(ctx, c)
		if err != nil {
			return err
		}
		if err := b.Emit(Row{name, shapeText(c.Op.Shape), float64(traffic(c)) / m.wall.Seconds() / 1e9, GBS}); err != nil {
			return err
		}
	}
	return nil
}

// nameOf is the name of a measurement; empty for products.
func nameOf(op *program.Op) string {
	switch a := op.Attr.(type) {
	case *program.ProductAttr:
		return ""
	case *program.MapAttr:
		return a.Func.String()
	case *program.ReduceAttr:
		return map[program.Term]string{
			program.TermSum: "sum", program.TermSquare: "sum of squares", program.TermDot: "sum of products",
			program.TermMax: "maximum", program.TermChain: "chain",
		}[a.Term]
	default:
		return op.Kind.String()
	}
}

// prepare makes memory for an operator. Constants are what they are; token ids
// count up inside the vocabulary.
func prepare(p *program.Program, ops []program.Op, k int) (*kernel.Call, error) {
	c := kernel.New(&ops[k])
	for _, r := range ops[k].In {
		format, shape := program.F32, program.Shape(nil)
		var constant *program.Const
		if src, ok := r.Op(); ok {
			format, shape = ops[src].Type, ops[src].Shape
		} else if i, ok := r.Input(); ok {
			in, err := p.Input(i)
			if err != nil {
				return nil, err
			}
			format, shape, constant = in.Type, in.Shape, in.Const
		}
		var t tensor.Tensor
		switch {
		case constant != nil:
			t = tensor.New(tensor.Type(format), shape.Size())
			constant.Fill(program.Clock{Age: 1, Step: 1}, t.U32())
		case format == program.F32:
			t = numbers(shape.Size())
		default:
			t = tensor.New(tensor.Type(format), shape.Size())
			if format == program.U32 {
				for i := range t.U32() {
					t.U32()[i] = uint32(i % p.Dims.Vocab)
				}
			}
		}
		c.In = append(c.In, t)
	}
	return c, nil
}

func traffic(c *kernel.Call) int {
	n := len(c.Out.Data)
	for _, in := range c.In {
		n += len(in.Data)
	}
	return n
}

func shapeText(s program.Shape) string {
	var parts []string
	for _, d := range s {
		parts = append(parts, fmt.Sprint(d))
	}
	return strings.Join(parts, "x")
}
