// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/x/bridge/types"
)

// listed returns every token, by denomination.
func (k *Keeper) listed(ctx context.Context) ([]types.Token, error) {
	var out []types.Token
	err := k.tokens.Walk(ctx, nil, func(_ string, t types.Token) (bool, error) {
		out = append(out, t)
		return false, nil
	})
	return out, err
}

// token returns what governance listed, with its ledger.
func (k *Keeper) token(ctx context.Context, denom string) (types.Token, types.Ledger, error) {
	t, err := k.tokens.Get(ctx, denom)
	if errors.Is(err, collections.ErrNotFound) {
		return t, types.Ledger{}, types.ErrNoToken.Wrapf("%q: see weftd query bridge tokens", denom)
	}
	if err != nil {
		return t, types.Ledger{}, err
	}
	l, err := k.ledgers.Get(ctx, denom)
	return t, l, err
}

// tokenAt returns the token of an address on Ethereum. Only listed ones have events: another one contradicts what the chain ordered.
func (k *Keeper) tokenAt(ctx context.Context, contract []byte) (types.Token, types.Ledger, error) {
	denom, err := k.contracts.Get(ctx, contract)
	if errors.Is(err, collections.ErrNotFound) {
		return types.Token{}, types.Ledger{}, types.ErrContradiction.Wrapf("the contract moved token %x, which was never listed", contract)
	}
	if err != nil {
		return types.Token{}, types.Ledger{}, err
	}
	return k.token(ctx, denom)
}

// roll starts the counts of a new window.
func (k *Keeper) roll(ctx context.Context, l *types.Ledger) error {
	p, err := k.params.Get(ctx)
	if err != nil {
		return err
	}
	if w := uint64(height(ctx)) / p.WindowBlocks; w != l.Window {
		l.Window, l.InUsed, l.OutUsed = w, math.ZeroInt(), math.ZeroInt()
	}
	return nil
}

// checkSupply compares a token's ledger with the coins that there are. Coins that somebody sent or burnt beside the bridge are nobody's loss:
// what may never be is more here than Ethereum backs, or less in the account than is owed.
func (k *Keeper) checkSupply(ctx context.Context, t types.Token) error {
	l, err := k.ledgers.Get(ctx, t.Denom)
	if err != nil {
		return err
	}
	if l.Outside.IsNegative() || l.Pending.IsNegative() || l.Delayed.IsNegative() {
		return types.ErrInvariant.Wrapf("ledger of %s is negative: outside %s, pending %s, delayed %s", t.Denom, l.Outside, l.Pending, l.Delayed)
	}
	held, owed := k.Bank.GetBalance(ctx, moduleAddress(), t.Denom).Amount, l.Pending
	if t.Kind == types.TOKEN_KIND_MINT {
		owed = owed.Add(l.Outside).Add(l.Delayed)
	} else if supply := k.Bank.GetSupply(ctx, t.Denom).Amount; supply.Add(l.Delayed).GT(l.Outside) {
		return types.ErrInvariant.Wrapf("%s%s are in use and %s to be credited, Ethereum holds %s", supply, t.Denom, l.Delayed, l.Outside)
	}
	if held.LT(owed) {
		return types.ErrInvariant.Wrapf("the bridge holds %s%s and owes %s", held, t.Denom, owed)
	}
	return nil
}

// checkSupplies compares every ledger, in every block.
func (k *Keeper) checkSupplies(ctx context.Context) error {
	tokens, err := k.listed(ctx)
	if err != nil {
		return err
	}
	for _, t := range tokens {
		if err := k.checkSupply(ctx, t); err != nil {
			return err
		}
	}
	return nil
}

// pay moves coins of the bridge to an account.
func (k *Keeper) pay(ctx context.Context, to sdk.AccAddress, denom string, amount math.Int) error {
	return k.Bank.SendCoinsFromModuleToAccount(ctx, types.ModuleName, to, sdk.NewCoins(sdk.NewCoin(denom, amount)))
}
