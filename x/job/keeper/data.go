// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"

	"cosmossdk.io/collections"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/x/job/types"
)

// Availability (A7): what requests for data do to jobs, and what x/dispute needs
// to know of those who answer for a blob together.

// DataMissing notes that the submitter left a request for the job's data
// unanswered. The round that is open is finished and paid; then the job pauses,
// and slots may leave at once.
func (k *Keeper) DataMissing(ctx context.Context, job uint64) error {
	j, err := k.Job(ctx, job)
	if err != nil || j.EndedHeight != 0 {
		return err
	}
	j.DataMissing++
	return k.setJob(ctx, &j)
}

// DataServed takes one such note back: the data was shown after all. The last one
// resumes a job that paused for it.
func (k *Keeper) DataServed(ctx context.Context, job uint64) error {
	j, err := k.Job(ctx, job)
	if err != nil || j.EndedHeight != 0 || j.DataMissing == 0 {
		return err
	}
	j.DataMissing--
	if j.DataMissing == 0 && j.Status == types.JOB_STATUS_PAUSED && j.Reason == types.REASON_DATA {
		return k.boundary(ctx, &j)
	}
	return k.setJob(ctx, &j)
}

// endIfDecided ends WITNESSING with this block if no later statement can change S,
// and stores the round. A 0 may yet come to count while a request for the delta
// is open: then the round waits for the answer, or its deadline.
func (k *Keeper) endIfDecided(ctx context.Context, r *types.Round, t *types.Tally, s *spec.Spec) error {
	if !r.WitnessingDecided(t, s.Price.SlotStake*uint64(commit.Bitmap(r.Active).AndNot(r.Gone).Count())) {
		return k.setRound(ctx, r)
	}
	waits, err := k.awaitsData(ctx, r, t)
	if err != nil {
		return err
	}
	if waits {
		return k.setRound(ctx, r)
	}
	return k.endPhaseNow(ctx, r, types.DUE_KIND_WITNESS)
}

// awaitsData reports whether a delta is requested that would be in S if the 0s do
// not count, and not if they do.
func (k *Keeper) awaitsData(ctx context.Context, r *types.Round, t *types.Tally) (bool, error) {
	summable := r.Summable()
	for i := range t.Votes {
		if !summable.Has(i) || !r.Held(t, i, 0) {
			continue
		}
		against, err := k.zeros(ctx, r, t, i)
		if err != nil {
			return false, err
		}
		if r.Held(t, i, against) {
			continue
		}
		if open, err := k.disputes.DeltaRequested(ctx, r.Job, r.Number, uint32(i)); err != nil || open {
			return open, err
		}
	}
	return false, nil
}

// Recount ends WITNESSING if a delta that was requested was what it waited for.
func (k *Keeper) Recount(ctx context.Context, job, round uint64) error {
	r, err := k.Round(ctx, job, round)
	if err != nil || r.Phase != types.ROUND_PHASE_WITNESSING {
		return err
	}
	s, err := k.Spec(ctx, job)
	if err != nil {
		return err
	}
	t, err := k.tallies.Get(ctx, joinRound(&r))
	if err != nil {
		return err
	}
	consumeGas(ctx, witnessGas*uint64(s.Rounds.Slots), "witness tally")
	return k.endIfDecided(ctx, &r, &t, &s)
}

// HeldBy lists the slots that an operator holds in a job, at most 1024.
func (k *Keeper) HeldBy(ctx context.Context, operator string, job uint64) ([]uint32, error) {
	return k.heldBy(ctx, operator, job)
}

// FirstRounds lists for every slot of a job, at most 1024, the first round that
// its holder may take part in; 0 for a free slot, also at the end of the list.
func (k *Keeper) FirstRounds(ctx context.Context, job uint64) ([]uint64, error) {
	var out []uint64
	err := k.slots.Walk(ctx, collections.NewPrefixedPairRange[uint64, uint32](job), func(key collections.Pair[uint64, uint32], s types.Slot) (bool, error) {
		out = append(out, make([]uint64, int(key.K2())+1-len(out))...)
		out[key.K2()] = s.FirstRound
		return false, nil
	})
	return out, err
}

// Claim returns a live claim of the outer state after a round.
func (k *Keeper) Claim(ctx context.Context, job, round uint64, operator string) (types.OuterClaim, error) {
	key, err := k.voice(job, round, operator)
	if err != nil {
		return types.OuterClaim{}, err
	}
	c, err := k.claim(ctx, key)
	if err == nil && c.Status != types.CLAIM_STATUS_LIVE {
		err = types.ErrClaimStatus.Wrapf("the claim of %s is %s", operator, c.Status)
	}
	return c, err
}

// WitnessesAfter lists the next statements about a round, in the order of their
// operators' addresses.
func (k *Keeper) WitnessesAfter(ctx context.Context, job, round uint64, after []byte, limit int) ([]types.Witness, error) {
	var out []types.Witness
	rng := new(collections.Range[voiceKey]).StartExclusive(collections.Join3(job, round, after))
	err := k.witnesses.Walk(ctx, rng, func(key voiceKey, w types.Witness) (bool, error) {
		if key.K1() != job || key.K2() != round {
			return true, nil
		}
		out = append(out, w)
		return len(out) == limit, nil
	})
	return out, err
}
