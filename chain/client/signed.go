// SPDX-License-Identifier: Apache-2.0

package client

import (
	"context"
	"fmt"

	coretypes "github.com/cometbft/cometbft/rpc/core/types"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	txtypes "github.com/cosmos/cosmos-sdk/types/tx"
	"github.com/cosmos/cosmos-sdk/x/authz"
)

// Signed is a transaction as it was signed, whatever came of it.
type Signed struct {
	// Body and AuthInfo are the bytes that were signed.
	Body, AuthInfo []byte
	Signatures     [][]byte
	// Messages are what it does; those under a grant stand in place of the MsgExec that holds them.
	Messages []sdk.Msg
}

// Signed returns transactions of a block by their indices, in that order. One that holds what this program does not know is left out, with a
// line in the log: the chain may be newer.
func (c *Client) Signed(ctx context.Context, height int64, indices []int) ([]Signed, error) {
	res, err := ask(ctx, c, fmt.Sprintf("block %d", height), func(ctx context.Context) (*coretypes.ResultBlock, error) {
		return c.node.Block(ctx, &height)
	})
	if err != nil {
		return nil, err
	}
	var out []Signed
	for _, i := range indices {
		if i < 0 || i >= len(res.Block.Txs) {
			return nil, fmt.Errorf("%w: no transaction %d in block %d, which has %d", ErrConfig, i, height, len(res.Block.Txs))
		}
		tx, err := c.decodeSigned(res.Block.Txs[i])
		if err != nil {
			c.log.Warn("transaction not understood", "height", height, "index", i, "err", err)
			continue
		}
		out = append(out, tx)
	}
	return out, nil
}

func (c *Client) decodeSigned(bz []byte) (Signed, error) {
	var raw txtypes.TxRaw
	if err := raw.Unmarshal(bz); err != nil {
		return Signed{}, err
	}
	var body txtypes.TxBody
	if err := c.enc.cdc.Unmarshal(raw.BodyBytes, &body); err != nil {
		return Signed{}, err
	}
	tx := Signed{Body: raw.BodyBytes, AuthInfo: raw.AuthInfoBytes, Signatures: raw.Signatures}
	for _, m := range body.Messages {
		inner := []*codectypes.Any{m}
		if exec, ok := m.GetCachedValue().(*authz.MsgExec); ok {
			inner = exec.Msgs
		}
		for _, m := range inner {
			msg, ok := m.GetCachedValue().(sdk.Msg)
			if !ok {
				return Signed{}, fmt.Errorf("%s is not a message", m.TypeUrl)
			}
			tx.Messages = append(tx.Messages, msg)
		}
	}
	return tx, nil
}
