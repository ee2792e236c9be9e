// SPDX-License-Identifier: Apache-2.0

package bridge

import (
	"context"
	"crypto/ecdsa"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
)

// ErrPrice: gas costs more than the limit.
var ErrPrice = errors.New("gas is too dear")

const (
	gasMargin   = 4  // a quarter more than was estimated: the state moves
	raiseNumber = 9  // nodes replace a transaction by one that offers
	raiseOver   = 8  // at least a tenth more: we offer an eighth
	maxRaises   = 40 // a hundred times the price
)

// Sender sends transactions of one key, one at a time.
type Sender struct {
	Key *ecdsa.PrivateKey
	// MaxPrice is the most wei offered for a unit of gas, nil for no limit.
	MaxPrice *big.Int
	// Replace has a transaction take the place of one that is still pending: the
	// key is this program's alone, and what pends was left by an earlier run. Without
	// it, a transaction queues behind what pends.
	Replace bool
	// Poll is how often a receipt is asked for, Patience after how long more is
	// offered; 0 for the defaults.
	Poll, Patience time.Duration
}

// Address is the key's.
func (s *Sender) Address() common.Address { return crypto.PubkeyToAddress(s.Key.PublicKey) }

// Gas says what a call would use after the latest block: what still waits may be
// what this call is to replace. A call that would revert is an error.
func (s *Sender) Gas(ctx context.Context, b *Bridge, to common.Address, data []byte) (uint64, error) {
	gas, err := b.Node.EstimateGasAtBlock(ctx, ethereum.CallMsg{From: s.Address(), To: &to, Data: data}, nil)
	if err != nil {
		return 0, failed("simulation", err)
	}
	return gas + gas/gasMargin, nil
}

// Send simulates a call, sends it, and waits until a block has it. It offers more
// while no block takes it, up to MaxPrice.
func (s *Sender) Send(ctx context.Context, b *Bridge, to common.Address, data []byte) (*types.Receipt, error) {
	gas, err := s.Gas(ctx, b, to, data)
	if err != nil {
		return nil, err
	}
	tip, price, err := s.price(ctx, b)
	if err != nil {
		return nil, err
	}
	nonce, err := s.nonce(ctx, b)
	if err != nil {
		return nil, err
	}
	var sent []common.Hash
	for range maxRaises {
		tx, err := types.SignNewTx(s.Key, types.LatestSignerForChainID(b.ID), &types.DynamicFeeTx{
			ChainID: b.ID, Nonce: nonce, GasTipCap: tip, GasFeeCap: price, Gas: gas, To: &to, Data: data,
		})
		if err != nil {
			return nil, err
		}
		receipt, err := s.offer(ctx, b, tx, &sent)
		if err != nil || receipt != nil {
			return receipt, err
		}
		if s.MaxPrice != nil && price.Cmp(s.MaxPrice) >= 0 {
			return nil, fmt.Errorf("%w: transaction %d of %s waits at %s wei, which is the limit; it may still be taken", ErrPrice, nonce, s.Address(), price)
		}
		tip, price = s.within(raise(tip)), s.within(raise(price))
	}
	return nil, fmt.Errorf("%w: transaction %d of %s was not taken at %s wei", ErrPrice, nonce, s.Address(), price)
}

// offer sends one transaction of those with the same number, and waits for any of
// them. Without a receipt more has to be offered.
func (s *Sender) offer(ctx context.Context, b *Bridge, tx *types.Transaction, sent *[]common.Hash) (*types.Receipt, error) {
	switch err := b.Node.SendTransaction(ctx, tx); {
	case err == nil, isText(err, "already known"), isText(err, "already imported"):
		*sent = append(*sent, tx.Hash())
	case isText(err, "underpriced"):
		return nil, nil //nolint:nilnil // another one with this number waits: more is offered at once
	case isText(err, "nonce too low") && len(*sent) > 0: // an earlier offer was taken
	default:
		return nil, failed("transaction", err)
	}
	return s.await(ctx, b, *sent)
}

func (s *Sender) nonce(ctx context.Context, b *Bridge) (nonce uint64, err error) {
	if s.Replace {
		nonce, err = b.Node.NonceAt(ctx, s.Address(), nil)
	} else {
		nonce, err = b.Node.PendingNonceAt(ctx, s.Address())
	}
	if err != nil {
		return 0, failed("number of the next transaction", err)
	}
	return nonce, nil
}

// price is what is offered: twice the base fee, so that it can rise, and the tip
// that the node thinks right.
func (s *Sender) price(ctx context.Context, b *Bridge) (tip, price *big.Int, err error) {
	head, err := b.Latest(ctx)
	if err != nil {
		return nil, nil, err
	}
	if tip, err = b.Node.SuggestGasTipCap(ctx); err != nil {
		return nil, nil, failed("tip", err)
	}
	base := head.BaseFee
	if base == nil {
		base = new(big.Int)
	}
	now := new(big.Int).Add(base, tip)
	if s.MaxPrice != nil && now.Cmp(s.MaxPrice) > 0 {
		return nil, nil, fmt.Errorf("%w: %s wei, the limit is %s; raise --max-gas-price or wait", ErrPrice, now, s.MaxPrice)
	}
	return tip, s.within(new(big.Int).Add(now, base)), nil
}

// within holds an offer to the limit.
func (s *Sender) within(offer *big.Int) *big.Int {
	if s.MaxPrice != nil && offer.Cmp(s.MaxPrice) > 0 {
		return s.MaxPrice
	}
	return offer
}

func raise(n *big.Int) *big.Int {
	up := new(big.Int).Mul(n, big.NewInt(raiseNumber))
	return up.Div(up, big.NewInt(raiseOver)).Add(up, big.NewInt(1))
}

// await waits for the receipt of one of the offers; nil if none came in time.
func (s *Sender) await(ctx context.Context, b *Bridge, sent []common.Hash) (*types.Receipt, error) {
	const poll, patience = time.Second, 90 * time.Second
	every, most := s.Poll, s.Patience
	if every <= 0 {
		every = poll
	}
	if most <= 0 {
		most = patience
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	over := time.After(most)
	for {
		for _, hash := range sent {
			receipt, err := b.Node.TransactionReceipt(ctx, hash)
			switch {
			case err == nil && receipt.Status != types.ReceiptStatusSuccessful:
				return receipt, fmt.Errorf("%w: transaction %s of block %s failed; something else came before it", ErrRefused, hash, receipt.BlockNumber)
			case err == nil:
				return receipt, nil
			case !errors.Is(err, ethereum.NotFound) && !isText(err, "indexing is in progress"):
				return nil, failed("receipt of "+hash.Hex(), err)
			}
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("%w; transactions that were sent: %v", ctx.Err(), sent)
		case <-over:
			return nil, nil //nolint:nilnil // no receipt and no fault: more is offered
		case <-time.After(every):
		}
	}
}

func isText(err error, part string) bool { return strings.Contains(strings.ToLower(err.Error()), part) }
