// SPDX-License-Identifier: Apache-2.0

package types

import (
	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/spec"
)

// MinWitnesses is how many operators must hold a delta before WITNESSING may
// end early (R4). At the deadline, whoever stated anything decides.
const MinWitnesses = 3

// TrainingDone says whether every active slot that still has its holder has
// committed.
func (r *Round) TrainingDone() bool {
	return r.Missing().AndNot(r.Gone).Count() == 0
}

// Live are the committed slots that did not withdraw.
func (r *Round) Live() commit.Bitmap {
	return commit.Bitmap(r.Committed).AndNot(r.Retracted)
}

// Summable are the live slots that have a delta.
func (r *Round) Summable() commit.Bitmap { return r.Live().AndNot(r.Diverged) }

// Missing are the active slots without a commit.
func (r *Round) Missing() commit.Bitmap {
	return commit.Bitmap(r.Active).AndNot(r.Committed)
}

// Paid are the slots whose units are paid unless something is proven: S and
// the diverged units that started from the right base.
func (r *Round) Paid() commit.Bitmap {
	diverged := r.Live().And(r.Diverged)
	if vote := r.vote(r.Base); vote != nil {
		diverged = diverged.And(vote.Slots)
	} else {
		diverged = make(commit.Bitmap, len(r.Active))
	}
	return commit.Bitmap(r.Included).Or(diverged)
}

// Excluded are the live slots that a closed round does not pay.
func (r *Round) Excluded() commit.Bitmap { return r.Live().AndNot(r.Paid()) }

// MostlyDiverged says whether at least two thirds of the active slots
// reported divergence (R1).
func (r *Round) MostlyDiverged() bool {
	return 3*r.Live().And(r.Diverged).Count() >= 2*commit.Bitmap(r.Active).Count()
}

// NameBase records that a slot's unit started from base.
func (r *Round) NameBase(slot int, base spec.ContentID) {
	if vote := r.vote(&base); vote != nil {
		commit.Bitmap(vote.Slots).Set(slot)
		return
	}
	slots := make(commit.Bitmap, len(r.Active))
	slots.Set(slot)
	r.Bases = append(r.Bases, BaseVote{Base: base, Slots: slots})
}

// MajorityBase returns the base that at least two thirds of the live slots
// named; all slots of a job have the same stake, so slots count stake (R9).
func (r *Round) MajorityBase() (BaseVote, bool) {
	live := r.Live()
	for _, v := range r.Bases {
		if n := live.And(v.Slots).Count(); n > 0 && 3*n >= 2*live.Count() {
			return v, true
		}
	}
	return BaseVote{}, false
}

// PluralityBase returns the base most live slots named, the first named of
// those that tie, or false when no slot is live.
func (r *Round) PluralityBase() (BaseVote, bool) {
	live := r.Live()
	best, most := BaseVote{}, 0
	for _, v := range r.Bases {
		if n := live.And(v.Slots).Count(); n > most {
			best, most = v, n
		}
	}
	return best, most > 0
}

// WitnessingDecided says whether no later statement can change S: every
// operator has posted, or every summable slot is held by enough operators and
// by two thirds of all stake in the round. activeWeight is that stake.
func (r *Round) WitnessingDecided(t *Tally, activeWeight uint64) bool {
	if r.Posted >= r.Operators {
		return true
	}
	summable := r.Summable()
	for slot := range t.Votes {
		if summable.Has(slot) && !enough(t.Votes[slot], MinWitnesses, t.Weights[slot], activeWeight) {
			return false
		}
	}
	return true
}

// Held says whether the witnesses of a slot's delta suffice at the end of
// WITNESSING. against is the stake whose 0 counts.
func (r *Round) Held(t *Tally, slot int, against uint64) bool {
	if r.Operators <= 1 {
		return true // nobody else was there to hold it
	}
	return enough(t.Votes[slot], 1, t.Weights[slot], t.Weights[slot]+against)
}

// enough says whether the votes reach the least and the weight two thirds.
// It subtracts a third, rounded down, because 3·weight may overflow.
func enough(votes, least uint32, weight, of uint64) bool {
	return votes >= least && weight >= of-of/3
}

// VoteFor is the slots that named a base, which may be none.
func (r *Round) VoteFor(base spec.ContentID) BaseVote {
	if v := r.vote(&base); v != nil {
		return *v
	}
	return BaseVote{Base: base, Slots: make(commit.Bitmap, len(r.Active))}
}

func (r *Round) vote(base *spec.ContentID) *BaseVote {
	if base == nil {
		return nil
	}
	for i := range r.Bases {
		if r.Bases[i].Base.Equal(base) {
			return &r.Bases[i]
		}
	}
	return nil
}

// NewTally is an empty tally over n slots.
func NewTally(n int) Tally {
	return Tally{Votes: make([]uint32, n), Weights: make([]uint64, n)}
}
