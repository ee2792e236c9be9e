// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	"github.com/weft-network/weft/chain/payout"
	"github.com/weft-network/weft/x/reward/types"
)

// sponsoredEpoch is the running epoch if the job is sponsored, else 0.
func (k *Keeper) sponsoredEpoch(ctx context.Context, job uint64) (uint64, error) {
	sponsored, err := k.sponsors.Has(ctx, job)
	if err != nil || !sponsored {
		return 0, err
	}
	e, err := k.epoch.Get(ctx)
	return e.Number, err
}

// enterEpoch starts the count of a job's work anew if it is of an earlier
// epoch.
func enterEpoch(w *types.Work, epoch uint64) {
	if w.Epoch != epoch {
		w.Epoch, w.EpochFlops, w.EpochAudits = epoch, math.ZeroInt(), 0
	}
}

// countFlops counts finalised work of a sponsored job for the running epoch,
// whose number it returns; 0 if the work earns no emission.
func (k *Keeper) countFlops(ctx context.Context, w *types.Work, flops math.Int) (uint64, error) {
	if flops.IsZero() {
		return 0, nil
	}
	epoch, err := k.sponsoredEpoch(ctx, w.Job)
	if err != nil || epoch == 0 {
		return 0, err
	}
	enterEpoch(w, epoch)
	w.EpochFlops = w.EpochFlops.Add(flops)
	return epoch, nil
}

// uncountEmission takes a revoked unit's work out of its epoch while that
// epoch runs. Later, its part of the epoch's emission is simply never minted.
func (k *Keeper) uncountEmission(ctx context.Context, g types.GrantState, epoch uint64) error {
	if epoch == 0 {
		return nil
	}
	now, err := k.epoch.Get(ctx)
	if err != nil || now.Number != epoch {
		return err
	}
	w, err := k.work(ctx, g.Job)
	if err != nil {
		return err
	}
	w.EpochFlops = w.EpochFlops.Sub(g.Flops)
	return k.works.Set(ctx, g.Job, w)
}

// epochEnd is the last block of the running epoch.
func epochEnd(e types.Epoch, p types.Params) int64 { return e.StartHeight + int64(p.EpochBlocks) - 1 }

// nextEmission is what the epoch after this one may mint.
func nextEmission(e types.Epoch, p types.Params) math.Int {
	if e.Restart {
		return p.Emission
	}
	return payout.NextEmission(e.Amount, p.EmissionNum, p.EmissionDen)
}

// endEpoch fixes what every sponsored job's work of the running epoch earns
// and starts the next epoch. One job's failure costs only that job its epoch.
func (k *Keeper) endEpoch(ctx context.Context, e types.Epoch, p types.Params) error {
	jobs, err := k.allSponsors(ctx)
	if err != nil {
		return err
	}
	weights := make([]payout.Weighted, len(jobs))
	for i, s := range jobs {
		weights[i] = payout.Weighted{Weight: s.Weight, Cap: s.Cap}
	}
	for i, budget := range payout.SplitByWeight(e.Amount, weights) {
		fixPool := func(ctx context.Context) error { return k.fixPool(ctx, jobs[i].Job, e.Number, budget) }
		if err := isolated(ctx, fixPool); err != nil {
			if err := emit(ctx, &types.EventItemFailed{Queue: "pool", Job: jobs[i].Job, Error: err.Error()}); err != nil {
				return err
			}
		}
	}
	next := types.Epoch{Number: e.Number + 1, StartHeight: height(ctx) + 1, Amount: nextEmission(e, p)}
	if err := k.epoch.Set(ctx, next); err != nil {
		return err
	}
	return emit(ctx, &types.EventEpochEnded{Epoch: e.Number, Amount: e.Amount, Next: next.Amount})
}

// fixPool fixes what one job's work of an ended epoch earns, mints the
// community pool's part, and ends the sponsorship of a job that has no work
// left.
func (k *Keeper) fixPool(ctx context.Context, job, epoch uint64, budget math.Int) error {
	w, err := k.work(ctx, job)
	if err != nil {
		return err
	}
	if w.Epoch == epoch && (w.EpochFlops.IsPositive() || w.EpochAudits > 0) {
		if err := k.openPool(ctx, w, budget); err != nil {
			return err
		}
	}
	e, err := k.escrow(ctx, job)
	if err != nil || !e.Closed || e.OpenRounds > 0 || e.PendingGrants > 0 {
		return err
	}
	if err := k.sponsors.Remove(ctx, job); err != nil {
		return err
	}
	return emit(ctx, &types.EventSponsorEnded{Job: job, Finished: true})
}

// openPool records what a job's trainers and verifiers can mint by claiming. A
// part without work in the epoch is not minted.
func (k *Keeper) openPool(ctx context.Context, w types.Work, budget math.Int) error {
	p, err := k.params.Get(ctx)
	if err != nil {
		return err
	}
	parts := payout.SplitEmission(budget, p.TrainerEmission, p.VerifierEmission)
	pool := types.EpochPool{
		Job: w.Job, Epoch: w.Epoch, Trainers: parts.Trainers, Verifiers: parts.Verifiers,
		Flops: w.EpochFlops, Audits: w.EpochAudits,
		TrainersMinted: math.ZeroInt(), VerifiersMinted: math.ZeroInt(),
	}
	if w.EpochFlops.IsZero() {
		pool.Trainers = math.ZeroInt()
	}
	if w.EpochAudits == 0 {
		pool.Verifiers = math.ZeroInt()
	}
	if err := k.pools.Set(ctx, collections.Join(w.Job, w.Epoch), pool); err != nil {
		return err
	}
	if err := k.mint(ctx, parts.Community); err != nil {
		return err
	}
	if err := k.fund(ctx, parts.Community); err != nil {
		return err
	}
	err = k.updateTotals(ctx, func(t *types.Totals) {
		t.Minted, t.Community = t.Minted.Add(parts.Community), t.Community.Add(parts.Community)
	})
	if err != nil {
		return err
	}
	err = moved(ctx, types.EventMoved{
		Reason: types.REASON_COMMUNITY_EMISSION, From: types.PLACE_MINT, To: types.PLACE_COMMUNITY, Amount: parts.Community, Job: w.Job,
	})
	if err != nil {
		return err
	}
	return emit(ctx, &types.EventEpochPoolFixed{
		Job: w.Job, Epoch: w.Epoch, Trainers: pool.Trainers, Verifiers: pool.Verifiers, Community: parts.Community,
	})
}

// allSponsors reads the sponsored jobs, at most MaxSponsors.
func (k *Keeper) allSponsors(ctx context.Context) ([]types.Sponsor, error) {
	var out []types.Sponsor
	err := k.sponsors.Walk(ctx, nil, func(_ uint64, s types.Sponsor) (bool, error) {
		out = append(out, s)
		return false, nil
	})
	return out, err
}

// epochPool reads what a job's work earned in an epoch; nothing if the epoch
// runs or the job was not sponsored when it ended.
func (k *Keeper) epochPool(ctx context.Context, job, epoch uint64) (types.EpochPool, bool, error) {
	p, err := k.pools.Get(ctx, collections.Join(job, epoch))
	if errors.Is(err, collections.ErrNotFound) {
		return types.EpochPool{}, false, nil
	}
	return p, err == nil, err
}
