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

	"github.com/weft-network/weft/x/reward/types"
)

type (
	roundKey   = collections.Pair[uint64, uint64]                         // job, round
	grantKey   = collections.Triple[uint64, uint64, uint32]               // job, round, slot
	ownedKey   = collections.Quad[sdk.AccAddress, uint64, uint64, uint32] // operator, job, round, slot
	depositKey = collections.Pair[uint64, sdk.AccAddress]                 // job, depositor
	memberKey  = collections.Pair[sdk.AccAddress, uint64]                 // account, job
	poolKey    = collections.Pair[uint64, uint64]                         // job, epoch
	auditsKey  = collections.Triple[sdk.AccAddress, uint64, uint64]       // verifier, job, epoch
	unlockKey  = collections.Triple[sdk.AccAddress, uint64, int64]        // owner, job, height
	dueKey     = collections.Triple[int64, sdk.AccAddress, uint64]        // height, owner, job
)

// Deps is what a keeper needs.
type Deps struct {
	Codec        codec.BinaryCodec
	StoreService store.KVStoreService
	AddressCodec address.Codec
	Bank         types.BankKeeper
	Community    types.CommunityPool
	// BondDenom is the denomination of all money but shares.
	BondDenom string
	// Authority may change parameters and sponsor jobs.
	Authority string
}

// Keeper owns the module's state.
type Keeper struct {
	addr      address.Codec
	bank      types.BankKeeper
	community types.CommunityPool
	bondDenom string
	authority string
	module    sdk.AccAddress

	schema      collections.Schema
	params      collections.Item[types.Params]
	epoch       collections.Item[types.Epoch]
	totals      collections.Item[types.Totals]
	escrows     collections.Map[uint64, types.Escrow]
	deposits    collections.Map[depositKey, types.Deposit]
	rounds      collections.Map[roundKey, types.RoundState]
	grants      collections.Map[grantKey, types.GrantState]
	openGrants  collections.KeySet[ownedKey]
	paidGrants  collections.KeySet[ownedKey]
	cursors     collections.Map[memberKey, types.Cursor]
	auditFees   collections.Map[memberKey, types.AuditFee]
	members     collections.Map[memberKey, types.Member]
	received    collections.Map[memberKey, types.Received]
	works       collections.Map[uint64, types.Work]
	sponsors    collections.Map[uint64, types.Sponsor]
	pools       collections.Map[poolKey, types.EpochPool]
	epochAudits collections.Map[auditsKey, types.EpochAudits]
	models      collections.Map[uint64, types.Model]
	locks       collections.Map[memberKey, types.Lock]
	unlocks     collections.Map[unlockKey, types.Unlock]
	unlockQueue collections.KeySet[dueKey]
}

// New returns a keeper. The module account must be able to mint and burn and
// must refuse plain transfers. New panics if the wiring is wrong.
func New(d Deps) *Keeper {
	if err := sdk.ValidateDenom(d.BondDenom); err != nil {
		panic(fmt.Errorf("x/reward bond denomination: %w", err))
	}
	k := &Keeper{
		addr: d.AddressCodec, bank: d.Bank, community: d.Community,
		bondDenom: d.BondDenom, authority: d.Authority,
		module: authtypes.NewModuleAddress(types.ModuleName),
	}
	if _, err := k.accAddress(d.Authority); err != nil {
		panic(fmt.Errorf("x/reward authority: %w", err))
	}
	sb := collections.NewSchemaBuilder(d.StoreService)
	k.openBooks(sb, d.Codec)
	k.openWork(sb, d.Codec)
	schema, err := sb.Build()
	if err != nil {
		panic(fmt.Errorf("x/reward schema: %w", err)) // two collections share a prefix: a fault of this file
	}
	k.schema = schema
	return k
}

