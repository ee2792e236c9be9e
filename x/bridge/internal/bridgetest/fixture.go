// SPDX-License-Identifier: Apache-2.0

package bridgetest

import (
	"context"
	"crypto/sha256"
	"errors"
	"time"

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

	"github.com/weft-network/weft/x/bridge/keeper"
	"github.com/weft-network/weft/x/bridge/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

const (
	// Denom is the coin of the chain.
	Denom = "uweft"
	// ChainID is the chain's.
	ChainID   = "weft-bridge-test"
	faucet    = "faucet"
	community = "distribution"
	jobs      = "jobs"
	prefix    = "weft"
)

// Start is the time of the first block.
var Start = time.Unix(1_800_000_000, 0).UTC()

// x/bank and x/auth write addresses of their exports with the global prefix.
func init() { sdk.GetConfig().SetBech32PrefixForAccount(prefix, prefix+"pub") }

// Tokens of a fixture.
var (
	Contract = at(0xc0)
	Weft     = types.Token{
		Contract: at(0xee), Kind: types.TOKEN_KIND_MINT, Denom: Denom, InCap: math.NewInt(5_000), OutCap: math.NewInt(4_000), DayCap: math.NewInt(9_000),
	}
	Dollar = types.Token{
		Contract: at(0xdd), Kind: types.TOKEN_KIND_LOCK, Denom: types.VoucherDenom(at(0xdd)), InCap: math.NewInt(3_000), OutCap: math.NewInt(2_000),
		DayCap: math.NewInt(9_000),
	}
)

// at is an address on Ethereum.
func at(n byte) []byte { return append(make([]byte, 19), n) }

// Outsider is the account on Ethereum of a number.
func Outsider(n byte) []byte { return append(append(make([]byte, 18), 1), n) }

// Params let everything happen within a few blocks.
func Params() types.Params {
	p := types.DefaultParams()
	p.Enabled, p.EthChainId, p.Contract = true, 31_337, Contract
	p.BatchBlocks, p.BatchTransfers, p.BatchTimeout = 5, 4, 3_600
	p.SetBlocks, p.WindowBlocks, p.SignBlocks = 2_000, 100, 100
	return p
}

// TB is what a fixture needs of a test: both testing.T and rapid.T have it.
type TB interface {
	Helper()
	Fatal(args ...any)
}

// Fixture is x/bridge on a chain of its own, with the contract beside it.
type Fixture struct {
	TB         TB
	Ctx        sdk.Context
	Keeper     *keeper.Keeper
	Bank       bankkeeper.BaseKeeper
	Msgs       types.MsgServer
	Queries    types.QueryServer
	Addresses  address.Codec
	Validators address.Codec
	Codec      codec.Codec
	Registry   codectypes.InterfaceRegistry
	Authority  string
	Vals       []*Validator
	Eth        *Ethereum

	// Done are the jobs that there are, by their number.
	Done map[uint64]*Job
	// Funded is what jobs took. ClosedJob takes nothing. FailSend cannot be paid.
	Funded    math.Int
	ClosedJob uint64
	FailSend  string
}

// Empty returns a chain at height 1 with four validators and no genesis of x/bridge.
func Empty(tb TB) *Fixture {
	tb.Helper()
	keys := storetypes.NewKVStoreKeys(authtypes.StoreKey, banktypes.StoreKey, types.StoreKey)
	f := &Fixture{
		TB:         tb,
		Ctx:        testutil.DefaultContextWithKeys(keys, nil, nil).WithBlockHeight(1).WithBlockTime(Start).WithChainID(ChainID),
		Addresses:  addresscodec.NewBech32Codec(prefix),
		Validators: addresscodec.NewBech32Codec(prefix + "valoper"),
		Registry:   codectypes.NewInterfaceRegistry(),
		Funded:     math.ZeroInt(),
		Done:       map[uint64]*Job{},
	}
	types.RegisterInterfaces(f.Registry)
	authtypes.RegisterInterfaces(f.Registry)
	banktypes.RegisterInterfaces(f.Registry)
	f.Codec = codec.NewProtoCodec(f.Registry)
	f.Authority = f.Text(authtypes.NewModuleAddress("gov"))
	permissions := map[string][]string{
		faucet: {authtypes.Minter}, community: nil, jobs: nil, types.ModuleName: {authtypes.Minter, authtypes.Burner},
	}
	auth := authkeeper.NewAccountKeeper(f.Codec, runtime.NewKVStoreService(keys[authtypes.StoreKey]), authtypes.ProtoBaseAccount,
		permissions, f.Addresses, prefix, f.Authority)
	blocked := map[string]bool{f.Text(authtypes.NewModuleAddress(types.ModuleName)): true, f.Text(authtypes.NewModuleAddress(jobs)): true}
	f.Bank = bankkeeper.NewBaseKeeper(f.Codec, runtime.NewKVStoreService(keys[banktypes.StoreKey]), auth, blocked, f.Authority, log.NewNopLogger())
	f.NoError(auth.Params.Set(f.Ctx, authtypes.DefaultParams()))
	f.NoError(f.Bank.SetParams(f.Ctx, banktypes.DefaultParams()))
	f.Keeper = keeper.New(keeper.Deps{
		Codec: f.Codec, StoreService: runtime.NewKVStoreService(keys[types.StoreKey]), AddressCodec: f.Addresses, ValidatorCodec: f.Validators,
		Bank: bank{f.Bank, f}, Staking: staking{f}, Community: pool{f}, Jobs: fakeJobs{f}, Outcomes: fakeJobs{f}, Parts: fakeJobs{f}, BondDenom: Denom, Authority: f.Authority,
	})
	f.Msgs, f.Queries = keeper.NewMsgServer(f.Keeper), keeper.NewQueryServer(f.Keeper)
	f.Add("ann", "ben", "cat", "dan")
	return f
}

// Add adds validators.
func (f *Fixture) Add(names ...string) {
	f.TB.Helper()
	for _, name := range names {
		f.Vals = append(f.Vals, f.newValidator(name, 100))
	}
}

// Off returns a chain with the default genesis, its validators' keys registered.
func Off(tb TB) *Fixture {
	tb.Helper()
	f := Empty(tb)
	f.NoError(f.Keeper.InitGenesis(f.Ctx, *types.DefaultGenesis()))
	for _, v := range f.Vals {
		f.NoError(f.Register(v))
	}
	return f
}

// New returns a chain that has its bridge: enabled, both tokens listed, the contract's first set seen.
func New(tb TB) *Fixture {
	tb.Helper()
	f := Off(tb)
	f.Open()
	return f
}

// Open gives a chain its bridge.
func (f *Fixture) Open() {
	f.TB.Helper()
	f.NoError(f.Govern(Params()))
	f.NoError(f.List(Weft))
	f.NoError(f.List(Dollar))
	f.Deploy()
	f.Block()
}

// Deploy makes the contract with the set that the chain names.
func (f *Fixture) Deploy() {
	f.TB.Helper()
	next, err := f.Queries.NextSet(f.Ctx, &types.QueryNextSetRequest{})
	f.NoError(err)
	f.Eth = Deploy(types.Domain(ChainID, Params()), uint64(f.Ctx.BlockTime().Unix()), next.Members)
	f.Eth.List(Weft)
	f.Eth.List(Dollar)
	for _, v := range f.Vals {
		v.Sees = f.Eth
	}
}

// Register registers a validator's key.
func (f *Fixture) Register(v *Validator) error {
	f.TB.Helper()
	proof := v.SignDigest(types.KeyDigest(ChainID, v.Account))
	return f.Deliver(func(ctx sdk.Context) error {
		_, err := f.Msgs.RegisterKey(ctx, &types.MsgRegisterKey{Operator: f.Text(v.Account), Address: v.Address(), Proof: proof})
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

// List lists a token.
func (f *Fixture) List(t types.Token) error {
	f.TB.Helper()
	return f.Deliver(func(ctx sdk.Context) error {
		_, err := f.Msgs.ListToken(ctx, &types.MsgListToken{Authority: f.Authority, Token: t})
		return err
	})
}

// Withdraw sends coins of an account to Ethereum.
func (f *Fixture) Withdraw(name, denom string, amount, fee int64) error {
	f.TB.Helper()
	return f.Deliver(func(ctx sdk.Context) error {
		_, err := f.Msgs.Withdraw(ctx, &types.MsgWithdraw{
			Sender: f.Text(Address(name)), Recipient: Outsider(1), Amount: sdk.Coin{Denom: denom, Amount: math.NewInt(amount)},
			Fee: sdk.Coin{Denom: denom, Amount: math.NewInt(fee)},
		})
		return err
	})
}

// Deposit sends tokens of Ethereum to an account.
func (f *Fixture) Deposit(t types.Token, name string, job uint64, amount int64) error {
	f.TB.Helper()
	return f.Eth.Deposit(types.Deposited{Token: t.Contract, From: Outsider(2), Account: Address(name), Job: job, Amount: math.NewInt(amount)})
}

// bank is the real one, except that it can refuse to pay an account.
type bank struct {
	bankkeeper.BaseKeeper
	f *Fixture
}

var errRefused = errors.New("refused by the test")

// SendCoinsFromModuleToAccount implements types.BankKeeper.
func (b bank) SendCoinsFromModuleToAccount(ctx context.Context, module string, to sdk.AccAddress, amt sdk.Coins) error {
	if b.f.FailSend == string(to) {
		return errRefused
	}
	return b.BaseKeeper.SendCoinsFromModuleToAccount(ctx, module, to, amt)
}

// pool stands for x/distribution.
type pool struct{ f *Fixture }

// FundCommunityPool implements types.CommunityKeeper.
func (p pool) FundCommunityPool(ctx context.Context, amount sdk.Coins, sender sdk.AccAddress) error {
	return p.f.Bank.SendCoinsFromAccountToModule(ctx, sender, community, amount)
}

// fakeJobs stands for x/job.
type fakeJobs struct{ f *Fixture }

// FundJob implements types.JobKeeper.
func (j fakeJobs) FundJob(ctx context.Context, msg *jobtypes.MsgFundJob) (*jobtypes.MsgFundJobResponse, error) {
	from, err := j.f.Addresses.StringToBytes(msg.Funder)
	if err != nil {
		return nil, err
	}
	if err := j.f.Bank.SendCoinsFromAccountToModule(ctx, from, jobs, sdk.NewCoins(msg.Amount)); err != nil {
		return nil, err
	}
	if msg.Job == j.f.ClosedJob {
		return nil, errRefused // after it has taken the coins: they must come back
	}
	j.f.Funded = j.f.Funded.Add(msg.Amount.Amount)
	return &jobtypes.MsgFundJobResponse{}, nil
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

// Give mints coins for an account.
func (f *Fixture) Give(name string, amount int64) {
	f.TB.Helper()
	coins := sdk.NewCoins(sdk.NewInt64Coin(Denom, amount))
	f.NoError(f.Bank.MintCoins(f.Ctx, faucet, coins))
	f.NoError(f.Bank.SendCoinsFromModuleToAccount(f.Ctx, faucet, Address(name), coins))
}

// Has is the balance of an account.
func (f *Fixture) Has(name, denom string) int64 {
	return f.Bank.GetBalance(f.Ctx, Address(name), denom).Amount.Int64()
}

// Community is the balance of the community pool.
func (f *Fixture) Community(denom string) int64 {
	return f.Bank.GetBalance(f.Ctx, authtypes.NewModuleAddress(community), denom).Amount.Int64()
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
