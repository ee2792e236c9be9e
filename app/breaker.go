// SPDX-License-Identifier: Apache-2.0

package app

import (
	sdk "github.com/cosmos/cosmos-sdk/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	ibctransfertypes "github.com/cosmos/ibc-go/v11/modules/apps/transfer/types"

	bridgetypes "github.com/weft-network/weft/x/bridge/types"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
	rewardtypes "github.com/weft-network/weft/x/reward/types"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

// trippable lists the messages that the breaker can refuse: those that begin something, and those that move money. Nobody loses anything by
// waiting with them. What a clock waits for is not here and never may be: commits, witnesses, moves, reveals, challenges, answers, posted rounds;
// nor what ends an obligation or takes a right away; nor governance, which mends what the breaker stops (ADR 0018).
func trippable() []string {
	msgs := []sdk.Msg{
		&banktypes.MsgSend{},
		&banktypes.MsgMultiSend{},
		&ibctransfertypes.MsgTransfer{},
		&staketypes.MsgRegisterProvider{},
		&staketypes.MsgBond{},
		&staketypes.MsgUnbond{},
		&jobtypes.MsgSubmitJob{},
		&jobtypes.MsgFundJob{},
		&jobtypes.MsgJoinJob{},
		&disputetypes.MsgActivateVerifier{},
		&rewardtypes.MsgClaimRewards{},
		&rewardtypes.MsgClaimShares{},
		&rewardtypes.MsgLockShares{},
		&rewardtypes.MsgUnlockShares{},
		&rewardtypes.MsgPayModel{},
		&rewardtypes.MsgClaimRoyalties{},
		&bridgetypes.MsgWithdraw{},
	}
	out := make([]string, len(msgs))
	for i, m := range msgs {
		out[i] = sdk.MsgTypeURL(m)
	}
	return out
}
