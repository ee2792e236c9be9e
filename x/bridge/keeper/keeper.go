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
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	"github.com/cosmos/gogoproto/proto"

	"github.com/weft-network/weft/x/bridge/types"
)

type (
	// signatureKey is (order, member).
	signatureKey = collections.Pair[uint64, uint32]
	// digestKey is (set, digest).
	digestKey = collections.Pair[uint64, []byte]
	// tokenKey is (denom, number): of a withdrawal, a batch, an event.
	tokenKey = collections.Pair[string, uint64]
	// dueKey is (height, withdrawal).
	dueKey = collections.Pair[int64, uint64]
	// claimKey is (bounty, index).
	claimKey = collections.Pair[[]byte, uint64]
	// claimantKey is (bounty, account).
	claimantKey = collections.Pair[[]byte, []byte]
	// bountyDueKey is (time on Ethereum, bounty).
	bountyDueKey = collections.Pair[uint64, []byte]
)

// Deps is what a Keeper is made of.
type Deps struct {
	Codec          codec.BinaryCodec
	StoreService   store.KVStoreService
	AddressCodec   address.Codec
	ValidatorCodec address.Codec
	Bank           types.BankKeeper
	Staking        types.StakingKeeper
	Community      types.CommunityKeeper
	Jobs           types.JobKeeper
	Outcomes       types.OutcomeKeeper
	Parts          types.PartKeeper
	// BondDenom is the coin of this chain.
	BondDenom string
	// Authority may change the parameters, list tokens and end a halt.
	Authority string
}

// Keeper holds the module's state.
type Keeper struct {
	Deps

	// Schema describes the store.
	Schema collections.Schema

	params collections.Item[types.Params]
	state  collections.Item[types.State]
	// tokens and ledgers are by denomination, contracts gives the denomination of a token on Ethereum.
	tokens    collections.Map[string, types.Token]
	contracts collections.Map[[]byte, string]
	ledgers   collections.Map[string, types.Ledger]
	// keys are by address and stay for ever; operators gives a validator's address of now.
	keys       collections.Map[[]byte, types.Key]
	operators  collections.Map[string, []byte]
	sets       collections.Map[uint64, types.Set]
	orders     collections.Map[uint64, types.Order]
	signatures collections.Map[signatureKey, []byte]
	ordered    collections.KeySet[digestKey]
	// withdrawals are all that are neither executed nor given back; queue are those in no batch, returns those to be given back.
	withdrawals collections.Map[uint64, types.Withdrawal]
	queue       collections.KeySet[tokenKey]
	returns     collections.KeySet[dueKey]
	batches     collections.Map[tokenKey, types.Batch]
	delayed     collections.Map[tokenKey, types.Delayed]
	bounties    collections.Map[[]byte, types.Bounty]
	// claims are the leaves of settlements, claimants who has one; bountyDues is the queue of bounties.
	claims     collections.Map[claimKey, types.BountyClaim]
	claimants  collections.KeySet[claimantKey]
	bountyDues collections.KeySet[bountyDueKey]
	// settlements are orders that wait for no signature any more.
	settlements collections.Map[uint64, types.Order]
}

