// SPDX-License-Identifier: Apache-2.0

package app

import (
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/x/auth/ante"
	ibcante "github.com/cosmos/ibc-go/v11/modules/core/ante"
)

// newAnteHandler chains what every transaction passes before its messages run. Fees are taken before signatures are checked, so that
// checking them is paid for.
func newAnteHandler(k *Keepers, enc encoding) sdk.AnteHandler {
	return sdk.ChainAnteDecorators(
		ante.NewSetUpContextDecorator(),
		ante.NewExtensionOptionsDecorator(nil),
		ante.NewValidateBasicDecorator(),
		ante.NewTxTimeoutHeightDecorator(),
		ante.NewValidateMemoDecorator(k.AccountKeeper),
		ante.NewConsumeGasForTxSizeDecorator(k.AccountKeeper),
		ante.NewDeductFeeDecorator(k.AccountKeeper, k.BankKeeper, k.FeegrantKeeper, nil),
		ante.NewSetPubKeyDecorator(k.AccountKeeper),
		ante.NewValidateSigCountDecorator(k.AccountKeeper),
		ante.NewSigGasConsumeDecorator(k.AccountKeeper, ante.DefaultSigVerificationGasConsumer),
		ante.NewSigVerificationDecorator(k.AccountKeeper, enc.txConfig.SignModeHandler(),
			ante.WithUnorderedTxGasCost(ante.DefaultUnorderedTxGasCost),
			ante.WithMaxUnorderedTxTimeoutDuration(ante.DefaultMaxTimeoutDuration),
		),
		ante.NewIncrementSequenceDecorator(k.AccountKeeper),
		ibcante.NewRedundantRelayDecorator(k.IBCKeeper),
	)
}
