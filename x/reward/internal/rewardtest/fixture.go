// SPDX-License-Identifier: Apache-2.0

package rewardtest

import (
	"context"
	"crypto/sha256"
	"errors"

	"cosmossdk.io/core/address"
	"cosmossdk.io/log/v2"
	"cosmossdk.io/math"
	"github.com/cosmos/cosmos-sdk/baseapp"
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

	"github.com/weft-network/weft/x/reward/keeper"
	"github.com/weft-network/weft/x/reward/types"
)

const (
	// Denom is the bond denomination of a fixture.
	Denom  = "uweft"
	faucet = "faucet"
	// community is the module account of the community pool.
	community = "distribution"
	prefix    = "weft"
)

// x/bank and x/auth write addresses of their exports with the global prefix.
func init() { sdk.GetConfig().SetBech32PrefixForAccount(prefix, prefix+"pub") }

// Params are small enough for tests to reach every bound by hand: 4 rounds of
// vesting, a fee of 5 % of which half is burnt, epochs of 10 blocks that start
// at 1000 and halve, 5 blocks in the unlock queue, 1000 shares locked at
// least.
func Params() types.Params {
	p := types.DefaultParams()
	p.VestRounds, p.EpochBlocks, p.UnlockBlocks, p.MinLocked = 4, 10, 5, 1_000
	p.Emission, p.EmissionNum, p.EmissionDen = math.NewInt(1_000), 1, 2
	return p
}

// TB is what a fixture needs of a test: both testing.T and rapid.T have it.
type TB interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// Fixture is x/reward on a chain of its own.
type Fixture struct {
	TB        TB
	Ctx       sdk.Context
	Keeper    *keeper.Keeper
	Auth      authkeeper.AccountKeeper
	Bank      bankkeeper.BaseKeeper
	Msgs      types.MsgServer
	Queries   types.QueryServer
	Addresses address.Codec
	Codec     codec.Codec
	Registry  codectypes.InterfaceRegistry
	Authority string
	Ledger    *Ledger

	// FailFund makes the community pool refuse money, FailSend the bank refuse
	// to pay this account.
	FailFund bool
	FailSend string
}

// New returns a chain at height 1 with Params and no jobs.
func New(tb TB) *Fixture {
	tb.Helper()
	f := Empty(tb)
	g := types.DefaultGenesis()
	g.Params = Params()
	g.Epoch.Amount = g.Params.Emission
	f.NoError(f.Keeper.InitGenesis(f.Ctx, *g))
	return f
}

// Empty returns a chain at height 1 without a genesis of x/reward.
func Empty(tb TB) *Fixture {
	tb.Helper()
	keys := storetypes.NewKVStoreKeys(authtypes.StoreKey, banktypes.StoreKey, types.StoreKey)
	f := &Fixture{
		TB:        tb,
		Ctx:       testutil.DefaultContextWithKeys(keys, nil, nil).WithBlockHeight(1),
		Addresses: addresscodec.NewBech32Codec(prefix),
		Registry:  codectypes.NewInterfaceRegistry(),
		Ledger:    NewLedger(),
	}
	types.RegisterInterfaces(f.Registry)
	authtypes.RegisterInterfaces(f.Registry)
	banktypes.RegisterInterfaces(f.Registry)
	f.Codec = codec.NewProtoCodec(f.Registry)
	f.Authority = f.Text(authtypes.NewModuleAddress("gov"))
	permissions := map[string][]string{
		faucet: {authtypes.Minter}, "gov": nil, community: nil, types.ModuleName: {authtypes.Minter, authtypes.Burner},
	}
	f.Auth = authkeeper.NewAccountKeeper(f.Codec, runtime.NewKVStoreService(keys[authtypes.StoreKey]), authtypes.ProtoBaseAccount,
		permissions, f.Addresses, prefix, f.Authority)
	blocked := map[string]bool{f.Text(authtypes.NewModuleAddress(types.ModuleName)): true}
	f.Bank = bankkeeper.NewBaseKeeper(f.Codec, runtime.NewKVStoreService(keys[banktypes.StoreKey]), f.Auth, blocked, f.Authority, log.NewNopLogger())
	f.NoError(f.Auth.Params.Set(f.Ctx, authtypes.DefaultParams()))
	f.NoError(f.Bank.SetParams(f.Ctx, banktypes.DefaultParams()))
	f.Keeper = keeper.New(keeper.Deps{
		Codec: f.Codec, StoreService: runtime.NewKVStoreService(keys[types.StoreKey]), AddressCodec: f.Addresses,
		Bank: bank{f.Bank, f}, Community: pool{f}, BondDenom: Denom, Authority: f.Authority,
	})
	f.Msgs, f.Queries = keeper.NewMsgServer(f.Keeper), keeper.NewQueryServer(f.Keeper)
	return f
}

// errRefused is what a fixture's failing parts return.
var errRefused = errors.New("refused by the test")

