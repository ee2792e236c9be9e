// SPDX-License-Identifier: Apache-2.0

package devnet

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	coretypes "github.com/cometbft/cometbft/rpc/core/types"
	"github.com/cosmos/cosmos-sdk/client/tx"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/tx/signing"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
)

// ErrTx marks a transaction that the chain refused or that failed.
var ErrTx = errors.New("transaction failed")

const (
	// txTimeout is how long a transaction may wait for a block.
	txTimeout = time.Minute
	// gasMargin covers what differs between the simulated state and the one the transaction meets.
	gasMargin = 1.5
)

// nonces gives every unordered transaction of this network another timeout, which is its nonce.
type nonces struct{ n atomic.Int64 }

func (c *nonces) next() time.Time {
	return time.Now().Add(txTimeout + time.Duration(c.n.Add(1)))
}

// Send signs messages with a named key, sends them as one transaction and waits for its block. Any number may be sent from one key at
// once: the transactions are unordered.
func (n *Network) Send(ctx context.Context, from string, msgs ...sdk.Msg) (*coretypes.ResultTx, error) {
	nd, err := n.anyNode()
	if err != nil {
		return nil, err
	}
	return nd.Send(ctx, from, msgs...)
}

// Fund sends coins from the faucet.
func (n *Network) Fund(ctx context.Context, to sdk.AccAddress, coins sdk.Coins) error {
	_, err := n.Send(ctx, FaucetName, banktypes.NewMsgSend(Address(FaucetName), to, coins))
	return err
}

func (n *Network) anyNode() (*Node, error) {
	for _, nd := range n.Nodes() {
		if nd.Running() {
			return nd, nil
		}
	}
	return nil, errStopped
}

// Send does what Network.Send does, through this node.
func (nd *Node) Send(ctx context.Context, from string, msgs ...sdk.Msg) (*coretypes.ResultTx, error) {
	if err := nd.waitClock(ctx); err != nil {
		return nil, fmt.Errorf("transaction of %s: %w", from, err)
	}
	bz, err := nd.sign(ctx, from, msgs)
	if err != nil {
		return nil, fmt.Errorf("transaction of %s: %w", from, err)
	}
	c := nd.Client()
	res, err := c.BroadcastTxSync(bz)
	if err != nil {
		return nil, fmt.Errorf("transaction of %s: %w", from, err)
	}
	if res.Code != 0 {
		return nil, fmt.Errorf("%w: refused: %s code %d: %s", ErrTx, res.Codespace, res.Code, res.RawLog)
	}
	hash, err := hex.DecodeString(res.TxHash)
	if err != nil {
		return nil, err
	}
	var found *coretypes.ResultTx
	err = nd.net.Wait(ctx, func() (bool, error) {
		if !nd.Running() {
			return false, errStopped
		}
		found, err = c.Client.Tx(ctx, hash, false)
		return err == nil, nil // the one error of a running node is that it has not indexed the transaction yet
	})
	if err != nil {
		return nil, fmt.Errorf("waiting for transaction %s: %w", res.TxHash, err)
	}
	if r := found.TxResult; r.Code != 0 {
		return found, fmt.Errorf("%w: %s code %d: %s", ErrTx, r.Codespace, r.Code, r.Log)
	}
	return found, nil
}

// waitClock waits for two blocks after the node's start. Before the first its check state is at time zero and refuses every unordered
// transaction as too far in the future; the second is sure to come after that state was renewed.
func (nd *Node) waitClock(ctx context.Context) error {
	return nd.net.Wait(ctx, func() (bool, error) {
		nd.mu.Lock()
		defer nd.mu.Unlock()
		if nd.run == nil {
			return false, errStopped
		}
		return nd.run.app.LastBlockHeight() > nd.run.since+1, nil
	})
}

func (nd *Node) sign(ctx context.Context, from string, msgs []sdk.Msg) ([]byte, error) {
	c := nd.Client().WithCmdContext(ctx)
	if c.Client == nil {
		return nil, errStopped
	}
	rec, err := nd.net.Keyring.Key(from)
	if err != nil {
		return nil, err
	}
	addr, err := rec.GetAddress()
	if err != nil {
		return nil, err
	}
	number, _, err := c.AccountRetriever.GetAccountNumberSequence(c, addr)
	if err != nil {
		return nil, err
	}
	f := tx.Factory{}.WithChainID(nd.net.ChainID).WithKeybase(nd.net.Keyring).WithTxConfig(c.TxConfig).WithFromName(from).
		WithSignMode(signing.SignMode_SIGN_MODE_DIRECT).WithAccountNumber(number).
		WithUnordered(true).WithTimeoutTimestamp(nd.net.nonce.next()).WithGasAdjustment(gasMargin)
	_, gas, err := tx.CalculateGas(c, f, msgs...)
	if err != nil {
		return nil, err
	}
	b, err := f.WithGas(gas).BuildUnsignedTx(msgs...)
	if err != nil {
		return nil, err
	}
	if err := tx.Sign(ctx, f, from, b, true); err != nil {
		return nil, err
	}
	return c.TxConfig.TxEncoder()(b.GetTx())
}
