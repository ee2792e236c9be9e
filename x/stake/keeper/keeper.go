// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"errors"
	"fmt"

	"cosmossdk.io/collections"
	collcodec "cosmossdk.io/collections/codec"
	"cosmossdk.io/core/address"
	"cosmossdk.io/core/store"
	"cosmossdk.io/math"
	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	"github.com/weft-network/weft/x/stake/types"
)

// Deps is what a Keeper is made of.
type Deps struct {
	Codec        codec.BinaryCodec
	StoreService store.KVStoreService
	AddressCodec address.Codec
	Accounts     types.AccountKeeper
	Bank         types.BankKeeper
	// BondDenom is the denomination of all stake.
	BondDenom string
	// Authority may change the parameters.
	Authority string
}

// Keeper holds the module's state.
type Keeper struct {
	Deps

	// Schema describes the store.
	Schema collections.Schema
	// hooks is shared by the copies of the keeper, so that those made before SetHooks call them too.
	hooks *types.Hooks
	// account is the address of the module's account.
	account sdk.AccAddress

	params collections.Item[types.Params]
	// profiles and stakes have the same keys. They are apart because a lock changes a stake and need not pay for
	// writing a profile.
	profiles collections.Map[sdk.AccAddress, types.Profile]
	stakes   collections.Map[sdk.AccAddress, types.Stake]
	// vrfKeys finds the provider that has a VRF key.
	vrfKeys    collections.Map[[]byte, sdk.AccAddress]
	locks      collections.Map[collections.Pair[sdk.AccAddress, string], math.Int]
	unbondings collections.Map[collections.Pair[sdk.AccAddress, uint64], types.Unbonding]
	// queue orders the unbondings by completion height and id.
	queue        collections.Map[collections.Pair[int64, uint64], sdk.AccAddress]
	unbondingSeq collections.Sequence

	poolBonded    collections.Item[math.Int]
	poolLocked    collections.Item[math.Int]
	poolUnbonding collections.Item[math.Int]
	providerCount collections.Item[uint64]
}

// New returns a keeper. It panics when the wiring is wrong, as that cannot be mended at run time.
func New(d Deps) Keeper {
	if _, err := d.AddressCodec.StringToBytes(d.Authority); err != nil {
		panic(fmt.Errorf("x/stake: authority %q: %w", d.Authority, err))
	}
	if err := sdk.ValidateDenom(d.BondDenom); err != nil {
		panic(fmt.Errorf("x/stake: bond denomination: %w", err))
	}
	sb := collections.NewSchemaBuilder(d.StoreService)
	address := collcodec.KeyToValueCodec(sdk.AccAddressKey)
	k := Keeper{
		Deps:     d,
		hooks:    noHooks(),
		account:  authtypes.NewModuleAddress(types.ModuleName),
		params:   collections.NewItem(sb, types.ParamsKey, "params", codec.CollValue[types.Params](d.Codec)),
		profiles: collections.NewMap(sb, types.ProfilePrefix, "profiles", sdk.AccAddressKey, codec.CollValue[types.Profile](d.Codec)),
		stakes:   collections.NewMap(sb, types.StakePrefix, "stakes", sdk.AccAddressKey, codec.CollValue[types.Stake](d.Codec)),
		vrfKeys:  collections.NewMap(sb, types.VRFKeyPrefix, "vrf_keys", collections.BytesKey, address),
		locks: collections.NewMap(sb, types.LockPrefix, "locks",
			collections.PairKeyCodec(sdk.AccAddressKey, collections.StringKey), sdk.IntValue),
		unbondings: collections.NewMap(sb, types.UnbondingPrefix, "unbondings",
			collections.PairKeyCodec(sdk.AccAddressKey, collections.Uint64Key), codec.CollValue[types.Unbonding](d.Codec)),
		queue: collections.NewMap(sb, types.QueuePrefix, "unbonding_queue",
			collections.PairKeyCodec(collections.Int64Key, collections.Uint64Key), address),
		unbondingSeq:  collections.NewSequence(sb, types.UnbondingSeqKey, "unbonding_seq"),
		poolBonded:    collections.NewItem(sb, types.PoolBondedKey, "pool_bonded", sdk.IntValue),
		poolLocked:    collections.NewItem(sb, types.PoolLockedKey, "pool_locked", sdk.IntValue),
		poolUnbonding: collections.NewItem(sb, types.PoolUnbondingKey, "pool_unbonding", sdk.IntValue),
		providerCount: collections.NewItem(sb, types.ProviderCountKey, "provider_count", collections.Uint64Value),
	}
	schema, err := sb.Build()
	if err != nil {
		panic(fmt.Errorf("x/stake: schema: %w", err))
	}
	k.Schema = schema
	return k
}

