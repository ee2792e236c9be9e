// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/x/dispute/types"
)

// Facts are what chain/game needs to know of a board's result. They are made
// anew for every move: the chain never keeps a program.
func (k *Keeper) Facts(ctx context.Context, b *types.Board) (*game.Facts, error) {
	s, err := k.job.Spec(ctx, b.Job)
	if err != nil {
		return nil, err
	}
	consumeGas(ctx, programGas+layerGas*uint64(s.Model.Layers), "program of a step")
	defender, err := k.account(b.Defender)
	if err != nil {
		return nil, err
	}
	if b.Kind != types.KIND_STEP && b.Kind != types.KIND_RECEIPT {
		x := types.ClaimOf{ChainID: sdk.UnwrapSDKContext(ctx).ChainID(), Spec: &s, Board: b, Claimant: defender}
		return x.Facts()
	}
	u, err := k.job.Unit(ctx, b.Job, b.Round, b.Slot)
	if err != nil {
		return nil, err
	}
	trainer, err := k.account(u.Operator)
	if err != nil {
		return nil, err
	}
	x := types.StepOf{
		ChainID: sdk.UnwrapSDKContext(ctx).ChainID(), Spec: &s, Unit: &u, Trainer: trainer, Step: b.Step, Leaf: commit.Digest(b.Leaf),
	}
	if b.Before != nil {
		if x.Before, err = types.ContentID("before", b.Before); err != nil {
			return nil, err
		}
	}
	if b.Kind == types.KIND_RECEIPT {
		return (&types.ReceiptOf{StepOf: x, Board: b, Verifier: defender}).Facts()
	}
	return x.Facts()
}
