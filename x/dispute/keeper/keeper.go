// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"errors"
	"fmt"

	"cosmossdk.io/collections"
	"cosmossdk.io/core/address"
	"cosmossdk.io/core/store"
	"cosmossdk.io/math"
	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	"github.com/cosmos/gogoproto/proto"

	"github.com/weft-network/weft/x/dispute/types"
)

type (
	// stepKey is (job, round, slot, step).
	stepKey = collections.Quad[uint64, uint64, uint32, uint32]
	// claimKey is (kind, job, round, claimant and step).
	claimKey = collections.Quad[int32, uint64, uint64, []byte]
	// unitKey is (job, round, slot).
	unitKey = collections.Triple[uint64, uint64, uint32]
	// postKey is (board, ask).
	postKey = collections.Pair[uint64, []byte]
	// openKey is (board, claim, height at which it was bound, game).
	openKey = collections.Quad[uint64, []byte, int64, uint64]
	// claimantKey is (board, claim, challenger).
	claimantKey = collections.Triple[uint64, []byte, string]
	// lockKey is (operator, lock).
	lockKey = collections.Pair[sdk.AccAddress, string]
	// dueKey is (height, kind, id).
	dueKey = collections.Triple[int64, int32, uint64]
)

// Keeper owns the module's state.
type Keeper struct {
	addr      address.Codec
	accounts  types.AccountKeeper
	bank      types.BankKeeper
	authz     types.AuthzKeeper
	stake     types.StakeKeeper
	job       types.JobKeeper
	reward    types.RewardKeeper
	beacon    types.BeaconKeeper
	cdc       codec.Codec
	bondDenom string
	authority string

	schema   collections.Schema
	params   collections.Item[types.Params]
	boardSeq collections.Sequence
	gameSeq  collections.Sequence
	boards   collections.Map[uint64, types.Board]
	// stepBoards finds the board of a step.
	stepBoards collections.Map[stepKey, uint64]
	// claimBoards finds the board of a step of a claim.
	claimBoards collections.Map[claimKey, uint64]
	posts       collections.Map[postKey, types.Post]
	games       collections.Map[uint64, types.Game]
	// boardGames lists the games of a board, over or not.
	boardGames collections.KeySet[collections.Pair[uint64, uint64]]
	// openGames lists those that are open, equal claims together, the first
	// bound first.
	openGames collections.KeySet[openKey]
	// claimants finds the open game of a challenger with a claim.
	claimants collections.KeySet[claimantKey]
	// openUnits counts the open games about a unit, fullUnits those of them that
	// nothing had been said for the unit before, locks those that name a stake
	// lock.
	openUnits collections.Map[unitKey, uint64]
	fullUnits collections.Map[unitKey, uint64]
	locks     collections.Map[lockKey, uint64]
	parties   collections.Map[sdk.AccAddress, types.Party]
	due       collections.KeySet[dueKey]
	audit     auditStore
	requests  requests
}

// Deps is what the keeper needs from the application.
type Deps struct {
	Codec        codec.Codec
	StoreService store.KVStoreService
	AddressCodec address.Codec
	Accounts     types.AccountKeeper
	Bank         types.BankKeeper
	Authz        types.AuthzKeeper
	Stake        types.StakeKeeper
	Job          types.JobKeeper
	Reward       types.RewardKeeper
	// BondDenom is the coin of bonds.
	BondDenom string
	// Authority may change the parameters.
	Authority string
}

