// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"bytes"
	"context"
	"errors"

	"cosmossdk.io/collections"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/x/bridge/types"
)

// transferBits bounds an amount that the contract pays: a uint96.
const transferBits = 96

// Withdraw takes coins into the bridge and queues their payment on Ethereum.
func (m msgServer) Withdraw(ctx context.Context, msg *types.MsgWithdraw) (*types.MsgWithdrawResponse, error) {
	sender, err := m.AddressCodec.StringToBytes(msg.Sender)
	if err != nil {
		return nil, types.ErrBadAddress.Wrapf("sender %q: %s", msg.Sender, err)
	}
	if err := m.require(ctx); err != nil {
		return nil, err
	}
	if err := checkCoins(msg.Amount, msg.Fee); err != nil {
		return nil, err
	}
	t, l, err := m.token(ctx, msg.Amount.Denom)
	if err != nil {
		return nil, err
	}
	if err := m.checkRecipient(ctx, t, msg.Recipient); err != nil {
		return nil, err
	}
	sdk.UnwrapSDKContext(ctx).GasMeter().ConsumeGas(types.TransferGas, "payment on Ethereum")
	w := types.Withdrawal{Sender: msg.Sender, Recipient: msg.Recipient, Denom: t.Denom, Amount: msg.Amount.Amount, Fee: msg.Fee.Amount}
	if err := m.roll(ctx, &l); err != nil {
		return nil, err
	}
	if room := t.OutCap.Sub(l.OutUsed); w.Total().GT(room) {
		return nil, types.ErrOverCap.Wrapf("%s%s with the fee, %s are left of %s in this window; withdraw less, or in a later window",
			w.Total(), t.Denom, room, t.OutCap)
	}
	l.OutUsed, l.Pending = l.OutUsed.Add(w.Total()), l.Pending.Add(w.Total())
	if err := m.Bank.SendCoinsFromAccountToModule(ctx, sender, types.ModuleName, sdk.NewCoins(sdk.NewCoin(t.Denom, w.Total()))); err != nil {
		return nil, err
	}
	if err := m.ledgers.Set(ctx, t.Denom, l); err != nil {
		return nil, err
	}
	err = m.change(ctx, func(s *types.State) {
		s.LastWithdrawal++
		w.Id = s.LastWithdrawal
	})
	if err != nil {
		return nil, err
	}
	if err := m.withdrawals.Set(ctx, w.Id, w); err != nil {
		return nil, err
	}
	if err := m.queue.Set(ctx, collections.Join(t.Denom, w.Id)); err != nil {
		return nil, err
	}
	return &types.MsgWithdrawResponse{Id: w.Id},
		emit(ctx, &types.EventWithdrawn{Id: w.Id, Sender: w.Sender, Recipient: w.Recipient, Amount: msg.Amount, Fee: msg.Fee})
}

// checkCoins accepts an amount that the contract can pay, with a fee in the same coin.
func checkCoins(amount, fee sdk.Coin) error {
	if amount.Amount.IsNil() || !amount.Amount.IsPositive() || amount.Amount.BigInt().BitLen() > transferBits {
		return types.ErrBadAmount.Wrapf("amount %s, allowed 1 to 2^%d-1", amount, transferBits)
	}
	if fee.Amount.IsNil() || fee.Amount.IsNegative() || fee.Amount.BigInt().BitLen() > transferBits {
		return types.ErrBadAmount.Wrapf("fee %s, allowed 0 to 2^%d-1", fee, transferBits)
	}
	if fee.Denom != amount.Denom {
		return types.ErrBadAmount.Wrapf("fee in %q, the amount is in %q; give both in one coin", fee.Denom, amount.Denom)
	}
	return nil
}

// checkRecipient refuses addresses from which nobody gets anything back.
func (k *Keeper) checkRecipient(ctx context.Context, t types.Token, recipient []byte) error {
	if err := types.CheckAddress(recipient); err != nil {
		return err
	}
	p, err := k.params.Get(ctx)
	if err != nil {
		return err
	}
	if bytes.Equal(recipient, p.Contract) || bytes.Equal(recipient, t.Contract) {
		return types.ErrBadAddress.Wrapf("recipient %x is the contract itself; name an account of yours", recipient)
	}
	return nil
}

// CancelWithdrawal takes back a withdrawal that is in no batch yet. One in a batch may be on its way.
func (m msgServer) CancelWithdrawal(ctx context.Context, msg *types.MsgCancelWithdrawal) (*types.MsgCancelWithdrawalResponse, error) {
	if s, err := m.state.Get(ctx); err != nil {
		return nil, err
	} else if s.Halted != "" {
		return nil, types.ErrHalted.Wrap(s.Halted)
	}
	w, err := m.withdrawals.Get(ctx, msg.Id)
	switch {
	case errors.Is(err, collections.ErrNotFound):
		return nil, types.ErrNoWithdrawal.Wrapf("%d: it was executed or given back, or never was", msg.Id)
	case err != nil:
		return nil, err
	case w.Sender != msg.Sender:
		return nil, types.ErrNotSender.Wrapf("withdrawal %d is of %s", w.Id, w.Sender)
	case w.Batch != 0:
		return nil, types.ErrInBatch.Wrapf("withdrawal %d is in batch %d; it is paid, or given back when Ethereum has passed the batch's deadline", w.Id, w.Batch)
	}
	if err := m.queue.Remove(ctx, collections.Join(w.Denom, w.Id)); err != nil {
		return nil, err
	}
	return &types.MsgCancelWithdrawalResponse{}, m.giveBack(ctx, w.Id)
}
