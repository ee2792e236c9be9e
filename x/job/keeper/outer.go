// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"sort"

	"cosmossdk.io/collections"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/x/job/types"
)

// outcome is one pair of outer state and result, and the slots that named it.
type outcome struct {
	outer, result spec.ContentID
	slots         int
}

// outcomes counts the statements of a job's outcome by the slots their
// authors hold, most first; the order of equals is that of the first author's
// address, so it is the same on every node. A statement of someone without a
// slot, such as the submitter, counts nothing but is listed.
func (k *Keeper) outcomes(ctx context.Context, j *types.Job) ([]outcome, error) {
	it, err := k.completions.Iterate(ctx, collections.NewPrefixedPairRange[uint64, []byte](j.Id))
	if err != nil {
		return nil, err
	}
	defer it.Close()
	var out []outcome
	for ; it.Valid(); it.Next() {
		c, err := it.Value()
		if err != nil {
			return nil, err
		}
		n, err := k.countSlots(ctx, c.Operator, j.Id)
		if err != nil {
			return nil, err
		}
		out = count(out, &c, n)
	}
	sort.SliceStable(out, func(a, b int) bool { return out[a].slots > out[b].slots })
	return out, nil
}

func count(out []outcome, c *types.Completion, n int) []outcome {
	for i := range out {
		if out[i].outer.Equal(&c.Outer) && out[i].result.Equal(&c.Result) {
			out[i].slots += n
			return out
		}
	}
	return append(out, outcome{c.Outer, c.Result, n})
}

// settleOutcome ends a job whose rounds are done and whose holders did not
// agree in time: the outcome most slots named stands; without any statement
// the job has failed.
func (k *Keeper) settleOutcome(ctx context.Context, j *types.Job, s *spec.Spec) error {
	all, open, err := k.standing(ctx, j, s)
	if err != nil {
		return err
	}
	if open { // a game about the last outer state ends within its clocks
		return k.await(ctx, j, s, j.Status, j.Reason)
	}
	if len(all) == 0 {
		return k.end(ctx, j, s, types.JOB_STATUS_FAILED, types.REASON_WAIT)
	}
	return k.complete(ctx, j, s, all[0])
}

// standing lists the outcomes whose outer state stands against the claims of
// others, and says whether that is still open for the first of them (R9).
func (k *Keeper) standing(ctx context.Context, j *types.Job, s *spec.Spec) (out []outcome, open bool, err error) {
	all, err := k.outcomes(ctx, j)
	if err != nil {
		return nil, false, err
	}
	f, err := k.fold(ctx, j, j.Round)
	if err != nil {
		return nil, false, err
	}
	for _, o := range all {
		if f.Steps() == 0 {
			if o.outer.Equal(f.Base) {
				out = append(out, o)
			}
			continue
		}
		_, undecided, refuted, err := k.contest(ctx, s, j.Id, j.Round, &o.outer)
		if err != nil {
			return nil, false, err
		}
		if refuted {
			continue
		}
		if len(out) == 0 {
			open = undecided
		}
		out = append(out, o)
	}
	return out, open, nil
}

// countAtEnd has the statements counted when this block ends, once however
// many there are in it.
func (k *Keeper) countAtEnd(ctx context.Context, j *types.Job) error {
	if j.StartHeight == height(ctx) {
		return nil
	}
	j.StartHeight = height(ctx)
	if err := k.enqueue(ctx, types.Due{Height: j.StartHeight, Kind: types.DUE_KIND_OUTCOME, Job: j.Id, Round: j.Round}); err != nil {
		return err
	}
	return k.setJob(ctx, j)
}

// countOutcome completes a job if holders of two thirds of the held slots
// named the same outcome.
func (k *Keeper) countOutcome(ctx context.Context, d types.Due) error {
	j, err := k.Job(ctx, d.Job)
	if err != nil {
		return err
	}
	s, err := k.Spec(ctx, d.Job)
	if err != nil || !finishing(&j, &s) {
		return err
	}
	all, open, err := k.standing(ctx, &j, &s)
	if err != nil || len(all) == 0 {
		return err
	}
	held := commit.Bitmap(j.Members).Count()
	if all[0].slots == 0 || 3*all[0].slots < 2*held {
		return nil
	}
	if open {
		return k.enqueue(ctx, types.Due{
			Height: height(ctx) + int64(s.Windows.GameExtension), Kind: types.DUE_KIND_OUTCOME, Job: j.Id, Round: j.Round,
		})
	}
	return k.complete(ctx, &j, &s, all[0])
}

// complete binds the outcome and ends the job.
func (k *Keeper) complete(ctx context.Context, j *types.Job, s *spec.Spec, o outcome) error {
	j.Outer, j.Result = &o.outer, &o.result
	if err := k.end(ctx, j, s, types.JOB_STATUS_COMPLETED, types.REASON_DONE); err != nil {
		return err
	}
	return emit(ctx, &types.EventJobCompleted{Job: j.Id, Outer: j.Outer, Result: j.Result})
}
