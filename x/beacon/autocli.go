// SPDX-License-Identifier: Apache-2.0

package beacon

import (
	"strings"

	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"

	"github.com/weft-network/weft/x/beacon/types"
)

// AutoCLIOptions describes the commands: weftd query beacon, weftd tx beacon.
func (AppModule) AutoCLIOptions() *autocliv1.ModuleOptions {
	return &autocliv1.ModuleOptions{
		Query: &autocliv1.ServiceCommandDescriptor{
			Service: types.Query_serviceDesc.ServiceName,
			Short:   "Query the chain's randomness",
			RpcCommandOptions: []*autocliv1.RpcCommandOptions{
				{RpcMethod: "Params", Use: "params", Short: "Show the parameters: which beacon, and how long its rounds are kept"},
				{RpcMethod: "Round", Use: "round [round]", Short: "Show a posted round and what it gives", PositionalArgs: args("round")},
				{RpcMethod: "Latest", Use: "latest", Short: "Show the posted round with the highest number"},
				{RpcMethod: "Awaited", Use: "awaited", Short: "List the rounds to be posted, and from when on"},
			},
		},
		Tx: &autocliv1.ServiceCommandDescriptor{
			Service: types.Msg_serviceDesc.ServiceName,
			Short:   "Transactions about the chain's randomness",
			RpcCommandOptions: []*autocliv1.RpcCommandOptions{
				{
					RpcMethod: "PostRound", Use: "post [round] [signature]", Short: "Post a round that the chain awaits", PositionalArgs: args("round signature"),
					Long: "Post a round that the chain awaits. The number is the one that weftd query beacon awaited shows as round; the\n" +
						"signature is that of its beacon_round, in hexadecimal.",
					Example: "weftd tx beacon post 1000 b44679b9... --from key",
				},
				{
					RpcMethod: "UpdateParams", Use: "update-params [params]", Short: "Propose new parameters", PositionalArgs: args("params"), GovProposal: true,
					Long: "Propose new parameters. Give all of them, not only those that change. Another key, period or genesis time is another\n" +
						"beacon: what is awaited of the old one is answered by the new one. No key at all gives the beacon up.",
				},
			},
		},
	}
}

// args names the fields that are positional arguments.
func args(fields string) []*autocliv1.PositionalArgDescriptor {
	var out []*autocliv1.PositionalArgDescriptor
	for f := range strings.FieldsSeq(fields) {
		out = append(out, &autocliv1.PositionalArgDescriptor{ProtoField: f})
	}
	return out
}
