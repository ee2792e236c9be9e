// SPDX-License-Identifier: Apache-2.0

package types

import (
	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/sample"
	"github.com/weft-network/weft/chain/spec"
)

// MaxEvaluationBatches bounds the batches of an evaluation: those of a longer
// validation slice are not evaluated.
const MaxEvaluationBatches = 256

// EvaluationBatches is how many whole batches of the validation slice an
// evaluation has; 0 means that the job has none.
func EvaluationBatches(s *spec.Spec) uint32 {
	if s.Data.ValidationTokens == 0 || s.Inner.Context == 0 || s.Inner.Batch == 0 {
		return 0
	}
	samples := (s.Data.ValidationTokens - 1) / uint64(s.Inner.Context)
	return uint32(min(samples/uint64(s.Inner.Batch), MaxEvaluationBatches))
}

// EvaluationRows says where in the dataset the rows of one batch of an
// evaluation begin: batches are consecutive samples of the slice.
func EvaluationRows(s *spec.Spec, batch uint32) sample.Run {
	return sample.Run{Start: s.Data.ValidationStart, Sample: uint64(batch) * uint64(s.Inner.Batch), Context: uint64(s.Inner.Context)}
}

// EvaluatedAfter reports whether the outer state after a round is to be
// evaluated (R13): every eval_every rounds, and after the last one.
func EvaluatedAfter(s *spec.Spec, round uint64) bool {
	return s.Rounds.EvalEvery > 0 && EvaluationBatches(s) > 0 && round > 0 &&
		(round%uint64(s.Rounds.EvalEvery) == 0 || round == uint64(s.Rounds.Rounds))
}

// BatchLoss is the loss of one batch, as the result of its step.
func (e *Evaluation) BatchLoss(batch uint32) ([]byte, bool) {
	at := int(batch) * commit.LossOutSize
	if at+commit.LossOutSize > len(e.Losses) {
		return nil, false
	}
	return e.Losses[at : at+commit.LossOutSize], true
}
