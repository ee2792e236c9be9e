// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/x/job/types"
)

// witnessGas is charged per slot of the bitmap, for the tally.
const witnessGas = 20

// Witness implements types.MsgServer.
func (m msgServer) Witness(ctx context.Context, msg *types.MsgWitness) (*types.MsgWitnessResponse, error) {
	k := m.k
	r, err := k.Round(ctx, msg.Job, msg.Round)
	if err != nil {
		return nil, err
	}
	if r.Phase != types.ROUND_PHASE_WITNESSING {
		return nil, types.ErrRoundPhase.Wrapf("round %d of job %d is %s; witnesses speak while WITNESSING", r.Number, r.Job, r.Phase)
	}
	s, err := k.Spec(ctx, msg.Job)
	if err != nil {
		return nil, err
	}
	w, err := k.witness(ctx, msg, &r, &s)
	if err != nil {
		return nil, err
	}
	return &types.MsgWitnessResponse{}, k.tally(ctx, w, &r, &s)
}

// witness checks a statement and returns it with the operator's weight.
func (k *Keeper) witness(ctx context.Context, msg *types.MsgWitness, r *types.Round, s *spec.Spec) (types.Witness, error) {
	n := int(s.Rounds.Slots)
	ends := commit.Bitmap(msg.EndStates)
	if len(ends) == 0 {
		ends = commit.NewBitmap(n)
	}
	for _, f := range []struct {
		name string
		bits commit.Bitmap
	}{{"deltas", msg.Deltas}, {"end_states", ends}} {
		if err := f.bits.Validate(n); err != nil {
			return types.Witness{}, types.ErrInvalidBitmap.Wrapf("%s: %s", f.name, err)
		}
		if extra := f.bits.AndNot(r.Summable()); extra.Count() > 0 {
			return types.Witness{}, types.ErrInvalidBitmap.Wrapf("%s names %d slots that have no delta in this round", f.name, extra.Count())
		}
	}
	w := types.Witness{Job: r.Job, Round: r.Number, Operator: msg.Operator, Deltas: msg.Deltas, EndStates: ends}
	if err := k.weigh(ctx, &w, r, s); err != nil {
		return types.Witness{}, err
	}
	if w.Weight == 0 {
		return types.Witness{}, types.ErrNotWitness.Wrapf("%s holds no active slot of round %d of job %d", msg.Operator, r.Number, r.Job)
	}
	return w, nil
}

// weigh gives a statement the stake of its operator in the round: the slot stakes
// of its active slots, in uweft; the lowest of them answers for it.
func (k *Keeper) weigh(ctx context.Context, w *types.Witness, r *types.Round, s *spec.Spec) error {
	held, err := k.heldBy(ctx, w.Operator, r.Job)
	if err != nil {
		return err
	}
	for _, index := range held {
		slot, err := k.slot(ctx, r.Job, index)
		if err != nil {
			return err
		}
		if slot.FirstRound > r.Number || !commit.Bitmap(r.Active).Has(int(index)) {
			continue
		}
		if w.Weight == 0 {
			w.Slot, w.Tenancy = index, slot.FirstRound
		}
		w.Weight += s.Price.SlotStake
	}
	return nil
}

// tally adds a statement to the round's tally and closes the round when no
// later one can change the outcome.
func (k *Keeper) tally(ctx context.Context, w types.Witness, r *types.Round, s *spec.Spec) error {
	n := int(s.Rounds.Slots)
	consumeGas(ctx, witnessGas*uint64(n), "witness tally")
	key, err := k.voice(r.Job, r.Number, w.Operator)
	if err != nil {
		return err
	}
	earlier, err := k.witnesses.Get(ctx, key)
	switch {
	case errors.Is(err, collections.ErrNotFound):
		earlier = types.Witness{Deltas: commit.NewBitmap(n), EndStates: commit.NewBitmap(n)}
		r.Posted++
		r.PostedWeight += w.Weight
	case err != nil:
		return err
	default:
		w.Weight, w.Slot, w.Tenancy = earlier.Weight, earlier.Slot, earlier.Tenancy
	}
	if commit.Bitmap(earlier.Deltas).AndNot(w.Deltas).Count()+commit.Bitmap(earlier.EndStates).AndNot(w.EndStates).Count() > 0 {
		return types.ErrWitnessShrinks.Wrap("a witness promises to serve what it named; name at least the same slots again")
	}
	t, err := k.tallies.Get(ctx, joinRound(r))
	if err != nil {
		return err
	}
	if err := k.addVotes(ctx, &t, &w, commit.Bitmap(w.Deltas).AndNot(earlier.Deltas)); err != nil {
		return err
	}
	if err := k.witnesses.Set(ctx, key, w); err != nil {
		return err
	}
	if err := k.tallies.Set(ctx, joinRound(r), t); err != nil {
		return err
	}
	if err := emit(ctx, &types.EventWitnessed{Job: w.Job, Round: w.Round, Operator: w.Operator, Deltas: w.Deltas, EndStates: w.EndStates}); err != nil {
		return err
	}
	return k.endIfDecided(ctx, r, &t, s)
}

// addVotes counts the new deltas a witness holds; its own count neither way.
func (k *Keeper) addVotes(ctx context.Context, t *types.Tally, w *types.Witness, added commit.Bitmap) error {
	own, err := k.heldBy(ctx, w.Operator, w.Job)
	if err != nil {
		return err
	}
	others := added.AndNot(nil)
	for _, index := range own {
		others.Clear(int(index))
	}
	for i := range t.Votes {
		if others.Has(i) {
			t.Votes[i]++
			t.Weights[i] += w.Weight
		}
	}
	return nil
}

// posted is the stake with which an operator has posted in a round.
func (k *Keeper) posted(ctx context.Context, r *types.Round, operator string) (uint64, error) {
	key, err := k.voice(r.Job, r.Number, operator)
	if err != nil {
		return 0, err
	}
	w, err := k.witnesses.Get(ctx, key)
	if errors.Is(err, collections.ErrNotFound) {
		return 0, nil
	}
	return w.Weight, err
}

// voice is the key of what an operator says about a round.
func (k *Keeper) voice(job, round uint64, operator string) (voiceKey, error) {
	addr, err := k.operator(operator)
	if err != nil {
		return voiceKey{}, err
	}
	return collections.Join3(job, round, []byte(addr)), nil
}
