// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"slices"

	"cosmossdk.io/math"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/x/job/types"
)

// CheckInvariants checks what must hold between any two messages. It walks the
// whole state: it is for tests, simulations and operators.
func (k *Keeper) CheckInvariants(ctx context.Context) error {
	g, err := k.ExportGenesis(ctx)
	if err != nil {
		return err
	}
	for i := range g.Jobs {
		if err := k.checkJob(ctx, &g.Jobs[i], g); err != nil {
			return err
		}
	}
	for i := range g.Rounds {
		if err := checkRound(&g.Rounds[i]); err != nil {
			return err
		}
	}
	return checkUnits(g)
}

// checkJob: members are the held slots, each backed by its lock; operators are
// counted; a job that waits or trains has a queue item that moves it on.
func (k *Keeper) checkJob(ctx context.Context, j *types.Job, g *types.GenesisState) error {
	members := make(commit.Bitmap, len(j.Members))
	var operators []string
	for _, s := range g.Slots {
		if s.Job != j.Id {
			continue
		}
		members.Set(int(s.Index))
		if !slices.Contains(operators, s.Operator) {
			operators = append(operators, s.Operator)
		}
		if err := k.checkLock(ctx, &s); err != nil {
			return err
		}
	}
	switch {
	case !members.Equal(j.Members):
		return types.ErrBroken.Wrapf("job %d: members %x, held slots %x", j.Id, j.Members, []byte(members))
	case int(j.Operators) != len(operators):
		return types.ErrBroken.Wrapf("job %d: %d operators counted, %d hold slots", j.Id, j.Operators, len(operators))
	case commit.Bitmap(j.Leaving).AndNot(j.Members).Count() != 0:
		return types.ErrBroken.Wrapf("job %d: a free slot is leaving", j.Id)
	case j.EndedHeight != 0 && members.Count() != 0:
		return types.ErrBroken.Wrapf("job %d has ended and slots are held", j.Id)
	}
	return k.checkMovesOn(j, g)
}

// checkLock: nobody holds a slot with more than a slot stake locked, and what
// is locked has not been released.
func (k *Keeper) checkLock(ctx context.Context, slot *types.Slot) error {
	operator, err := k.operator(slot.Operator)
	if err != nil {
		return err
	}
	s, err := k.Spec(ctx, slot.Job)
	if err != nil {
		return err
	}
	lock := types.SlotLock(slot.Job, slot.Index, slot.FirstRound)
	locked, err := k.stake.LockedAmount(ctx, operator, lock)
	if err != nil {
		return err
	}
	if !locked.IsPositive() || locked.GT(math.NewIntFromUint64(s.Price.SlotStake)) {
		return types.ErrBroken.Wrapf("slot %d of job %d is held with %s locked", slot.Index, slot.Job, locked)
	}
	return nil
}

func (k *Keeper) checkMovesOn(j *types.Job, g *types.GenesisState) error {
	if j.EndedHeight != 0 {
		return nil
	}
	kind, deadline := types.DUE_KIND_WAIT, j.Deadline
	for i := range g.Rounds {
		r := &g.Rounds[i]
		if r.Job != j.Id || r.Number != j.Round || j.Status != types.JOB_STATUS_RUNNING {
			continue
		}
		switch r.Phase {
		case types.ROUND_PHASE_TRAINING:
			kind, deadline = types.DUE_KIND_TRAINING, r.Deadline
		case types.ROUND_PHASE_WITNESSING:
			kind, deadline = types.DUE_KIND_WITNESS, r.Deadline
		default: // over: the job waits for its next round
		}
	}
	for _, d := range g.Due {
		if d.Job == j.Id && d.Kind == kind && d.Deadline == deadline {
			return nil
		}
	}
	return types.ErrBroken.Wrapf("job %d is %s and no %s item is due at %d", j.Id, j.Status, kind, deadline)
}

// checkRound: included ⊆ live ⊆ committed ⊆ active, and one base per slot.
func checkRound(r *types.Round) error {
	committed := commit.Bitmap(r.Committed)
	for _, f := range []struct {
		name         string
		inner, outer commit.Bitmap
	}{
		{"committed ⊆ active", committed, r.Active},
		{"gone ⊆ active", r.Gone, r.Active},
		{"retracted ⊆ committed", r.Retracted, committed},
		{"diverged ⊆ committed", r.Diverged, committed},
		{"included ⊆ summable", r.Included, r.Summable()},
	} {
		if f.inner.AndNot(f.outer).Count() != 0 {
			return types.ErrBroken.Wrapf("round %d of job %d: not %s", r.Number, r.Job, f.name)
		}
	}
	named := 0
	for _, v := range r.Bases {
		named += commit.Bitmap(v.Slots).Count()
	}
	if named != committed.Count() {
		return types.ErrBroken.Wrapf("round %d of job %d: %d slots named a base, %d committed", r.Number, r.Job, named, committed.Count())
	}
	return nil
}

// checkUnits: the units are exactly the commits of the rounds.
func checkUnits(g *types.GenesisState) error {
	committed := 0
	for i := range g.Rounds {
		committed += commit.Bitmap(g.Rounds[i].Committed).Count()
	}
	if committed != len(g.Units) {
		return types.ErrBroken.Wrapf("%d commits, %d units", committed, len(g.Units))
	}
	return nil
}
