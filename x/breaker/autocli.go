// SPDX-License-Identifier: Apache-2.0

package breaker

import (
	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"

	"github.com/weft-network/weft/x/breaker/types"
)

// AutoCLIOptions describes the commands: weftd query breaker, weftd tx breaker.
func (AppModule) AutoCLIOptions() *autocliv1.ModuleOptions {
	return &autocliv1.ModuleOptions{
		Query: &autocliv1.ServiceCommandDescriptor{
			Service: types.Query_serviceDesc.ServiceName,
			Short:   "Query which messages are refused, and who may have them refused",
			RpcCommandOptions: []*autocliv1.RpcCommandOptions{
				{RpcMethod: "Params", Use: "params", Short: "Show the parameters"},
				{RpcMethod: "Tripped", Use: "tripped", Short: "List the messages that are refused now, by whom, why and until when"},
				{RpcMethod: "Grants", Use: "grants", Short: "List who may trip which messages"},
				{RpcMethod: "Messages", Use: "messages", Short: "List the messages that can be tripped"},
			},
		},
		Tx: &autocliv1.ServiceCommandDescriptor{
			Service: types.Msg_serviceDesc.ServiceName,
			Short:   "Have messages refused for a time, in an emergency",
			RpcCommandOptions: []*autocliv1.RpcCommandOptions{
				{
					RpcMethod: "Trip", Use: "trip [reason] [messages]...", Short: "Have messages refused for a time",
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{{ProtoField: "reason"}, {ProtoField: "messages", Varargs: true}},
					Long:           "Have messages refused for a time. Name them in order, as weftd query breaker messages lists them. Tripping one again is\nhow it stays refused for longer.",
					Example:        "weftd tx breaker trip 'claims pay twice, see the forum' /weft.reward.v1.MsgClaimRewards --from guardian",
				},
				{
					RpcMethod: "Reset", Use: "reset [messages]...", Short: "Have messages accepted again",
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{{ProtoField: "messages", Varargs: true}},
				},
				{
					RpcMethod: "Grant", Use: "grant [account] [messages]...", Short: "Propose which messages an account may trip", GovProposal: true,
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{{ProtoField: "account"}, {ProtoField: "messages", Varargs: true}},
					Long:           "Propose which messages an account may trip and reset, in place of those it may. None takes the right away.",
				},
				{
					RpcMethod: "UpdateParams", Use: "update-params [params]", Short: "Propose new parameters", GovProposal: true,
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{{ProtoField: "params"}},
				},
			},
		},
	}
}
