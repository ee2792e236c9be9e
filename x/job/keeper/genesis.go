// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"

	"cosmossdk.io/collections"

	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/x/job/types"
)

// InitGenesis loads the module's state. It must come after x/stake and
// x/reward, which hold the locks and the escrows.
func (k *Keeper) InitGenesis(ctx context.Context, g *types.GenesisState) error {
	if err := k.params.Set(ctx, g.Params); err != nil {
		return err
	}
	if err := k.jobSeq.Set(ctx, g.NextJob); err != nil {
		return err
	}
	if err := k.dueSeq.Set(ctx, g.NextDue); err != nil {
		return err
	}
	for i := range g.Jobs {
		if err := k.setJob(ctx, &g.Jobs[i]); err != nil {
			return err
		}
	}
	for i := range g.Specs {
		if err := k.specs.Set(ctx, g.Specs[i].Job, g.Specs[i].Spec); err != nil {
			return err
		}
	}
	for _, s := range g.Slots {
		if err := k.slots.Set(ctx, collections.Join(s.Job, s.Index), s); err != nil {
			return err
		}
		if err := k.slotsOf.Set(ctx, collections.Join3(s.Operator, s.Job, s.Index)); err != nil {
			return err
		}
	}
	for _, d := range g.Due {
		if err := k.due.Set(ctx, collections.Join(d.Height, d.Sequence), d); err != nil {
			return err
		}
	}
	return k.initRounds(ctx, g)
}

func (k *Keeper) initRounds(ctx context.Context, g *types.GenesisState) error {
	for i := range g.Rounds {
		if err := k.setRound(ctx, &g.Rounds[i]); err != nil {
			return err
		}
	}
	for i := range g.Units {
		if err := k.setUnit(ctx, &g.Units[i]); err != nil {
			return err
		}
	}
	for _, t := range g.Tallies {
		if err := k.tallies.Set(ctx, collections.Join(t.Job, t.Round), t.Tally); err != nil {
			return err
		}
	}
	return k.initVoices(ctx, g)
}

// initVoices stores what operators said about rounds and results.
func (k *Keeper) initVoices(ctx context.Context, g *types.GenesisState) error {
	for _, w := range g.Witnesses {
		key, err := k.voice(w.Job, w.Round, w.Operator)
		if err != nil {
			return err
		}
		if err := k.witnesses.Set(ctx, key, w); err != nil {
			return err
		}
	}
	for _, c := range g.Claims {
		key, err := k.voice(c.Job, c.Round, c.Operator)
		if err != nil {
			return err
		}
		if err := k.claims.Set(ctx, key, c); err != nil {
			return err
		}
	}
	for _, e := range g.Evaluations {
		key, err := k.voice(e.Job, e.Round, e.Operator)
		if err != nil {
			return err
		}
		if err := k.evaluations.Set(ctx, key, e); err != nil {
			return err
		}
	}
	for _, c := range g.Completions {
		addr, err := k.operator(c.Operator)
		if err != nil {
			return err
		}
		if err := k.completions.Set(ctx, collections.Join(c.Job, []byte(addr)), c); err != nil {
			return err
		}
	}
	return nil
}

// ExportGenesis dumps the module's state, in the order of its keys.
func (k *Keeper) ExportGenesis(ctx context.Context) (*types.GenesisState, error) {
	var g types.GenesisState
	var err error
	if g.Params, err = k.params.Get(ctx); err != nil {
		return nil, err
	}
	if g.NextJob, err = k.jobSeq.Peek(ctx); err != nil {
		return nil, err
	}
	if g.NextDue, err = k.dueSeq.Peek(ctx); err != nil {
		return nil, err
	}
	if err := k.exportJobs(ctx, &g); err != nil {
		return nil, err
	}
	return &g, k.exportRounds(ctx, &g)
}

func (k *Keeper) exportJobs(ctx context.Context, g *types.GenesisState) error {
	err := k.jobs.Walk(ctx, nil, func(_ uint64, j types.Job) (bool, error) {
		g.Jobs = append(g.Jobs, j)
		return false, nil
	})
	if err != nil {
		return err
	}
	err = k.specs.Walk(ctx, nil, func(id uint64, s spec.Spec) (bool, error) {
		g.Specs = append(g.Specs, types.JobSpec{Job: id, Spec: s})
		return false, nil
	})
	if err != nil {
		return err
	}
	if err := gather(ctx, k.slots, &g.Slots); err != nil {
		return err
	}
	if err := gather(ctx, k.completions, &g.Completions); err != nil {
		return err
	}
	return gather(ctx, k.due, &g.Due)
}

func (k *Keeper) exportRounds(ctx context.Context, g *types.GenesisState) error {
	if err := gather(ctx, k.rounds, &g.Rounds); err != nil {
		return err
	}
	if err := gather(ctx, k.units, &g.Units); err != nil {
		return err
	}
	if err := gather(ctx, k.witnesses, &g.Witnesses); err != nil {
		return err
	}
	if err := gather(ctx, k.claims, &g.Claims); err != nil {
		return err
	}
	if err := gather(ctx, k.evaluations, &g.Evaluations); err != nil {
		return err
	}
	return k.tallies.Walk(ctx, nil, func(key roundKey, t types.Tally) (bool, error) {
		g.Tallies = append(g.Tallies, types.RoundTally{Job: key.K1(), Round: key.K2(), Tally: t})
		return false, nil
	})
}

// gather appends all values of a collection, by key.
func gather[K, V any](ctx context.Context, m collections.Map[K, V], out *[]V) error {
	return m.Walk(ctx, nil, func(_ K, v V) (bool, error) {
		*out = append(*out, v)
		return false, nil
	})
}
