// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"context"
	"errors"
	"fmt"

	"cosmossdk.io/core/address"
	corestore "cosmossdk.io/core/store"
	"cosmossdk.io/log/v2"
	"cosmossdk.io/math"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	dbm "github.com/cosmos/cosmos-db"
	"github.com/cosmos/cosmos-sdk/codec"
	addresscodec "github.com/cosmos/cosmos-sdk/codec/address"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/runtime"
	"github.com/cosmos/cosmos-sdk/store/v2"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authkeeper "github.com/cosmos/cosmos-sdk/x/auth/keeper"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	bankkeeper "github.com/cosmos/cosmos-sdk/x/bank/keeper"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/chain/spec/spectest"
	"github.com/weft-network/weft/x/job/keeper"
	"github.com/weft-network/weft/x/job/types"
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

// fataler is what a world needs of a test, a benchmark or a property check.
type fataler interface {
	require.TestingT
	Helper()
}

// world is x/job with the real x/stake, x/reward, x/bank and x/auth on a store
// in memory. Blocks pass when the test says so.
type world struct {
	t      fataler
	ctx    sdk.Context
	codec  address.Codec
	bank   bankkeeper.BaseKeeper
	stake  stakekeeper.Keeper
	reward *rewardkeeper.Keeper
	job    *keeper.Keeper
	server types.MsgServer
	query  types.QueryServer
}

// community stands for x/distribution's community pool.
type community struct{ bank bankkeeper.BaseKeeper }

func (c community) FundCommunityPool(ctx context.Context, amount sdk.Coins, from sdk.AccAddress) error {
	return c.bank.SendCoins(ctx, from, authtypes.NewModuleAddress(pool), amount)
}

func newWorld(t fataler) *world {
	t.Helper()
	w := &world{t: t, codec: addresscodec.NewBech32Codec("weft")}
	keys := storetypes.NewKVStoreKeys(authtypes.StoreKey, banktypes.StoreKey, staketypes.StoreKey, rewardtypes.StoreKey, types.StoreKey)
	multi := store.NewCommitMultiStore(dbm.NewMemDB(), log.NewNopLogger())
	for _, key := range keys {
		multi.MountStoreWithDB(key, storetypes.StoreTypeIAVL, nil)
	}
	require.NoError(t, multi.LoadLatestVersion())
	w.ctx = sdk.NewContext(multi, cmtproto.Header{ChainID: chainID, Height: 1}, false, log.NewNopLogger())
	registry := codectypes.NewInterfaceRegistry()
	authtypes.RegisterInterfaces(registry)
	cdc := codec.NewProtoCodec(registry)
	authority, err := w.codec.BytesToString(authtypes.NewModuleAddress("gov"))
	require.NoError(t, err)
	service := func(name string) corestore.KVStoreService { return runtime.NewKVStoreService(keys[name]) }

	auth := authkeeper.NewAccountKeeper(cdc, service(authtypes.StoreKey), authtypes.ProtoBaseAccount, map[string][]string{
		minter: {authtypes.Minter}, pool: nil, staketypes.ModuleName: {authtypes.Burner}, rewardtypes.ModuleName: {authtypes.Minter, authtypes.Burner},
	}, w.codec, "weft", authority)
	w.bank = bankkeeper.NewBaseKeeper(cdc, service(banktypes.StoreKey), auth, nil, authority, log.NewNopLogger())
	require.NoError(t, w.bank.SetParams(w.ctx, banktypes.DefaultParams()))
	w.stake = stakekeeper.New(stakekeeper.Deps{
		Codec: cdc, StoreService: service(staketypes.StoreKey), AddressCodec: w.codec, Accounts: auth, Bank: w.bank, BondDenom: denom, Authority: authority,
	})
	w.reward = rewardkeeper.New(rewardkeeper.Deps{
		Codec: cdc, StoreService: service(rewardtypes.StoreKey), AddressCodec: w.codec, Bank: w.bank, Community: community{w.bank}, BondDenom: denom, Authority: authority,
	})
	w.job = keeper.New(keeper.Deps{
		Codec: cdc, StoreService: service(types.StoreKey), AddressCodec: w.codec, Stake: w.stake, Reward: w.reward, BondDenom: denom, Authority: authority,
	})
	w.server, w.query = keeper.NewMsgServer(w.job), keeper.NewQueryServer(w.job)

	require.NoError(t, w.stake.InitGenesis(w.ctx, *staketypes.DefaultGenesis()))
	require.NoError(t, w.reward.InitGenesis(w.ctx, *rewardtypes.DefaultGenesis()))
	require.NoError(t, w.job.InitGenesis(w.ctx, types.DefaultGenesis()))
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
func (w *world) provider(name string) string {
	w.t.Helper()
	operator := w.account(name)
	_, err := stakekeeper.NewMsgServer(w.stake).RegisterProvider(w.ctx, &staketypes.MsgRegisterProvider{
		Operator: operator, Moniker: name, Bond: sdk.NewInt64Coin(denom, rich/2),
	})
	require.NoError(w.t, err)
	return operator
}

func (w *world) providers(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = w.provider(fmt.Sprintf("provider %d", i))
	}
	return out
}

// blocks lets n blocks end and checks every module after each.
func (w *world) blocks(n int) {
	w.t.Helper()
	for range n {
		require.NoError(w.t, w.job.EndBlock(w.ctx))
		require.NoError(w.t, w.stake.EndBlock(w.ctx))
		require.NoError(w.t, w.reward.EndBlock(w.ctx))
		w.check()
		w.ctx = w.ctx.WithBlockHeight(w.ctx.BlockHeight() + 1).WithEventManager(sdk.NewEventManager())
	}
}

