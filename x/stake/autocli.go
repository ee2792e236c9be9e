// SPDX-License-Identifier: Apache-2.0

package stake

import (
	"strings"

	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"

	"github.com/weft-network/weft/x/stake/types"
)

// AutoCLIOptions describes the commands: weftd query stake, weftd tx stake.
func (AppModule) AutoCLIOptions() *autocliv1.ModuleOptions {
	return &autocliv1.ModuleOptions{
		Query: &autocliv1.ServiceCommandDescriptor{
			Service: types.Query_serviceDesc.ServiceName,
			Short:   "Query provider stake (validator stake is under staking)",
			RpcCommandOptions: []*autocliv1.RpcCommandOptions{
				{RpcMethod: "Params", Use: "params", Short: "Show the parameters"},
				{RpcMethod: "Pool", Use: "pool", Short: "Show what all providers together have bonded, locked and unbonding"},
				{RpcMethod: "Provider", Use: "provider [operator]", Short: "Show a provider", PositionalArgs: args("operator")},
				{RpcMethod: "Providers", Use: "providers", Short: "List providers", Example: "weftd query stake providers --active active"},
				{RpcMethod: "Locks", Use: "locks [operator]", Short: "List what a provider's bond backs", PositionalArgs: args("operator")},
				{RpcMethod: "Unbondings", Use: "unbondings [operator]", Short: "List a provider's unbondings", PositionalArgs: args("operator")},
				{RpcMethod: "Checklist", Use: "checklist [operator]", Short: "Show what an account lacks to work as a provider, and how to mend it", PositionalArgs: args("operator")},
			},
		},
		Tx: &autocliv1.ServiceCommandDescriptor{
			Service: types.Msg_serviceDesc.ServiceName,
			Short:   "Provider stake transactions (validator stake is under staking)",
			RpcCommandOptions: []*autocliv1.RpcCommandOptions{
				{
					RpcMethod: "RegisterProvider", Use: "register [bond] [moniker]", Short: "Become a provider", PositionalArgs: args("bond moniker"),
					Example: "weftd tx stake register 100000000uweft my-machines --vrf-key HEX --peer-id 12D3... --addresses /dns4/example.org/tcp/4001 --from key",
				},
				{
					RpcMethod: "UpdateProvider", Use: "update", Short: "Change parts of a provider's profile",
					Long:    "Change parts of a provider's profile. What is not given stays as it is; --clear empties a field, and may be repeated.",
					Example: "weftd tx stake update --moniker new-name --clear hardware --clear peer-id --from key",
				},
				{RpcMethod: "Bond", Use: "bond [amount]", Short: "Add to the bond", PositionalArgs: args("amount"), Example: "weftd tx stake bond 5000000uweft --from key"},
				{RpcMethod: "Unbond", Use: "unbond [amount]", Short: "Take free stake out of the bond, paid when the unbonding time is over", PositionalArgs: args("amount")},
				{
					RpcMethod: "CancelUnbond", Use: "cancel-unbond [unbonding-id] [amount]", Short: "Put stake that is unbonding back into the bond",
					PositionalArgs: args("unbonding_id amount"),
				},
				{RpcMethod: "Unjail", Use: "unjail", Short: "End the time in jail"},
				{
					RpcMethod: "UpdateParams", Use: "update-params [params]", Short: "Propose new parameters", PositionalArgs: args("params"), GovProposal: true,
					Long: "Propose new parameters. Give all of them, not only those that change.",
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