// bank is the real one, except that it can refuse to pay an account.
type bank struct {
	bankkeeper.BaseKeeper
	f *Fixture
}

// SendCoinsFromModuleToAccount implements types.BankKeeper.
func (b bank) SendCoinsFromModuleToAccount(ctx context.Context, module string, to sdk.AccAddress, amt sdk.Coins) error {
	if b.f.FailSend == string(to) {
		return errRefused
	}
	return b.BaseKeeper.SendCoinsFromModuleToAccount(ctx, module, to, amt)
}

// pool is a community pool that only keeps what it is given.
type pool struct{ f *Fixture }

// FundCommunityPool implements types.CommunityPool.
func (p pool) FundCommunityPool(ctx context.Context, amount sdk.Coins, sender sdk.AccAddress) error {
	if p.f.FailFund {
		return errRefused
	}
	return p.f.Bank.SendCoinsFromAccountToModule(ctx, sender, community, amount)
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

// Account is the bech32 address of a name.
func (f *Fixture) Account(name string) string { return f.Text(Address(name)) }

// Give mints money of the bond denomination for an account.
func (f *Fixture) Give(name string, amount int64) { f.GiveTo(Address(name), amount) }

// GiveTo is Give for an account without a name.
func (f *Fixture) GiveTo(to sdk.AccAddress, amount int64) {
	f.TB.Helper()
	coins := sdk.NewCoins(sdk.NewInt64Coin(Denom, amount))
	f.NoError(f.Bank.MintCoins(f.Ctx, faucet, coins))
	f.NoError(f.Bank.SendCoinsFromModuleToAccount(f.Ctx, faucet, to, coins))
}

// Balance is what an account has of the bond denomination.
func (f *Fixture) Balance(name string) int64 { return f.BalanceOf(name, Denom) }

// BalanceOf is what an account has of a denomination.
func (f *Fixture) BalanceOf(name, denom string) int64 {
	return f.Bank.GetBalance(f.Ctx, Address(name), denom).Amount.Int64()
}

// Shares is what an account has of a model's shares.
func (f *Fixture) Shares(name string, job uint64) int64 {
	return f.BalanceOf(name, types.ShareDenom(job))
}

// Community is what the community pool has.
func (f *Fixture) Community() int64 {
	return f.Bank.GetBalance(f.Ctx, authtypes.NewModuleAddress(community), Denom).Amount.Int64()
}

// Supply is how much of a denomination exists.
func (f *Fixture) Supply(denom string) int64 { return f.Bank.GetSupply(f.Ctx, denom).Amount.Int64() }

// Do carries out one transaction: either it succeeds and its events reach the
// ledger, or nothing of it stays.
func (f *Fixture) Do(tx func(ctx context.Context) error) error {
	f.TB.Helper()
	cached, write := f.Ctx.WithEventManager(sdk.NewEventManager()).CacheContext()
	if err := tx(cached); err != nil {
		return err
	}
	write()
	f.NoError(f.Ledger.Add(cached.EventManager().Events()))
	return nil
}

// Must is Do for what has to succeed.
func (f *Fixture) Must(tx func(ctx context.Context) error) {
	f.TB.Helper()
	f.NoError(f.Do(tx))
}

// Deliver carries out a message the way a block does.
func (f *Fixture) Deliver(router *baseapp.MsgServiceRouter, msg sdk.Msg) {
	f.TB.Helper()
	f.Must(func(ctx context.Context) error {
		c := sdk.UnwrapSDKContext(ctx)
		result, err := router.Handler(msg)(c, msg)
		if err == nil {
			c.EventManager().EmitEvents(result.GetEvents())
		}
		return err
	})
}

// Check compares the state with itself, with x/bank, and with the ledger of
// events.
func (f *Fixture) Check() {
	f.TB.Helper()
	f.NoError(f.Keeper.CheckInvariants(f.Ctx))
	g, err := f.Keeper.ExportGenesis(f.Ctx)
	f.NoError(err)
	f.NoError(f.Ledger.Compare(g))
}

// Next ends this block and begins the next, n times.
func (f *Fixture) Next(n int) {
	f.TB.Helper()
	for range n {
		f.Must(func(ctx context.Context) error { return f.Keeper.EndBlock(ctx) })
		f.Ctx = f.Ctx.WithBlockHeight(f.Ctx.BlockHeight() + 1)
	}
}

// Height is the running block.
func (f *Fixture) Height() int64 { return f.Ctx.BlockHeight() }

// SneakIn moves coins into the module account behind the module's back, which
// x/bank refuses to users.
func (f *Fixture) SneakIn(name, denom string, amount int64) {
	f.TB.Helper()
	to := authtypes.NewModuleAddress(types.ModuleName)
	f.NoError(f.Bank.SendCoins(f.Ctx, Address(name), to, sdk.NewCoins(sdk.NewInt64Coin(denom, amount))))
}
