// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"cosmossdk.io/collections"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/x/beacon/types"
)

// EndBlock moves what waits for rounds of a beacon that was replaced, tells those who wait what posted rounds give, and
// forgets old ones: at most DueItemsPerBlock items in all. The rest waits for the next block.
func (k *Keeper) EndBlock(ctx context.Context) error {
	left := types.DueItemsPerBlock
	for _, work := range []func(context.Context, int) (int, error){k.move, k.answer, k.forget} {
		done, err := work(ctx, left)
		if err != nil {
			return err
		}
		left -= done
	}
	return nil
}

// move takes up to limit numbers from rounds of earlier generations, which nobody can post any more, to the first round of
// this beacon that could not be known when it took over. On a chain that has given up its beacon their answer is that nothing
// will come. Such rounds come first in the order of numbers.
func (k *Keeper) move(ctx context.Context, limit int) (done int, err error) {
	params, err := k.params.Get(ctx)
	if err != nil {
		return 0, err
	}
	generation, err := k.generation.Get(ctx)
	if err != nil {
		return 0, err
	}
	for done < limit {
		due, found, err := k.firstOpen(ctx)
		if err != nil || !found {
			return done, err
		}
		if g, _ := types.Split(due); g == generation {
			return done, nil
		}
		n := 1
		if params.Active() {
			n, err = k.moveRound(ctx, params, due, limit-done)
		} else {
			err = k.giveUp(ctx, due)
		}
		if err != nil {
			return done, err
		}
		done += n
	}
	return done, nil
}

// firstOpen is the open round with the lowest number.
func (k *Keeper) firstOpen(ctx context.Context) (due uint64, found bool, err error) {
	err = k.open.Walk(ctx, nil, func(first uint64) (bool, error) {
		due, found = first, true
		return true, nil
	})
	return due, found, err
}

// moveRound moves up to limit numbers from one round, which is gone once none is left.
func (k *Keeper) moveRound(ctx context.Context, params types.Params, due uint64, limit int) (int, error) {
	to, err := k.after(ctx, params, time.Time{}) // that is, after the replacement
	if err != nil {
		return 0, err
	}
	numbers, more, err := k.waitingFor(ctx, due, 0, limit)
	if err != nil {
		return 0, err
	}
	for _, round := range numbers {
		if err := k.waiting.Remove(ctx, collections.Join(due, round)); err != nil {
			return 0, err
		}
		if err := k.wait(ctx, params, to, round); err != nil {
			return 0, err
		}
		if err := emit(ctx, &types.EventRoundMoved{Round: round, Due: to}); err != nil {
			return 0, err
		}
	}
	if more {
		return len(numbers), nil
	}
	return max(len(numbers), 1), k.open.Remove(ctx, due)
}

// giveUp queues the answer that a round will not come.
func (k *Keeper) giveUp(ctx context.Context, due uint64) error {
	if err := k.open.Remove(ctx, due); err != nil {
		return err
	}
	return k.answers.Set(ctx, collections.Join(height(ctx), due), 0)
}

// waitingFor lists up to limit numbers, from one on, that wait for a round, and says whether there are more.
func (k *Keeper) waitingFor(ctx context.Context, due, from uint64, limit int) (numbers []uint64, more bool, err error) {
	r := collections.NewPrefixedPairRange[uint64, uint64](due).StartInclusive(from)
	err = k.waiting.Walk(ctx, r, func(key waitKey) (bool, error) {
		if more = len(numbers) == limit; !more {
			numbers = append(numbers, key.K2())
		}
		return more, nil
	})
	return numbers, more, err
}

// answer tells up to limit of those who wait for rounds that were posted or given up.
func (k *Keeper) answer(ctx context.Context, limit int) (done int, err error) {
	for done < limit {
		var item dueKey
		var from uint64
		found := false
		err := k.answers.Walk(ctx, untilNow(ctx), func(key dueKey, value uint64) (bool, error) {
			item, from, found = key, value, true
			return true, nil
		})
		if err != nil || !found {
			return done, err
		}
		n, err := k.answerRound(ctx, item, from, limit-done)
		if err != nil {
			return done, err
		}
		done += max(n, 1)
	}
	return done, nil
}

