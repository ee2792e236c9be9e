// SPDX-License-Identifier: Apache-2.0

package app

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"cosmossdk.io/collections"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	servertypes "github.com/cosmos/cosmos-sdk/server/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	govtypes "github.com/cosmos/cosmos-sdk/x/gov/types"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"
	"github.com/cosmos/cosmos-sdk/x/staking"
)

// resumeAfter is how many heights after the state of an export the new chain starts. The next one is left out: validators have voted on it
// when they stop, and whoever votes there again is slashed for two votes at one height.
const resumeAfter = 2

var (
	// ErrZeroHeight refuses an export that starts again at height zero.
	ErrZeroHeight = errors.New("this chain cannot start again at height zero")
	// ErrNotValidator refuses to keep what is not there.
	ErrNotValidator = errors.New("no such validator")
)

// ExportAppStateAndValidators writes the loaded state as a genesis that goes on after the next height. If allowed names any validators, all
// others are jailed in it, so that a fork can run with few of them.
//
// An export for height zero is refused: deadlines of jobs, stakes and payments are heights, and those that have passed would lie ahead
// again.
func (app *App) ExportAppStateAndValidators(forZeroHeight bool, allowed, modules []string) (servertypes.ExportedApp, error) {
	var none servertypes.ExportedApp
	if forZeroHeight {
		return none, fmt.Errorf("%w, because its deadlines are heights; leave --for-zero-height out: the export goes on at height %d, "+
			"and --jail-allowed-addrs names the validators to keep", ErrZeroHeight, app.LastBlockHeight()+resumeAfter)
	}
	ctx := app.NewContextLegacy(true, cmtproto.Header{Height: app.LastBlockHeight()})
	if len(allowed) > 0 {
		if err := app.jailOthers(ctx, allowed); err != nil {
			return none, err
		}
	}
	if err := app.sweepGovernance(ctx); err != nil {
		return none, err
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
		Height:          app.LastBlockHeight() + resumeAfter,
		ConsensusParams: app.GetConsensusParams(ctx),
	}, nil
}

// sweepGovernance moves what the governance account holds beside deposits into the community pool, of the export alone. Anybody can send it
// coins, and a chain does not start from a genesis in which it has more than its deposits.
func (app *App) sweepGovernance(ctx sdk.Context) error {
	deposits := sdk.NewCoins()
	err := app.GovKeeper.Deposits.Walk(ctx, nil, func(_ collections.Pair[uint64, sdk.AccAddress], d govv1.Deposit) (bool, error) {
		deposits = deposits.Add(d.Amount...)
		return false, nil
	})
	if err != nil {
		return err
	}
	account := authtypes.NewModuleAddress(govtypes.ModuleName)
	more, short := app.BankKeeper.GetAllBalances(ctx, account).SafeSub(deposits...)
	if short {
		return fmt.Errorf("the governance account holds less than its deposits, %s", deposits)
	}
	if more.IsZero() {
		return nil
	}
	return app.DistrKeeper.FundCommunityPool(ctx, more, account)
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
