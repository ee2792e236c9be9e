// SPDX-License-Identifier: Apache-2.0

package types

import (
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/msgservice"
)

// RegisterInterfaces registers the module's messages.
func RegisterInterfaces(r codectypes.InterfaceRegistry) {
	r.RegisterImplementations((*sdk.Msg)(nil),
		&MsgSubmitJob{}, &MsgFundJob{}, &MsgJoinJob{}, &MsgLeaveJob{}, &MsgCommitUnit{}, &MsgRetractUnit{}, &MsgConfessUnit{},
		&MsgWitness{}, &MsgPostOuter{}, &MsgPostEvaluation{}, &MsgCompleteJob{}, &MsgCancelJob{}, &MsgPauseJob{}, &MsgResumeJob{}, &MsgUpdateParams{},
	)
	msgservice.RegisterMsgServiceDesc(r, &_Msg_serviceDesc)
}
