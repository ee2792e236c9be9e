// SPDX-License-Identifier: Apache-2.0

package bench

import (
	"context"
	"fmt"
	"math/big"

	"github.com/zeebo/blake3"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/cmd/weft/internal/lab"
	"github.com/weft-network/weft/trainer/data"
	"github.com/weft-network/weft/trainer/data/token"
	"github.com/weft-network/weft/trainer/engine"
)

// hashes measures BLAKE3 on one thread, over more than the caches hold.
func (b *Bench) hashes(ctx context.Context) error {
	const name, size = "blake3", 64 << 20
	if !b.Match(name) {
		return nil
	}
	content := make([]byte, size)
	m, err := b.measure(ctx, 1, func() error {
		blake3.Sum256(content)
		return nil
	})
	if err != nil {
		return err
	}
	return b.Emit(Row{name, fmt.Sprintf("%d MiB", size>>20), size / m.wall.Seconds() / 1e9, GBS})
}

// steps measures whole training steps of every size, and the hashing of their
// state.
func (b *Bench) steps(ctx context.Context) error {
	for _, size := range lab.Sizes {
		if b.Match("step") || b.Match("state id") {
			if err := b.step(ctx, size.Name); err != nil {
				return err
			}
		}
	}
	return nil
}

// model is the job of a size, on a text that is never read.
func model(size string) (*spec.Spec, error) {
	z, err := lab.SizeNamed(size)
	if err != nil {
		return nil, err
	}
	const tokens = 1 << 24
	vocabulary := token.Bytes().Vocabulary()
	width := data.WidthOf(vocabulary)
	return z.Spec(data.Manifest{
		Content: commit.ID{Size: uint64(tokens * width)}, Tokens: tokens, Width: width, Vocabulary: vocabulary,
	}, 1000, 0)
}

// counting is batches of token ids that count up.
type counting struct{ vocabulary uint32 }

func (c counting) Batch(step uint64, ids []uint32) error {
	for i := range ids {
		ids[i] = (uint32(step) + uint32(i)*7) % c.vocabulary
	}
	return nil
}

func (b *Bench) step(ctx context.Context, size string) error {
	s, err := model(size)
	if err != nil {
		return err
	}
	t, err := lab.NewTrainer(s, counting{s.Model.Vocab}, engine.Config{Kernel: b.Kernel, Workers: b.Threads})
	if err != nil {
		return err
	}
	defer t.Close()
	defer context.AfterFunc(ctx, t.Stop)()
	shape := fmt.Sprintf("%s, %d tokens, %s", size, t.Tokens(), threadText(b.Threads))
	if b.Match("step") {
		m, err := b.measure(ctx, b.Threads, func() error { _, err := t.Step(); return err })
		if err != nil {
			return err
		}
		flop, _ := new(big.Float).SetInt(s.StepFLOP()).Float64()
		if err := b.arithmetic("step", shape, flop, m); err != nil {
			return err
		}
		for _, r := range []Row{
			{"step", shape, float64(t.Tokens()) / m.wall.Seconds(), Tokens},
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
	m, err := b.measure(ctx, b.Threads, func() error { _, err := t.ID(); return err })
	if err != nil {
		return err
	}
	return b.Emit(Row{"state id", shape, float64(len(t.State())) / m.wall.Seconds() / 1e9, GBS})
}
