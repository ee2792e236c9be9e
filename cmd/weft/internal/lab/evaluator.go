// SPDX-License-Identifier: Apache-2.0

package lab

import (
	"context"
	"math"

	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/trainer/data/token"
	"github.com/weft-network/weft/trainer/engine"
	"github.com/weft-network/weft/trainer/tensor"
)

// Held is held-out text, cut into batches of one sample.
type Held interface {
	Batches() int
	Fill(dst tensor.Tensor, i int) error
}

// Score is what an evaluation found.
type Score struct {
	// Loss is the mean cross-entropy of a token, in nats.
	Loss float64
	// Tokens were predicted, which stand for Bytes of text.
	Tokens, Bytes int
}

// Perplexity is the number of equally likely tokens that would be as hard.
func (s Score) Perplexity() float64 { return math.Exp(s.Loss) }

// BitsPerByte compares models with different tokenizers.
func (s Score) BitsPerByte() float64 {
	return s.Loss / math.Ln2 * float64(s.Tokens) / float64(max(1, s.Bytes))
}

// Evaluator runs the evaluation program, one sample at a time, so that every
// sample counts once.
type Evaluator struct {
	*engine.Engine
	prog      *program.Program
	tokenizer token.Tokenizer
	batch     int // input
	text      []byte
}

// NewEvaluator plans the evaluation of a model.
func NewEvaluator(s *spec.Spec, tokenizer token.Tokenizer, cfg engine.Config) (*Evaluator, error) {
	one := *s
	one.Inner.Batch, one.Inner.MicroBatches = 1, 1
	one.ProgramDigest = nil // of the step program, whose batch is another
	p, err := program.BuildEval(&one)
	if err != nil {
		return nil, err
	}
	e := &Evaluator{prog: p, tokenizer: tokenizer}
	if e.batch, err = inputNamed(p, "batch"); err != nil {
		return nil, err
	}
	e.Engine, err = engine.New(p, cfg)
	return e, err
}

// Score evaluates all of held. Losses are added in the order of the samples.
func (e *Evaluator) Score(ctx context.Context, held Held) (Score, error) {
	n, sum := held.Batches(), 0.0
	score := Score{Tokens: n * e.prog.Dims.Context}
	for i := range n {
		if err := ctx.Err(); err != nil {
			return Score{}, err
		}
		ids := e.Input(e.batch)
		if err := held.Fill(ids, i); err != nil {
			return Score{}, err
		}
		if err := e.Run(); err != nil {
			return Score{}, err
		}
		sum += float64(e.Output(0).F32()[0])
		e.text = e.tokenizer.Decode(e.text[:0], ids.U32()[1:])
		score.Bytes += len(e.text)
	}
	score.Loss = sum / float64(max(1, n))
	return score, nil
}