// settle lets the queue do what the messages of this block have decided.
func (w *world) settle() {
	w.t.Helper()
	require.NoError(w.t, w.job.EndBlock(w.ctx))
}

// check holds every module to its invariants.
func (w *world) check() {
	w.t.Helper()
	require.NoError(w.t, w.job.CheckInvariants(w.ctx))
	require.NoError(w.t, w.stake.CheckInvariants(w.ctx))
	require.NoError(w.t, w.reward.CheckInvariants(w.ctx))
}

func (w *world) bonded(operator string) math.Int {
	w.t.Helper()
	s, err := w.stake.Stake(w.ctx, w.addr(operator))
	require.NoError(w.t, err)
	return s.Bonded
}

func (w *world) balance(operator string) math.Int {
	return w.bank.GetBalance(w.ctx, w.addr(operator), denom).Amount
}

// tiny is a small valid specification with n slots; quorum is one less.
func tiny(n int) spec.Spec {
	s := *spectest.Tiny()
	s.Rounds.Slots, s.Rounds.Quorum = uint32(n), uint32(max(1, n-1))
	return bound(s)
}

// bound is the specification with the digest of its program.
func bound(s spec.Spec) spec.Spec {
	if err := program.Bind(&s); err != nil {
		panic(err)
	}
	return s
}

// submit posts a job with money for all its rounds.
func (w *world) submit(submitter string, s spec.Spec) uint64 {
	w.t.Helper()
	cost := int64(s.Price.Unit+s.Price.VerifierFee) * int64(s.Rounds.Slots) * int64(s.Rounds.Rounds)
	return w.submitWith(submitter, s, cost)
}

func (w *world) submitWith(submitter string, s spec.Spec, deposit int64) uint64 {
	w.t.Helper()
	res, err := w.server.SubmitJob(w.ctx, &types.MsgSubmitJob{Submitter: submitter, Title: "a model", Spec: bound(s), Deposit: sdk.NewInt64Coin(denom, deposit)})
	require.NoError(w.t, err)
	return res.Job
}

func (w *world) join(job uint64, operators ...string) {
	w.t.Helper()
	for _, o := range operators {
		_, err := w.server.JoinJob(w.ctx, &types.MsgJoinJob{Operator: o, Job: job})
		require.NoError(w.t, err)
	}
	w.settle()
}

// unit is the commit of a made-up unit: the chain cannot tell, only a replay
// could.
func (w *world) unit(operator string, job, round uint64, slot uint32) *types.MsgCommitUnit {
	s, err := w.job.Spec(w.ctx, job)
	require.NoError(w.t, err)
	sizes, err := types.SizesOf(&s)
	require.NoError(w.t, err)
	id := func(what string, i int, size uint64) commit.ID {
		return commit.ID{Digest: commit.Sum(fmt.Appendf(nil, "%s/%d/%d/%d/%d", what, job, round, slot, i)), Size: size}
	}
	u := types.UnitResult{
		ChainID: chainID, Operator: operator, Trainer: w.addr(operator), Job: job, Round: round, Slot: slot,
		Base: commit.ID{Digest: commit.Sum(fmt.Appendf(nil, "base/%d/%d", job, round)), Size: sizes.Base}, Delta: id("delta", 0, sizes.Delta), Norm: commit.Norm{Lo: 9},
	}
	for i := range s.LeafCount() {
		u.States = append(u.States, id("state", i, sizes.State))
	}
	for range s.Inner.Steps {
		u.Losses = append(u.Losses, 0x40200000) // 2.5
	}
	return types.NewCommit(&s, &u)
}

func (w *world) commit(operator string, job, round uint64, slot uint32) {
	w.t.Helper()
	_, err := w.server.CommitUnit(w.ctx, w.unit(operator, job, round, slot))
	require.NoError(w.t, err)
}

// witness states that an operator holds every delta of a round.
func (w *world) witness(operator string, job, round uint64) {
	w.t.Helper()
	r := w.round(job, round)
	_, err := w.server.Witness(w.ctx, &types.MsgWitness{Operator: operator, Job: job, Round: round, Deltas: r.Summable()})
	require.NoError(w.t, err)
}

// play has every operator commit the slot of its index and witness the rest.
func (w *world) play(job, round uint64, operators []string) {
	w.t.Helper()
	for i, o := range operators {
		w.commit(o, job, round, uint32(i))
	}
	w.settle()
	if r := w.round(job, round); r.Phase == types.ROUND_PHASE_WITNESSING {
		for _, o := range operators {
			w.witness(o, job, round)
		}
		w.settle()
	}
}

func (w *world) get(job uint64) types.Job {
	w.t.Helper()
	j, err := w.job.Job(w.ctx, job)
	require.NoError(w.t, err)
	return j
}

func (w *world) round(job, round uint64) types.Round {
	w.t.Helper()
	r, err := w.job.Round(w.ctx, job, round)
	require.NoError(w.t, err)
	return r
}

func (w *world) status(job, round uint64, slot uint32) types.UnitStatus {
	w.t.Helper()
	u, err := w.job.Unit(w.ctx, job, round, slot)
	require.NoError(w.t, err)
	return u.Status
}

// claim pays an account what it is owed by a job and returns how much came.
func (w *world) claim(who string, job uint64) math.Int {
	w.t.Helper()
	before := w.balance(who)
	_, err := rewardkeeper.NewMsgServer(w.reward).ClaimRewards(w.ctx, &rewardtypes.MsgClaimRewards{Claimant: who, Job: job})
	if !errors.Is(err, rewardtypes.ErrNothingToClaim) {
		require.NoError(w.t, err)
	}
	return w.balance(who).Sub(before)
}
