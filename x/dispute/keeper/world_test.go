// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"context"
	"fmt"
	"time"

	"cosmossdk.io/core/address"
	corestore "cosmossdk.io/core/store"
	"cosmossdk.io/log/v2"
	"cosmossdk.io/math"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	dbm "github.com/cosmos/cosmos-db"
	"github.com/cosmos/cosmos-sdk/codec"
	addresscodec "github.com/cosmos/cosmos-sdk/codec/address"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	cryptocodec "github.com/cosmos/cosmos-sdk/crypto/codec"
	"github.com/cosmos/cosmos-sdk/runtime"
	"github.com/cosmos/cosmos-sdk/store/v2"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authkeeper "github.com/cosmos/cosmos-sdk/x/auth/keeper"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	"github.com/cosmos/cosmos-sdk/x/authz"
	bankkeeper "github.com/cosmos/cosmos-sdk/x/bank/keeper"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/chain/spec/spectest"
	"github.com/weft-network/weft/x/dispute/keeper"
	"github.com/weft-network/weft/x/dispute/types"
	jobkeeper "github.com/weft-network/weft/x/job/keeper"
	jobtypes "github.com/weft-network/weft/x/job/types"
	rewardkeeper "github.com/weft-network/weft/x/reward/keeper"
	rewardtypes "github.com/weft-network/weft/x/reward/types"
	stakekeeper "github.com/weft-network/weft/x/stake/keeper"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

const (
	denom   = "uweft"
	chainID = "weft-test-1"
	minter  = "mint"
	pool    = "pool"
	// rich is what every account starts with.
	rich = 10_000_000_000_000
)

// fataler is what a world needs of a test or a property check.
type fataler interface {
	require.TestingT
	Helper()
}

// world is x/dispute over the real x/job, x/stake, x/reward, x/bank and x/auth
// on a store in memory. Blocks pass when the test says so.
type world struct {
	t        fataler
	ctx      sdk.Context
	codec    address.Codec
	cdc      codec.Codec
	auth     authkeeper.AccountKeeper
	bank     bankkeeper.BaseKeeper
	stake    stakekeeper.Keeper
	reward   *rewardkeeper.Keeper
	job      *jobkeeper.Keeper
	dispute  *keeper.Keeper
	grants   grants
	jobs     jobtypes.MsgServer
	server   types.MsgServer
	query    types.QueryServer
	trainers []string
	spec     spec.Spec
	// changes are what is otherwise in the made-up units of a slot.
	changes map[uint32]func(*jobtypes.UnitResult)
}

// community stands for x/distribution's community pool.
type community struct{ bank bankkeeper.BaseKeeper }

func (c community) FundCommunityPool(ctx context.Context, amount sdk.Coins, from sdk.AccAddress) error {
	return c.bank.SendCoins(ctx, from, authtypes.NewModuleAddress(pool), amount)
}

// grants stands for x/authz: who holds a generic grant of whom. The real one
// is in the tests of whole chains.
type grants map[string]bool

func (g grants) GetAuthorization(_ context.Context, grantee, granter sdk.AccAddress, msgType string) (authz.Authorization, *time.Time) {
	if !g[grantee.String()+granter.String()+msgType] {
		return nil, nil
	}
	return authz.NewGenericAuthorization(msgType), nil
}

