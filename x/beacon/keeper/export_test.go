// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"

	"cosmossdk.io/collections"

	"github.com/weft-network/weft/x/beacon/types"
)

// Raw writes to the store past all rules.
type Raw struct{ k *Keeper }

// RawOf opens a keeper's store.
func RawOf(k *Keeper) Raw { return Raw{k} }

// Open makes a round open, or not.
func (r Raw) Open(ctx context.Context, round uint64, open bool) error {
	if open {
		return r.k.open.Set(ctx, round)
	}
	return r.k.open.Remove(ctx, round)
}

// Wait makes a number wait for a round.
func (r Raw) Wait(ctx context.Context, due, round uint64) error {
	return r.k.waiting.Set(ctx, collections.Join(due, round))
}

// SetRound overwrites a posted round, without its key in the queue.
func (r Raw) SetRound(ctx context.Context, round types.Round) error {
	return r.k.rounds.Set(ctx, round.Round, round)
}

// Answer queues an answer.
func (r Raw) Answer(ctx context.Context, height int64, due uint64) error {
	return r.k.answers.Set(ctx, collections.Join(height, due), 0)
}

// Forget queues a round to be forgotten.
func (r Raw) Forget(ctx context.Context, height int64, round uint64) error {
	return r.k.forgets.Set(ctx, collections.Join(height, round))
}
