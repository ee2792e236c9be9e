// SPDX-License-Identifier: Apache-2.0

package lab

import (
	"context"
	"fmt"
	"strings"

	"github.com/weft-network/weft/chain/sample"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/trainer/data"
	"github.com/weft-network/weft/trainer/data/corpus"
)

// builtin is the job by which two machines compare. It is small enough for the
// slowest kernel; no size in it is a multiple of a vector or a tile, heads
// share keys, lines are documents, and moments are rounded to bf16.
const builtin = `
[model]
vocab = 257
width = 50
layers = 2
heads = 6
kv_heads = 2
head_dim = 10
ffn = 100
[init]
seed = "0000000000000000000000000000000000000000000000000000000000000001"
[data]
dataset.digest = "%s"
dataset.size = %d
token_width = %d
document_mask = true
separator = 10
[inner]
steps = 10
batch = 6
micro_batches = 2
context = 40
moments = "bf16"
schedule.peak = 0.01
schedule.final = 0.001
schedule.warmup_steps = 10
[outer]
codec = "dense8"
[rounds]
rounds = 20
slots = 1
[price]
unit = 1
`

// Builtin is a small job on a text of this program's own.
func Builtin(ctx context.Context) (*spec.Spec, *data.Dataset, error) {
	d, err := data.InMemory(ctx, corpus.Builtin(), data.Options{})
	if err != nil {
		return nil, nil, err
	}
	m := d.Manifest()
	s, err := spec.ParseTOML(strings.NewReader(fmt.Sprintf(builtin, m.Content.Digest, m.Content.Size, m.Width)))
	return s, d, err
}

// NewBatches draws the batches of a specification from a dataset, in the order
// of a job with one slot.
func NewBatches(s *spec.Spec, d *data.Dataset) (Batches, error) {
	b, err := data.NewBatcher(d, int(s.Inner.Context), sample.Order{Slots: 1, Steps: s.Inner.Steps, Batch: s.Inner.Batch})
	if err != nil {
		return nil, err
	}
	return batches{b, uint64(s.Inner.Steps)}, nil
}

type batches struct {
	from  *data.Batcher
	steps uint64 // of a unit
}

// Batch finds the place of a step: the rounds of the job follow one another.
func (b batches) Batch(step uint64, ids []uint32) error {
	round, inner := (step-1)/b.steps, (step-1)%b.steps
	return b.from.Batch(ids, round, 0, uint32(inner)+1)
}

// The state after RecordedStep steps of the built-in job is the same on every
// machine.
const (
	RecordedStep   = 3
	RecordedDigest = "9478113e1d436f1803909ed28cda58c89a81f8465d92922ced7acb9f39171c53"
)