func noHooks() *types.Hooks {
	var h types.Hooks = types.NoHooks{}
	return &h
}

// SetHooks joins the module that follows keys and jails; call it while wiring the app.
func (k Keeper) SetHooks(h types.Hooks) { *k.hooks = h }

// Params returns the parameters.
func (k Keeper) Params(ctx context.Context) (types.Params, error) { return k.params.Get(ctx) }

// Provider returns a provider, ErrNotProvider if operator is none.
func (k Keeper) Provider(ctx context.Context, operator sdk.AccAddress) (types.Provider, error) {
	stake, err := k.Stake(ctx, operator)
	if err != nil {
		return types.Provider{}, err
	}
	profile, err := k.profiles.Get(ctx, operator)
	if err != nil {
		return types.Provider{}, err
	}
	text, err := k.AddressCodec.BytesToString(operator)
	return types.Provider{Operator: text, Profile: profile, Stake: stake}, err
}

// Stake returns a provider's stake, ErrNotProvider if operator is none. It reads less than Provider.
func (k Keeper) Stake(ctx context.Context, operator sdk.AccAddress) (types.Stake, error) {
	stake, err := k.stakes.Get(ctx, operator)
	if errors.Is(err, collections.ErrNotFound) {
		return types.Stake{}, types.ErrNotProvider.Wrapf("%s: register with weftd tx stake register", k.text(operator))
	}
	return stake, err
}

// RequireActive fails unless operator is a provider that may take work.
func (k Keeper) RequireActive(ctx context.Context, operator sdk.AccAddress) error {
	stake, err := k.Stake(ctx, operator)
	if err != nil {
		return err
	}
	if stake.Jailed {
		return types.ErrJailed.Wrapf("%s for %s until height %d, then weftd tx stake unjail", k.text(operator), stake.JailReason, stake.JailedUntil)
	}
	params, err := k.params.Get(ctx)
	if err != nil {
		return err
	}
	if stake.Bonded.LT(params.MinBond) {
		return k.belowMinBond(operator, stake.Bonded, params.MinBond)
	}
	return nil
}

func (k Keeper) belowMinBond(operator sdk.AccAddress, bonded, minimum math.Int) error {
	return types.ErrBelowMinBond.Wrapf("%s has %s%s bonded, at least %s: bond %s more", k.text(operator), bonded, k.BondDenom, minimum, minimum.Sub(bonded))
}

// text writes an operator for a person; an address that has no text form is written as bytes.
func (k Keeper) text(operator sdk.AccAddress) string {
	s, err := k.AddressCodec.BytesToString(operator)
	if err != nil {
		return fmt.Sprintf("%x", []byte(operator))
	}
	return s
}

// coins is an amount of the bond denomination.
func (k Keeper) coins(amount math.Int) sdk.Coins {
	return sdk.NewCoins(sdk.NewCoin(k.BondDenom, amount))
}

// add changes a sum of the pool.
func add(ctx context.Context, sum collections.Item[math.Int], delta math.Int) error {
	if delta.IsZero() {
		return nil
	}
	old, err := sum.Get(ctx)
	if errors.Is(err, collections.ErrNotFound) {
		old, err = math.ZeroInt(), nil
	}
	if err != nil {
		return err
	}
	return sum.Set(ctx, old.Add(delta))
}

// height is the height of the block being made.
func height(ctx context.Context) int64 { return sdk.UnwrapSDKContext(ctx).BlockHeight() }
