// SPDX-License-Identifier: Apache-2.0

package app

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	servertypes "github.com/cosmos/cosmos-sdk/server/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/x/staking"
)

var (
	// ErrZeroHeight refuses an export that starts again at height zero.
	ErrZeroHeight = errors.New("this chain cannot start again at height zero")
	// ErrNotValidator refuses to keep what is not there.
	ErrNotValidator = errors.New("no such validator")
)

// ExportAppStateAndValidators writes the loaded state as a genesis that goes on at the next height. If allowed names any validators, all
// others are jailed in it, so that a fork can run with few of them.
//
// An export for height zero is refused: deadlines of jobs, stakes and payments are heights, and those that have passed would lie ahead
// again.
func (app *App) ExportAppStateAndValidators(forZeroHeight bool, allowed, modules []string) (servertypes.ExportedApp, error) {
	var none servertypes.ExportedApp
	if forZeroHeight {
		return none, fmt.Errorf("%w, because its deadlines are heights; leave --for-zero-height out: the export goes on at height %d, "+
			"and --jail-allowed-addrs names the validators to keep", ErrZeroHeight, app.LastBlockHeight()+1)
	}
	ctx := app.NewContextLegacy(true, cmtproto.Header{Height: app.LastBlockHeight()})
	if len(allowed) > 0 {
		if err := app.jailOthers(ctx, allowed); err != nil {
			return none, err
		}
	}
	state, err := app.mm.ExportGenesisForModules(ctx, app.enc.cdc, modules)
	if err != nil {
		return none, err
	}
	bz, err := json.MarshalIndent(state, "", "  ")
	if err != nil {
		return none, err
	}
	vals, err := staking.WriteValidators(ctx, app.StakingKeeper)
	if err != nil {
		return none, err
	}
	return servertypes.ExportedApp{
		AppState:        bz,
		Validators:      vals,
		Height:          app.LastBlockHeight() + 1,
		ConsensusParams: app.GetConsensusParams(ctx),
	}, nil
}

// jailOthers jails every validator but those allowed, by their operators' addresses.
func (app *App) jailOthers(ctx sdk.Context, allowed []string) error {
	vals, err := app.StakingKeeper.GetAllValidators(ctx)
	if err != nil {
		return err
	}
	kept := 0
	for _, v := range vals {
		if slices.Contains(allowed, v.OperatorAddress) {
			kept++
			continue
		}
		if v.Jailed {
			continue
		}
		cons, err := v.GetConsAddr()
		if err != nil {
			return err
		}
		if err := app.StakingKeeper.Jail(ctx, cons); err != nil {
			return err
		}
	}
	if kept < len(allowed) {
		return fmt.Errorf("%w among %v; give operators' addresses, as weftd query staking validators shows them", ErrNotValidator, allowed)
	}
	_, err = app.StakingKeeper.ApplyAndReturnValidatorSetUpdates(ctx)
	return err
}
