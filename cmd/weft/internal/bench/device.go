// SPDX-License-Identifier: Apache-2.0

package bench

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"time"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/cmd/weft/internal/lab"
	"github.com/weft-network/weft/trainer/engine"
	"github.com/weft-network/weft/trainer/kernel"
	"github.com/weft-network/weft/trainer/tensor"
)

// onDevice is the device that is measured; nil if the kernel is a processor's.
func (b *Bench) onDevice() kernel.Device {
	if several, ok := b.Kernel.(kernel.Chooser); ok {
		return several.Choose()
	}
	if d, ok := b.Kernel.(kernel.Device); ok {
		return d
	}
	return nil
}

// runDevice measures what a device does: products and whole steps of the sizes
// that GPUs are for, and the hashing of states.
func (b *Bench) runDevice(ctx context.Context, d kernel.Device) error {
	for _, n := range []int{1024, 2048, 4096, 8192, 16384} {
		if err := b.deviceProduct(ctx, d, n); err != nil {
			return err
		}
	}
	for _, m := range deviceModels {
		if err := b.deviceStep(ctx, d, m); err != nil {
			return err
		}
	}
	return nil
}

// best repeats work for about b.Time and returns the best time.
func (b *Bench) best(ctx context.Context, work func() error) (time.Duration, error) {
	best := time.Hour
	if err := work(); err != nil { // moves pages, compiles kernels
		return best, err
	}
	for n, end := 0, time.Now().Add(b.Time); n < least || time.Now().Before(end); n++ {
		if err := ctx.Err(); err != nil {
			return best, err
		}
		start := time.Now()
		if err := work(); err != nil {
			return best, err
		}
		best = max(1, min(best, time.Since(start)))
	}
	return best, nil
}

// deviceProduct measures a square product in both directions of a training step:
// with both operands along k, and with both along rows, as a gradient has them.
func (b *Bench) deviceProduct(ctx context.Context, d kernel.Device, n int) error {
	for _, turned := range []bool{false, true} {
		name := "product"
		if turned {
			name = "product of turned operands"
		}
		if !b.Match(name) {
			continue
		}
		took, err := b.square(ctx, d, n, turned)
		if errors.Is(err, errMemory) {
			continue
		}
		if err != nil {
			return err
		}
		flop := 2 * float64(n) * float64(n) * float64(n)
		if err := b.Emit(Row{name, fmt.Sprintf("%dx%dx%d", n, n, n), flop / took.Seconds() / 1e9, GFLOPS}); err != nil {
			return err
		}
	}
	return nil
}

// errMemory ends a measurement for which the device is too small.
var errMemory = errors.New("too little memory on the device")

func (b *Bench) square(ctx context.Context, d kernel.Device, n int, turned bool) (took time.Duration, err error) {
	a := &program.ProductAttr{Batch: [3]int{1, 1, 1}, M: n, N: n, K: n, A: program.View{Row: n}, B: program.View{Row: n}}
	c := &kernel.Call{StrideA: 1, StrideB: 1, Op: &program.Op{
		Kind: program.KindProduct, Type: program.F32, Shape: program.Shape{1, 1, 1, n, n}, Attr: a,
	}}
	if turned {
		a.A.Row, a.B.Row, c.StrideA, c.StrideB = 1, 1, n, n
	}
	var held [][]byte
	defer func() {
		for _, m := range held {
			err = errors.Join(err, d.Release(m))
		}
	}()
	for _, size := range []int{4 * n * n, 4 * n * n, 4 * n * n, d.Scratch(c)} {
		m, err := d.Memory(size)
		if err != nil {
			return 0, fmt.Errorf("%w: %w", errMemory, err)
		}
		held = append(held, m)
	}
	for _, m := range held[:2] {
		t := tensor.Tensor{Type: tensor.F32, Data: m}
		copy(t.F32(), numbers(n*n).F32())
		c.In = append(c.In, t)
	}
	c.Out = tensor.Tensor{Type: tensor.F32, Data: held[2]}
	return b.best(ctx, func() error {
		d.Run(c, 0, 1, held[3])
		return d.Wait()
	})
}

// deviceModel is a model whose steps are measured.
type deviceModel struct {
	name                                 string
	vocab, width, layers, heads, kvHeads uint32
	ffn, context, batch                  uint32
	tied                                 bool
}

// 15M is that of small stories, 125M has the shape of GPT-2, 1.1B that of
// TinyLlama. A step is 8192 tokens.
var deviceModels = []deviceModel{
	{"15M", 32000, 288, 6, 6, 6, 768, 256, 32, true},
	{"125M", 50304, 768, 12, 12, 12, 2048, 1024, 8, true},
	{"1.1B", 32000, 2048, 22, 32, 4, 5632, 2048, 4, false},
}

func (m deviceModel) spec() (*spec.Spec, error) {
	s, err := model(lab.Sizes[0].Name)
	if err != nil {
		return nil, err
	}
	s.Model.Vocab, s.Model.Width, s.Model.Layers, s.Model.Heads, s.Model.KvHeads = m.vocab, m.width, m.layers, m.heads, m.kvHeads
	s.Model.HeadDim, s.Model.Ffn, s.Model.Tied = m.width/m.heads, m.ffn, m.tied
	s.Inner.Context, s.Inner.Batch, s.Inner.MicroBatches = m.context, m.batch, 1
	s.Data.TokenWidth, s.ProgramDigest = 2, nil
	return s, nil
}

func (b *Bench) deviceStep(ctx context.Context, d kernel.Device, m deviceModel) error {
	if !b.Match("step") && !b.Match("state id") {
		return nil
	}
	s, err := m.spec()
	if err != nil {
		return err
	}
	t, err := lab.NewTrainer(s, counting{s.Model.Vocab}, engine.Config{Kernel: d})
	if errors.Is(err, engine.ErrMemory) {
		return nil // the rows that are missing say so
	}
	if err != nil {
		return err
	}
	defer t.Close()
	defer context.AfterFunc(ctx, t.Stop)()
	shape := fmt.Sprintf("%s, %d tokens", m.name, t.Tokens())
	if b.Match("step") {
		took, err := b.best(ctx, func() error { _, err := t.Step(); return err })
		if err != nil {
			return err
		}
		flop, _ := new(big.Float).SetInt(s.StepFLOP()).Float64()
		for _, r := range []Row{
			{"step", shape, flop / took.Seconds() / 1e9, GFLOPS},
			{"step", shape, float64(t.Tokens()) / took.Seconds(), Tokens},
			{"step", shape, float64(t.Memory()) / (1 << 20), MiB},
		} {
			if err := b.Emit(r); err != nil {
				return err
			}
		}
	}
	if !b.Match("state id") {
		return nil
	}
	took, err := b.best(ctx, func() error { _, err := t.ID(); return err })
	if err != nil {
		return err
	}
	size := float64(len(t.State()))
	for _, r := range []Row{{"state id", shape, size / took.Seconds() / 1e9, GBS}, {"state", shape, size / (1 << 20), MiB}} {
		if err := b.Emit(r); err != nil {
			return err
		}
	}
	// The hashing alone, without the leaf that holds the header.
	whole := len(t.State()) / commit.LeafSize * commit.LeafSize
	took, err = b.best(ctx, func() error { _, err := d.Leaves(t.State()[:whole], commit.LeafSize); return err })
	if err != nil || whole == 0 {
		return err
	}
	return b.Emit(Row{"blake3", shape, float64(whole) / took.Seconds() / 1e9, GBS})
}
