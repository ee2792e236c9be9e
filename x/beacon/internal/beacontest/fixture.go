// SPDX-License-Identifier: Apache-2.0

package beacontest

import (
	"context"
	"crypto/sha256"
	"time"

	"cosmossdk.io/core/address"
	"github.com/cosmos/cosmos-sdk/codec"
	addresscodec "github.com/cosmos/cosmos-sdk/codec/address"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/runtime"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	"github.com/cosmos/cosmos-sdk/testutil"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	"github.com/cosmos/gogoproto/proto"

	"github.com/weft-network/weft/chain/beacon/local"
	"github.com/weft-network/weft/x/beacon/keeper"
	"github.com/weft-network/weft/x/beacon/types"
)

// Start is the time of the first block, Period that of the beacon of Params.
var Start = time.Unix(1_800_000_000, 0).UTC()

// What Params say.
const (
	Period = 3
	Keep   = types.MinKeepBlocks
)

// Key is the local beacon of a name.
func Key(name string) *local.Key { return local.New([]byte(name)) }

// Params are those of the beacon "a", whose round 1 is published 30 seconds before Start.
func Params() types.Params {
	return types.Params{PublicKey: Key("a").Public(), Period: Period, GenesisTime: Start.Unix() - 30, KeepBlocks: Keep}
}

// TB is what a fixture needs of a test: both testing.T and rapid.T have it.
type TB interface {
	Helper()
	Fatal(args ...any)
}

// Told is one call of the hook.
type Told struct {
	Round  uint64
	Random []byte
}

// Fixture is x/beacon on a chain of its own.
type Fixture struct {
	TB        TB
	Ctx       sdk.Context
	Keeper    *keeper.Keeper
	Msgs      types.MsgServer
	Queries   types.QueryServer
	Addresses address.Codec
	Codec     codec.Codec
	Registry  codectypes.InterfaceRegistry
	Authority string
	// Told are the calls of the hook that did not fail.
	Told []Told
	// Fail makes the hook fail.
	Fail func(ctx context.Context, round uint64) error
}

// New returns a chain at height 1, with Params.
func New(tb TB) *Fixture {
	tb.Helper()
	f := Empty(tb)
	g := types.DefaultGenesis()
	g.Params = Params()
	f.NoError(f.Keeper.InitGenesis(f.Ctx, *g))
	return f
}

// Empty returns a chain at height 1 without a genesis of x/beacon.
func Empty(tb TB) *Fixture {
	tb.Helper()
	keys := storetypes.NewKVStoreKeys(types.StoreKey)
	f := &Fixture{
		TB:        tb,
		Ctx:       testutil.DefaultContextWithKeys(keys, nil, nil).WithBlockHeight(1).WithBlockTime(Start),
		Addresses: addresscodec.NewBech32Codec("weft"),
		Registry:  codectypes.NewInterfaceRegistry(),
	}
	types.RegisterInterfaces(f.Registry)
	f.Codec = codec.NewProtoCodec(f.Registry)
	f.Authority = f.Text(authtypes.NewModuleAddress("gov"))
	f.Keeper = keeper.New(keeper.Deps{
		Codec: f.Codec, StoreService: runtime.NewKVStoreService(keys[types.StoreKey]), AddressCodec: f.Addresses, Authority: f.Authority,
	})
	f.Keeper.SetHooks(f)
	f.Msgs, f.Queries = keeper.NewMsgServer(f.Keeper), keeper.NewQueryServer(f.Keeper)
	return f
}

// AfterBeacon implements types.Hooks.
func (f *Fixture) AfterBeacon(ctx context.Context, round uint64, random []byte) error {
	if f.Fail != nil {
		if err := f.Fail(ctx, round); err != nil {
			return err
		}
	}
	f.Told = append(f.Told, Told{round, random})
	return nil
}

// NoError ends the test on an error.
func (f *Fixture) NoError(err error) {
	f.TB.Helper()
	if err != nil {
		f.TB.Fatal(err)
	}
}

