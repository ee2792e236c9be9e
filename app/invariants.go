// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"errors"
	"fmt"

	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"
)

// Invariant is a statement about the whole state that no transaction may break.
type Invariant struct {
	Name  string
	Check func(context.Context) error
}

// ErrInvariant marks a broken invariant. The state is wrong and no user can mend it.
var ErrInvariant = errors.New("invariant broken")

// Invariants lists what must hold after every block. Each walks all of its module's state: they are for tests, for the simulation, for
// `weftd debug invariants` and for nodes started with --inv-check-period, which stop at the first one broken.
func (app *App) Invariants() []Invariant {
	return []Invariant{
		{Name: "bank/supply", Check: app.checkSupply},
		{Name: "staking/pools", Check: app.checkPools},
		{Name: "breaker", Check: app.BreakerKeeper.CheckInvariants},
		{Name: "beacon", Check: app.BeaconKeeper.CheckInvariants},
		{Name: "stake", Check: app.StakeKeeper.CheckInvariants},
		{Name: "reward", Check: app.RewardKeeper.CheckInvariants},
		{Name: "job", Check: app.JobKeeper.CheckInvariants},
		{Name: "dispute", Check: app.DisputeKeeper.CheckInvariants},
		{Name: "bridge", Check: app.BridgeKeeper.CheckInvariants},
	}
}

// CheckInvariants runs all of them and joins what is broken.
func (app *App) CheckInvariants(ctx context.Context) error {
	var errs []error
	for _, inv := range app.Invariants() {
		if err := inv.Check(ctx); err != nil {
			errs = append(errs, fmt.Errorf("%w: %s: %w", ErrInvariant, inv.Name, err))
		}
	}
	return errors.Join(errs...)
}

// checkSupply holds the sum of all balances against the recorded supply, in every denomination.
func (app *App) checkSupply(ctx context.Context) error {
	held := sdk.NewMapCoins(nil)
	app.BankKeeper.IterateAllBalances(ctx, func(_ sdk.AccAddress, c sdk.Coin) bool {
		held.Add(c)
		return false
	})
	supply := sdk.NewMapCoins(nil)
	app.BankKeeper.IterateTotalSupply(ctx, func(c sdk.Coin) bool {
		supply.Add(c)
		return false
	})
	if h, s := held.ToCoins(), supply.ToCoins(); !h.Equal(s) {
		return fmt.Errorf("accounts hold %s, the supply is %s", h, s)
	}
	return nil
}

// checkPools holds the two pools of validator stake against the validators and the unbonding entries they back.
func (app *App) checkPools(ctx context.Context) error {
	vals, err := app.StakingKeeper.GetAllValidators(ctx)
	if err != nil {
		return err
	}
	bonded, notBonded := math.ZeroInt(), math.ZeroInt()
	for _, v := range vals {
		if v.IsBonded() {
			bonded = bonded.Add(v.GetTokens())
		} else {
			notBonded = notBonded.Add(v.GetTokens())
		}
	}
	err = app.StakingKeeper.IterateUnbondingDelegations(ctx, func(_ int64, u stakingtypes.UnbondingDelegation) bool {
		for _, e := range u.Entries {
			notBonded = notBonded.Add(e.Balance)
		}
		return false
	})
	if err != nil {
		return err
	}
	denom, err := app.StakingKeeper.BondDenom(ctx)
	if err != nil {
		return err
	}
	pool := func(acc sdk.ModuleAccountI) math.Int {
		return app.BankKeeper.GetBalance(ctx, acc.GetAddress(), denom).Amount
	}
	if has := pool(app.StakingKeeper.GetBondedPool(ctx)); !has.Equal(bonded) {
		return fmt.Errorf("the bonded pool holds %s%s, bonded validators have %s", has, denom, bonded)
	}
	if has := pool(app.StakingKeeper.GetNotBondedPool(ctx)); !has.Equal(notBonded) {
		return fmt.Errorf("the unbonded pool holds %s%s, unbonded validators and unbonding entries have %s", has, denom, notBonded)
	}
	return nil
}
