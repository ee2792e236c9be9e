// SPDX-License-Identifier: Apache-2.0

package types

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// AccountKeeper is what the module needs of x/auth.
type AccountKeeper interface {
	// GetModuleAccount makes the account if there is none yet.
	GetModuleAccount(ctx context.Context, module string) sdk.ModuleAccountI
}

// BankKeeper is what the module needs of x/bank.
type BankKeeper interface {
	GetBalance(ctx context.Context, addr sdk.AccAddress, denom string) sdk.Coin
	SendCoins(ctx context.Context, from, to sdk.AccAddress, amt sdk.Coins) error
	SendCoinsFromAccountToModule(ctx context.Context, from sdk.AccAddress, module string, amt sdk.Coins) error
	SendCoinsFromModuleToAccount(ctx context.Context, module string, to sdk.AccAddress, amt sdk.Coins) error
	BurnCoins(ctx context.Context, module string, amt sdk.Coins) error
}

// Hooks are called by x/stake when what draws of audits depend on has changed.
type Hooks interface {
	// AfterVRFKeyChanged is called with the new key; none if the provider has none any more.
	AfterVRFKeyChanged(ctx context.Context, operator sdk.AccAddress, key []byte) error
	// AfterJailed is called when a provider was jailed.
	AfterJailed(ctx context.Context, operator sdk.AccAddress) error
}

// NoHooks is what a chain without listeners uses.
type NoHooks struct{}

var _ Hooks = NoHooks{}

// AfterVRFKeyChanged implements Hooks.
func (NoHooks) AfterVRFKeyChanged(context.Context, sdk.AccAddress, []byte) error { return nil }

// AfterJailed implements Hooks.
func (NoHooks) AfterJailed(context.Context, sdk.AccAddress) error { return nil }