// Text writes an address as the chain does.
func (f *Fixture) Text(a sdk.AccAddress) string {
	f.TB.Helper()
	s, err := f.Addresses.BytesToString(a)
	f.NoError(err)
	return s
}

// Address is the account of a name.
func Address(name string) sdk.AccAddress {
	sum := sha256.Sum256([]byte("account " + name))
	return sum[:20]
}

// Deliver runs a transaction: its changes are kept only if it returns no error. It starts with no events.
func (f *Fixture) Deliver(tx func(sdk.Context) error) error {
	f.Ctx = f.Ctx.WithEventManager(sdk.NewEventManager())
	cached, write := f.Ctx.CacheContext()
	if err := tx(cached); err != nil {
		return err
	}
	write()
	return nil
}

// Gas runs a transaction and returns the gas it used.
func (f *Fixture) Gas(tx func(sdk.Context) error) uint64 {
	f.TB.Helper()
	var used storetypes.Gas
	f.NoError(f.Deliver(func(ctx sdk.Context) error {
		ctx = ctx.WithGasMeter(storetypes.NewInfiniteGasMeter())
		err := tx(ctx)
		used = ctx.GasMeter().GasConsumed()
		return err
	}))
	return used
}

// Next ends blocks of a second until the height is n more than it was.
func (f *Fixture) Next(n int64) {
	f.TB.Helper()
	for range n {
		f.Ctx = f.Ctx.WithEventManager(sdk.NewEventManager())
		f.NoError(f.Keeper.EndBlock(f.Ctx))
		f.Ctx = f.Ctx.WithBlockHeight(f.Ctx.BlockHeight() + 1).WithBlockTime(f.Ctx.BlockTime().Add(time.Second))
	}
}

// Await awaits a round from now on.
func (f *Fixture) Await() uint64 { return f.AwaitAt(f.Ctx.BlockTime()) }

// AwaitAt awaits a round that nobody knew at a time.
func (f *Fixture) AwaitAt(t time.Time) uint64 {
	f.TB.Helper()
	round, err := f.Keeper.Await(f.Ctx, t)
	f.NoError(err)
	return round
}

// Signature is that of a beacon for a round.
func (f *Fixture) Signature(key *local.Key, round uint64) []byte {
	f.TB.Helper()
	_, n := types.Split(round)
	sig, err := key.Sign(n)
	f.NoError(err)
	return sig
}

// Post posts a round, signed by the beacon of a name.
func (f *Fixture) Post(name string, round uint64) error {
	f.TB.Helper()
	msg := &types.MsgPostRound{Poster: f.Text(Address("poster")), Round: round, Signature: f.Signature(Key(name), round)}
	return f.Deliver(func(ctx sdk.Context) error {
		_, err := f.Msgs.PostRound(ctx, msg)
		return err
	})
}

// Govern replaces the parameters.
func (f *Fixture) Govern(p types.Params) error {
	f.TB.Helper()
	return f.Deliver(func(ctx sdk.Context) error {
		_, err := f.Msgs.UpdateParams(ctx, &types.MsgUpdateParams{Authority: f.Authority, Params: p})
		return err
	})
}

// Open are the rounds to be posted.
func (f *Fixture) Open() []types.AwaitedRound {
	f.TB.Helper()
	res, err := f.Queries.Awaited(f.Ctx, &types.QueryAwaitedRequest{})
	f.NoError(err)
	return res.Rounds
}

// Events returns the typed events of one type since the last Deliver or Next.
func Events[T any, P interface {
	*T
	proto.Message
}](f *Fixture) []P {
	f.TB.Helper()
	var out []P
	for _, e := range f.Ctx.EventManager().ABCIEvents() {
		msg, err := sdk.ParseTypedEvent(e)
		f.NoError(err)
		if typed, ok := msg.(P); ok {
			out = append(out, typed)
		}
	}
	return out
}
