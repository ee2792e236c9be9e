// SPDX-License-Identifier: Apache-2.0

package client

import (
	"context"
	"fmt"

	coretypes "github.com/cometbft/cometbft/rpc/core/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/x/authz"
)

// Messages are those of a transaction: number tx of the block at a height, as events name it (Event.Tx). Messages that a hot key sent for
// an operator are unwrapped. The chain keeps some things in transactions only, such as the leaves of a unit.
func (c *Client) Messages(ctx context.Context, height int64, tx int) ([]sdk.Msg, error) {
	block, err := ask(ctx, c, "read a block", func(ctx context.Context) (*coretypes.ResultBlock, error) {
		return c.node.Block(ctx, &height)
	})
	if err != nil {
		return nil, err
	}
	if block.Block == nil || tx < 0 || tx >= len(block.Block.Txs) {
		return nil, fmt.Errorf("%w: transaction %d of block %d", ErrNotFound, tx, height)
	}
	decoded, err := c.enc.txConfig.TxDecoder()(block.Block.Txs[tx])
	if err != nil {
		return nil, fmt.Errorf("%w: transaction %d of block %d: %w", ErrDecode, tx, height, err)
	}
	var out []sdk.Msg
	for _, m := range decoded.GetMsgs() {
		exec, ok := m.(*authz.MsgExec)
		if !ok {
			out = append(out, m)
			continue
		}
		inner, err := exec.GetMessages()
		if err != nil {
			return nil, fmt.Errorf("%w: transaction %d of block %d: %w", ErrDecode, tx, height, err)
		}
		out = append(out, inner...)
	}
	return out, nil
}
