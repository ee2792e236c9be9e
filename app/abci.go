// SPDX-License-Identifier: Apache-2.0

package app

import (
	"encoding/json"
	"fmt"

	abci "github.com/cometbft/cometbft/abci/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
)

// setHandlers installs what the consensus engine calls.
func (app *App) setHandlers() {
	app.SetInitChainer(app.InitChainer)
	app.SetPreBlocker(app.preBlocker)
	app.SetBeginBlocker(app.BeginBlocker)
	app.SetEndBlocker(app.EndBlocker)
	app.SetAnteHandler(newAnteHandler(&app.Keepers, app.enc))

	// A part of each block is kept for disputes. Nobody can tell what a proposer had in its mempool, so that any proposal is accepted
	// whose transactions fit; invalid ones fail when they are executed. What it adds of votes for the bridge must be true.
	disputes := &lane{}
	app.SetMempool(disputes)
	app.SetPrepareProposal(app.prepare(disputes))
	app.SetProcessProposal(app.process)
	app.SetExtendVoteHandler(app.extendVote)
	app.SetVerifyVoteExtensionHandler(verifyVoteExtension)
}

// InitChainer writes the genesis. A module that it does not name, because the release that exported it had no such module, starts as on a new
// chain.
func (app *App) InitChainer(ctx sdk.Context, req *abci.RequestInitChain) (*abci.ResponseInitChain, error) {
	var state GenesisState
	if err := json.Unmarshal(req.AppStateBytes, &state); err != nil {
		return nil, fmt.Errorf("genesis: app state is not a JSON object: %w", err)
	}
	defaults := app.DefaultGenesis()
	for name := range app.mm.Modules { //lint:allow map-range each fills in a name of its own
		if _, given := state[name]; !given && defaults[name] != nil {
			state[name] = defaults[name]
		}
	}
	if err := app.UpgradeKeeper.SetModuleVersionMap(ctx, app.mm.GetVersionMap()); err != nil {
		return nil, err
	}
	return app.mm.InitGenesis(ctx, app.enc.cdc, state)
}

func (app *App) preBlocker(ctx sdk.Context, req *abci.RequestFinalizeBlock) (*sdk.ResponsePreBlock, error) {
	res, err := app.mm.PreBlock(ctx)
	if err != nil {
		return res, err
	}
	return res, app.takeVotes(ctx, req.Txs)
}

// BeginBlocker runs the modules before the block's transactions.
func (app *App) BeginBlocker(ctx sdk.Context) (sdk.BeginBlock, error) { return app.mm.BeginBlock(ctx) }

// EndBlocker runs the modules after the block's transactions, and on the node that asked for it the invariants.
func (app *App) EndBlocker(ctx sdk.Context) (sdk.EndBlock, error) {
	res, err := app.mm.EndBlock(ctx)
	if err != nil {
		return res, err
	}
	if app.invariantPeriod > 0 && ctx.BlockHeight()%app.invariantPeriod == 0 {
		return res, app.CheckInvariants(ctx)
	}
	return res, nil
}

// LoadHeight loads the state of a past height.
func (app *App) LoadHeight(height int64) error { return app.LoadVersion(height) }
