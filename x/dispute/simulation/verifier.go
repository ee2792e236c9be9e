// SPDX-License-Identifier: Apache-2.0

package simulation

import (
	"context"

	"github.com/cosmos/cosmos-sdk/testutil/simsx"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/x/dispute/types"
)

// ActivateVerifier has a provider take part in audits, or with more stake.
func (f Factory) ActivateVerifier() simsx.SimMsgFactoryFn[*types.MsgActivateVerifier] {
	return factory(f, func(d *draw) (string, *types.MsgActivateVerifier, tryFn) {
		params, err := f.keeper.Params(d.ctx)
		if err != nil {
			d.reporter.Fail(err)
			return "", nil, nil
		}
		stake := int64(params.VerifierStake) + int64(d.data.Rand().Intn(100))
		msg := &types.MsgActivateVerifier{Operator: d.anyone(), Stake: sdk.NewInt64Coin(sdk.DefaultBondDenom, stake)}
		return msg.Operator, msg, func(ctx context.Context) error { _, err := f.server.ActivateVerifier(ctx, msg); return err }
	})
}

// DeactivateVerifier has one of the verifiers leave.
func (f Factory) DeactivateVerifier() simsx.SimMsgFactoryFn[*types.MsgDeactivateVerifier] {
	return factory(f, func(d *draw) (string, *types.MsgDeactivateVerifier, tryFn) {
		verifiers := d.state.Audits.Verifiers
		if len(verifiers) == 0 {
			return "", nil, nil
		}
		msg := &types.MsgDeactivateVerifier{Operator: verifiers[d.data.Rand().Intn(len(verifiers))].Operator}
		return msg.Operator, msg, func(ctx context.Context) error { _, err := f.server.DeactivateVerifier(ctx, msg); return err }
	})
}
