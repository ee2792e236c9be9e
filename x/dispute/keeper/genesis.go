// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"

	"cosmossdk.io/collections"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	"github.com/weft-network/weft/x/dispute/types"
)

// InitGenesis loads the module's state. It must come after x/job and x/bank,
// whose units the games are about and whose coins the bonds are.
func (k *Keeper) InitGenesis(ctx context.Context, g *types.GenesisState) error {
	// The account is made here, before anybody can make a plain account at its
	// address.
	if account := k.accounts.GetModuleAccount(ctx, types.ModuleName); account == nil || !account.HasPermission(authtypes.Burner) {
		return types.ErrInvalidGenesis.Wrapf("the application gives module account %s no permission to burn", types.ModuleName)
	}
	if err := k.params.Set(ctx, g.Params); err != nil {
		return err
	}
	if err := k.boardSeq.Set(ctx, g.NextBoard); err != nil {
		return err
	}
	if err := k.gameSeq.Set(ctx, g.NextGame); err != nil {
		return err
	}
	for i := range g.Boards {
		b := g.Boards[i]
		if err := k.indexBoard(ctx, &b); err != nil {
			return err
		}
		b.Games = 0 // counted again below
		if err := k.boards.Set(ctx, b.Id, b); err != nil {
			return err
		}
	}
	for _, p := range g.Posts {
		if err := k.posts.Set(ctx, collections.Join(p.Board, p.Ask), p); err != nil {
			return err
		}
	}
	for _, d := range g.Due {
		if err := k.due.Set(ctx, collections.Join3(d.Height, int32(d.Kind), d.Id)); err != nil {
			return err
		}
	}
	if err := k.initGames(ctx, g); err != nil {
		return err
	}
	if err := k.initRequests(ctx, g); err != nil {
		return err
	}
	if err := k.initParties(ctx, g); err != nil {
		return err
	}
	return k.initAudits(ctx, &g.Audits)
}

func (k *Keeper) initGames(ctx context.Context, g *types.GenesisState) error {
	for i := range g.Games {
		x := g.Games[i]
		if err := k.games.Set(ctx, x.Id, x); err != nil {
			return err
		}
		if x.Outcome != types.OUTCOME_UNSPECIFIED {
			if err := k.boardGames.Set(ctx, collections.Join(x.Board, x.Id)); err != nil {
				return err
			}
			continue
		}
		b, err := k.Board(ctx, x.Board)
		if err != nil {
			return err
		}
		p := &playing{board: b, game: x}
		if err := k.index(ctx, p, true); err != nil {
			return err
		}
		if err := k.boards.Set(ctx, b.Id, p.board); err != nil {
			return err
		}
	}
	return nil
}

func (k *Keeper) initParties(ctx context.Context, g *types.GenesisState) error {
	for _, p := range g.Parties {
		who, err := k.account(p.Address)
		if err != nil {
			return err
		}
		if err := k.parties.Set(ctx, who, p); err != nil {
			return err
		}
	}
	return nil
}

// ExportGenesis dumps the module's state, in the order of its keys.
func (k *Keeper) ExportGenesis(ctx context.Context) (*types.GenesisState, error) {
	var g types.GenesisState
	var err error
	if g.Params, err = k.params.Get(ctx); err != nil {
		return nil, err
	}
	if g.NextBoard, err = k.boardSeq.Peek(ctx); err != nil {
		return nil, err
	}
	if g.NextGame, err = k.gameSeq.Peek(ctx); err != nil {
		return nil, err
	}
	if err := gather(ctx, k.boards, &g.Boards); err != nil {
		return nil, err
	}
	if err := gather(ctx, k.posts, &g.Posts); err != nil {
		return nil, err
	}
	if err := gather(ctx, k.games, &g.Games); err != nil {
		return nil, err
	}
	if err := k.parties.Walk(ctx, nil, func(_ sdk.AccAddress, p types.Party) (bool, error) {
		g.Parties = append(g.Parties, p)
		return false, nil
	}); err != nil {
		return nil, err
	}
	if err := k.exportRequests(ctx, &g); err != nil {
		return nil, err
	}
	err = k.due.Walk(ctx, nil, func(d dueKey) (bool, error) {
		g.Due = append(g.Due, types.Due{Height: d.K1(), Kind: types.DueKind(d.K2()), Id: d.K3()})
		return false, nil
	})
	if err != nil {
		return nil, err
	}
	return &g, k.exportAudits(ctx, &g.Audits)
}

// gather appends all values of a collection, by key.
func gather[K, V any](ctx context.Context, m collections.Map[K, V], out *[]V) error {
	return m.Walk(ctx, nil, func(_ K, v V) (bool, error) {
		*out = append(*out, v)
		return false, nil
	})
}
