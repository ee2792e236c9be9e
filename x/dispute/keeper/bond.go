// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"slices"

	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/chain/payout"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/x/dispute/types"
)

// bond is what a challenge of a job's work costs an account now: BondFactor
// times what the defence pays, doubled for each challenge that the account lost
// in the late window (A6), and never for those that are open.
func (k *Keeper) bond(ctx context.Context, s *spec.Spec, party *types.Party) (math.Int, error) {
	p, err := k.params.Get(ctx)
	if err != nil {
		return math.Int{}, err
	}
	prices, err := k.job.Params(ctx)
	if err != nil {
		return math.Int{}, err
	}
	base := p.BaseBond(replayCost(s, prices.FlopPrice))
	return payout.Doubled(base, uint64(countLost(party, height(ctx))), math.MaxInt(base, math.NewIntFromUint64(p.MaxBond))), nil
}

// bondOf is the bond of a challenge. What a drawn verifier found to be right is
// not to be doubted for next to nothing: it takes a tenth of the slot stake,
// unless the challenger was drawn itself (A6).
func (k *Keeper) bondOf(ctx context.Context, c *challenge, g *types.Game) (math.Int, error) {
	bond, err := k.bond(ctx, &c.spec, &c.party)
	if err != nil || !g.Matched {
		return bond, err
	}
	return bondOfMatched(&c.spec, bond), nil
}

// bondOfMatched raises the bond of a challenge of a unit that a drawn verifier
// found to be right.
func bondOfMatched(s *spec.Spec, bond math.Int) math.Int {
	return math.MaxInt(bond, math.NewIntFromUint64(s.Price.SlotStake/matchedPart))
}

// replayCost is the price of executing one segment, from an anchor to the next,
// rounded up: what a defender may have to do before it can answer.
func replayCost(s *spec.Spec, flopPrice uint64) math.Int {
	h, j := int64(s.Inner.Steps), int64(min(max(1, s.Audit.AnchorEvery), s.Inner.Steps))
	return payout.UnitCost(s.UnitFLOP(), flopPrice).MulRaw(j).AddRaw(h - 1).QuoRaw(h)
}

// countLost is how many lost challenges of an account still count.
func countLost(p *types.Party, now int64) int {
	n := 0
	for _, until := range p.Lost {
		if until >= now {
			n++
		}
	}
	return n
}

// takeBond moves the bond into the module's account. offered is the most that
// the challenger allows.
func (k *Keeper) takeBond(ctx context.Context, from sdk.AccAddress, offered sdk.Coin, due math.Int) error {
	switch {
	case offered.Denom != k.bondDenom:
		return types.ErrInvalidBond.Wrapf("the bond is in %q; pay in %s", offered.Denom, k.bondDenom)
	case offered.Amount.IsNil() || !offered.Amount.IsPositive():
		return types.ErrInvalidBond.Wrap("the bond must be positive")
	case offered.Amount.LT(due):
		return types.ErrBondShort.Wrapf("the bond may be %s, %s%s are due; allow that much", offered.Amount, due, k.bondDenom)
	}
	return k.bank.SendCoinsFromAccountToModule(ctx, from, types.ModuleName, k.coins(due))
}

// lost remembers a lost challenge until a height.
func (k *Keeper) lost(ctx context.Context, who sdk.AccAddress, until int64) error {
	p, err := k.party(ctx, who)
	if err != nil {
		return err
	}
	now := height(ctx)
	p.Lost = slices.DeleteFunc(p.Lost, func(h int64) bool { return h < now })
	p.Lost = append(p.Lost, until)
	slices.Sort(p.Lost)
	if extra := len(p.Lost) - types.MaxLost; extra > 0 {
		p.Lost = p.Lost[extra:]
	}
	return k.setParty(ctx, who, p)
}

// pay sends from the bonds. What x/bank refuses is burnt: one bad recipient
// must not keep a game from ending.
func (k *Keeper) pay(ctx context.Context, to sdk.AccAddress, amount math.Int) (paid bool, err error) {
	if amount.IsZero() {
		return true, nil
	}
	cached, write := sdk.UnwrapSDKContext(ctx).CacheContext()
	if err := k.bank.SendCoinsFromModuleToAccount(cached, types.ModuleName, to, k.coins(amount)); err != nil {
		return false, k.burn(ctx, amount)
	}
	write()
	return true, nil
}

func (k *Keeper) burn(ctx context.Context, amount math.Int) error {
	if amount.IsZero() {
		return nil
	}
	return k.bank.BurnCoins(ctx, types.ModuleName, k.coins(amount))
}
