// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"cosmossdk.io/collections"
	"cosmossdk.io/core/address"
	"cosmossdk.io/core/store"
	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/gogoproto/proto"

	"github.com/weft-network/weft/x/breaker/types"
)

// Deps is what a Keeper is made of.
type Deps struct {
	Codec        codec.BinaryCodec
	StoreService store.KVStoreService
	AddressCodec address.Codec
	// Authority may grant, trip and reset everything that can be tripped: the governance account.
	Authority string
	// Messages are the type URLs of what can be tripped. Nothing else ever is.
	Messages []string
}

// Keeper holds the state.
type Keeper struct {
	Deps
	Schema collections.Schema

	params collections.Item[types.Params]
	grants collections.Map[[]byte, types.Grant]
	trips  collections.Map[string, types.Trip]
}

// New returns a keeper.
func New(d Deps) *Keeper {
	d.Messages = slices.Sorted(slices.Values(d.Messages))
	sb := collections.NewSchemaBuilder(d.StoreService)
	k := &Keeper{
		Deps:   d,
		params: collections.NewItem(sb, types.ParamsKey, "params", codec.CollValue[types.Params](d.Codec)),
		grants: collections.NewMap(sb, types.GrantPrefix, "grants", collections.BytesKey, codec.CollValue[types.Grant](d.Codec)),
		trips:  collections.NewMap(sb, types.TripPrefix, "trips", collections.StringKey, codec.CollValue[types.Trip](d.Codec)),
	}
	schema, err := sb.Build()
	if err != nil {
		panic(fmt.Errorf("x/breaker: schema: %w", err))
	}
	k.Schema = schema
	return k
}

// IsAllowed is asked before every message, wherever it comes from: a transaction, a grant of x/authz, a proposal. It refuses one that is
// tripped with an error that says by whom, and what ends it.
func (k *Keeper) IsAllowed(ctx context.Context, message string) (bool, error) {
	if !k.can(message) {
		return true, nil // whatever the state says
	}
	t, err := k.trips.Get(ctx, message)
	if errors.Is(err, collections.ErrNotFound) {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	if height(ctx) >= t.Until {
		return true, nil
	}
	return false, types.ErrTripped.Wrapf("%s, by %s at height %d: %s; accepted again at height %d, or earlier if that account or governance resets it",
		message, t.Account, t.Height, t.Reason, t.Until)
}

// can reports whether a message can be tripped.
func (k *Keeper) can(message string) bool {
	_, found := slices.BinarySearch(k.Messages, message)
	return found
}

// check refuses a list with what cannot be tripped.
func (k *Keeper) check(messages []string) error {
	if err := types.CheckMessages(messages); err != nil {
		return err
	}
	for _, m := range messages {
		if !k.can(m) {
			return types.ErrNoTrip.Wrapf("%s; weftd query breaker messages lists what can: messages that clocks wait for are not among them", m)
		}
	}
	return nil
}

// authorize refuses an account that may not trip and reset all of the messages.
func (k *Keeper) authorize(ctx context.Context, account string, messages []string) error {
	if account == k.Authority {
		return nil
	}
	addr, err := k.AddressCodec.StringToBytes(account)
	if err != nil {
		return types.ErrBadAccount.Wrapf("%q: %s", account, err)
	}
	g, err := k.grants.Get(ctx, addr)
	if err != nil && !errors.Is(err, collections.ErrNotFound) {
		return err
	}
	for _, m := range messages {
		if !slices.Contains(g.Messages, m) {
			return types.ErrNotGranted.Wrapf("%s has no right to %s; governance grants it", account, m)
		}
	}
	return nil
}

// height is the height of the block being made.
func height(ctx context.Context) int64 { return sdk.UnwrapSDKContext(ctx).BlockHeight() }

func emit(ctx context.Context, event proto.Message) error {
	return sdk.UnwrapSDKContext(ctx).EventManager().EmitTypedEvent(event)
}
