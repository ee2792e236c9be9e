// SPDX-License-Identifier: Apache-2.0

package staketest

import (
	"crypto/ed25519"
	"crypto/sha256"

	"cosmossdk.io/core/address"
	"cosmossdk.io/log/v2"
	"cosmossdk.io/math"
	"github.com/cosmos/cosmos-sdk/codec"
	addresscodec "github.com/cosmos/cosmos-sdk/codec/address"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/runtime"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	"github.com/cosmos/cosmos-sdk/testutil"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authkeeper "github.com/cosmos/cosmos-sdk/x/auth/keeper"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	bankkeeper "github.com/cosmos/cosmos-sdk/x/bank/keeper"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	"github.com/cosmos/gogoproto/proto"

	"github.com/weft-network/weft/x/stake/keeper"
	"github.com/weft-network/weft/x/stake/types"
)

const (
	// Denom is the bond denomination of a fixture.
	Denom = "uweft"
	// faucet is a module account that may mint.
	faucet = "faucet"
	prefix = "weft"
	// MinBond is the min_bond of Params.
	MinBond = 1_000
)

// Params are small enough for tests to reach every bound.
func Params() types.Params {
	return types.Params{MinBond: math.NewInt(MinBond), UnbondingBlocks: 20, MinUnbondingBlocks: 10, MaxUnbondings: 3, JailBlocks: 5}
}

// TB is what a fixture needs of a test: both testing.T and rapid.T have it.
type TB interface {
	Helper()
	Fatal(args ...any)
}

// Fixture is x/stake on a chain of its own.
type Fixture struct {
	TB        TB
	Ctx       sdk.Context
	Keeper    keeper.Keeper
	Auth      authkeeper.AccountKeeper
	Bank      bankkeeper.BaseKeeper
	Msgs      types.MsgServer
	Queries   types.QueryServer
	Addresses address.Codec
	Codec     codec.Codec
	Registry  codectypes.InterfaceRegistry
	Authority string

	blocked map[string]bool
}

// New returns a chain at height 1, with Params and no provider.
func New(tb TB) *Fixture {
	tb.Helper()
	f := Empty(tb)
	g := types.DefaultGenesis()
	g.Params = Params()
	f.NoError(f.Keeper.InitGenesis(f.Ctx, *g))
	return f
}

// Empty returns a chain at height 1 without a genesis of x/stake.
func Empty(tb TB) *Fixture {
	tb.Helper()
	keys := storetypes.NewKVStoreKeys(authtypes.StoreKey, banktypes.StoreKey, types.StoreKey)
	f := &Fixture{
		TB:        tb,
		Ctx:       testutil.DefaultContextWithKeys(keys, nil, nil).WithBlockHeight(1),
		Addresses: addresscodec.NewBech32Codec(prefix),
		Registry:  codectypes.NewInterfaceRegistry(),
		blocked:   make(map[string]bool),
	}
	types.RegisterInterfaces(f.Registry)
	authtypes.RegisterInterfaces(f.Registry)
	banktypes.RegisterInterfaces(f.Registry)
	f.Codec = codec.NewProtoCodec(f.Registry)
	f.Authority = f.Text(authtypes.NewModuleAddress("gov"))
	f.Auth = authkeeper.NewAccountKeeper(f.Codec, runtime.NewKVStoreService(keys[authtypes.StoreKey]), authtypes.ProtoBaseAccount,
		map[string][]string{faucet: {authtypes.Minter}, "gov": nil, types.ModuleName: {authtypes.Burner}}, f.Addresses, prefix, f.Authority)
	f.Bank = bankkeeper.NewBaseKeeper(f.Codec, runtime.NewKVStoreService(keys[banktypes.StoreKey]), f.Auth, f.blocked, f.Authority, log.NewNopLogger())
	f.NoError(f.Auth.Params.Set(f.Ctx, authtypes.DefaultParams()))
	f.NoError(f.Bank.SetParams(f.Ctx, banktypes.DefaultParams()))
	f.Keeper = keeper.New(keeper.Deps{
		Codec: f.Codec, StoreService: runtime.NewKVStoreService(keys[types.StoreKey]), AddressCodec: f.Addresses,
		Accounts: f.Auth, Bank: f.Bank, BondDenom: Denom, Authority: f.Authority,
	})
	f.Msgs, f.Queries = keeper.NewMsgServer(f.Keeper), keeper.NewQueryServer(f.Keeper)
	f.Block(authtypes.NewModuleAddress(types.ModuleName))
	return f
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

// VRFKey is a valid VRF key, one for each name.
func VRFKey(name string) []byte {
	seed := sha256.Sum256([]byte("vrf " + name))
	return ed25519.NewKeyFromSeed(seed[:])[ed25519.SeedSize:]
}

// Coin is an amount of the bond denomination.
func Coin(amount int64) sdk.Coin { return sdk.Coin{Denom: Denom, Amount: math.NewInt(amount)} }

// Fund mints money for an account, even for a blocked one.
func (f *Fixture) Fund(a sdk.AccAddress, amount int64) {
	f.TB.Helper()
	if a.Equals(authtypes.NewModuleAddress(types.ModuleName)) {
		f.Auth.GetModuleAccount(f.Ctx, types.ModuleName) // else a plain account would be made
	}
	coins := sdk.NewCoins(Coin(amount))
	f.NoError(f.Bank.MintCoins(f.Ctx, faucet, coins))
	f.NoError(f.Bank.SendCoins(f.Ctx, authtypes.NewModuleAddress(faucet), a, coins))
}

// Block keeps an account from being paid, as x/bank blocks module accounts.
func (f *Fixture) Block(a sdk.AccAddress) { f.blocked[a.String()] = true }

// Unblock lets it be paid again.
func (f *Fixture) Unblock(a sdk.AccAddress) { delete(f.blocked, a.String()) }

// Balance is what an account holds.
func (f *Fixture) Balance(a sdk.AccAddress) int64 {
	return f.Bank.GetBalance(f.Ctx, a, Denom).Amount.Int64()
}

// Supply is all the money there is.
func (f *Fixture) Supply() int64 { return f.Bank.GetSupply(f.Ctx, Denom).Amount.Int64() }

// Provider funds and registers a provider and returns its account.
func (f *Fixture) Provider(name string, bond int64) sdk.AccAddress {
	f.TB.Helper()
	a := Address(name)
	f.Fund(a, bond)
	f.NoError(f.Deliver(func(ctx sdk.Context) error {
		_, err := f.Msgs.RegisterProvider(ctx, &types.MsgRegisterProvider{Operator: f.Text(a), Bond: Coin(bond), Moniker: name})
		return err
	}))
	return a
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

// Next ends blocks until the height is n more than it was.
func (f *Fixture) Next(n int64) {
	f.TB.Helper()
	for range n {
		f.Ctx = f.Ctx.WithEventManager(sdk.NewEventManager())
		f.NoError(f.Keeper.EndBlock(f.Ctx))
		f.Ctx = f.Ctx.WithBlockHeight(f.Ctx.BlockHeight() + 1)
	}
}

// Stake returns a provider's stake.
func (f *Fixture) Stake(a sdk.AccAddress) types.Stake {
	f.TB.Helper()
	s, err := f.Keeper.Stake(f.Ctx, a)
	f.NoError(err)
	return s
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
		if err != nil {
			continue // an untyped event of x/bank
		}
		if typed, ok := msg.(P); ok {
			out = append(out, typed)
		}
	}
	return out
}
