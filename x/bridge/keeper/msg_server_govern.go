// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/x/bridge/types"
)

// UpdateParams replaces the parameters. The contract is fixed once the bridge was enabled: what is locked in it is owed here.
func (m msgServer) UpdateParams(ctx context.Context, msg *types.MsgUpdateParams) (*types.MsgUpdateParamsResponse, error) {
	if err := sdk.ValidateAuthority(sdk.UnwrapSDKContext(ctx), m.Authority, msg.Authority); err != nil {
		return nil, err
	}
	if err := msg.Params.Validate(); err != nil {
		return nil, err
	}
	old, err := m.params.Get(ctx)
	if err != nil {
		return nil, err
	}
	s, err := m.state.Get(ctx)
	if err != nil {
		return nil, err
	}
	if (old.Enabled || s.Nonce > 0) && !old.SameContract(msg.Params) {
		return nil, types.ErrFixed.Wrapf("the contract is %x on chain %d", old.Contract, old.EthChainId)
	}
	if err := m.params.Set(ctx, msg.Params); err != nil {
		return nil, err
	}
	if msg.Params.Enabled && !old.Enabled {
		if err := m.restart(ctx); err != nil {
			return nil, err
		}
	}
	return &types.MsgUpdateParamsResponse{}, emit(ctx, &types.EventParamsUpdated{Params: msg.Params})
}

// Resume ends a halt. Whoever proposes it says that the cause is gone; if it is not, the bridge halts again.
func (m msgServer) Resume(ctx context.Context, msg *types.MsgResume) (*types.MsgResumeResponse, error) {
	if err := sdk.ValidateAuthority(sdk.UnwrapSDKContext(ctx), m.Authority, msg.Authority); err != nil {
		return nil, err
	}
	s, err := m.state.Get(ctx)
	if err != nil {
		return nil, err
	}
	if s.Halted == "" {
		return nil, types.ErrNotHalted.Wrap("see weftd query bridge status")
	}
	reason := s.Halted
	s.Halted = ""
	if err := m.state.Set(ctx, s); err != nil {
		return nil, err
	}
	if err := m.restart(ctx); err != nil {
		return nil, err
	}
	return &types.MsgResumeResponse{}, emit(ctx, &types.EventResumed{Reason: reason})
}

// ListToken lists a token, or changes the caps of one. What a token is never changes: one address has one denomination, and the other way
// round.
func (m msgServer) ListToken(ctx context.Context, msg *types.MsgListToken) (*types.MsgListTokenResponse, error) {
	if err := sdk.ValidateAuthority(sdk.UnwrapSDKContext(ctx), m.Authority, msg.Authority); err != nil {
		return nil, err
	}
	t := msg.Token
	if err := t.Validate(m.BondDenom); err != nil {
		return nil, err
	}
	old, err := orZero(m.tokens.Get(ctx, t.Denom))
	if err != nil {
		return nil, err
	}
	denom, err := orZero(m.contracts.Get(ctx, t.Contract))
	if err != nil {
		return nil, err
	}
	if known := old.Denom != "" || denom != ""; known && !old.Same(t) {
		return nil, types.ErrFixed.Wrapf("%q is token %x, and %x is %q; a token keeps its denomination", t.Denom, old.Contract, t.Contract, denom)
	} else if !known {
		if err := m.addToken(ctx, t); err != nil {
			return nil, err
		}
	}
	if err := m.tokens.Set(ctx, t.Denom, t); err != nil {
		return nil, err
	}
	s, err := m.state.Get(ctx)
	if err != nil {
		return nil, err
	}
	var order uint64
	if s.Set > 0 { // else it is signed when the contract is there
		if order, err = m.list(ctx, t, msg.Nonce); err != nil {
			return nil, err
		}
	}
	return &types.MsgListTokenResponse{}, emit(ctx, &types.EventTokenListed{Token: t, Order: order})
}

func (k *Keeper) addToken(ctx context.Context, t types.Token) error {
	tokens, err := k.listed(ctx)
	if err != nil {
		return err
	}
	if len(tokens) >= types.MaxTokens {
		return types.ErrBadToken.Wrapf("%d tokens are listed, which is all there may be", len(tokens))
	}
	if err := k.contracts.Set(ctx, t.Contract, t.Denom); err != nil {
		return err
	}
	return k.ledgers.Set(ctx, t.Denom, types.NewLedger(t.Denom))
}

// list has a listing signed, under the next nonce or again under an earlier one.
func (k *Keeper) list(ctx context.Context, t types.Token, nonce uint64) (uint64, error) {
	orders, err := k.open(ctx)
	if err != nil {
		return 0, err
	}
	if len(orders) >= types.MaxOpenOrders-1 { // the last one is a set's
		return 0, types.ErrBusy.Wrapf("%d orders are open; propose it again when some of them are done", len(orders))
	}
	s, err := k.state.Get(ctx)
	if err != nil {
		return 0, err
	}
	if nonce > s.LastListing {
		return 0, types.ErrBadToken.Wrapf("listing %d; allowed are 0 for the next, and 1 to %d", nonce, s.LastListing)
	}
	if nonce == 0 {
		s.LastListing++
		nonce = s.LastListing
		if err := k.state.Set(ctx, s); err != nil {
			return 0, err
		}
	}
	return k.order(ctx, types.ORDER_KIND_LISTING, types.ListingWords(nonce, t), height(ctx)+types.ListingBlocks)
}

// listAll has the tokens signed that were listed before the contract was there.
func (k *Keeper) listAll(ctx context.Context) error {
	tokens, err := k.listed(ctx)
	if err != nil {
		return err
	}
	for _, t := range tokens {
		if _, err := k.list(ctx, t, 0); err != nil {
			return err
		}
	}
	return nil
}
