// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"errors"
	"fmt"

	"cosmossdk.io/collections"
	"cosmossdk.io/core/address"
	"cosmossdk.io/core/store"
	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/gogoproto/proto"

	"github.com/weft-network/weft/chain/beacon"
	"github.com/weft-network/weft/x/beacon/types"
)

type (
	// waitKey is (due, round).
	waitKey = collections.Pair[uint64, uint64]
	// dueKey is (height, round).
	dueKey = collections.Pair[int64, uint64]
)

// Deps is what a Keeper is made of.
type Deps struct {
	Codec        codec.BinaryCodec
	StoreService store.KVStoreService
	AddressCodec address.Codec
	// Authority may change the parameters.
	Authority string
}

// Keeper holds the module's state.
type Keeper struct {
	Deps

	// Schema describes the store.
	Schema collections.Schema
	hooks  types.Hooks

	params collections.Item[types.Params]
	// generation counts how often an active beacon was replaced, since is when it last was, in seconds since 1970.
	generation collections.Item[uint32]
	since      collections.Item[int64]
	// open are the rounds to be posted.
	open collections.KeySet[uint64]
	// waiting are the numbers that were given out, by the round that answers them.
	waiting collections.KeySet[waitKey]
	rounds  collections.Map[uint64, types.Round]
	// answers are the rounds whose answer is on its way, with the number to go on from.
	answers collections.Map[dueKey, uint64]
	// forgets are the posted rounds by the height at which they are forgotten.
	forgets collections.KeySet[dueKey]
}

// New returns a keeper. It panics when the wiring is wrong, as that cannot be mended at run time.
func New(d Deps) *Keeper {
	if _, err := d.AddressCodec.StringToBytes(d.Authority); err != nil {
		panic(fmt.Errorf("x/beacon: authority %q: %w", d.Authority, err))
	}
	sb := collections.NewSchemaBuilder(d.StoreService)
	byHeight := collections.PairKeyCodec(collections.Int64Key, collections.Uint64Key)
	k := &Keeper{
		Deps:       d,
		params:     collections.NewItem(sb, types.ParamsKey, "params", codec.CollValue[types.Params](d.Codec)),
		generation: collections.NewItem(sb, types.GenerationKey, "generation", collections.Uint32Value),
		since:      collections.NewItem(sb, types.SinceKey, "since", collections.Int64Value),
		open:       collections.NewKeySet(sb, types.OpenPrefix, "open", collections.Uint64Key),
		waiting: collections.NewKeySet(sb, types.WaitingPrefix, "waiting",
			collections.PairKeyCodec(collections.Uint64Key, collections.Uint64Key)),
		rounds:  collections.NewMap(sb, types.RoundPrefix, "rounds", collections.Uint64Key, codec.CollValue[types.Round](d.Codec)),
		answers: collections.NewMap(sb, types.AnswerPrefix, "answers", byHeight, collections.Uint64Value),
		forgets: collections.NewKeySet(sb, types.ForgetPrefix, "forgets", byHeight),
	}
	schema, err := sb.Build()
	if err != nil {
		panic(fmt.Errorf("x/beacon: schema: %w", err))
	}
	k.Schema = schema
	return k
}

// SetHooks joins the module that waits for rounds; call it while wiring the app.
func (k *Keeper) SetHooks(h types.Hooks) { k.hooks = h }

// Params returns the parameters.
func (k *Keeper) Params(ctx context.Context) (types.Params, error) { return k.params.Get(ctx) }

// Active reports whether the chain has a beacon.
func (k *Keeper) Active(ctx context.Context) (bool, error) {
	p, err := k.params.Get(ctx)
	return p.Active(), err
}

// Randomness returns what a round gives, if it was posted and is not yet forgotten.
func (k *Keeper) Randomness(ctx context.Context, round uint64) (random []byte, known bool, err error) {
	r, err := k.rounds.Get(ctx, round)
	if errors.Is(err, collections.ErrNotFound) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	return randomness(&r), true, nil
}

func randomness(r *types.Round) []byte {
	random := beacon.Randomness(r.Signature)
	return random[:]
}

// waits reports whether anybody waits for the answer of a round.
func (k *Keeper) waits(ctx context.Context, due uint64) (bool, error) {
	found := false
	err := k.waiting.Walk(ctx, collections.NewPrefixedPairRange[uint64, uint64](due), func(waitKey) (bool, error) {
		found = true
		return true, nil
	})
	return found, err
}

// height is the height of the block being made.
func height(ctx context.Context) int64 { return sdk.UnwrapSDKContext(ctx).BlockHeight() }

func emit(ctx context.Context, event proto.Message) error {
	return sdk.UnwrapSDKContext(ctx).EventManager().EmitTypedEvent(event)
}