// New returns a keeper.
func New(d Deps) *Keeper {
	cdc, sb := d.Codec, collections.NewSchemaBuilder(d.StoreService)
	k := &Keeper{
		addr: d.AddressCodec, accounts: d.Accounts, bank: d.Bank, authz: d.Authz, stake: d.Stake, job: d.Job, reward: d.Reward, cdc: d.Codec,
		bondDenom: d.BondDenom, authority: d.Authority,
		params:   collections.NewItem(sb, types.ParamsPrefix, "params", codec.CollValue[types.Params](cdc)),
		boardSeq: collections.NewSequence(sb, types.BoardSeqPrefix, "board_seq"),
		gameSeq:  collections.NewSequence(sb, types.GameSeqPrefix, "game_seq"),
		boards:   collections.NewMap(sb, types.BoardsPrefix, "boards", collections.Uint64Key, codec.CollValue[types.Board](cdc)),
		stepBoards: collections.NewMap(sb, types.StepBoardsPrefix, "step_boards",
			collections.QuadKeyCodec(collections.Uint64Key, collections.Uint64Key, collections.Uint32Key, collections.Uint32Key), collections.Uint64Value),
		claimBoards: collections.NewMap(sb, types.ClaimBoardsPrefix, "claim_boards",
			collections.QuadKeyCodec(collections.Int32Key, collections.Uint64Key, collections.Uint64Key, collections.BytesKey), collections.Uint64Value),
		posts: collections.NewMap(sb, types.PostsPrefix, "posts",
			collections.PairKeyCodec(collections.Uint64Key, collections.BytesKey), codec.CollValue[types.Post](cdc)),
		games:      collections.NewMap(sb, types.GamesPrefix, "games", collections.Uint64Key, codec.CollValue[types.Game](cdc)),
		boardGames: collections.NewKeySet(sb, types.BoardGamesPrefix, "board_games", collections.PairKeyCodec(collections.Uint64Key, collections.Uint64Key)),
		openGames: collections.NewKeySet(sb, types.OpenGamesPrefix, "open_games",
			collections.QuadKeyCodec(collections.Uint64Key, collections.BytesKey, collections.Int64Key, collections.Uint64Key)),
		claimants: collections.NewKeySet(sb, types.ClaimantsPrefix, "claimants",
			collections.TripleKeyCodec(collections.Uint64Key, collections.BytesKey, collections.StringKey)),
		openUnits: collections.NewMap(sb, types.OpenUnitsPrefix, "open_units",
			collections.TripleKeyCodec(collections.Uint64Key, collections.Uint64Key, collections.Uint32Key), collections.Uint64Value),
		fullUnits: collections.NewMap(sb, types.FullUnitsPrefix, "full_units",
			collections.TripleKeyCodec(collections.Uint64Key, collections.Uint64Key, collections.Uint32Key), collections.Uint64Value),
		locks: collections.NewMap(sb, types.LocksPrefix, "locks",
			collections.PairKeyCodec(sdk.AccAddressKey, collections.StringKey), collections.Uint64Value),
		parties: collections.NewMap(sb, types.PartiesPrefix, "parties", sdk.AccAddressKey, codec.CollValue[types.Party](cdc)),
		due: collections.NewKeySet(sb, types.DuePrefix, "due",
			collections.TripleKeyCodec(collections.Int64Key, collections.Int32Key, collections.Uint64Key)),
		audit:    newAuditStore(sb, cdc),
		requests: newRequests(sb, cdc),
	}
	schema, err := sb.Build()
	if err != nil {
		panic(fmt.Errorf("x/dispute schema: %w", err)) // two collections share a prefix: a fault of this file
	}
	k.schema = schema
	return k
}

// SetBeacon joins the module of public randomness; without it there are no
// audits. Call it while wiring the app.
func (k *Keeper) SetBeacon(b types.BeaconKeeper) { k.beacon = b }

// Params returns the parameters.
func (k *Keeper) Params(ctx context.Context) (types.Params, error) { return k.params.Get(ctx) }

// Board returns a board.
func (k *Keeper) Board(ctx context.Context, id uint64) (types.Board, error) {
	b, err := k.boards.Get(ctx, id)
	if errors.Is(err, collections.ErrNotFound) {
		return b, types.ErrNoBoard.Wrapf("board %d", id)
	}
	return b, err
}

// Game returns a game.
func (k *Keeper) Game(ctx context.Context, id uint64) (types.Game, error) {
	g, err := k.games.Get(ctx, id)
	if errors.Is(err, collections.ErrNotFound) {
		return g, types.ErrNoGame.Wrapf("game %d", id)
	}
	return g, err
}

// Schema describes the module's store.
func (k *Keeper) Schema() collections.Schema { return k.schema }

// account decodes an address of a message.
func (k *Keeper) account(bech32 string) (sdk.AccAddress, error) {
	a, err := k.addr.StringToBytes(bech32)
	if err != nil {
		return nil, types.ErrInvalidAddress.Wrapf("%q: %s", bech32, err)
	}
	return a, nil
}

// party returns what is remembered of an account.
func (k *Keeper) party(ctx context.Context, who sdk.AccAddress) (types.Party, error) {
	p, err := k.parties.Get(ctx, who)
	if errors.Is(err, collections.ErrNotFound) {
		p.Address, err = k.addr.BytesToString(who)
	}
	return p, err
}

// setParty stores it, or forgets an account of which nothing is left.
func (k *Keeper) setParty(ctx context.Context, who sdk.AccAddress, p types.Party) error {
	if len(p.Seals) == 0 && len(p.Lost) == 0 {
		return k.parties.Remove(ctx, who)
	}
	return k.parties.Set(ctx, who, p)
}

// count changes a counter that is not there while it is zero.
func count[K any](ctx context.Context, m collections.Map[K, uint64], key K, up bool) error {
	n, err := m.Get(ctx, key)
	if err != nil && !errors.Is(err, collections.ErrNotFound) {
		return err
	}
	switch {
	case up:
		return m.Set(ctx, key, n+1)
	case n == 0:
		return types.ErrBroken.Wrapf("counter %v goes below zero", key)
	case n == 1:
		return m.Remove(ctx, key)
	}
	return m.Set(ctx, key, n-1)
}

func height(ctx context.Context) int64 { return sdk.UnwrapSDKContext(ctx).BlockHeight() }

func emit(ctx context.Context, e proto.Message) error {
	return sdk.UnwrapSDKContext(ctx).EventManager().EmitTypedEvent(e)
}

func consumeGas(ctx context.Context, amount uint64, what string) {
	sdk.UnwrapSDKContext(ctx).GasMeter().ConsumeGas(amount, what)
}

// coins is an amount of the bond denomination.
func (k *Keeper) coins(amount math.Int) sdk.Coins {
	return sdk.NewCoins(sdk.NewCoin(k.bondDenom, amount))
}

// moduleAddress is the account that holds the bonds.
func moduleAddress() sdk.AccAddress { return authtypes.NewModuleAddress(types.ModuleName) }