// openBooks opens the collections of money and shares.
func (k *Keeper) openBooks(sb *collections.SchemaBuilder, cdc codec.BinaryCodec) {
	jobs := collections.Uint64Key
	members := collections.PairKeyCodec(sdk.AccAddressKey, collections.Uint64Key)
	k.params = collections.NewItem(sb, types.ParamsPrefix, "params", codec.CollValue[types.Params](cdc))
	k.totals = collections.NewItem(sb, types.TotalsPrefix, "totals", codec.CollValue[types.Totals](cdc))
	k.escrows = collections.NewMap(sb, types.EscrowsPrefix, "escrows", jobs, codec.CollValue[types.Escrow](cdc))
	k.deposits = collections.NewMap(sb, types.DepositsPrefix, "deposits",
		collections.PairKeyCodec(collections.Uint64Key, sdk.AccAddressKey), codec.CollValue[types.Deposit](cdc))
	k.auditFees = collections.NewMap(sb, types.AuditFeesPrefix, "audit_fees", members, codec.CollValue[types.AuditFee](cdc))
	k.received = collections.NewMap(sb, types.ReceivedPrefix, "received", members, codec.CollValue[types.Received](cdc))
	k.models = collections.NewMap(sb, types.ModelsPrefix, "models", jobs, codec.CollValue[types.Model](cdc))
	k.locks = collections.NewMap(sb, types.LocksPrefix, "locks", members, codec.CollValue[types.Lock](cdc))
	k.unlocks = collections.NewMap(sb, types.UnlocksPrefix, "unlocks",
		collections.TripleKeyCodec(sdk.AccAddressKey, collections.Uint64Key, collections.Int64Key), codec.CollValue[types.Unlock](cdc))
	k.unlockQueue = collections.NewKeySet(sb, types.UnlockQueuePrefix, "unlock_queue",
		collections.TripleKeyCodec(collections.Int64Key, sdk.AccAddressKey, collections.Uint64Key))
}

// openWork opens the collections of units, audits and emission.
func (k *Keeper) openWork(sb *collections.SchemaBuilder, cdc codec.BinaryCodec) {
	jobs := collections.Uint64Key
	pairs := collections.PairKeyCodec(collections.Uint64Key, collections.Uint64Key)
	members := collections.PairKeyCodec(sdk.AccAddressKey, collections.Uint64Key)
	owned := collections.QuadKeyCodec(sdk.AccAddressKey, collections.Uint64Key, collections.Uint64Key, collections.Uint32Key)
	k.epoch = collections.NewItem(sb, types.EpochPrefix, "epoch", codec.CollValue[types.Epoch](cdc))
	k.rounds = collections.NewMap(sb, types.RoundsPrefix, "rounds", pairs, codec.CollValue[types.RoundState](cdc))
	k.grants = collections.NewMap(sb, types.GrantsPrefix, "grants",
		collections.TripleKeyCodec(collections.Uint64Key, collections.Uint64Key, collections.Uint32Key), codec.CollValue[types.GrantState](cdc))
	k.openGrants = collections.NewKeySet(sb, types.OpenGrantsPrefix, "open_grants", owned)
	k.paidGrants = collections.NewKeySet(sb, types.PaidGrantsPrefix, "paid_grants", owned)
	k.cursors = collections.NewMap(sb, types.CursorsPrefix, "cursors", members, codec.CollValue[types.Cursor](cdc))
	k.members = collections.NewMap(sb, types.MembersPrefix, "members", members, codec.CollValue[types.Member](cdc))
	k.works = collections.NewMap(sb, types.WorksPrefix, "works", jobs, codec.CollValue[types.Work](cdc))
	k.sponsors = collections.NewMap(sb, types.SponsorsPrefix, "sponsors", jobs, codec.CollValue[types.Sponsor](cdc))
	k.pools = collections.NewMap(sb, types.EpochPoolsPrefix, "epoch_pools", pairs, codec.CollValue[types.EpochPool](cdc))
	k.epochAudits = collections.NewMap(sb, types.EpochAuditsPrefix, "epoch_audits",
		collections.TripleKeyCodec(sdk.AccAddressKey, collections.Uint64Key, collections.Uint64Key), codec.CollValue[types.EpochAudits](cdc))
}

// Schema describes the module's store.
func (k *Keeper) Schema() collections.Schema { return k.schema }

// AddressCodec reads and writes addresses of accounts.
func (k *Keeper) AddressCodec() address.Codec { return k.addr }

// BondDenom is the denomination of all money but shares.
func (k *Keeper) BondDenom() string { return k.bondDenom }

// Params returns the parameters.
func (k *Keeper) Params(ctx context.Context) (types.Params, error) { return k.params.Get(ctx) }