func newWorld(t fataler) *world {
	t.Helper()
	w := &world{t: t, codec: addresscodec.NewBech32Codec("weft"), grants: grants{}, changes: map[uint32]func(*jobtypes.UnitResult){}}
	keys := storetypes.NewKVStoreKeys(authtypes.StoreKey, banktypes.StoreKey, staketypes.StoreKey, rewardtypes.StoreKey, jobtypes.StoreKey, types.StoreKey)
	multi := store.NewCommitMultiStore(dbm.NewMemDB(), log.NewNopLogger())
	for _, key := range keys {
		multi.MountStoreWithDB(key, storetypes.StoreTypeIAVL, nil)
	}
	require.NoError(t, multi.LoadLatestVersion())
	w.ctx = sdk.NewContext(multi, cmtproto.Header{ChainID: chainID, Height: 1}, false, log.NewNopLogger())
	registry := codectypes.NewInterfaceRegistry()
	authtypes.RegisterInterfaces(registry)
	cryptocodec.RegisterInterfaces(registry)
	authz.RegisterInterfaces(registry)
	jobtypes.RegisterInterfaces(registry)
	w.cdc = codec.NewProtoCodec(registry)
	authority, err := w.codec.BytesToString(authtypes.NewModuleAddress("gov"))
	require.NoError(t, err)
	service := func(name string) corestore.KVStoreService { return runtime.NewKVStoreService(keys[name]) }

	w.auth = authkeeper.NewAccountKeeper(w.cdc, service(authtypes.StoreKey), authtypes.ProtoBaseAccount, map[string][]string{
		minter: {authtypes.Minter}, pool: nil, staketypes.ModuleName: {authtypes.Burner}, rewardtypes.ModuleName: {authtypes.Minter, authtypes.Burner},
		types.ModuleName: {authtypes.Burner},
	}, w.codec, "weft", authority)
	w.bank = bankkeeper.NewBaseKeeper(w.cdc, service(banktypes.StoreKey), w.auth, nil, authority, log.NewNopLogger())
	require.NoError(t, w.bank.SetParams(w.ctx, banktypes.DefaultParams()))
	w.stake = stakekeeper.New(stakekeeper.Deps{
		Codec: w.cdc, StoreService: service(staketypes.StoreKey), AddressCodec: w.codec, Accounts: w.auth, Bank: w.bank, BondDenom: denom, Authority: authority,
	})
	w.reward = rewardkeeper.New(rewardkeeper.Deps{
		Codec: w.cdc, StoreService: service(rewardtypes.StoreKey), AddressCodec: w.codec, Bank: w.bank, Community: community{w.bank}, BondDenom: denom, Authority: authority,
	})
	w.job = jobkeeper.New(jobkeeper.Deps{
		Codec: w.cdc, StoreService: service(jobtypes.StoreKey), AddressCodec: w.codec, Stake: w.stake, Reward: w.reward, BondDenom: denom, Authority: authority,
	})
	w.dispute = keeper.New(keeper.Deps{
		Codec: w.cdc, StoreService: service(types.StoreKey), AddressCodec: w.codec, Accounts: w.auth, Bank: w.bank, Authz: w.grants,
		Stake: w.stake, Job: w.job, Reward: w.reward, BondDenom: denom, Authority: authority,
	})
	w.job.SetDisputes(w.dispute.View())
	w.job.SetHooks(w.dispute.Hooks())
	w.stake.SetHooks(w.dispute.Hooks())
	w.jobs, w.server, w.query = jobkeeper.NewMsgServer(w.job), keeper.NewMsgServer(w.dispute), keeper.NewQueryServer(w.dispute)

	require.NoError(t, w.stake.InitGenesis(w.ctx, *staketypes.DefaultGenesis()))
	require.NoError(t, w.reward.InitGenesis(w.ctx, *rewardtypes.DefaultGenesis()))
	require.NoError(t, w.job.InitGenesis(w.ctx, jobtypes.DefaultGenesis()))
	require.NoError(t, w.dispute.InitGenesis(w.ctx, types.DefaultGenesis()))
	return w
}

// account returns a rich account.
func (w *world) account(name string) string {
	w.t.Helper()
	addr := w.bytes(name)
	coins := sdk.NewCoins(sdk.NewInt64Coin(denom, rich))
	require.NoError(w.t, w.bank.MintCoins(w.ctx, minter, coins))
	require.NoError(w.t, w.bank.SendCoinsFromModuleToAccount(w.ctx, minter, addr, coins))
	return w.text(addr)
}

// bytes is the address that goes with a name.
func (w *world) bytes(name string) sdk.AccAddress {
	d := commit.Sum([]byte(name))
	return sdk.AccAddress(d[:20])
}

func (w *world) text(addr sdk.AccAddress) string {
	s, err := w.codec.BytesToString(addr)
	require.NoError(w.t, err)
	return s
}

func (w *world) addr(text string) sdk.AccAddress {
	b, err := w.codec.StringToBytes(text)
	require.NoError(w.t, err)
	return b
}

// provider returns a rich account that is a provider with much free stake.
func (w *world) provider(name string, defenceKeys ...string) string {
	w.t.Helper()
	operator := w.account(name)
	_, err := stakekeeper.NewMsgServer(w.stake).RegisterProvider(w.ctx, &staketypes.MsgRegisterProvider{
		Operator: operator, Moniker: name, Bond: sdk.NewInt64Coin(denom, rich/2), DefenceKeys: defenceKeys,
	})
	require.NoError(w.t, err)
	return operator
}

// blocks lets n blocks end and checks every module after each.
func (w *world) blocks(n int) {
	w.t.Helper()
	for range n {
		w.endBlock()
		w.check()
		w.ctx = w.ctx.WithBlockHeight(w.ctx.BlockHeight() + 1).WithEventManager(sdk.NewEventManager())
	}
}

