// SPDX-License-Identifier: Apache-2.0

package bridge

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	bridgetypes "github.com/weft-network/weft/x/bridge/types"
)

// Deposit is a payment to an account of the chain, or through it to a job.
type Deposit struct {
	Amount  Amount
	Account []byte
	Job     uint64
}

// Deposited is a deposit in a block of Ethereum.
type Deposited struct {
	Tx    common.Hash
	Block uint64
	// Nonce is the number of its event, which the chain counts by.
	Nonce uint64
}

// CheckDeposit refuses what the contract or the chain would refuse, or hold back
// for ever, before anything is paid for.
func (b *Bridge) CheckDeposit(ctx context.Context, from common.Address, d Deposit) error {
	state, err := b.State(ctx)
	switch {
	case err != nil:
		return err
	case !b.Params.Enabled:
		return fmt.Errorf("%w: the bridge is off on %s; what is paid in now would wait until governance turns it on", ErrUse, b.Chain.ChainID())
	case state.Halted != "":
		return fmt.Errorf("%w: the bridge is halted on %s (%s); what is paid in now would wait until governance resumes it", ErrUse, b.Chain.ChainID(), state.Halted)
	}
	return b.checkPayment(ctx, from, d.Amount)
}

// checkPayment makes sure that an account has what it is to pay, and that the
// contract takes it.
func (b *Bridge) checkPayment(ctx context.Context, from common.Address, a Amount) error {
	asset, err := ask(ctx, b, b.Address, contract.PackAsset(a.Token.Address), contract.UnpackAsset)
	if err != nil {
		return err
	}
	if asset.Kind == uint8(bridgetypes.TOKEN_KIND_UNSPECIFIED) || asset.DayCap.Sign() == 0 {
		return fmt.Errorf("%w: the contract takes no %s; weft eth status shows the tokens", ErrUse, a.Token.Name())
	}
	has, err := ask(ctx, b, a.Token.Address, erc20.PackBalanceOf(from), erc20.UnpackBalanceOf)
	if err != nil {
		return err
	}
	if has.Cmp(a.Units) < 0 {
		return fmt.Errorf("%w: %s has %s, less than %s", ErrUse, from, a.Token.Format(has), a)
	}
	return nil
}

// approve lets a contract take an amount, if it may not yet. A token that wants an
// old allowance taken back first gets it so.
func (b *Bridge) approve(ctx context.Context, s *Sender, spender common.Address, a Amount) error {
	allowed, err := ask(ctx, b, a.Token.Address, erc20.PackAllowance(s.Address(), spender), erc20.UnpackAllowance)
	if err != nil || allowed.Cmp(a.Units) >= 0 {
		return err
	}
	steps := []*big.Int{a.Units}
	if allowed.Sign() > 0 {
		steps = []*big.Int{new(big.Int), a.Units}
	}
	for _, n := range steps {
		if _, err := s.Send(ctx, b, a.Token.Address, erc20.PackApprove(spender, n)); err != nil {
			return fmt.Errorf("allowance of %s: %w", a.Token.Name(), err)
		}
	}
	return nil
}

// Deposit pays into the contract, after an allowance if that is missing.
func (b *Bridge) Deposit(ctx context.Context, s *Sender, d Deposit) (Deposited, error) {
	if err := b.approve(ctx, s, b.Address, d.Amount); err != nil {
		return Deposited{}, err
	}
	receipt, err := s.Send(ctx, b, b.Address, contract.PackDeposit(d.Amount.Token.Address, d.Amount.Units, [common.AddressLength]byte(d.Account), d.Job))
	if err != nil {
		return Deposited{}, err
	}
	return b.deposited(receipt)
}

func (b *Bridge) deposited(receipt *types.Receipt) (Deposited, error) {
	for _, l := range receipt.Logs {
		if l.Address != b.Address {
			continue
		}
		if e, err := contract.UnpackDepositedEvent(l); err == nil {
			return Deposited{Tx: receipt.TxHash, Block: receipt.BlockNumber.Uint64(), Nonce: e.Nonce}, nil
		}
	}
	return Deposited{}, fmt.Errorf("%w: transaction %s has no deposit", ErrMismatch, receipt.TxHash)
}

// Stages of a deposit on its way.
const (
	// StagePending: no block has it, or none any more.
	StagePending = "pending"
	// StageBlock: a block has it that Ethereum may still take back.
	StageBlock = "block"
	// StageFinal: it is final, and the validators are to agree on it.
	StageFinal = "final"
	// StageDelayed: the chain knows it, and the cap of the window holds a part back.
	StageDelayed = "delayed"
	// StageCredited: the account has it.
	StageCredited = "credited"
)

// Stage says how far a deposit is. A block can be taken back until it is final, and
// the deposit come in another with another number: what is returned is how it
// stands now.
func (b *Bridge) Stage(ctx context.Context, tx common.Hash) (string, Deposited, error) {
	receipt, err := b.Node.TransactionReceipt(ctx, tx)
	if errors.Is(err, ethereum.NotFound) {
		return StagePending, Deposited{Tx: tx}, nil
	}
	if err != nil {
		return "", Deposited{}, failed("receipt", err)
	}
	d, err := b.deposited(receipt)
	if err != nil {
		return "", d, err
	}
	final, err := b.Finalized(ctx)
	if err != nil || final.Number.Uint64() < d.Block {
		return StageBlock, d, err
	}
	state, err := b.State(ctx)
	if err != nil || state.Nonce < d.Nonce {
		return StageFinal, d, err
	}
	delayed, err := b.delayed(ctx)
	if err != nil {
		return "", d, err
	}
	if _, waits := delayed[d.Nonce]; waits {
		return StageDelayed, d, nil
	}
	return StageCredited, d, nil
}

// Await waits until a deposit is credited, and tells of each stage that it reaches.
func (b *Bridge) Await(ctx context.Context, tx common.Hash, every time.Duration, tell func(stage string, d Deposited) error) error {
	last := ""
	for {
		stage, d, err := b.Stage(ctx, tx)
		if err != nil {
			return err
		}
		if stage != last {
			if err := tell(stage, d); err != nil || stage == StageCredited {
				return err
			}
			last = stage
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%w; the deposit goes on by itself: weft eth deposit show %s", ctx.Err(), tx)
		case <-time.After(every):
		}
	}
}

// Claimable is what an account can fetch of a payment that failed.
func (b *Bridge) Claimable(ctx context.Context, token, owner common.Address) (*big.Int, error) {
	return ask(ctx, b, b.Address, contract.PackClaimable(token, owner), contract.UnpackClaimable)
}

// Claim fetches a payment that failed.
func (b *Bridge) Claim(ctx context.Context, s *Sender, token, to common.Address) (*types.Receipt, error) {
	return s.Send(ctx, b, b.Address, contract.PackClaim(token, to))
}