// New returns a keeper. It panics when the wiring is wrong, as that cannot be mended at run time.
func New(d Deps) *Keeper {
	if _, err := d.AddressCodec.StringToBytes(d.Authority); err != nil {
		panic(fmt.Errorf("x/bridge: authority %q: %w", d.Authority, err))
	}
	sb := collections.NewSchemaBuilder(d.StoreService)
	perToken := collections.PairKeyCodec(collections.StringKey, collections.Uint64Key)
	k := &Keeper{
		Deps:      d,
		params:    collections.NewItem(sb, types.ParamsKey, "params", codec.CollValue[types.Params](d.Codec)),
		state:     collections.NewItem(sb, types.StateKey, "state", codec.CollValue[types.State](d.Codec)),
		tokens:    collections.NewMap(sb, types.TokenPrefix, "tokens", collections.StringKey, codec.CollValue[types.Token](d.Codec)),
		contracts: collections.NewMap(sb, types.ContractPrefix, "contracts", collections.BytesKey, collections.StringValue),
		ledgers:   collections.NewMap(sb, types.LedgerPrefix, "ledgers", collections.StringKey, codec.CollValue[types.Ledger](d.Codec)),
		keys:      collections.NewMap(sb, types.KeyPrefix, "keys", collections.BytesKey, codec.CollValue[types.Key](d.Codec)),
		operators: collections.NewMap(sb, types.OperatorPrefix, "operators", collections.StringKey, collections.BytesValue),
		sets:      collections.NewMap(sb, types.SetPrefix, "sets", collections.Uint64Key, codec.CollValue[types.Set](d.Codec)),
		orders:    collections.NewMap(sb, types.OrderPrefix, "orders", collections.Uint64Key, codec.CollValue[types.Order](d.Codec)),
		signatures: collections.NewMap(sb, types.SignaturePrefix, "signatures",
			collections.PairKeyCodec(collections.Uint64Key, collections.Uint32Key), collections.BytesValue),
		ordered:     collections.NewKeySet(sb, types.OrderedPrefix, "ordered", collections.PairKeyCodec(collections.Uint64Key, collections.BytesKey)),
		withdrawals: collections.NewMap(sb, types.WithdrawalPrefix, "withdrawals", collections.Uint64Key, codec.CollValue[types.Withdrawal](d.Codec)),
		queue:       collections.NewKeySet(sb, types.QueuePrefix, "queue", perToken),
		returns:     collections.NewKeySet(sb, types.ReturnPrefix, "returns", collections.PairKeyCodec(collections.Int64Key, collections.Uint64Key)),
		batches:     collections.NewMap(sb, types.BatchPrefix, "batches", perToken, codec.CollValue[types.Batch](d.Codec)),
		delayed:     collections.NewMap(sb, types.DelayedPrefix, "delayed", perToken, codec.CollValue[types.Delayed](d.Codec)),
		bounties:    collections.NewMap(sb, types.BountyPrefix, "bounties", collections.BytesKey, codec.CollValue[types.Bounty](d.Codec)),
		claims: collections.NewMap(sb, types.ClaimPrefix, "claims",
			collections.PairKeyCodec(collections.BytesKey, collections.Uint64Key), codec.CollValue[types.BountyClaim](d.Codec)),
		claimants:   collections.NewKeySet(sb, types.ClaimantPrefix, "claimants", collections.PairKeyCodec(collections.BytesKey, collections.BytesKey)),
		bountyDues:  collections.NewKeySet(sb, types.BountyDuePrefix, "bounty_dues", collections.PairKeyCodec(collections.Uint64Key, collections.BytesKey)),
		settlements: collections.NewMap(sb, types.SignedPrefix, "settlements", collections.Uint64Key, codec.CollValue[types.Order](d.Codec)),
	}
	schema, err := sb.Build()
	if err != nil {
		panic(fmt.Errorf("x/bridge: schema: %w", err))
	}
	k.Schema = schema
	return k
}

// moduleAddress holds the coins that are on the other side, and those on their way.
func moduleAddress() sdk.AccAddress { return authtypes.NewModuleAddress(types.ModuleName) }

// Working reports whether anything may pass: governance has enabled the bridge, and nothing halted it.
func (k *Keeper) Working(ctx context.Context) (bool, error) {
	p, err := k.params.Get(ctx)
	if err != nil || !p.Enabled {
		return false, err
	}
	s, err := k.state.Get(ctx)
	return err == nil && s.Halted == "", err
}

// require refuses messages while nothing may pass, or while the contract has shown no sign of life.
func (k *Keeper) require(ctx context.Context) error {
	p, err := k.params.Get(ctx)
	if err != nil {
		return err
	}
	s, err := k.state.Get(ctx)
	switch {
	case err != nil:
		return err
	case !p.Enabled:
		return types.ErrOff.Wrap("governance enables it by MsgUpdateParams of x/bridge")
	case s.Halted != "":
		return types.ErrHalted.Wrap(s.Halted)
	case s.Set == 0:
		return types.ErrOff.Wrap("validators have not seen the contract yet")
	}
	return nil
}

// change reads, changes and writes the state.
func (k *Keeper) change(ctx context.Context, f func(*types.State)) error {
	s, err := k.state.Get(ctx)
	if err != nil {
		return err
	}
	f(&s)
	return k.state.Set(ctx, s)
}

// halt stops the bridge, and the bridge only.
func (k *Keeper) halt(ctx context.Context, cause error) error {
	const maxReason = 500
	reason := cause.Error()
	reason = reason[:min(len(reason), maxReason)]
	sdk.UnwrapSDKContext(ctx).Logger().Error("the bridge to Ethereum is halted", "module", types.ModuleName, "reason", reason)
	if err := k.change(ctx, func(s *types.State) { s.Halted = reason }); err != nil {
		return err
	}
	return emit(ctx, &types.EventHalted{Reason: reason})
}

// guard runs a part of the bridge's work. If it fails, nothing of it stays and the bridge is halted.
func (k *Keeper) guard(ctx context.Context, work func(context.Context) error) error {
	cached, write := sdk.UnwrapSDKContext(ctx).CacheContext()
	if err := work(cached); err != nil {
		return k.halt(ctx, err)
	}
	write()
	return nil
}

// domain is the separator of what is signed for the contract.
func (k *Keeper) domain(ctx context.Context) (types.Word, error) {
	p, err := k.params.Get(ctx)
	return types.Domain(sdk.UnwrapSDKContext(ctx).ChainID(), p), err
}

// orZero returns what a collection has, or the zero value.
func orZero[T any](v T, err error) (T, error) {
	if errors.Is(err, collections.ErrNotFound) {
		var zero T
		return zero, nil
	}
	return v, err
}

// height is the height of the block being made.
func height(ctx context.Context) int64 { return sdk.UnwrapSDKContext(ctx).BlockHeight() }

func emit(ctx context.Context, event proto.Message) error {
	return sdk.UnwrapSDKContext(ctx).EventManager().EmitTypedEvent(event)
}