// endBlock is the end of a block, in the order of the application.
func (w *world) endBlock() {
	w.t.Helper()
	require.NoError(w.t, w.dispute.EndBlock(w.ctx))
	require.NoError(w.t, w.job.EndBlock(w.ctx))
	require.NoError(w.t, w.reward.EndBlock(w.ctx))
	require.NoError(w.t, w.stake.EndBlock(w.ctx))
}

// check holds every module to its invariants.
func (w *world) check() {
	w.t.Helper()
	require.NoError(w.t, w.dispute.CheckInvariants(w.ctx))
	require.NoError(w.t, w.job.CheckInvariants(w.ctx))
	require.NoError(w.t, w.stake.CheckInvariants(w.ctx))
	require.NoError(w.t, w.reward.CheckInvariants(w.ctx))
}

func (w *world) balance(who string) math.Int {
	return w.bank.GetBalance(w.ctx, w.addr(who), denom).Amount
}

func (w *world) supply() math.Int { return w.bank.GetSupply(w.ctx, denom).Amount }

func (w *world) bonded(operator string) math.Int {
	s, err := w.stake.Stake(w.ctx, w.addr(operator))
	require.NoError(w.t, err)
	return s.Bonded
}

// tiny is a small valid specification with n slots; quorum is one less.
func tiny(n int) spec.Spec {
	s := *spectest.Tiny()
	s.Rounds.Slots, s.Rounds.Quorum = uint32(n), uint32(max(1, n-1))
	s.Windows.GameClock, s.Windows.GameExtension = 6, 3
	if err := program.Bind(&s); err != nil {
		panic(err)
	}
	return s
}

// submit posts a job with money for all its rounds.
func (w *world) submit(s spec.Spec) uint64 {
	w.t.Helper()
	cost := int64(s.Price.Unit+s.Price.VerifierFee) * int64(s.Rounds.Slots) * int64(s.Rounds.Rounds)
	res, err := w.jobs.SubmitJob(w.ctx, &jobtypes.MsgSubmitJob{
		Submitter: w.account("submitter"), Title: "a model", Spec: s, Deposit: sdk.NewInt64Coin(denom, cost),
	})
	require.NoError(w.t, err)
	return res.Job
}

// training is a world with job 1 in its first round, its slots held by as many
// trainers.
func training(t fataler, n int) *world {
	t.Helper()
	w := newWorld(t)
	w.train(tiny(n))
	return w
}

// train submits a job, has trainers take its slots, and opens its first round.
func (w *world) train(s spec.Spec) {
	w.t.Helper()
	w.spec = s
	job := w.submit(w.spec)
	for i := range s.Rounds.Slots {
		o := w.provider(fmt.Sprintf("trainer %d", i), w.text(w.bytes("defence key")))
		w.trainers = append(w.trainers, o)
		_, err := w.jobs.JoinJob(w.ctx, &jobtypes.MsgJoinJob{Operator: o, Job: job})
		require.NoError(w.t, err)
	}
	require.NoError(w.t, w.job.EndBlock(w.ctx))
}

// committed is a world in which every trainer has committed round 1 and the
// others witness it.
func committed(t fataler, n int) *world {
	t.Helper()
	w := training(t, n)
	w.commitAll()
	return w
}

func (w *world) commitAll() {
	w.t.Helper()
	for i := range w.trainers {
		w.commit(1, uint32(i))
	}
	require.NoError(w.t, w.job.EndBlock(w.ctx))
}

// closed is a world whose round 1 is closed and has all units in its sum.
func closed(t fataler, n int) *world {
	t.Helper()
	w := committed(t, n)
	w.closeRound()
	return w
}

func (w *world) closeRound() {
	w.t.Helper()
	r, err := w.job.Round(w.ctx, 1, 1)
	require.NoError(w.t, err)
	for _, o := range w.trainers {
		if r.Phase == jobtypes.ROUND_PHASE_WITNESSING {
			_, err := w.jobs.Witness(w.ctx, &jobtypes.MsgWitness{Operator: o, Job: 1, Round: 1, Deltas: r.Summable()})
			require.NoError(w.t, err)
		}
	}
	require.NoError(w.t, w.job.EndBlock(w.ctx))
}

func (w *world) status(round uint64, slot uint32) jobtypes.UnitStatus {
	w.t.Helper()
	u, err := w.job.Unit(w.ctx, 1, round, slot)
	require.NoError(w.t, err)
	return u.Status
}

func (w *world) game(id uint64) types.Game {
	w.t.Helper()
	g, err := w.dispute.Game(w.ctx, id)
	require.NoError(w.t, err)
	return g
}

func (w *world) authority() string { return w.text(authtypes.NewModuleAddress("gov")) }