// answerRound tells up to limit of those who wait for one round, from a number on. Those who could not be told are tried again
// later; they are in nobody's way.
func (k *Keeper) answerRound(ctx context.Context, item dueKey, from uint64, limit int) (int, error) {
	due := item.K2()
	var posted *types.Round
	switch r, err := k.rounds.Get(ctx, due); {
	case err == nil:
		posted = &r
	case !errors.Is(err, collections.ErrNotFound):
		return 0, err
	}
	numbers, more, err := k.waitingFor(ctx, due, from, limit)
	if err != nil {
		return 0, err
	}
	later := height(ctx) + types.RetryBlocks
	for _, round := range numbers {
		err := k.isolated(ctx, func(ctx context.Context) error { return k.tell(ctx, posted, due, round) })
		if err == nil {
			continue
		}
		if err := emit(ctx, &types.EventAnswerFailed{Round: round, Error: err.Error(), RetryHeight: later}); err != nil {
			return 0, err
		}
	}
	if more {
		return len(numbers), k.answers.Set(ctx, item, numbers[len(numbers)-1]+1)
	}
	if err := k.answers.Remove(ctx, item); err != nil {
		return 0, err
	}
	if left, err := k.waits(ctx, due); err != nil || !left {
		return len(numbers), err
	}
	return len(numbers), k.answers.Set(ctx, collections.Join(later, due), 0)
}

// tell says what a number gives: what the round gives that was posted for it, or nothing.
func (k *Keeper) tell(ctx context.Context, posted *types.Round, due, round uint64) error {
	if err := k.waiting.Remove(ctx, collections.Join(due, round)); err != nil {
		return err
	}
	var random []byte
	if posted != nil {
		random = randomness(posted)
		if round != due {
			if err := k.keep(ctx, types.Round{Round: round, AnsweredBy: due, Signature: posted.Signature, Poster: posted.Poster}); err != nil {
				return err
			}
		}
	}
	if k.hooks != nil {
		if err := k.hooks.AfterBeacon(ctx, round, random); err != nil {
			return err
		}
	}
	if posted == nil {
		return emit(ctx, &types.EventRoundDropped{Round: round})
	}
	return emit(ctx, &types.EventRoundAnswered{Round: round, AnsweredBy: due, Randomness: random})
}

// keep stores a round from this height on, and when it is forgotten.
func (k *Keeper) keep(ctx context.Context, r types.Round) error {
	params, err := k.params.Get(ctx)
	if err != nil {
		return err
	}
	r.Height = height(ctx)
	r.ForgetHeight = r.Height + int64(params.KeepBlocks)
	if err := k.rounds.Set(ctx, r.Round, r); err != nil {
		return err
	}
	return k.forgets.Set(ctx, collections.Join(r.ForgetHeight, r.Round))
}

// forget drops up to limit rounds whose time is over. One whose answer somebody still waits for stays.
func (k *Keeper) forget(ctx context.Context, limit int) (int, error) {
	if limit == 0 {
		return 0, nil
	}
	var due []dueKey
	err := k.forgets.Walk(ctx, untilNow(ctx), func(key dueKey) (bool, error) {
		due = append(due, key)
		return len(due) == limit, nil
	})
	if err != nil {
		return 0, err
	}
	for _, item := range due {
		if err := k.forgetRound(ctx, item); err != nil {
			return 0, err
		}
	}
	return len(due), nil
}

func (k *Keeper) forgetRound(ctx context.Context, item dueKey) error {
	if err := k.forgets.Remove(ctx, item); err != nil {
		return err
	}
	waits, err := k.waits(ctx, item.K2())
	if err != nil {
		return err
	}
	if !waits {
		return k.rounds.Remove(ctx, item.K2())
	}
	r, err := k.rounds.Get(ctx, item.K2())
	if err != nil {
		return err
	}
	r.ForgetHeight = height(ctx) + types.RetryBlocks
	if err := k.rounds.Set(ctx, r.Round, r); err != nil {
		return err
	}
	return k.forgets.Set(ctx, collections.Join(r.ForgetHeight, r.Round))
}

// untilNow is the part of a queue by height that is due.
func untilNow(ctx context.Context) *collections.Range[dueKey] {
	return new(collections.Range[dueKey]).EndInclusive(collections.Join(height(ctx), uint64(math.MaxUint64)))
}

// isolated runs f on a copy of the state, which is kept only if f returns no error. A panic is an error: its text may differ
// between nodes, so it goes to the log and not into an event.
func (k *Keeper) isolated(ctx context.Context, f func(context.Context) error) (err error) {
	sctx := sdk.UnwrapSDKContext(ctx)
	defer func() {
		if r := recover(); r != nil {
			sctx.Logger().Error("panic in end block", "module", types.ModuleName, "panic", fmt.Sprint(r))
			err = errors.New("panic, see the node's log")
		}
	}()
	cached, write := sctx.CacheContext()
	if err := f(cached); err != nil {
		return err
	}
	write()
	return nil
}