func height(ctx context.Context) int64 { return sdk.UnwrapSDKContext(ctx).BlockHeight() }

// accAddress decodes an address that a message names.
func (k *Keeper) accAddress(s string) (sdk.AccAddress, error) {
	a, err := k.addr.StringToBytes(s)
	if err != nil {
		return nil, types.ErrInvalidAddress.Wrapf("%q: %v; give a bech32 account address", s, err)
	}
	return a, nil
}

// text is the bech32 form of an address.
func (k *Keeper) text(a sdk.AccAddress) (string, error) {
	s, err := k.addr.BytesToString(a)
	if err != nil || s == "" {
		return "", types.ErrInvalidAddress.Wrapf("%x: %v", []byte(a), err)
	}
	return s, nil
}

// valueOr reads a map entry, or makes it when there is none.
func valueOr[K, V any](ctx context.Context, m collections.Map[K, V], key K, fresh func() V) (V, error) {
	v, err := m.Get(ctx, key)
	if errors.Is(err, collections.ErrNotFound) {
		return fresh(), nil
	}
	return v, err
}

// escrow reads a job's escrow.
func (k *Keeper) escrow(ctx context.Context, job uint64) (types.Escrow, error) {
	e, err := k.escrows.Get(ctx, job)
	if errors.Is(err, collections.ErrNotFound) {
		return types.Escrow{}, types.ErrEscrowNotFound.Wrapf("job %d was never funded; deposit to it first", job)
	}
	return e, err
}

// escrowOr reads a job's escrow, or returns a new one for a job without.
func (k *Keeper) escrowOr(ctx context.Context, job uint64) (types.Escrow, error) {
	e, err := k.escrows.Get(ctx, job)
	if !errors.Is(err, collections.ErrNotFound) {
		return e, err
	}
	if job == 0 {
		return e, types.ErrInvalidJob.Wrap("job 0; jobs count from 1")
	}
	p, err := k.params.Get(ctx)
	return types.NewEscrow(job, p.VestRounds), err
}

// round reads the sums of a round, empty ones if it has none yet.
func (k *Keeper) round(ctx context.Context, job, round uint64) (types.RoundState, error) {
	return valueOr(ctx, k.rounds, collections.Join(job, round), func() types.RoundState { return types.NewRoundState(job, round) })
}

func (k *Keeper) setRound(ctx context.Context, r types.RoundState) error {
	return k.rounds.Set(ctx, collections.Join(r.Job, r.Round), r)
}

// grant reads the pay of a unit.
func (k *Keeper) grant(ctx context.Context, key types.GrantKey) (types.GrantState, error) {
	g, err := k.grants.Get(ctx, collections.Join3(key.Job, key.Round, key.Slot))
	if errors.Is(err, collections.ErrNotFound) {
		return types.GrantState{}, types.ErrGrantNotFound.Wrapf("%s was never credited, or was revoked", key)
	}
	return g, err
}

func (k *Keeper) setGrant(ctx context.Context, g types.GrantState) error {
	return k.grants.Set(ctx, collections.Join3(g.Job, g.Round, g.Slot), g)
}

// member reads what an account did in a job, nothing if it did nothing.
func (k *Keeper) member(ctx context.Context, account sdk.AccAddress, job uint64) (types.Member, error) {
	m, err := k.members.Get(ctx, collections.Join(account, job))
	if !errors.Is(err, collections.ErrNotFound) {
		return m, err
	}
	s, err := k.text(account)
	return types.Member{Account: s, Job: job}, err
}

func (k *Keeper) setMember(ctx context.Context, account sdk.AccAddress, m types.Member) error {
	return k.members.Set(ctx, collections.Join(account, m.Job), m)
}

// touchMember makes sure that a query for all jobs of an account finds this
// one.
func (k *Keeper) touchMember(ctx context.Context, account sdk.AccAddress, job uint64) error {
	has, err := k.members.Has(ctx, collections.Join(account, job))
	if err != nil || has {
		return err
	}
	m, err := k.member(ctx, account, job)
	if err != nil {
		return err
	}
	return k.setMember(ctx, account, m)
}

func (k *Keeper) work(ctx context.Context, job uint64) (types.Work, error) {
	return valueOr(ctx, k.works, job, func() types.Work { return types.NewWork(job) })
}
