// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"errors"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/x/job/types"
)

// A round that closed on a base which then turns out not to stand is void with
// all rounds since: nothing of them is summed or paid, nobody is slashed for
// having started from it, and the next round starts from the outer state that
// does stand (R9). Numbers of rounds are not used twice: a second commit under
// the same number would be evidence against its trainer.

// lookAgain has the base of a round looked at when its supporters had their
// time; at once if it was proven false.
func (k *Keeper) lookAgain(ctx context.Context, j *types.Job, after uint64, id spec.ContentID, proven bool) error {
	if after >= j.Round {
		return k.countAtEnd(ctx, j) // no round starts from it: the outcome may have waited for it
	}
	next, err := k.Round(ctx, j.Id, after+1)
	if err != nil {
		return err
	}
	if proven && next.Phase == types.ROUND_PHASE_AUDITING && !next.Void && next.Base.Equal(&id) {
		return k.voidFrom(ctx, j, next.Number)
	}
	s, err := k.Spec(ctx, j.Id)
	if err != nil {
		return err
	}
	return k.watchBase(ctx, &next, &s)
}

// watchBase has the base of a round that closes looked at again if it is
// claimed, or another one is. Later claims have it looked at by themselves.
func (k *Keeper) watchBase(ctx context.Context, r *types.Round, s *spec.Spec) error {
	claims, err := k.claimsOf(ctx, r.Job, r.Number-1)
	if err != nil || len(claims) == 0 {
		return err
	}
	return k.enqueue(ctx, types.Due{Height: height(ctx) + int64(s.Windows.GameClock) + 1, Kind: types.DUE_KIND_CONTEST, Job: r.Job, Round: r.Number})
}

// endContest looks whether the base of a closed round still stands.
func (k *Keeper) endContest(ctx context.Context, d types.Due) error {
	r, err := k.Round(ctx, d.Job, d.Round)
	if err != nil || r.Phase != types.ROUND_PHASE_AUDITING || r.Void || r.Base == nil {
		return err
	}
	j, err := k.Job(ctx, d.Job)
	if err != nil || j.EndedHeight != 0 {
		return err
	}
	s, err := k.Spec(ctx, d.Job)
	if err != nil {
		return err
	}
	_, open, refuted, err := k.contest(ctx, &s, r.Job, r.Number-1, r.Base)
	switch {
	case err != nil:
		return err
	case refuted:
		return k.voidFrom(ctx, &j, r.Number)
	case open:
		return k.watchBase(ctx, &r, &s)
	}
	return nil
}

// voidFrom makes a round void, and those since, as far as they are not FINAL.
func (k *Keeper) voidFrom(ctx context.Context, j *types.Job, from uint64) error {
	for n := from; n <= j.Round; n++ {
		r, err := k.Round(ctx, j.Id, n)
		if err != nil {
			return err
		}
		if r.Phase == types.ROUND_PHASE_FINAL || r.Void {
			continue
		}
		if err := errors.Join(k.dropClaims(ctx, j.Id, n), k.dropEvaluations(ctx, j.Id, n-1)); err != nil {
			return err
		}
		if err := emit(ctx, &types.EventRoundVoid{Job: j.Id, Round: n, Base: r.Base}); err != nil {
			return err
		}
		if err := k.voidRound(ctx, &r); err != nil {
			return err
		}
	}
	return nil
}

// voidRound empties one round. What it would have paid is taken back by the
// queue; an open round ends with this block.
func (k *Keeper) voidRound(ctx context.Context, r *types.Round) error {
	r.Void, r.Base = true, nil
	switch r.Phase {
	case types.ROUND_PHASE_TRAINING:
		return k.endPhaseNow(ctx, r, types.DUE_KIND_TRAINING)
	case types.ROUND_PHASE_WITNESSING:
		return k.endPhaseNow(ctx, r, types.DUE_KIND_WITNESS)
	default: // it has closed
	}
	r.Included = make(commit.Bitmap, len(r.Active))
	if err := k.setRound(ctx, r); err != nil {
		return err
	}
	return k.enqueue(ctx, types.Due{Height: height(ctx), Kind: types.DUE_KIND_VOID, Job: r.Job, Round: r.Number})
}

// takeBack voids the units of a void round.
func (k *Keeper) takeBack(ctx context.Context, job, round uint64) error {
	r, err := k.Round(ctx, job, round)
	if err != nil {
		return err
	}
	for i := range 8 * len(r.Committed) {
		if !commit.Bitmap(r.Committed).Has(i) {
			continue
		}
		u, err := k.unit(ctx, job, round, uint32(i))
		if err != nil {
			return err
		}
		if u.Status != types.UNIT_STATUS_COMMITTED {
			continue
		}
		if err := k.withdraw(ctx, u, types.UNIT_STATUS_VOID); err != nil {
			return err
		}
	}
	return nil
}

// settled is the base of a round and the slots that are on it: what the fold
// gives if nothing was summed, else what two thirds named, else what a game
// has settled, else what most named (R9).
func (k *Keeper) settled(ctx context.Context, j *types.Job, r *types.Round, s *spec.Spec) (v types.BaseVote, ok, open bool, err error) {
	f, err := k.fold(ctx, j, r.Number-1)
	if err != nil {
		return v, false, false, err
	}
	if f.Steps() == 0 {
		return r.VoteFor(*f.Base), true, false, nil
	}
	if v, ok = r.MajorityBase(); ok {
		_, _, refuted, err := k.contest(ctx, s, r.Job, r.Number-1, &v.Base)
		if err != nil || !refuted {
			return v, true, false, err
		}
	}
	v, ok = r.PluralityBase()
	if !ok {
		return v, false, false, nil
	}
	c, open, refuted, err := k.contest(ctx, s, r.Job, r.Number-1, &v.Base)
	if err != nil {
		return v, false, false, err
	}
	if c.Winner != nil && !open {
		return r.VoteFor(*c.Winner), true, false, nil
	}
	return v, !refuted, open, nil
}

// claimsWait is how long a round without a base that two thirds named may wait
// for games, as a multiple of the longest game.
const claimsWait = 3

// awaitBase puts the end of WITNESSING off while the base of the round is in
// dispute, up to a bound.
func (k *Keeper) awaitBase(ctx context.Context, r *types.Round, s *spec.Spec) (waits bool, err error) {
	j, err := k.Job(ctx, r.Job)
	if err != nil {
		return false, err
	}
	_, _, open, err := k.settled(ctx, &j, r, s)
	if err != nil || !open {
		return false, err
	}
	if r.WaitUntil == 0 {
		r.WaitUntil = height(ctx) + claimsWait*int64(2*s.Windows.GameClock+s.Windows.GameExtension)
	}
	if height(ctx) >= r.WaitUntil {
		return false, nil
	}
	r.Deadline = min(r.WaitUntil, height(ctx)+int64(s.Windows.GameExtension))
	if err := k.enqueue(ctx, types.Due{Height: r.Deadline, Kind: types.DUE_KIND_WITNESS, Job: r.Job, Round: r.Number}); err != nil {
		return false, err
	}
	return true, k.setRound(ctx, r)
}
