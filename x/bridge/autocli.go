// SPDX-License-Identifier: Apache-2.0

package bridge

import (
	"strings"

	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"

	"github.com/weft-network/weft/x/bridge/types"
)

// AutoCLIOptions describes the commands: weftd query bridge, weftd tx bridge.
func (AppModule) AutoCLIOptions() *autocliv1.ModuleOptions {
	return &autocliv1.ModuleOptions{
		Query: &autocliv1.ServiceCommandDescriptor{
			Service: types.Query_serviceDesc.ServiceName,
			Short:   "Query the bridge to Ethereum",
			RpcCommandOptions: []*autocliv1.RpcCommandOptions{
				{RpcMethod: "Params", Use: "params", Short: "Show the parameters: whether it is on, and with which contract"},
				{RpcMethod: "Status", Use: "status", Short: "Show where it stands: what it has seen, which set signs, why it is halted"},
				{RpcMethod: "Tokens", Use: "tokens", Short: "List the tokens that may pass, with their caps and ledgers"},
				{RpcMethod: "Keys", Use: "keys", Short: "List the validators' keys for Ethereum"},
				{RpcMethod: "NextSet", Use: "next-set", Short: "Show the set that the validators of now make"},
				{RpcMethod: "Set", Use: "set [nonce]", Short: "Show a validator set", PositionalArgs: args("nonce")},
				{RpcMethod: "Orders", Use: "orders", Short: "List what is being signed"},
				{RpcMethod: "Order", Use: "order [id]", Short: "Show an order with its digest and signatures", PositionalArgs: args("id")},
				{RpcMethod: "Batches", Use: "batches", Short: "List the batches that wait to be executed on Ethereum"},
				{RpcMethod: "Withdrawals", Use: "withdrawals", Short: "List the withdrawals on their way"},
				{RpcMethod: "Delayed", Use: "delayed", Short: "List the deposits that the caps hold back"},
				{RpcMethod: "Bounty", Use: "bounty [id]", Short: "Show a bounty: who may claim it until when, and its settlement", PositionalArgs: args("id")},
				{RpcMethod: "BountyClaims", Use: "bounty-claims [bounty]", Short: "List the claims of a bounty in the order of their leaves", PositionalArgs: args("bounty")},
				{RpcMethod: "Bounties", Use: "bounties", Short: "List the bounties in escrow on Ethereum"},
			},
		},
		Tx: &autocliv1.ServiceCommandDescriptor{
			Service: types.Msg_serviceDesc.ServiceName,
			Short:   "Transactions about the bridge to Ethereum",
			RpcCommandOptions: []*autocliv1.RpcCommandOptions{
				{
					RpcMethod: "RegisterKey", Use: "register-key [address] [proof]", Short: "Give a validator a key for Ethereum",
					PositionalArgs: args("address proof"),
					Long:           "Give a validator a key for Ethereum, from its operator's account. The address is 20 bytes, the proof the key's\nsignature of the operator, 65 bytes, both in hexadecimal.",
				},
				{
					RpcMethod: "Withdraw", Use: "withdraw [recipient] [amount] [fee]", Short: "Pay coins to an address on Ethereum",
					PositionalArgs: args("recipient amount fee"),
					Long:           "Pay coins to an address on Ethereum, 20 bytes in hexadecimal. The fee, in the same coin, goes to whoever relays the batch.",
				},
				{RpcMethod: "CancelWithdrawal", Use: "cancel [id]", Short: "Take back a withdrawal that is in no batch yet", PositionalArgs: args("id")},
				{
					RpcMethod: "ClaimBounty", Use: "claim-bounty [bounty] [job] [recipient]", Short: "Take part in a bounty on Ethereum for work of a completed job",
					PositionalArgs: args("bounty job recipient"),
					Long: "Take part in a bounty on Ethereum for work of a completed job. The bounty is 32 bytes, the recipient an address on\nEthereum of 20 bytes, " +
						"both in hexadecimal. It is paid there, by whoever brings the settlement and then the claim to the escrow.",
				},
				{
					RpcMethod: "SubmitEvidence", Use: "submit-evidence [kind] [signature]", Short: "Show a signature of what the chain never ordered",
					PositionalArgs: args("kind signature"),
				},
				{
					RpcMethod: "ListToken", Use: "list-token [token]", Short: "Propose a token, or other caps of one", PositionalArgs: args("token"), GovProposal: true,
				},
				{RpcMethod: "Resume", Use: "resume", Short: "Propose to end a halt", GovProposal: true},
				{
					RpcMethod: "UpdateParams", Use: "update-params [params]", Short: "Propose new parameters", PositionalArgs: args("params"), GovProposal: true,
					Long: "Propose new parameters. Give all of them, not only those that change. The contract is fixed once the bridge was enabled.",
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
